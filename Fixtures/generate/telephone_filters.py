"""Butterworth filters by SciPy: Fixtures/AudioFrontEnd/butterworth.json.

Run with the versions of requirements.txt:  python3 Fixtures/generate/telephone_filters.py
"""

import json
import pathlib

import numpy
import scipy.signal

SAMPLES = numpy.round(numpy.random.default_rng(1).uniform(-1, 1, 200), 4)


def case(kind, edge, rate):
    sections = scipy.signal.butter(4, edge, kind, fs=rate, output="sos")
    return {"kind": kind, "edge": edge, "sampleRate": rate,
            "samples": [round(x, 8) for x in scipy.signal.sosfilt(sections, SAMPLES)]}


CASES = [case("highpass", 300, 8000), case("lowpass", 3400, 8000), case("highpass", 20, 16000), case("lowpass", 1000, 16000)]
target = pathlib.Path(__file__).parent.parent / "AudioFrontEnd" / "butterworth.json"
target.write_text(json.dumps({"input": SAMPLES.tolist(), "cases": CASES}) + "\n")
