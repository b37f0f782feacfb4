#!/usr/bin/env python3
"""Measures PocketSphinx, with the model that it ships with, on a manifest's recordings, as `english` is.

    Recipes/english/sphinx_peer.py dev.jsonl

Wants pocketsphinx 5.1.1, jiwer 4.0.0, numpy, scipy and soundfile (PyPI).
"""

import argparse
import json
import pathlib
import time

import jiwer
import numpy
import scipy.signal
import soundfile
from pocketsphinx import Decoder

RATE = 16000


def samples(entry, folder):
    """The sound of an entry as 16-bit samples at 16 kHz."""
    sound, rate = soundfile.read(folder / entry["audio_filepath"], always_2d=True)
    first = round(entry.get("offset", 0) * rate)
    count = round(entry["duration"] * rate) if "duration" in entry else len(sound)
    sound = sound[first:first + count].mean(axis=1)
    if rate != RATE:
        sound = scipy.signal.resample_poly(sound, RATE, rate)
    return (numpy.clip(sound, -1, 1) * 32767).astype("<i2")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifest", type=pathlib.Path)
    manifest = parser.parse_args().manifest
    decoder = Decoder(samprate=RATE, loglevel="FATAL")
    references, hypotheses, seconds, processor = [], [], 0, 0
    for line in manifest.read_text().splitlines():
        entry = json.loads(line)
        sound = samples(entry, manifest.parent)
        start = time.process_time()
        decoder.start_utt()
        decoder.process_raw(sound.tobytes(), full_utt=True)
        decoder.end_utt()
        heard = decoder.hyp()
        processor += time.process_time() - start
        seconds += len(sound) / RATE
        references.append(entry["text"].lower())
        hypotheses.append(heard.hypstr if heard else "")
    errors = jiwer.process_words(references, hypotheses)
    count = errors.substitutions + errors.deletions + errors.insertions
    words = errors.hits + errors.substitutions + errors.deletions
    print(f"{manifest}: {count} of {words} words wrong, {100 * count / words:.1f} %; "
          f"{seconds:.0f} s of sound in {processor:.0f} s of one processor")


main()
