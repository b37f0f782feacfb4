"""State dictionaries of PyTorch's recurrent modules: Fixtures/RecurrentNetwork/state-dicts.

Run with the versions of requirements.txt:  python3 Fixtures/generate/state_dicts.py
Each is saved as anyone would save it; beside it what the module makes of a sequence.
"""

import json
import pathlib

import safetensors.torch
import torch

torch.manual_seed(20261121)
FOLDER = pathlib.Path(__file__).parent.parent / "RecurrentNetwork" / "state-dicts"


class Recognizer(torch.nn.Module):
    def __init__(self, name, module, width):
        super().__init__()
        setattr(self, name, module)
        self.output = torch.nn.Linear(width, 3)

    def forward(self, features):
        recurrent = next(self.children())
        return self.output(recurrent(features)[0])


SHAPE = {"units": 5, "layers": 2, "bidirectional": True, "stackedFrames": 1, "dropout": 0}
MODULES = {
    "lstm": ({"cell": "lstm"}, torch.nn.LSTM(4, 5, 2, bidirectional=True), 10),
    "lstm-projected": ({"cell": "lstm", "projection": 3, "bidirectional": False},
                       torch.nn.LSTM(4, 5, 2, proj_size=3), 3),
    "gru": ({"cell": "gru"}, torch.nn.GRU(4, 5, 2, bidirectional=True), 10),
    "rnn": ({"cell": "elman"}, torch.nn.RNN(4, 5, 2, bidirectional=True), 10),
    "rnn-relu": ({"cell": "elman", "activation": "relu"},
                 torch.nn.RNN(4, 5, 2, nonlinearity="relu", bidirectional=True), 10),
}

FOLDER.mkdir(parents=True, exist_ok=True)
cases = []
for name, (shape, module, width) in MODULES.items():
    recognizer = Recognizer(name.split("-")[0], module, width)
    features = torch.randn(7, 4)
    with torch.no_grad():
        logits = recognizer(features)
    safetensors.torch.save_file(recognizer.state_dict(), FOLDER / f"{name}.safetensors")
    cases.append({"name": name, "shape": SHAPE | shape, "frames": 7,
                  "features": features.flatten().tolist(), "logits": logits.flatten().tolist()})
(FOLDER / "logits.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
