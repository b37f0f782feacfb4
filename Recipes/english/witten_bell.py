"""Models of words or letters by Witten and Bell's smoothing.

Kneser and Ney's, which `ctc-asr lm` has, is better as it is and worse pruned: its shorter n-grams are made for
what the longer ones do not list (Chelba et al., Interspeech 2010).
"""

import collections

import ngrams


def counted(lines, order):
    """How often each run of so many symbols at most occurs; no line's first symbol is counted by itself."""
    counts = collections.Counter()
    for line in lines:
        for length in range(1, order + 1):
            counts.update(line[first:first + length] for first in range(length == 1, len(line) - length + 1))
    return counts


def model(lines, order, names={}):
    """The model of lines, strings of letters or tuples of words, that begin and end with a mark each.

    Source: Witten and Bell, IEEE Transactions on Information Theory 1991, method C.
    """
    counts = counted(lines, order)
    total, kinds = collections.Counter(), collections.Counter()
    for run, count in counts.items():
        total[run[:-1]] += count
        kinds[run[:-1]] += 1
    probability = {}
    result = ngrams.Model(order)
    for run in sorted(counts, key=len):
        history = run[:-1]
        shorter = probability[run[1:]] if history else 1 / kinds[history]
        probability[run] = (counts[run] + kinds[history] * shorter) / (total[history] + kinds[history])
        result.add([names.get(symbol, symbol) for symbol in run], probability[run])
    result.normalize()
    return result
