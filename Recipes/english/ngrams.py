"""Backoff models of words or letters: interpolated, pruned, written as ARPA."""

import gzip
import io
import math
import sys

START, END, UNKNOWN = "<s>", "</s>", "<unk>"
LEFT = 1e-3  # of the probability, at least, for words that a history is not listed with


def read(path):
    """Yields the n-grams of an ARPA file, each with the logarithms of its probability and backoff."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) > 1:
            yield tuple(fields[1].split(" ")), float(fields[0]), float(fields[2] if fields[2:] else 0)


class Model:
    """What follows each history that is listed, by the number of its words."""

    def __init__(self, order):
        self.listed = [{(): {}}, *({} for _ in range(1, order))]
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

    def prune(self, most):
        """Keeps so many n-grams of two words and more: those without which the model would change most, in
        relative entropy, and what they begin with.

        Source: Stolcke, DARPA Broadcast News Workshop 1998.
        """
        costs = [(-cost, (*history, word)) for listed in self.listed[1:]
                 for history, known in listed.items() for word, cost in self.costs(history, known)]
        kept = set()
        for _, words in sorted(costs):
            if len(kept) >= most:
                break
            kept.update(words[:length] for length in range(2, len(words) + 1))
        for length, listed in enumerate(self.listed[1:], 1):
            self.listed[length] = {
                history: rest for history, known in listed.items()
                if (rest := {word: p for word, p in known.items() if (*history, word) in kept})}
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
    result = Model(max(len(model.listed) for model in models))
    for length in reversed(range(len(result.listed))):
        listed = result.listed[length]
        for history in set().union(*(model.listed[length] for model in models)):
            words = set(listed.get(history, ())).union(
                *(model.listed[length].get(history, ()) for model in models))
            listed[history] = {
                word: sum(weight * model.probability(history, word)
                          for model, weight in zip(models, weights)) for word in sorted(words)}
            if length > 1:  # What an n-gram begins with is one too.
                result.listed[length - 1].setdefault(history[:-1], {})[history[-1]] = None
    result.normalize()
    return result


def write_packed(model, path):
    """Writes ARPA packed by gzip, the same bytes every time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as packed, gzip.GzipFile("", "wb", 9, packed, mtime=0) as file:
        with io.TextIOWrapper(file, encoding="utf-8") as text:
            model.write(text)
