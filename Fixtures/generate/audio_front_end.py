"""Writes Fixtures/AudioFrontEnd: filter banks by kaldi-native-fbank, and small audio files.

    pip install -r requirements.txt && python audio_front_end.py
"""

import base64
import json
import pathlib

import kaldi_native_fbank as knf
import numpy as np
import soundfile

OUT = pathlib.Path(__file__).resolve().parent.parent / "AudioFrontEnd"
COLUMNS_KEPT = 6

# Our option: kaldi-native-fbank's.
FRAME = {
    "frameLengthMilliseconds": "frame_length_ms",
    "frameShiftMilliseconds": "frame_shift_ms",
    "preemphasis": "preemph_coeff",
    "windowFunction": "window_type",
    "removesDCOffset": "remove_dc_offset",
    "roundsToPowerOfTwo": "round_to_power_of_two",
    "snipsEdges": "snip_edges",
}
MEL = {"melBinCount": "num_bins", "lowFrequency": "low_freq", "highFrequency": "high_freq"}
BANK = {"usesLogarithm": "use_log_fbank", "usesPower": "use_power", "energyFloor": "eps"}

CONFIGURATIONS = [
    {},
    {"melBinCount": 23},
    {"melBinCount": 40},
    {"melBinCount": 128, "frameLengthMilliseconds": 50},
    {"melBinCount": 3},
    {"windowFunction": "hamming"},
    {"windowFunction": "hanning"},
    {"windowFunction": "rectangular"},
    {"windowFunction": "blackman"},
    {"removesDCOffset": False},
    {"preemphasis": 0},
    {"preemphasis": 1, "removesDCOffset": False},
    {"snipsEdges": False},
    {"snipsEdges": False, "frameLengthMilliseconds": 100, "melBinCount": 23},
    {"roundsToPowerOfTwo": False},
    {"roundsToPowerOfTwo": False, "frameLengthMilliseconds": 26, "snipsEdges": False},
    {"lowFrequency": 0},
    {"lowFrequency": 300, "highFrequency": 3400, "melBinCount": 24},
    {"highFrequency": -400},
    {"usesPower": False},
    {"usesLogarithm": False},
    {"usesLogarithm": False, "usesPower": False},
    {"sampleRate": 8000, "melBinCount": 40},
    {"sampleRate": 8000, "melBinCount": 40, "snipsEdges": False, "frameShiftMilliseconds": 12.5},
    {"sampleRate": 11025, "melBinCount": 32},
    {"sampleRate": 44100},
    {"frameLengthMilliseconds": 20.3, "frameShiftMilliseconds": 7.7, "melBinCount": 40},
    {"sampleScale": 1, "melBinCount": 40},
    {"energyFloor": 1, "melBinCount": 40},
]


def signals(rate):
    """Three signals in 16-bit steps, so that both sides start from the same numbers."""
    random = np.random.default_rng(20240607)
    t = np.arange(int(0.16 * rate)) / rate
    noise = 0.3 * random.standard_normal(t.size)
    # Harmonics of a gliding pitch under two formants, with a constant offset and a noise floor.
    phase = 2 * np.pi * (110 * t + 200 * t**2)
    chirp = sum(
        np.sin(k * phase) / (1 + ((k * 130 - 700) / 400) ** 2) for k in range(1, 20)
    )
    chirp = 0.2 * chirp * np.hanning(t.size) + 0.05 + 1e-3 * random.standard_normal(t.size)
    clicks = np.zeros(t.size)
    clicks[[t.size // 3, t.size // 3 + 40, t.size - 2]] = [0.9, -0.5, 0.25]
    return {
        name: np.clip(np.round(x * 32768), -32768, 32767).astype(np.int16)
        for name, x in [("noise", noise), ("chirp", chirp), ("clicks", clicks)]
    }


def options(configuration):
    result = knf.FbankOptions()
    result.frame_opts.dither = 0
    result.mel_opts.num_bins = 80
    result.frame_opts.samp_freq = configuration.get("sampleRate", 16000)
    for names, target in (FRAME, result.frame_opts), (MEL, result.mel_opts), (BANK, result):
        for ours, theirs in names.items():
            if ours in configuration:
                setattr(target, theirs, configuration[ours])
    return result


def features(configuration, samples):
    bank = knf.OnlineFbank(options(configuration))
    rate = configuration.get("sampleRate", 16000)
    scale = configuration.get("sampleScale", 32768) / 32768
    bank.accept_waveform(rate, (samples.astype(np.float32) * np.float32(scale)).tolist())
    bank.input_finished()
    frames = [bank.get_frame(i) for i in range(bank.num_frames_ready)]
    return np.stack(frames)


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def write_filter_banks():
    rates = sorted({c.get("sampleRate", 16000) for c in CONFIGURATIONS})
    result = {
        "signals": {
            str(rate): {name: encoded(x.astype("<i2")) for name, x in signals(rate).items()}
            for rate in rates
        },
        "cases": [],
    }
    for configuration in CONFIGURATIONS:
        for name, samples in signals(configuration.get("sampleRate", 16000)).items():
            matrix = features(configuration, samples)
            # Whole columns, spread over the bins, keep the file small.
            kept = np.unique(np.linspace(0, matrix.shape[1] - 1, COLUMNS_KEPT).astype(int))
            result["cases"].append(
                {
                    "configuration": configuration,
                    "signal": name,
                    "rows": matrix.shape[0],
                    "columns": matrix.shape[1],
                    "kept": kept.tolist(),
                    "features": encoded(matrix[:, kept].astype("<f4")),
                }
            )
    path = OUT / "kaldi-native-fbank.json"
    path.write_text(json.dumps(result, indent=0) + "\n")


def write_encodings():
    """The same tone in every encoding; stereo has it on the left and half of it on the right."""
    folder = OUT / "encodings"
    folder.mkdir(exist_ok=True)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(800) / 8000)
    for name, subtype in [
        ("unsigned8.wav", "PCM_U8"),
        ("signed16.wav", "PCM_16"),
        ("signed24.wav", "PCM_24"),
        ("signed32.wav", "PCM_32"),
        ("float32.wav", "FLOAT"),
        ("float64.wav", "DOUBLE"),
        ("mu-law.wav", "ULAW"),
        ("a-law.wav", "ALAW"),
        ("signed16.flac", "PCM_16"),
        ("signed24.flac", "PCM_24"),
        ("signed16.aiff", "PCM_16"),
        ("signed16.au", "PCM_16"),
        ("signed16.w64", "PCM_16"),
        ("signed16.rf64", "PCM_16"),
        ("vorbis.ogg", "VORBIS"),
    ]:
        soundfile.write(folder / name, tone, 8000, subtype=subtype)
    stereo = np.stack([tone, 0.5 * tone], axis=1)
    soundfile.write(folder / "stereo.flac", stereo, 8000, subtype="PCM_24")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    write_encodings()
    write_filter_banks()
