"""Says what WAV files say, with Python's standard library alone: python3 recognize.py LIBRARY FILE…"""

import array
import ctypes
import sys
import wave


class Span(ctypes.Structure):
    _fields_ = [("text", ctypes.c_char_p), ("start", ctypes.c_double), ("end", ctypes.c_double),
                ("confidence", ctypes.c_float)]


class Transcript(ctypes.Structure):
    """The beginning of ctc_asr_transcript, which is all that is read here."""
    _fields_ = [("text", ctypes.c_char_p), ("words", ctypes.POINTER(Span)),
                ("word_count", ctypes.c_size_t)]


def library(path):
    asr = ctypes.CDLL(path)
    asr.ctc_asr_error.restype = ctypes.c_char_p
    asr.ctc_asr_open.restype = ctypes.c_void_p
    asr.ctc_asr_open.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    asr.ctc_asr_close.argtypes = [ctypes.c_void_p]
    asr.ctc_asr_transcribe.restype = ctypes.POINTER(Transcript)
    asr.ctc_asr_transcribe.argtypes = [
        ctypes.c_void_p, ctypes.POINTER(ctypes.c_float), ctypes.c_size_t, ctypes.c_int]
    asr.ctc_asr_transcript_free.argtypes = [ctypes.c_void_p]
    return asr


def samples_of(path):
    with wave.open(path) as sound:
        if sound.getsampwidth() != 2 or sound.getnchannels() != 1:
            sys.exit(f"{path}: not 16-bit sound of one channel")
        numbers = array.array("h", sound.readframes(sound.getnframes()))
        return [number / 32768 for number in numbers], sound.getframerate()


asr = library(sys.argv[1])
recognizer = asr.ctc_asr_open(b"commands", None)
if not recognizer:
    sys.exit(asr.ctc_asr_error().decode())
for path in sys.argv[2:]:
    samples, rate = samples_of(path)
    transcript = asr.ctc_asr_transcribe(
        recognizer, (ctypes.c_float * len(samples))(*samples), len(samples), rate)
    if not transcript:
        sys.exit(asr.ctc_asr_error().decode())
    for word in transcript.contents.words[:transcript.contents.word_count]:
        print(f"{word.start:7.2f} {word.end:7.2f}  {100 * word.confidence:3.0f} %  {word.text.decode()}")
    asr.ctc_asr_transcript_free(transcript)
asr.ctc_asr_close(recognizer)
