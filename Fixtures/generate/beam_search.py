"""n-best lists of flashlight-text's decoders with a language model that kenlm reads, and the best
labellings of flashlight-text and fast-ctc-decode at a given beam.

    python Fixtures/generate/beam_search.py scores > Fixtures/LanguageModel/flashlight.json
    python Fixtures/generate/beam_search.py quality > Fixtures/CTC/beam-quality.json

A beam of a million without thresholds holds every hypothesis, so that flashlight-text's search is
exact.  ARPA files have logarithms to base 10, which it weighs as they are: its weight is ours times
ln 10.  Its lexicon spells words with the boundary "|" at their end, so the utterance gets one frame
more, which can only be "|".  It allows more boundaries than one between words; where the null symbol
is never less probable than "|", the best path never needs that, and the scores are those of one.
"""

import json
import math
import random
import sys
import tempfile

import numpy
from flashlight.lib.text import decoder, dictionary
from flashlight.lib.text.decoder.kenlm import KenLM

NEVER = -1e9


def arpa(words, seed):
    """A model of word pairs and triples with made-up probabilities, which need not sum to one."""
    rng = random.Random(seed)

    def value(low, high):
        return f"{rng.uniform(low, high):.4f}"

    pairs = [(a, b) for a in ["<s>", *words] for b in [*words, "</s>"] if rng.random() < 0.6]
    triples = [(a, *pair) for a in ["<s>", *words] for pair in pairs
               if (a, pair[0]) in pairs and rng.random() < 0.5]
    lines = ["\\data\\", f"ngram 1={len(words) + 3}", f"ngram 2={len(pairs)}",
             f"ngram 3={len(triples)}", "", "\\1-grams:", "-2.5\t<unk>", f"-99\t<s>\t{value(-1, 0)}",
             f"{value(-1, -0.2)}\t</s>"]
    lines += [f"{value(-2, -0.3)}\t{word}\t{value(-1, 0)}" for word in words]
    lines += ["", "\\2-grams:"]
    lines += [f"{value(-1.5, -0.1)}\t{a} {b}" + ("" if b == "</s>" else f"\t{value(-0.8, 0)}")
              for a, b in pairs]
    lines += ["", "\\3-grams:"]
    lines += [f"{value(-1.2, -0.05)}\t{' '.join(triple)}" for triple in triples]
    return "\n".join([*lines, "", "\\end\\", ""])


def log_softmax(logits):
    logits = logits - logits.max(axis=1, keepdims=True)
    return (logits - numpy.log(numpy.exp(logits).sum(axis=1, keepdims=True))).astype(numpy.float32)


def kenlm_of(text, words):
    file = tempfile.NamedTemporaryFile("w", suffix=".arpa", delete=False)
    file.write(text)
    file.close()
    return KenLM(file.name, words)


def nbest(results, count):
    best = sorted(results.items(), key=lambda item: -item[1])[:count]
    return [{"text": text, "score": round(score, 5)} for text, score in best]


def lexicon_case(seed, text, lexicon, weight, bonus):
    """Words of a lexicon, each path for itself: the score of a hypothesis is its best path's.

    A line has a word, and behind a tab its symbols where they do not write it.
    """
    tokens = ["<blank>", "|", "a", "b", "c"]
    rng = numpy.random.default_rng(seed)
    logits = rng.normal(size=(9, 5)).astype(numpy.float32) * 2
    logits[:, 0] = numpy.maximum(logits[:, 0], logits[:, 1])
    emissions = log_softmax(logits)
    frames = numpy.full((10, 5), NEVER, numpy.float32)
    frames[:9] = emissions
    frames[9, 1] = 0
    names = [line.split("\t")[0] for line in lexicon]
    words = dictionary.Dictionary(names + ["<unk>"])
    model = kenlm_of(text, words)
    trie = decoder.Trie(len(tokens), 1)
    for index, line in enumerate(lexicon):
        said = line.split("\t")[-1].split() if "\t" in line else list(line)
        trie.insert([tokens.index(symbol) for symbol in said] + [1], index, 0)
    trie.smear(decoder.SmearingMode.NONE)
    options = decoder.LexiconDecoderOptions(
        beam_size=1_000_000, beam_size_token=5, beam_threshold=1e8,
        lm_weight=weight * math.log(10), word_score=bonus, unk_score=-math.inf, sil_score=0,
        log_add=False, criterion_type=decoder.CriterionType.CTC)
    search = decoder.LexiconDecoder(options, trie, model, 1, 0, len(lexicon), [], False)
    found = {}
    for result in search.decode(frames.ctypes.data, *frames.shape):
        said = " ".join(names[word] for word in result.words if word >= 0)
        found[said] = max(found.get(said, -math.inf), result.score)
    found = {said: score for said, score in found.items() if said and score > NEVER / 2}
    return {"kind": "lexicon", "merging": "maximum", "lexicon": lexicon, "tokens": tokens,
            "arpa": text, "weight": weight, "bonus": bonus,
            "logProbabilities": emissions.tolist(), "best": nbest(found, 10)}


