"""The spoken lines of Beneath a Steel Sky, out of `sky.dsk` and its table `sky.dnr`, version 0.0372.

Sounds have 8 bits at 11 025 Hz; texts are packed by the method that is known as RNC 1, and then have a Huffman
code each letter.  All numbers are little-endian but those of the packing's header.
"""

import struct

VERSION_FILES = 5097
RATE = 11025
HEADER = 22
FIRST_TEXTS = 60600
FIRST_SOUND = 50000
SECTIONS = [0, 600, 1100, 2430, 3380, 4530, 5080, 5230]  # the first sound of each section, and the end

# The letters' tree, from the root: | is followed by what 0 leads to, and then by what 1 leads to; ¤ is no letter of English.
LETTERS = (
    "||| |ea|||os|tn||.ir|||||\0Eu|mA|||lI|dR||NST|||||Ohc|Dg|||LC|pU||!yM|||||PvH|?b|||'f,|GB|||||VkF|qw|||K-W|J*"
    "||||zY|j+|||Q¤)||Z¤<|||||¤¤¤|¤:|||¤]#||xX¤|||||¤`2||0¤1|||/(=|¤^||||39|¤4|||}8\\|\"¤¤"
)


def lines(disk, table):
    """The lines said, as (number, samples, text, section of the game)."""
    files = contents(disk, table)
    letters = letter_codes()
    for section, (first, end) in enumerate(zip(SECTIONS, SECTIONS[1:])):
        said = texts(unpacked(*files[FIRST_TEXTS + section]), letters)
        for number, text in zip(range(FIRST_SOUND + first, FIRST_SOUND + end), said):
            if number in files:
                yield number, unpacked(*files[number])[HEADER:], text, section


def contents(disk, table):
    """What the disk holds, by number: bytes, and flags that tell how they are packed."""
    (count,) = struct.unpack_from("<I", table)
    if count != VERSION_FILES:
        raise ValueError(f"sky.dnr lists {count} files, not the {VERSION_FILES} of version 0.0372")
    files = {}
    for entry in range(4, 4 + 8 * count, 8):
        number = int.from_bytes(table[entry : entry + 2], "little")
        place = int.from_bytes(table[entry + 2 : entry + 5], "little")
        flags = int.from_bytes(table[entry + 5 : entry + 8], "little")
        offset = (place & 0x7FFFFF) << (4 if place >> 23 else 0)
        files[number] = disk[offset : offset + (flags & 0x3FFFFF)], flags
    return files


def unpacked(data, flags):
    if flags >> 23 or not data[0] >> 7 or data[HEADER : HEADER + 4] != b"RNC\1":
        return data
    content = Unpacking(data[HEADER:]).result
    return content if flags >> 22 & 1 else data[:HEADER] + content


class Unpacking:
    """RNC 1: bytes as they are in turn with copies of earlier ones; lengths and distances have Huffman codes."""

    def __init__(self, data):
        size, packed = struct.unpack_from(">II", data, 4)
        self.data = data[18 : 18 + packed] + bytes(8)
        self.position = self.bits = self.count = 0
        self.result = bytearray()
        self.take(2)
        for _ in range(data[17]):
            self.block()
        if len(self.result) != size:
            raise ValueError(f"{size} bytes were packed, {len(self.result)} come out")

    def block(self):
        kept, distances, lengths = self.codes(), self.codes(), self.codes()
        for left in range(self.take(16), 0, -1):
            self.keep(self.value(kept))
            if left > 1:
                distance = self.value(distances) + 1
                for _ in range(self.value(lengths) + 2):
                    self.result.append(self.result[-distance])

    def keep(self, size):
        """Takes over bytes that stand between the words that bits are taken from."""
        if size:
            ahead = self.count // 16 * 2
            self.count %= 16
            self.bits &= (1 << self.count) - 1
            start = self.position - ahead
            self.position = start + size
            self.result += self.data[start : self.position]

    def fill(self):
        if self.count < 16:
            self.bits |= int.from_bytes(self.data[self.position : self.position + 2], "little") << self.count
            self.position += 2
            self.count += 16

    def take(self, size):
        self.fill()
        taken = self.bits & (1 << size) - 1
        self.bits >>= size
        self.count -= size
        return taken

    def codes(self):
        """A table of codes, by length and bits; they are counted up from the shortest."""
        sizes = [self.take(4) for _ in range(self.take(5))]
        table, code = {}, 0
        for size in range(1, 16):
            for value, found in enumerate(sizes):
                if found == size:
                    bits = f"{code >> 16 - size:0{size}b}"
                    table[size, int(bits[::-1], 2)] = value
                    code += 1 << 16 - size
        return table

    def value(self, table):
        """A number: its length in bits has a code, the bits below the highest follow."""
        self.fill()
        size, bits = next(key for key in table if self.bits & (1 << key[0]) - 1 == key[1])
        self.take(size)
        length = table[size, bits]
        return length if length < 2 else self.take(length - 1) | 1 << length - 1


def texts(data, letters):
    """The texts of a section.

    Their lengths are given in quarters of bytes, 32 together, and one by one: from 128 on as eighths of that.
    """
    first, start = struct.unpack_from("<HH", data)
    offset = 0
    for block in range((first - 4) // 2 + 1):
        quarter = offset
        for entry in range(first + 32 * block, first + 32 * block + 32):
            yield text(data[start + quarter // 4 :], 2 * (quarter % 4), letters)
            if entry >= start:
                return
            length = data[entry]
            quarter += length if length < 128 else (length & 127) << 3
        offset += struct.unpack_from("<H", data, 4 + 2 * block)[0]


def text(data, start, letters):
    found, code = "", ""
    for bit in range(start, 8 * len(data)):
        code += str(data[bit // 8] >> 7 - bit % 8 & 1)
        if code in letters:
            if letters[code] == "\0":
                break
            found += letters[code]
            code = ""
    return found


def letter_codes():
    codes = {}

    def walk(position, code):
        if LETTERS[position] == "|":
            return walk(walk(position + 1, code + "0"), code + "1")
        codes[code] = LETTERS[position]
        return position + 1

    walk(0, "")
    return codes
