"""Word and character errors that jiwer counts.

    python Fixtures/generate/error_rates.py > Fixtures/Training/jiwer.json

jiwer's edits all have the same cost, as Levenshtein's.  Of several alignments with as few edits it may
choose another one, so that it is the number of errors that must agree, and what insertions exceed
deletions by.
"""

import json
import random
import sys

import jiwer

random.seed(20261121)
# The letters of the last three are several code points each, which count.
WORDS = "a b aa ab ba bab c ca one two three \u0915\u0940 \u0915\u093e \u0928\u0939\u0940\u0902".split()


def sentence():
    return [random.choice(WORDS) for _ in range(random.randrange(1, 12))]


def heard(words):
    result = []
    for word in words:
        draw = random.random()
        if draw < 0.6:
            result.append(word)
        elif draw < 0.75:
            result.append(random.choice(WORDS))
        elif draw < 0.87:
            result += [word, random.choice(WORDS)]
    return result


cases = []
for _ in range(100):
    reference = sentence()
    hypothesis = heard(reference) if random.random() < 0.8 else sentence()
    reference, hypothesis = " ".join(reference), " ".join(hypothesis)
    words = jiwer.process_words(reference, hypothesis)
    characters = jiwer.process_characters(reference, hypothesis)
    cases.append({
        "reference": reference,
        "hypothesis": hypothesis,
        **{name: {"hits": result.hits, "substitutions": result.substitutions,
                  "insertions": result.insertions, "deletions": result.deletions}
           for name, result in [("words", words), ("characters", characters)]},
    })
references, hypotheses = zip(*((case["reference"], case["hypothesis"]) for case in cases))
json.dump({"wer": jiwer.wer(list(references), list(hypotheses)),
           "cer": jiwer.cer(list(references), list(hypotheses)), "cases": cases},
          sys.stdout, separators=(",", ":"))
print()
