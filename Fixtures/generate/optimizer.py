"""Steps of PyTorch's optimizers: Fixtures/Training/optimizers.json.

Run with the versions of requirements.txt:  python3 Fixtures/generate/optimizer.py
"""

import json
import pathlib

import torch

torch.manual_seed(20261121)
torch.set_default_dtype(torch.float64)

CLASSES = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam, "sgd": torch.optim.SGD}


def rounded(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


def case(kind, steps, rate, decay, **options):
    count = 20  # The parameters of the smallest network: 1 input, 1 unit, 2 outputs.
    weights = torch.tensor(rounded(torch.randn(count)), requires_grad=True)
    optimizer = CLASSES[kind]([weights], lr=rate, weight_decay=decay, **options)
    names = {"betas": ("beta1", "beta2"), "eps": ("epsilon",)}
    result = {"kind": kind, "learningRate": rate, "weightDecay": decay, "start": rounded(weights),
              "gradients": [], "weights": []}
    for name, value in options.items():
        values = value if name == "betas" else [value]
        result |= dict(zip(names.get(name, (name,)), values))
    for step in range(steps):
        gradient = rounded(torch.randn(count) * 10.0 ** -step)
        weights.grad = torch.tensor(gradient)
        optimizer.step()
        result["gradients"].append(gradient)
        result["weights"].append(rounded(weights))
    return result


cases = [
    case("adamw", 5, 0.01, 0.1, betas=(0.9, 0.98), eps=1e-8),
    case("adamw", 3, 0.1, 0.0, betas=(0.5, 0.999), eps=1e-3),
    case("adam", 5, 0.01, 0.1, betas=(0.9, 0.98), eps=1e-8),
    case("sgd", 4, 0.1, 0.1, momentum=0.0, nesterov=False),
    case("sgd", 5, 0.1, 0.02, momentum=0.9, nesterov=False),
    case("sgd", 5, 0.1, 0.02, momentum=0.8, nesterov=True),
]
path = pathlib.Path(__file__).parent.parent / "Training" / "optimizers.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
