#!/usr/bin/env python3
"""Files as NumPy, safetensors and kaldiio write them, and what is in them."""
import base64
import io
import json
import os
import pathlib
import tempfile

import kaldiio
import numpy
import safetensors.torch
import torch

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Interchange"


def base64_text(data):
    return base64.b64encode(data).decode()


def npy_bytes(array, version=None):
    file = io.BytesIO()
    numpy.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def npy_files():
    values = numpy.array([[0.5, -1.25, 3e38], [1e-40, 0, -0.0]], dtype="<f4")
    arrays = [
        ("float32", values, None),
        ("float64", numpy.array([[0.1, 2], [3, -4e10], [0, 1e-300]]), None),
        ("one dimension", numpy.array([1, 2, 3, 4], dtype="<f4"), None),
        ("version 2", values, (2, 0)),
        ("version 3", values, (3, 0)),
        ("no rows", numpy.zeros((0, 5), dtype="<f4"), None),
        ("int64", numpy.array([[1, 2]]), None),
        ("big-endian", values.astype(">f4"), None),
        ("column by column", numpy.asfortranarray(values), None),
        ("three dimensions", numpy.zeros((1, 2, 3), dtype="<f4"), None),
        ("no dimensions", numpy.array(1, dtype="<f4"), None),
    ]
    for name, array, version in arrays:
        yield {
            "name": name,
            "file": base64_text(npy_bytes(array, version)),
            "rows": array.shape[0] if array.ndim == 2 else 1,
            "columns": array.shape[-1] if array.ndim else 1,
            "elements": [float(numpy.float32(x)) for x in array.flatten()],
        }


def safetensors_file():
    generator = torch.Generator().manual_seed(1)
    numbers = torch.randn(37, generator=generator)
    special = torch.tensor([0.0, -0.0, float("inf"), -float("inf"), 6e-8, -1e-6, 65504, 1.5])
    tensors = {
        "weight": torch.randn(2, 3, generator=generator),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 4),
        "half": torch.cat([numbers, special]).half(),
        "brain": torch.cat([numbers, special]).bfloat16(),
        "double": numbers.double() * 3,
    }
    metadata = {"alphabet": "ä好\n\"quoted\"", "format": "pt"}
    infinity = float("inf")
    return {
        "file": base64_text(safetensors.torch.save(tensors, metadata)),
        "metadata": metadata,
        "tensors": {
            name: {
                "shape": list(tensor.shape),
                # JSON has no infinity; the largest finite double overflows to it as a float.
                "values": [
                    max(-1.7e308, min(1.7e308, x)) if abs(x) == infinity else x
                    for x in tensor.float().flatten().tolist()
                ],
            }
            for name, tensor in tensors.items()
        },
        "integers": base64_text(safetensors.torch.save({"step": torch.tensor([1, 2])})),
    }


def kaldi_archive():
    generator = numpy.random.default_rng(3)
    matrices = {
        "a": generator.standard_normal((2, 3)).astype("<f4"),
        "speaker-1_b": numpy.array([[0.5, -0.0, 3e38, 1e-40]], dtype="<f4"),
        "好": generator.standard_normal((7, 1)).astype("<f4"),
    }
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        kaldiio.save_ark("feats.ark", matrices, scp="feats.scp")
        ark, scp = (pathlib.Path(f"feats.{kind}").read_bytes() for kind in ["ark", "scp"])
    return {
        "ark": base64_text(ark),
        "scp": scp.decode(),
        "matrices": [
            {"key": key, "rows": len(matrix), "elements": matrix.flatten().tolist()}
            for key, matrix in matrices.items()
        ],
    }


FOLDER.mkdir(exist_ok=True)
for name, value in [
    ("npy", list(npy_files())),
    ("safetensors", safetensors_file()),
    ("kaldi-archive", kaldi_archive()),
]:
    (FOLDER / f"{name}.json").write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
