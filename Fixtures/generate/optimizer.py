"""Steps of AdamW by PyTorch: Fixtures/Training/adamw.json.

Run with the versions of requirements.txt:  python3 Fixtures/generate/optimizer.py
"""

import json
import pathlib

import torch

torch.manual_seed(20261121)
torch.set_default_dtype(torch.float64)


def rounded(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


def case(count, steps, rate, betas, epsilon, decay):
    weights = torch.tensor(rounded(torch.randn(count)), requires_grad=True)
    optimizer = torch.optim.AdamW([weights], lr=rate, betas=betas, eps=epsilon, weight_decay=decay)
    result = {"learningRate": rate, "beta1": betas[0], "beta2": betas[1], "epsilon": epsilon,
              "weightDecay": decay, "start": rounded(weights), "gradients": [], "weights": []}
    for step in range(steps):
        gradient = rounded(torch.randn(count) * 10.0 ** -step)
        weights.grad = torch.tensor(gradient)
        optimizer.step()
        result["gradients"].append(gradient)
        result["weights"].append(rounded(weights))
    return result


# `count` is the number of parameters of the smallest network: 1 input, 1 unit, 2 outputs.
cases = [case(20, 5, 0.01, (0.9, 0.98), 1e-8, 0.1), case(20, 3, 0.1, (0.5, 0.999), 1e-3, 0.0)]
path = pathlib.Path(__file__).parent.parent / "Training" / "adamw.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
