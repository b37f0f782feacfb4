"""Models that kenlm's lmplz estimates from a text, and what kenlm makes of sentences with them.

    python Fixtures/generate/language_model.py Fixtures/LanguageModel

`lmplz` and `query` must be on the path; they are in the source distribution of the pinned kenlm:
`cmake -DBUILD_TESTING=OFF . && make lmplz query`.  The text is made here: words follow each other by
chance, a few often and most seldom, as in a real text.
"""

import gzip
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import kenlm

WORDS = """alpha bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar
papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu zero one two three four five
six seven eight nine ten hundred thousand point plus minus times equals naïve señor größe łódź 好 棒
straße don't it's über-all the a of and to in is that for on at by up down left right open close""".split()

random.seed(20261121)
SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo zu".split()
WORDS += sorted({"".join(random.choices(SYLLABLES, k=3)) for _ in range(500)})


def make_text(lines):
    followers = {word: random.sample(WORDS, 12) for word in WORDS}
    weights = [1 / (rank + 1) ** 1.1 for rank in range(12)]
    text = []
    for _ in range(lines):
        if text and random.random() < 0.45:  # what was said already, with another word in it
            sentence = random.choice(text).split()
            if sentence:
                sentence[random.randrange(len(sentence))] = random.choice(WORDS)
            text.append(" ".join(sentence))
            continue
        word = random.choices(WORDS, [1 / (rank + 1) for rank in range(len(WORDS))])[0]
        sentence = [word]
        while random.random() < 0.85 and len(sentence) < 15:
            seldom = random.random() < 0.2
            word = random.choice(WORDS) if seldom else random.choices(followers[word], weights)[0]
            sentence.append(word)
        text.append(" ".join(sentence))
    text[17] = ""  # a sentence without a word is one
    return text


def lmplz(text, order, *options):
    command = ["lmplz", "-o", str(order), "-S", "100M", *options]
    run = subprocess.run(
        command, input="".join(line + "\n" for line in text), text=True, capture_output=True, check=True)
    return run.stdout


def perplexities(path, text):
    run = subprocess.run(
        ["query", "-v", "summary", path], input="".join(line + "\n" for line in text), text=True,
        capture_output=True, check=True)
    number = lambda name: float(re.search("^" + name + r":\s*(\S+)", run.stdout, re.M)[1])
    return {
        "includingUnknown": number("Perplexity including OOVs"),
        "excludingUnknown": number("Perplexity excluding OOVs"),
        "unknownWords": int(number("OOVs")),
        "words": int(number("Tokens")),
    }


def scores(path, sentences):
    model = kenlm.Model(str(path))
    return {
        "sentences": [
            {
                "text": sentence,
                "log10": model.score(sentence),
                "words": [p for p, _, _ in model.full_scores(sentence)],
            }
            for sentence in sentences
        ],
        "perplexity": perplexities(path, sentences),
    }


folder = Path(sys.argv[1])
text = make_text(250)
few = ["a b", "a b c", "a"]
(folder / "text.txt").write_text("".join(line + "\n" for line in text))
arpas = {
    "3-gram": lmplz(text, 3),
    "5-gram": lmplz(text, 5),
    "pruned": lmplz(text, 4, "--prune", "0", "0", "1", "2"),
    "few": lmplz(few, 3, "--discount_fallback"),
    "1-gram": lmplz(text, 1),
}
arpas["without-unk"] = re.sub(
    r"ngram 1=(\d+)", lambda m: f"ngram 1={int(m[1]) - 1}",
    re.sub(r"\n[^\n]*\t<unk>\t[^\n]*", "", arpas["pruned"], count=1), count=1)

sentences = text[:10] + make_text(20) + [
    "", "alpha", "nonsense", "alpha nonsense bravo", "nonsense nonsense", "好 棒 好 棒", "<unk> alpha",
    " ".join(WORDS)]
results = {}
for name, arpa in arpas.items():
    plain = Path("/tmp") / f"{name}.arpa"
    plain.write_text(arpa)
    with open(folder / f"{name}.arpa.gz", "wb") as file:
        file.write(gzip.compress(arpa.encode(), 9, mtime=0))
    if name != "1-gram":  # kenlm reads only models of order 2 and more
        results[name] = scores(str(plain), sentences)
    plain.unlink()
(folder / "3-gram.arpa.gz").unlink()
(folder / "3-gram.arpa").write_text(arpas["3-gram"])
with open(folder / "kenlm.json", "w") as file:
    json.dump({"few": few, "models": results}, file, ensure_ascii=False, separators=(",", ":"))
    file.write("\n")
