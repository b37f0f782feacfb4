"""Draws the filter bank in AudioFrontEnd's documentation from the package's own weights.

    pip install -r requirements.txt && python filter_bank_picture.py ../../.build/release/ctc-asr

A frame that holds one frequency of its Fourier transform alone gives the weights that all filters
have there, so a sound with one such frame a frequency gives all weights.
"""

import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import soundfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "Sources" / "AudioFrontEnd" / "AudioFrontEnd.docc" / "Resources" / "filter-bank.svg"

RATE, LENGTH, FILTERS = 16000, 512, 23
OPTIONS = (
    f"--frame-length 32 --frame-shift 32 --window-type rectangular --no-remove-dc-offset "
    f"--preemphasis-coefficient 0 --no-use-log --num-mel-bins {FILTERS}"
)

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 900, 50, 870, 60, 250
COLORS = ["#0a6ebd", "#d9480f"]


def weights(program):
    """The weights of all filters, shape [frequencies, filters]."""
    bins = np.arange(LENGTH // 2 + 1)
    tones = 0.5 * np.cos(2 * np.pi * np.outer(bins, np.arange(LENGTH)) / LENGTH)
    with tempfile.TemporaryDirectory() as folder:
        sound, features = f"{folder}/tones.wav", f"{folder}/weights.npy"
        soundfile.write(sound, tones.ravel(), RATE, subtype="FLOAT")
        subprocess.run([program, "features", *OPTIONS.split(), sound, "-o", features], check=True)
        energies = np.load(features)
    return energies / (0.5 * 32768 * LENGTH / 2) ** 2


def x(hertz):
    return LEFT + (RIGHT - LEFT) * hertz / (RATE / 2)


def y(weight):
    return BOTTOM - (BOTTOM - TOP) * weight


def text(left, top, content, anchor="middle", size=13):
    return (
        f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" font-size="{size}">'
        f"{content}</text>"
    )


def picture(weights):
    hertz = np.arange(len(weights)) * RATE / LENGTH
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 310" '
        f'font-family="Helvetica, Arial, sans-serif" fill="#333">',
        f"<title>{FILTERS} mel filters from 20 to 8000 hertz</title>",
        f'<rect width="{WIDTH}" height="310" rx="8" fill="#fff"/>',
        text(LEFT, 32, f"{FILTERS} mel filters, 20 to 8000 Hz, at the frequencies of a transform "
             f"of {LENGTH} samples", "start", 16),
    ]
    for weight in [0, 0.5, 1]:
        lines.append(
            f'<path d="M{LEFT} {y(weight):.1f}H{RIGHT}" stroke="#ddd" stroke-width="1"/>'
        )
        lines.append(text(LEFT - 8, y(weight) + 4, f"{weight:g}", "end"))
    for tick in range(0, RATE // 2 + 1, 1000):
        lines.append(f'<path d="M{x(tick):.1f} {BOTTOM}v6" stroke="#888" stroke-width="1"/>')
        lines.append(text(x(tick), BOTTOM + 22, f"{tick}"))
    lines.append(text((LEFT + RIGHT) / 2, BOTTOM + 46, "frequency in hertz"))
    for index, filter_weights in enumerate(weights.T):
        (used,) = np.nonzero(filter_weights > 1e-6)
        shown = range(max(used[0] - 1, 0), min(used[-1] + 2, len(hertz)))
        points = " ".join(f"{x(hertz[k]):.1f},{y(filter_weights[k]):.1f}" for k in shown)
        color = COLORS[index % 2]
        lines.append(
            f'<polyline points="{points}" fill="{color}" fill-opacity="0.08" stroke="{color}" '
            f'stroke-width="1.5" stroke-linejoin="round"/>'
        )
    return "\n".join([*lines, "</svg>"]) + "\n"


if __name__ == "__main__":
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(picture(weights(sys.argv[1])))
