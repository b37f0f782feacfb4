"""Pieces of words as SentencePiece makes them from the text of Fixtures/LanguageModel, and its texts of them.

    python Fixtures/generate/word_pieces.py > Fixtures/CTC/word-pieces.json
"""

import io
import json
import random
import sys
from pathlib import Path

import sentencepiece

TEXT = Path(__file__).parent.parent / "LanguageModel" / "text.txt"


def sentence_pieces(kind):
    """Pieces as SentencePiece numbers them, texts in them, and what it reads from any pieces."""
    file = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(TEXT.read_text().split("\n")), model_writer=file, model_type=kind,
        vocab_size=150, character_coverage=1.0, bos_id=-1, eos_id=-1, normalization_rule_name="nfkc",
        minloglevel=2)
    model = sentencepiece.SentencePieceProcessor(model_proto=file.getvalue())
    pieces = [model.id_to_piece(i) for i in range(model.get_piece_size())]
    rng = random.Random(7)
    texts = [line for line in TEXT.read_text().split("\n") if line][:40]
    chance = [[rng.randrange(1, len(pieces)) for _ in range(8)] for _ in range(40)]
    return {
        "kind": kind, "pieces": pieces,
        "texts": [{"text": text, "labels": model.encode(text)} for text in texts],
        "chance": [{"text": " ".join(model.decode(labels).split()), "labels": labels}
                   for labels in chance],
    }


json.dump([sentence_pieces(kind) for kind in ["bpe", "unigram"]], sys.stdout, ensure_ascii=False,
          separators=(",", ":"))
print()