def symbol_case(seed, text, merging, weight):
    """Symbols as words; a hypothesis that ends in the null symbol and one that does not are two."""
    tokens = ["<blank>", "a", "b", "c"]
    emissions = log_softmax(numpy.random.default_rng(seed).normal(size=(7, 4)) * 2)
    model = kenlm_of(text, dictionary.Dictionary(tokens + ["<unk>"]))
    options = decoder.LexiconFreeDecoderOptions(
        beam_size=1_000_000, beam_size_token=4, beam_threshold=1e8,
        lm_weight=weight * math.log(10), sil_score=0, log_add=merging == "sum",
        criterion_type=decoder.CriterionType.CTC)
    search = decoder.LexiconFreeDecoder(options, model, -1, 0, [])
    found = {}
    for result in search.decode(emissions.ctypes.data, *emissions.shape):
        path = [token for token in result.tokens if token >= 0]
        said = "".join(tokens[b] for a, b in zip([0, *path], path) if b not in (0, a))
        before = found.get(said, -math.inf)
        together = numpy.logaddexp if merging == "sum" else max
        found[said] = float(together(before, result.score))
    return {"kind": "symbols", "merging": merging, "lexicon": [], "tokens": tokens, "arpa": text,
            "weight": weight, "bonus": 0, "logProbabilities": emissions.tolist(),
            "best": nbest(found, 10)}


def write_scores():
    lexicon = ["a", "ab", "bac", "c", "cb"]
    words = arpa([word for word in lexicon if word != "cb"], 1)  # "cb" is unknown to the model
    symbols = arpa(["a", "b", "c"], 2)
    dictionary = ["two\tb a", "to\tb a", "too\tb c", "a\ta", "eye\tc", "i\tc"]
    spoken = arpa(["two", "to", "too", "a", "i"], 3)
    cases = [lexicon_case(seed, words, lexicon, *weights) for seed, weights in enumerate(
        [(0, 0), (0.5, 0), (1, 0.7), (2.5, -0.4), (1, 3)])]
    cases += [lexicon_case(10 + seed, spoken, dictionary, *weights) for seed, weights in enumerate(
        [(0.7, 0), (1, 0.7), (2, 2)])]
    cases += [symbol_case(seed, symbols, merging, weight) for seed, (merging, weight) in enumerate(
        [("maximum", 1), ("sum", 1), ("maximum", 0.3), ("sum", 2)])]
    json.dump({"cases": cases}, sys.stdout, separators=(",", ":"))
    print()


def hashed(indices):
    """SplitMix64, as in Benchmarks/peers.py and the test."""
    z = indices.astype(numpy.uint64) + numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def noise(count, start=0):
    indices = numpy.arange(start, start + count)
    return (hashed(indices) >> numpy.uint64(40)).astype(numpy.float32) / 2**24 - 0.5


def peaky(seed, frames, symbols):
    """A label every five frames, two frames long, sometimes clear and sometimes not."""
    base = seed * 100_000
    logits = 6 * noise(frames * symbols, base).reshape(frames, symbols)
    times = numpy.arange(frames)
    labels = (hashed(base + times // 5) % numpy.uint64(symbols - 1)).astype(int) + 1
    labels[times % 5 >= 2] = 0
    logits[times, labels] += 4 + 8 * noise(frames, base + frames * symbols)
    return log_softmax(logits)


def write_quality():
    """For each seed and beam the labels that the peers find."""
    import fast_ctc_decode

    frames, symbols = 40, 8
    alphabet = "_abcdefg"
    cases = []
    for seed in range(200):
        emissions = peaky(seed, frames, symbols)
        beam = [4, 20][seed % 2]
        text, _ = fast_ctc_decode.beam_search(
            numpy.exp(emissions), alphabet, beam_size=beam, beam_cut_threshold=0)
        options = decoder.LexiconFreeDecoderOptions(
            beam_size=beam, beam_size_token=symbols, beam_threshold=1e9, lm_weight=0, sil_score=0,
            log_add=True, criterion_type=decoder.CriterionType.CTC)
        search = decoder.LexiconFreeDecoder(options, decoder.ZeroLM(), -1, 0, [])
        path = [x for x in search.decode(emissions.ctypes.data, *emissions.shape)[0].tokens if x >= 0]
        cases.append({
            "seed": seed, "beam": beam, "fastCTCDecode": [alphabet.index(c) for c in text],
            "flashlight": [b for a, b in zip([0, *path], path) if b not in (0, a)]})
    json.dump({"frames": frames, "symbols": symbols, "cases": cases}, sys.stdout,
              separators=(",", ":"))
    print()


{"scores": write_scores, "quality": write_quality}[sys.argv[1]]()
