"""Logits and gradients of stacked LSTMs by PyTorch: Fixtures/RecurrentNetwork/lstm.json.

Run with the versions of requirements.txt:  python3 Fixtures/generate/recurrent_network.py
The loss is the sum of logits times fixed weights over the frames of each sequence; each sequence
goes through PyTorch alone, so that no padding enters.
"""

import json
import pathlib

import torch

torch.manual_seed(20261121)
torch.set_default_dtype(torch.float64)


def rounded(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]


def case(inputs, units, layers, bidirectional, outputs, lengths):
    lstm = torch.nn.LSTM(inputs, units, layers, bidirectional=bidirectional)
    output = torch.nn.Linear(units * (2 if bidirectional else 1), outputs)
    parameters = {f"lstm.{k}": v for k, v in lstm.named_parameters()}
    parameters |= {f"output.{k}": v for k, v in output.named_parameters()}
    with torch.no_grad():
        for parameter in parameters.values():
            parameter.copy_(torch.tensor(rounded(parameter)).reshape(parameter.shape))
    sequences, loss = [], 0
    for length in lengths:
        features = torch.tensor(rounded(torch.randn(length, inputs))).reshape(length, inputs)
        weights = torch.tensor(rounded(torch.randn(length, outputs))).reshape(length, outputs)
        logits = output(lstm(features)[0])
        loss = loss + (logits * weights).sum()
        sequences.append({"frames": length, "features": rounded(features),
                          "lossWeights": rounded(weights), "logits": rounded(logits)})
    loss.backward()
    return {"inputs": inputs, "units": units, "layers": layers, "bidirectional": bidirectional,
            "outputs": outputs, "sequences": sequences,
            "parameters": [{"name": k, "shape": list(v.shape), "values": rounded(v),
                            "gradient": rounded(v.grad)} for k, v in parameters.items()]}


cases = [case(4, 5, layers, bidirectional, 3, [7, 7, 4, 1])
         for bidirectional in (False, True) for layers in (1, 3)]
cases.append(case(3, 19, 1, True, 4, [5, 3]))
path = pathlib.Path(__file__).parent.parent / "RecurrentNetwork" / "lstm.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
