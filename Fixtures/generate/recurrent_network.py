"""Logits and gradients of recurrent networks by PyTorch: Fixtures/RecurrentNetwork/torch.json.

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
    return [float(f"{x:.7g}") for x in tensor.detach().flatten().tolist()]


# What our configuration calls PyTorch's modules, and the prefix of their parameters.
KINDS = {
    "lstm": ({"cell": "lstm"}, "lstm", torch.nn.LSTM, {}),
    "projected": ({"cell": "lstm", "projection": 2}, "lstm", torch.nn.LSTM, {"proj_size": 2}),
    "gru": ({"cell": "gru"}, "gru", torch.nn.GRU, {}),
    "tanh": ({"cell": "elman", "activation": "tanh"}, "rnn", torch.nn.RNN, {}),
    "relu": ({"cell": "elman", "activation": "relu"}, "rnn", torch.nn.RNN,
             {"nonlinearity": "relu"}),
}


def case(kind, inputs, units, layers, bidirectional, outputs, lengths):
    names, prefix, module, options = KINDS[kind]
    network = module(inputs, units, layers, bidirectional=bidirectional, **options)
    width = options.get("proj_size", units) * (2 if bidirectional else 1)
    output = torch.nn.Linear(width, outputs)
    parameters = {f"{prefix}.{k}": v for k, v in network.named_parameters()}
    parameters |= {f"output.{k}": v for k, v in output.named_parameters()}
    with torch.no_grad():
        for parameter in parameters.values():
            parameter.copy_(torch.tensor(rounded(parameter)).reshape(parameter.shape))
    sequences, loss = [], 0
    for length in lengths:
        features = torch.tensor(rounded(torch.randn(length, inputs))).reshape(length, inputs)
        weights = torch.tensor(rounded(torch.randn(length, outputs))).reshape(length, outputs)
        logits = output(network(features)[0])
        loss = loss + (logits * weights).sum()
        sequences.append({"frames": length, "features": rounded(features),
                          "lossWeights": rounded(weights), "logits": rounded(logits)})
    loss.backward()
    return {**names, "inputs": inputs, "units": units, "layers": layers, "bidirectional": bidirectional,
            "outputs": outputs, "sequences": sequences,
            "parameters": [{"name": k, "shape": list(v.shape), "values": rounded(v),
                            "gradient": rounded(v.grad)} for k, v in parameters.items()]}


cases = [case(kind, 3, 4, layers, bidirectional, 3, [6, 6, 3, 1])
         for kind in KINDS for bidirectional in (False, True) for layers in (1, 3)]
cases += [case(kind, 3, 17, 1, False, 3, [5, 3]) for kind in ("lstm", "gru")]
path = pathlib.Path(__file__).parent.parent / "RecurrentNetwork" / "torch.json"
path.parent.mkdir(exist_ok=True)
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
