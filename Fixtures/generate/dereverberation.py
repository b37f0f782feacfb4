"""Spectra with late reverberation taken off by nara_wpe (0.0.11, PyPI): Fixtures/AudioFrontEnd/dereverberation.json.

Run with the versions of requirements.txt:  python3 Fixtures/generate/dereverberation.py
"""

import json
import pathlib

import nara_wpe.wpe
import numpy

FREQUENCIES, FRAMES, TAPS, DELAY, ITERATIONS, CONTEXT = 5, 60, 4, 2, 3, 1


def rounded(values):
    return [[float(f"{value:.7g}") for value in row] for row in values]


draw = numpy.random.default_rng(7)
shape = (FREQUENCIES, FRAMES)
spoken = (draw.normal(size=shape) + 1j * draw.normal(size=shape)) * numpy.exp(draw.normal(size=shape))
heard = spoken.copy()
for t in range(DELAY, FRAMES):
    heard[:, t] += (0.3 - 0.4j) * heard[:, t - DELAY]
heard = heard.astype(numpy.complex64).astype(complex)
found = nara_wpe.wpe.wpe_v8(
    heard[:, None], taps=TAPS, delay=DELAY, iterations=ITERATIONS, psd_context=CONTEXT, statistics_mode="full")[:, 0]
target = pathlib.Path(__file__).parent.parent / "AudioFrontEnd" / "dereverberation.json"
target.write_text(json.dumps({
    "taps": TAPS, "delay": DELAY, "iterations": ITERATIONS, "context": CONTEXT,
    "heardReal": rounded(heard.real), "heardImaginary": rounded(heard.imag),
    "foundReal": rounded(found.real), "foundImaginary": rounded(found.imag)}) + "\n")
