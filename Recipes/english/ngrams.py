"""Backoff models of up to three words: interpolated, pruned, written as ARPA."""

import math
import sys

START, END, UNKNOWN = "<s>", "</s>", "<unk>"
LEFT = 1e-3  # of the probability, at least, for words that a history is not listed with


class Model:
    """What follows each history that is listed, by the number of its words."""

    def __init__(self):
        self.listed = [{(): {}}, {}, {}]
        self.backoff = {}

    def add(self, words, probability):
        *history, word = map(sys.intern, words)
        self.listed[len(history)].setdefault(tuple(history), {})[word] = probability

    def probability(self, history, word):
        known = self.listed[len(history)].get(history)
        if known is not None and word in known:
            return known[word]
        if not history:
            return 0
        return self.backoff.get(history, 1) * self.probability(history[1:], word)

    def counts(self):
        return [sum(map(len, listed.values())) for listed in self.listed]

    def normalize(self):
        """Gives what a history's words leave to shorter histories, so that all adds up to 1."""
        words = self.listed[0][()]
        total = sum(words.values())
        for word in words:
            words[word] /= total
        for listed in self.listed[1:]:
            for history, known in listed.items():
                left = 1 - sum(known.values())
                if left < LEFT:
                    factor = (1 - LEFT) / (1 - left)
                    for word in known:
                        known[word] *= factor
                    left = LEFT
                shorter = sum(self.probability(history[1:], word) for word in known)
                self.backoff[history] = left / max(1 - shorter, 1e-6)

    def keep(self, words):
        """Forgets all n-grams with other words."""
        allowed = {START, END, UNKNOWN, *words}
        for length, listed in enumerate(self.listed):
            self.listed[length] = {
                history: kept for history, known in listed.items() if allowed.issuperset(history)
                if (kept := {word: p for word, p in known.items() if word in allowed}) or not length}
        self.backoff.clear()
        self.normalize()

    def prune(self, bigrams, trigrams):
        """Keeps so many n-grams: those without which the model would change most, in relative entropy.

        Source: Stolcke, DARPA Broadcast News Workshop 1998.
        """
        kept = {}
        for length, most in ((2, trigrams), (1, bigrams)):
            costs = [(math.inf if (*history, word) in kept else cost, history, word)
                     for history, known in self.listed[length].items()
                     for word, cost in self.costs(history, known)]
            costs.sort(key=lambda entry: (-entry[0], entry[1:]))
            kept = {}
            for _, history, word in costs[:most]:
                kept.setdefault(history, {})[word] = self.listed[length][history][word]
            self.listed[length] = kept
        self.backoff.clear()
        self.normalize()

    def costs(self, history, known):
        """What the model would lose with each word that a history is listed with."""
        weight = 1
        for length, word in enumerate(history):
            weight *= self.probability(history[:length], END if word == START else word)
        shorter = {word: self.probability(history[1:], word) for word in known}
        left = max(1 - sum(known.values()), 1e-9)
        shorter_left = max(1 - sum(shorter.values()), 1e-9)
        for word, p in known.items():
            change = math.log((left + p) / (shorter_left + shorter[word]) * shorter_left / left)
            backed_off = math.log(shorter[word] * left / shorter_left) + change
            yield word, -weight * (p * (backed_off - math.log(p)) + left * change)

    def write(self, file):
        """Writes ARPA; logarithms have two digits after the point."""
        def line(history, word, probability):
            backoff = self.backoff.get((*history, word), 1)
            return f"{math.log10(probability):.2f}\t{' '.join((*history, word))}" + (
                f"\t{math.log10(backoff):.2f}\n" if abs(backoff - 1) > 0.011 else "\n")

        counts = self.counts()
        counts[0] += 1  # START
        file.write("\\data\\\n")
        for length, count in enumerate(counts, 1):
            file.write(f"ngram {length}={count}\n")
        for length, listed in enumerate(self.listed, 1):
            file.write(f"\n\\{length}-grams:\n")
            if length == 1:
                file.write(line((), START, 1e-99))
            for history in sorted(listed):
                for word, probability in sorted(listed[history].items()):
                    file.write(line(history, word, probability))
        file.write("\n\\end\\\n")


def mixed(models, weights):
    """The weighted mean of the models' probabilities, for every n-gram of one of them."""
    result = Model()
    for length in (2, 1, 0):
        listed = result.listed[length]
        for history in set().union(*(model.listed[length] for model in models)):
            words = set(listed.get(history, ())).union(
                *(model.listed[length].get(history, ()) for model in models))
            listed[history] = {
                word: sum(weight * model.probability(history, word)
                          for model, weight in zip(models, weights)) for word in sorted(words)}
            if length == 2:  # The first two words of three are a bigram too.
                result.listed[1].setdefault(history[:1], {})[history[1]] = None
    result.normalize()
    return result
