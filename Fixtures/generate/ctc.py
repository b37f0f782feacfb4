"""Losses and gradients of torch.nn.functional.ctc_loss in double precision, and the paths of
torchaudio.functional.forced_align.

    python Fixtures/generate/ctc.py > Fixtures/CTC/torch.json
    python Fixtures/generate/ctc.py options > Fixtures/CTC/torch-options.json
    python Fixtures/generate/ctc.py alignment > Fixtures/CTC/torchaudio.json

Logits are multiples of 1/64 or 1/4096, so that a float holds them exactly.
"""

import json
import sys

import torch


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


def with_options(seed, smoothing, penalty):
    """CTC with label smoothing and a penalty of the null symbol; the gradient is autograd's.

    torch's ctc_loss supposes that its input is normalized when it computes its own gradient, so the
    penalized sum over all paths is written out here.
    """
    generator = torch.Generator().manual_seed(seed)
    frames, symbols, null = 12, 5, seed % 5
    logits = torch.randn(frames, symbols, dtype=torch.float64, generator=generator) * 3
    logits = (torch.round(logits * 64) / 64).requires_grad_()
    others = [k for k in range(symbols) if k != null]
    target = [others[i] for i in torch.randint(4, (4,), generator=generator).tolist()]
    log_probabilities = torch.log_softmax(logits, -1)
    penalties = torch.zeros(symbols, dtype=torch.float64)
    penalties[null] = penalty
    scores = log_probabilities - penalties
    states = [null]
    for label in target:
        states += [label, null]
    nothing = torch.tensor(-torch.inf, dtype=torch.float64)
    forward = [scores[0, states[s]] if s < 2 else nothing for s in range(len(states))]
    for t in range(1, frames):
        following = []
        for s in range(len(states)):
            before = [forward[s]] + ([forward[s - 1]] if s > 0 else [])
            if s > 1 and states[s] != null and states[s] != states[s - 2]:
                before.append(forward[s - 2])
            # An infinite state has no gradient, which logsumexp makes NaN.
            before = [x for x in before if x.item() > -torch.inf]
            total = torch.logsumexp(torch.stack(before), 0) if before else None
            following.append(nothing if total is None else total + scores[t, states[s]])
        forward = following
    likelihood = torch.logsumexp(torch.stack(forward[-2:]), 0)
    divergence = torch.nn.functional.kl_div(
        log_probabilities, torch.full_like(log_probabilities, 1 / symbols), reduction="sum")
    loss = -(1 - smoothing) * likelihood + smoothing * divergence
    loss.backward()
    return {
        "null": null,
        "labelSmoothing": smoothing,
        "nullPenalty": penalty,
        "target": target,
        "logits": logits.tolist(),
        "loss": loss.item(),
        "gradient": [[float(f"{x:.9g}") for x in row] for row in logits.grad.tolist()],
    }


def write_options():
    values = [(0.0, 0.0), (0.125, 0.0), (0.5, 0.0), (0.0, 0.5), (0.0, 3.0), (0.25, 1.5)]
    cases = [with_options(seed, *value) for seed, value in enumerate(2 * values)]
    json.dump({"torch": torch.__version__, "cases": cases}, sys.stdout, separators=(",", ":"))
    print()


def aligned(forced_align, seed):
    """A random case with its best path and the log-probabilities along it."""
    generator = torch.Generator().manual_seed(seed)

    def random(low, high):
        return int(torch.randint(low, high, (), generator=generator))

    symbols = random(2, 7)
    null = random(0, symbols)
    labels = random(1, 9)
    others = [k for k in range(symbols) if k != null]
    target = [others[random(0, len(others))] for _ in range(labels)]
    needed = labels + sum(a == b for a, b in zip(target, target[1:]))
    frames = needed + random(0, 12)
    scale = 2.0 ** random(0, 4)
    logits = torch.randn(frames, symbols, generator=generator) * scale
    # Finer than above, so that no two paths are equally probable.
    logits = torch.round(logits * 4096) / 4096
    path, scores = forced_align(
        torch.log_softmax(logits, -1)[None], torch.tensor([target], dtype=torch.int32), blank=null)
    return {
        "null": null,
        "target": target,
        "logits": logits.tolist(),
        "path": path[0].tolist(),
        "scores": [float(f"{x:.7g}") for x in scores[0].tolist()],
    }


def write_alignments():
    # torchaudio's last release wants the CUDA of an older PyTorch; none is used here.
    torch.version.cuda = None
    import torchaudio

    cases = [aligned(torchaudio.functional.forced_align, seed) for seed in range(100)]
    json.dump({"torchaudio": torchaudio.__version__, "cases": cases}, sys.stdout,
              separators=(",", ":"))
    print()


def write_losses():
    torch.manual_seed(20260101)
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


if sys.argv[1:] == ["alignment"]:
    write_alignments()
elif sys.argv[1:] == ["options"]:
    write_options()
else:
    write_losses()
