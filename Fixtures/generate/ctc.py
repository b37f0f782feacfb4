"""Losses and gradients of torch.nn.functional.ctc_loss in double precision.

    python Fixtures/generate/ctc.py > Fixtures/CTC/torch.json

Logits are multiples of 1/64, so that a float holds them exactly.
"""

import json
import sys

import torch

torch.manual_seed(20260101)


def case(name, frames, symbols, labels, null, scale, repeats):
    logits = torch.round(torch.randn(frames, symbols, dtype=torch.float64) * scale * 64) / 64
    others = [k for k in range(symbols) if k != null]
    target = [others[i] for i in torch.randint(len(others), (labels,)).tolist()]
    if repeats:
        target[1::2] = target[0::2][: len(target[1::2])]
    logits.requires_grad_()
    loss = torch.nn.functional.ctc_loss(
        torch.log_softmax(logits, -1), torch.tensor([target], dtype=torch.long).reshape(1, -1),
        torch.tensor([frames]), torch.tensor([labels]), blank=null, reduction="sum")
    loss.backward()
    return {
        "name": name,
        "null": null,
        "target": target,
        "logits": logits.tolist(),
        "loss": loss.item(),
        "gradient": [[float(f"{x:.9g}") for x in row] for row in logits.grad.tolist()],
    }


cases = [
    case("one frame", 1, 3, 1, 0, 1, False),
    case("no label", 6, 4, 0, 0, 1, False),
    case("null symbol first", 12, 5, 4, 0, 1, False),
    case("null symbol last", 9, 5, 3, 4, 1, False),
    case("null symbol between", 20, 11, 8, 5, 2, False),
    case("repeated labels", 24, 6, 12, 0, 1, True),
    case("as few frames as fit", 18, 6, 12, 0, 1, True),
    case("characters", 50, 28, 20, 0, 1, False),
    case("peaky and wrong", 40, 8, 15, 0, 25, False),
    case("long", 250, 4, 60, 0, 3, False),
]
json.dump({"torch": torch.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
print()
