"""Writes Fixtures/AudioFrontEnd: features by other programs, and small audio files.

    pip install -r requirements.txt && python audio_front_end.py
"""

import base64
import io
import json
import pathlib

import kaldi_native_fbank as knf
import librosa
import numpy as np
import soundfile
import torch
import whisper

# torchaudio's last release wants the CUDA of an older PyTorch; only its Python is used here.
torch.version.cuda = None
import torchaudio  # noqa: E402

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
ENERGY = {
    "usesEnergy": "use_energy",
    "usesRawEnergy": "raw_energy",
    "frameEnergyFloor": "energy_floor",
    "usesHTKOrder": "htk_compat",
}
CEPSTRA = {"coefficientCount": "num_ceps", "lifter": "cepstral_lifter"}

FILTER_BANKS = [
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
    {"usesEnergy": True, "melBinCount": 40},
    {"usesEnergy": True, "usesRawEnergy": False, "usesHTKOrder": True, "melBinCount": 40},
    {"usesEnergy": True, "removesDCOffset": False, "frameEnergyFloor": 1e9, "melBinCount": 23},
    {"usesHTKFilters": True, "melBinCount": 23},
    {"usesHTKFilters": True, "lowFrequency": 0, "melBinCount": 23, "sampleScale": 1},
]

# The options of frames and filters stand under filterBank.
MFCC = [
    {},
    {"coefficientCount": 23},
    {"coefficientCount": 40, "filterBank": {"melBinCount": 40}},
    {"coefficientCount": 1},
    {"lifter": 0},
    {"lifter": 10.5, "coefficientCount": 20},
    {"filterBank": {"usesEnergy": False}},
    {"filterBank": {"usesEnergy": False, "usesHTKOrder": True}},
    {"filterBank": {"usesHTKOrder": True}},
    {"filterBank": {"usesHTKOrder": True, "usesHTKFilters": True, "melBinCount": 26}},
    {"filterBank": {"usesRawEnergy": False}},
    {"filterBank": {"usesRawEnergy": False, "windowFunction": "hamming"}},
    {"filterBank": {"frameEnergyFloor": 1e9, "preemphasis": 0}},
    {"filterBank": {"snipsEdges": False, "removesDCOffset": False}},
    {"filterBank": {"sampleRate": 8000, "lowFrequency": 40, "highFrequency": -200}},
    {"filterBank": {"sampleScale": 1}, "coefficientCount": 20},
]

SPECTROGRAMS = [
    {},
    {"usesRawEnergy": False, "frameEnergyFloor": 1e6},
    {"usesEnergy": False, "windowFunction": "hamming", "snipsEdges": False},
    {"usesLogarithm": False, "preemphasis": 0},
    {"usesLogarithm": False, "usesPower": False, "usesEnergy": False},
    {"usesPower": False, "removesDCOffset": False, "sampleRate": 8000},
    {"roundsToPowerOfTwo": False, "energyFloor": 1e3, "windowFunction": "rectangular"},
]

# What torchaudio makes of some of the above.
TORCHAUDIO_FILTER_BANKS = [
    {},
    {"melBinCount": 40, "windowFunction": "hamming", "snipsEdges": False},
    {"melBinCount": 23, "windowFunction": "blackman", "preemphasis": 0, "removesDCOffset": False},
    {"roundsToPowerOfTwo": False, "lowFrequency": 60, "highFrequency": -400, "melBinCount": 40},
    {"usesLogarithm": False, "usesPower": False},
    {"sampleRate": 8000, "melBinCount": 40},
    {"usesEnergy": True, "usesRawEnergy": False, "usesHTKOrder": True, "melBinCount": 40},
]
TORCHAUDIO_MFCC = [
    {},
    {"filterBank": {"usesEnergy": False}, "coefficientCount": 20, "lifter": 0},
    {"filterBank": {"sampleRate": 8000, "usesRawEnergy": False, "windowFunction": "hamming"}},
]
TORCHAUDIO = {
    "frameLengthMilliseconds": "frame_length",
    "frameShiftMilliseconds": "frame_shift",
    "preemphasis": "preemphasis_coefficient",
    "windowFunction": "window_type",
    "removesDCOffset": "remove_dc_offset",
    "roundsToPowerOfTwo": "round_to_power_of_two",
    "snipsEdges": "snip_edges",
    "melBinCount": "num_mel_bins",
    "lowFrequency": "low_freq",
    "highFrequency": "high_freq",
    "usesLogarithm": "use_log_fbank",
    "usesPower": "use_power",
    "usesEnergy": "use_energy",
    "usesRawEnergy": "raw_energy",
    "usesHTKOrder": "htk_compat",
    "sampleRate": "sample_frequency",
    "coefficientCount": "num_ceps",
    "lifter": "cepstral_lifter",
}

