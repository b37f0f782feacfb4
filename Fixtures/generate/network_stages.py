"""Networks with what stands around recurrent layers, by PyTorch: RecurrentNetwork/stages.json.

Run with the versions of requirements.txt:  python3 Fixtures/generate/network_stages.py
Convolutions in front, merged directions, residual connections, layer normalization and pyramids.
The loss is the sum of logits times fixed weights over the frames of each sequence; each sequence
goes through PyTorch alone, so that no padding enters.
"""

import json
import pathlib

import torch

torch.manual_seed(20261121)
torch.set_default_dtype(torch.float64)

MERGES = {
    "concatenate": lambda a, b: torch.cat([a, b], dim=-1),
    "sum": lambda a, b: a + b,
    "average": lambda a, b: (a + b) / 2,
    "maximum": torch.maximum,
}


def rounded(tensor):
    return [float(f"{x:.7g}") for x in tensor.detach().flatten().tolist()]


def joined(frames, count):
    """[T, D] to [ceil(T / count), count * D], filled up with zeros."""
    missing = -len(frames) % count
    return torch.nn.functional.pad(frames, (0, 0, 0, missing)).reshape(-1, count * frames.shape[1])


class Network(torch.nn.Module):
    """What our configuration describes, made of PyTorch's modules under the names we write."""

    def __init__(self, shape, inputs, outputs):
        super().__init__()
        self.shape = shape
        strides, channels = shape["frontStrides"], shape["frontChannels"]
        if shape["front"] == "convolution":
            modules = []
            for index, stride in enumerate(strides):
                modules += [torch.nn.Conv2d(channels if index else 1, channels, 3,
                                            stride=(stride, 2), padding=1), torch.nn.ReLU()]
                inputs = (inputs + 1) // 2
            self.front = torch.nn.Sequential(*modules)
            inputs *= channels
        else:
            inputs *= shape["stackedFrames"]
        kind = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[shape["cell"]]
        self.widths, self.layers = [], torch.nn.ModuleList()
        for layer in range(shape["layers"]):
            self.layers.append(kind(inputs, shape["units"], bidirectional=shape["bidirectional"]))
            both = shape["bidirectional"] and shape["merge"] == "concatenate"
            width = shape["units"] * (2 if both else 1)
            inputs = width * (shape["pyramid"] + [1] * shape["layers"])[layer]
        if shape["normalization"] == "layer":
            self.norm = torch.nn.ModuleList(
                [torch.nn.LayerNorm(width) for _ in range(shape["layers"])])
        self.output = torch.nn.Linear(width, outputs)

    def named(self):
        """Parameters under our names in our order."""
        parts = dict(self.named_parameters())
        names = [n for n in parts if n.startswith("front.")]
        result = {name: parts[name] for name in names}
        for layer in range(self.shape["layers"]):
            for name, value in self.layers[layer].named_parameters():
                result[f"{self.shape['cell']}.{name.replace('_l0', f'_l{layer}')}"] = value
            for part in ("weight", "bias"):
                name = f"norm.{layer}.{part}"
                if name in parts:
                    result[name] = parts[name]
        return result | {n: parts[n] for n in ("output.weight", "output.bias")}

    def forward(self, frames):
        shape = self.shape
        if shape["front"] == "convolution":
            # [1, channels, T, bins] to [T, bins * channels]
            frames = self.front(frames[None, None])[0].permute(1, 2, 0).flatten(1)
        else:
            frames = joined(frames, shape["stackedFrames"])
        for layer, module in enumerate(self.layers):
            outputs = module(frames)[0]
            if shape["bidirectional"]:
                outputs = MERGES[shape["merge"]](*outputs.chunk(2, dim=-1))
            if shape["residual"] and outputs.shape == frames.shape:
                outputs = outputs + frames
            if shape["normalization"] == "layer":
                outputs = self.norm[layer](outputs)
            frames = joined(outputs, (shape["pyramid"] + [1] * shape["layers"])[layer])
        return self.output(frames)


def case(**options):
    shape = {"cell": "lstm", "units": 3, "layers": 2, "bidirectional": True, "stackedFrames": 2,
             "dropout": 0, "front": "stacking", "frontChannels": 32, "frontStrides": [2, 2],
             "merge": "concatenate", "normalization": "none", "residual": False, "pyramid": []}
    shape |= options
    inputs, outputs = 7, 3
    network = Network(shape, inputs, outputs)
    with torch.no_grad():
        for parameter in network.named().values():
            parameter.add_(0.3 * torch.randn_like(parameter))
            parameter.copy_(torch.tensor(rounded(parameter)).reshape(parameter.shape))
    sequences, loss = [], 0
    for length in [11, 6, 6, 2, 1]:
        features = torch.tensor(rounded(torch.randn(length, inputs))).reshape(length, inputs)
        logits = network(features)
        weights = torch.tensor(rounded(torch.randn(*logits.shape))).reshape(logits.shape)
        loss = loss + (logits * weights).sum()
        sequences.append({"frames": length, "features": rounded(features),
                          "lossWeights": rounded(weights), "logits": rounded(logits)})
    loss.backward()
    assert all(parameter.grad.abs().max() > 0 for parameter in network.parameters())
    return {"shape": shape, "inputs": inputs, "outputs": outputs, "sequences": sequences,
            "parameters": [{"name": k, "shape": list(v.shape), "values": rounded(v),
                            "gradient": rounded(v.grad)} for k, v in network.named().items()]}


convolution = {"front": "convolution", "frontChannels": 2}
cases = [case(merge=merge) for merge in ("sum", "average", "maximum")]
cases += [
    case(**convolution),
    case(front="convolution", frontChannels=3, frontStrides=[1], layers=1, bidirectional=False),
    case(front="convolution", frontChannels=2, frontStrides=[2, 1, 3], layers=1, merge="sum"),
    case(normalization="layer"),
    case(residual=True, units=7, stackedFrames=1, merge="maximum"),
    case(residual=True, layers=3),
    case(pyramid=[2], layers=3),
    case(pyramid=[3, 2], layers=3, stackedFrames=1),
    case(cell="gru", merge="average", normalization="layer", residual=True, pyramid=[1, 2],
         layers=3, **convolution),
]
path = pathlib.Path(__file__).parent.parent / "RecurrentNetwork" / "stages.json"
path.write_text(json.dumps(cases, separators=(",", ":")) + "\n")
