"""Loads a model of ours into PyTorch's modules, strictly, and compares what they say.

    ctc-asr features FLAGS IN.wav -o features.npy      # with the model's settings
    ctc-asr emissions --model MODEL IN.wav -o emissions.npy
    python3 Fixtures/generate/torch_twin.py MODEL features.npy emissions.npy

Prints the largest difference of log-probabilities; fails if it is 1e-3 or more.  For models of
nn.LSTM, nn.GRU or nn.RNN, with stacked frames or convolutions in front.
"""

import json
import pathlib
import sys

import numpy
import safetensors.torch
import torch


class Twin(torch.nn.Module):
    def __init__(self, network, temperature):
        super().__init__()
        self.temperature = temperature
        self.shape = shape = network["shape"]
        others = {"merge": "concatenate", "residual": False, "normalization": "none", "pyramid": []}
        for key, value in others.items():
            if shape.get(key, value) != value:
                sys.exit(f"{key} {shape[key]}: one module of PyTorch has no such thing")
        inputs, channels = network["inputs"], shape.get("frontChannels", 32)
        if shape.get("front") == "convolution":
            modules = []
            for index, stride in enumerate(shape["frontStrides"]):
                modules += [torch.nn.Conv2d(channels if index else 1, channels, 3,
                                            stride=(stride, 2), padding=1), torch.nn.ReLU()]
                inputs = (inputs + 1) // 2
            self.front = torch.nn.Sequential(*modules)
            inputs *= channels
        else:
            inputs *= shape["stackedFrames"]
        name, kind = {"lstm": ("lstm", torch.nn.LSTM), "gru": ("gru", torch.nn.GRU),
                      "elman": ("rnn", torch.nn.RNN)}[shape["cell"]]
        options = {"proj_size": shape["projection"]} if shape.get("projection") else {}
        if name == "rnn":
            options["nonlinearity"] = shape["activation"]
        self.recurrent = name
        setattr(self, name, kind(inputs, shape["units"], shape["layers"],
                                 bidirectional=shape["bidirectional"], **options))
        width = (shape.get("projection") or shape["units"]) * (1 + shape["bidirectional"])
        self.output = torch.nn.Linear(width, network["outputs"])

    def forward(self, features):
        if self.shape.get("front") == "convolution":
            frames = self.front(features[None, None])[0].permute(1, 2, 0).flatten(1)
        else:
            count = self.shape["stackedFrames"]
            missing = -len(features) % count
            frames = torch.nn.functional.pad(features, (0, 0, 0, missing))
            frames = frames.reshape(-1, count * features.shape[1])
        logits = self.output(getattr(self, self.recurrent)(frames)[0])
        return (logits / self.temperature).log_softmax(-1)


folder, features, emissions = pathlib.Path(sys.argv[1]), *map(numpy.load, sys.argv[2:4])
configuration = json.loads((folder / "config.json").read_text())
# The model's floor under the filters' energies is no option of `ctc-asr features`.
features = numpy.maximum(features, numpy.float32(
    numpy.log(configuration["features"]["energyFloor"])))
normalization = configuration["normalization"]
mean = numpy.array(normalization["mean"])
if prior := normalization.get("priorFrames"):
    # The mean of the utterance, to which so many frames of the corpus' are added.
    mean = (features.sum(0, dtype="f8") + prior * mean) / (len(features) + prior)
features = ((features - mean.astype("f4"))
            * numpy.array(normalization["inverseStandardDeviation"], dtype="f4"))
twin = Twin(configuration["network"], configuration.get("temperature", 1))
twin.load_state_dict(safetensors.torch.load_file(folder / "weights.safetensors"), strict=True)
with torch.no_grad():
    expected = twin(torch.from_numpy(features)).numpy()
if expected.shape != emissions.shape:
    sys.exit(f"PyTorch has {expected.shape} log-probabilities, ctc-asr {emissions.shape}")
difference = float(numpy.abs(expected - emissions).max())
print(f"{len(emissions)} frames, largest difference {difference:.2g}")
sys.exit(difference >= 1e-3)
