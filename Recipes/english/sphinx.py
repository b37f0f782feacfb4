"""Reads the n-grams of a language model in PocketSphinx's binary form, a trie of reversed n-grams."""

import array
import math
import struct

MAGIC = b"Trie Language Model"
BASE = 1.0001  # of the logarithms
BINS = 1 << 16


class Bits:
    """An array of records of so many bits each, and the fields of one."""

    def __init__(self, data, start, count, fields):
        self.data, self.start, self.count, self.fields = data, start, count, fields
        self.width = sum(fields)
        self.size = ((1 + count) * self.width + 7) // 8 + 8

    def __getitem__(self, index):
        first = index * self.width
        byte = self.start + first // 8
        value = int.from_bytes(self.data[byte:byte + 16], "little") >> first % 8
        found = []
        for width in self.fields:
            found.append(value & (1 << width) - 1)
            value >>= width
        return found


def read(data):
    """Yields each n-gram of a model up to order 3: its words, log10 of its probability and of its backoff."""
    if not data.startswith(MAGIC):
        raise ValueError("not a language model in PocketSphinx's binary form")
    place = len(MAGIC)
    order = data[place]
    counts = struct.unpack_from(f"<{order}I", data, place + 1)
    place += 1 + 4 * order
    quantized = struct.unpack_from("<i", data, place)[0]
    if order != 3 or quantized != 1:
        raise ValueError(f"a model of order {order}; 3 is what is read")
    place += 4
    scale = math.log10(BASE)
    tables = []
    for _ in range(3):  # of bigrams' probabilities, of their backoffs, of trigrams' probabilities
        table = array.array("f", data[place:place + 4 * BINS])
        tables.append([scale * value for value in table])
        place += 4 * BINS
    unigrams = list(struct.iter_unpack("<ffI", data[place:place + 12 * (counts[0] + 1)]))
    place += 12 * (counts[0] + 1)
    word = counts[0].bit_length()
    bigrams = Bits(data, place, counts[1], [word, 16, 16, counts[2].bit_length()])
    trigrams = Bits(data, place + bigrams.size, counts[2], [word, 16])
    place += bigrams.size + trigrams.size
    length = struct.unpack_from("<i", data, place)[0]
    words = data[place + 4:place + 4 + length].decode().split("\0")[:counts[0]]

    for last, (probability, backoff, first) in enumerate(unigrams[:-1]):
        yield (words[last],), scale * probability, scale * backoff
        for number in range(first, unigrams[last + 1][2]):
            middle, backoff, probability, longer = bigrams[number]
            yield (words[middle], words[last]), tables[0][probability], tables[1][backoff]
            for place in range(longer, bigrams[number + 1][3]):
                first_word, probability = trigrams[place]
                yield (words[first_word], words[middle], words[last]), tables[2][probability], 0