WHISPER = [{}, {"melBinCount": 128}]
LIBROSA = [{}, {"melBinCount": 40}]

# Window, minimum window, centred, variances.
SLIDING_WINDOWS = [
    (600, 100, False, False),
    (600, 100, True, True),
    (8, 3, False, False),
    (8, 3, False, True),
    (8, 3, True, False),
    (7, 3, True, True),
    (5, 12, False, True),
    (30, 30, True, True),
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


def set_options(result, configuration, maps):
    """Sets the options of kaldi-native-fbank that `configuration` names."""
    result.frame_opts.dither = 0
    result.frame_opts.samp_freq = configuration.get("sampleRate", 16000)
    result.mel_opts.htk_mode = configuration.get("usesHTKFilters", False)
    for names, target in [(FRAME, result.frame_opts), (MEL, result.mel_opts), *maps]:
        for ours, theirs in names.items():
            if ours in configuration:
                setattr(target, theirs, configuration[ours])


def frames(extractor, configuration, samples):
    """All frames of 16-bit samples."""
    rate = configuration.get("sampleRate", 16000)
    scale = configuration.get("sampleScale", 32768) / 32768
    extractor.accept_waveform(rate, (samples.astype(np.float32) * np.float32(scale)).tolist())
    extractor.input_finished()
    return np.stack([extractor.get_frame(i) for i in range(extractor.num_frames_ready)])


def filter_bank(configuration, samples):
    result = knf.FbankOptions()
    result.mel_opts.num_bins = 80
    set_options(result, configuration, [(BANK, result), (ENERGY, result)])
    return frames(knf.OnlineFbank(result), configuration, samples)


def cepstra(configuration, samples):
    result = knf.MfccOptions()
    result.mel_opts.num_bins = 23
    bank = configuration.get("filterBank", {})
    set_options(result, configuration | bank, [(ENERGY, result), (CEPSTRA, result)])
    return frames(knf.OnlineMfcc(result), bank, samples)


def torchaudio_options(configuration):
    return {TORCHAUDIO[name]: value for name, value in configuration.items()}


def torchaudio_filter_bank(configuration, samples):
    options = {"num_mel_bins": 80, "energy_floor": 0.0} | torchaudio_options(configuration)
    waveform = torch.tensor(samples.astype(np.float32))[None]
    return torchaudio.compliance.kaldi.fbank(waveform, **options).numpy()


def torchaudio_cepstra(configuration, samples):
    flat = configuration | configuration.get("filterBank", {})
    flat.pop("filterBank", None)
    options = {"use_energy": True, "energy_floor": 0.0} | torchaudio_options(flat)
    waveform = torch.tensor(samples.astype(np.float32))[None]
    return torchaudio.compliance.kaldi.mfcc(waveform, **options).numpy()


def whisper_features(configuration, samples):
    waveform = samples.astype(np.float32) / 32768
    bins = configuration.get("melBinCount", 80)
    return whisper.log_mel_spectrogram(waveform, n_mels=bins).numpy().T


def librosa_features(configuration, samples):
    """The same energies before Whisper brings them into its range."""
    energies = librosa.feature.melspectrogram(
        y=samples.astype(np.float64) / 32768,
        sr=16000,
        n_fft=400,
        hop_length=160,
        n_mels=configuration.get("melBinCount", 80),
        pad_mode="reflect",
    )
    return np.log10(np.maximum(energies, 1e-10)).T[:-1]


WINDOWS = {
    "povey": lambda n: np.hanning(n) ** 0.85,
    "hamming": np.hamming,
    "rectangular": np.ones,
}


def spectrogram(configuration, samples):
    """Kaldi's feature-spectrogram.cc in double precision; kaldi-native-fbank has none."""
    rate = configuration.get("sampleRate", 16000)
    length, shift = rate * 25 // 1000, rate * 10 // 1000
    if configuration.get("snipsEdges", True):
        starts = np.arange(0, samples.size - length + 1, shift)
    else:
        starts = np.arange((samples.size + shift // 2) // shift) * shift + (shift - length) // 2
    signal = np.pad(samples.astype(np.float64), length, mode="symmetric")
    frames = np.stack([signal[length + start :][:length] for start in starts])
    if configuration.get("removesDCOffset", True):
        frames -= frames.mean(axis=1, keepdims=True)
    energy = np.square(frames).sum(axis=1)
    previous = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    frames = frames - configuration.get("preemphasis", 0.97) * previous
    frames *= WINDOWS[configuration.get("windowFunction", "povey")](length)
    if not configuration.get("usesRawEnergy", True):
        energy = np.square(frames).sum(axis=1)
    rounds = configuration.get("roundsToPowerOfTwo", True)
    padded = 1 << (length - 1).bit_length() if rounds else length
    result = np.abs(np.fft.rfft(frames, padded))
    if configuration.get("usesPower", True):
        result **= 2
    if configuration.get("usesLogarithm", True):
        result = np.log(np.maximum(result, configuration.get("energyFloor", 2.0**-23)))
    if configuration.get("usesEnergy", True):
        floor = max(configuration.get("frameEnergyFloor", 0), 2.0**-23)
        result[:, 0] = np.log(np.maximum(energy, floor))
    return result


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def rate_of(configuration):
    return configuration.get("filterBank", configuration).get("sampleRate", 16000)


def write(name, contents):
    (OUT / name).write_text(json.dumps(contents, indent=0) + "\n")


def write_signals():
    rates = sorted({rate_of(c) for c in FILTER_BANKS + MFCC + SPECTROGRAMS})
    write(
        "signals.json",
        {
            str(rate): {name: encoded(x.astype("<i2")) for name, x in signals(rate).items()}
            for rate in rates
        },
    )


def write_features(file, configurations, features):
    cases = []
    for configuration in configurations:
        for name, samples in signals(rate_of(configuration)).items():
            matrix = features(configuration, samples)
            # Whole columns, spread over all, keep the file small.
            kept = np.unique(np.linspace(0, matrix.shape[1] - 1, COLUMNS_KEPT).astype(int))
            cases.append(
                {
                    "configuration": configuration,
                    "signal": name,
                    "rows": matrix.shape[0],
                    "columns": matrix.shape[1],
                    "kept": kept.tolist(),
                    "features": encoded(matrix[:, kept].astype("<f4")),
                }
            )
    write(file, cases)


def write_deltas():
    """Kaldi's add-deltas: its filters, convolved with themselves, over rows repeated at the ends."""
    features = np.random.default_rng(7).standard_normal((9, 2)).astype(np.float32)
    cases = []
    for order, window in [(1, 2), (2, 2), (2, 1), (3, 3)]:
        base = np.arange(window, -window - 1, -1) / (2 * np.sum(np.arange(window + 1) ** 2))
        margin = order * window
        padded = np.pad(features.astype(np.float64), ((margin, margin), (0, 0)), mode="edge")
        kernel, columns = np.ones(1), [features]
        for _ in range(order):
            kernel = np.convolve(kernel, base)
            reach = margin - kernel.size // 2
            columns.append(
                np.stack(
                    [np.convolve(c, kernel, "valid")[reach : reach + len(features)] for c in padded.T],
                    axis=1,
                )
            )
        result = np.concatenate(columns, axis=1).astype(np.float32)
        cases.append({"order": order, "window": window, "features": result.ravel().tolist()})
    write("deltas.json", {"columns": 2, "features": features.ravel().tolist(), "cases": cases})


def write_sliding_windows():
    random = np.random.default_rng(11)
    features = random.standard_normal((30, 3)) * [1, 0.1, 30] + [0, -15, 1000]
    features = features.astype(np.float32)
    cases = []
    for window, minimum, centered, variances in SLIDING_WINDOWS:
        result = torchaudio.functional.sliding_window_cmn(
            torch.tensor(features.astype(np.float64)), window, minimum, centered, variances
        )
        cases.append(
            {
                "window": window,
                "minimumWindow": minimum,
                "isCentered": centered,
                "normalizesVariance": variances,
                "features": result.float().numpy().ravel().tolist(),
            }
        )
    write("sliding-windows.json", {"columns": 3, "features": features.ravel().tolist(), "cases": cases})


def write_raw(folder):
    """Samples without a header, under ffmpeg's names for their encodings."""
    ramp = np.array([0, 0.5, -0.5, 0.25, -1, 0.75, -0.125, 1 - 2**-7])
    for name, subtype in [
        ("u8", "PCM_U8"),
        ("s8", "PCM_S8"),
        ("s16", "PCM_16"),
        ("s24", "PCM_24"),
        ("s32", "PCM_32"),
        ("f32", "FLOAT"),
        ("f64", "DOUBLE"),
        ("mulaw", "ULAW"),
        ("alaw", "ALAW"),
    ]:
        orders = {"le": "LITTLE", "be": "BIG"} if name[1:] in "16 24 32 64" else {"": "FILE"}
        for suffix, endian in orders.items():
            soundfile.write(
                folder / f"samples.{name}{suffix}", ramp, 8000, format="RAW", subtype=subtype,
                endian=endian,
            )


def write_uncounted_mp3(folder):
    """MP3 of a changing bit rate: noise and then silence, less the frame that counts the others."""
    noise = 0.3 * np.random.default_rng(2).standard_normal(2400)
    file = io.BytesIO()
    soundfile.write(
        file, np.concatenate([noise, np.zeros(13600)]), 8000, format="MP3",
        subtype="MPEG_LAYER_III", bitrate_mode="VARIABLE",
    )
    mp3 = file.getvalue()
    assert b"Xing" in mp3[:64]
    (folder / "uncounted.mp3").write_bytes(mp3[mp3.index(mp3[:2], 2) :])


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
        ("opus.opus", "OPUS"),
        ("layer3.mp3", "MPEG_LAYER_III"),
        ("signed16.caf", "PCM_16"),
        ("alac16.caf", "ALAC_16"),
        ("float32.aiff", "FLOAT"),
        ("mu-law.au", "ULAW"),
        ("float32.w64", "FLOAT"),
        ("signed8.flac", "PCM_S8"),
    ]:
        extension = name.split(".")[1]
        kind = {"opus": "OGG"}.get(extension, extension.upper())
        soundfile.write(folder / name, tone, 8000, subtype=subtype, format=kind)
    for name, kind, subtype, endian in [
        ("extensible16.wav", "WAVEX", "PCM_16", "FILE"),
        ("extensible-float32.wav", "WAVEX", "FLOAT", "FILE"),
        ("signed16-little.sph", "NIST", "PCM_16", "LITTLE"),
        ("signed16-big.sph", "NIST", "PCM_16", "BIG"),
        ("mu-law.sph", "NIST", "ULAW", "FILE"),
        ("signed16-big.wav", "WAV", "PCM_16", "BIG"),
        ("signed16-little.au", "AU", "PCM_16", "LITTLE"),
    ]:
        soundfile.write(folder / name, tone, 8000, format=kind, subtype=subtype, endian=endian)
    write_raw(folder)
    write_uncounted_mp3(folder)
    stereo = np.stack([tone, 0.5 * tone], axis=1)
    soundfile.write(folder / "stereo.flac", stereo, 8000, subtype="PCM_24")


def write_mu_law():
    """Both directions of libsndfile's codec: every code's sample, and where codes begin."""

    def raw(data, **options):
        return soundfile.read(
            io.BytesIO(data), format="RAW", subtype="ULAW", samplerate=8000, channels=1, **options
        )[0]

    samples = np.arange(-32768, 32768).astype(np.int16)
    file = io.BytesIO()
    soundfile.write(file, samples, 8000, format="RAW", subtype="ULAW", endian="FILE")
    codes = np.frombuffer(file.getvalue(), np.uint8)
    starts = np.flatnonzero(np.diff(codes.astype(int), prepend=-1))
    write(
        "mu-law.json",
        {
            "decoded": raw(bytes(range(256)), dtype="int16").tolist(),
            "starts": [{"sample": int(samples[i]), "code": int(codes[i])} for i in starts],
        },
    )


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    write_encodings()
    write_signals()
    write_features("filter-banks.json", FILTER_BANKS, filter_bank)
    write_features("cepstra.json", MFCC, cepstra)
    write_features("spectrograms.json", SPECTROGRAMS, spectrogram)
    write_features(
        "filter-banks-torchaudio.json", TORCHAUDIO_FILTER_BANKS, torchaudio_filter_bank
    )
    write_features("cepstra-torchaudio.json", TORCHAUDIO_MFCC, torchaudio_cepstra)
    write_features("whisper.json", WHISPER, whisper_features)
    write_features("whisper-librosa.json", LIBROSA, librosa_features)
    write_deltas()
    write_sliding_windows()
    write_mu_law()
