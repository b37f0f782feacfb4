"""The other programs' side of a comparison: `peers.py CASE PEER`.

Runs one repetition for every line on standard input and answers with a line: milliseconds, and a
number that the package must give too, or "-" where there is none.
"""

import sys
import time

import numpy


def hashed(indices):
    """SplitMix64, as in Sources/benchmark/Protocol.swift."""
    z = indices.astype(numpy.uint64) + numpy.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


def noise(count, start=0):
    indices = numpy.arange(start, start + count)
    return (hashed(indices) >> numpy.uint64(40)).astype(numpy.float32) / 2**24 - 0.5


def milliseconds(action):
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def native_fbank():
    import kaldi_native_fbank

    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0
    options.mel_opts.num_bins = 80
    # The binding turns a list into numbers one by one.  That is no part of the work: it is timed
    # with frames so far apart that there is only one, and taken off.
    one_frame = kaldi_native_fbank.FbankOptions()
    one_frame.frame_opts.dither = 0
    one_frame.mel_opts.num_bins = 80
    one_frame.frame_opts.frame_shift_ms = 600_000
    samples = (noise(600 * 16000) * 32768).tolist()

    def run():
        fbank = kaldi_native_fbank.OnlineFbank(options)
        conversion = kaldi_native_fbank.OnlineFbank(one_frame)
        elapsed = milliseconds(lambda: fbank.accept_waveform(16000, samples))
        elapsed -= milliseconds(lambda: conversion.accept_waveform(16000, samples))
        middle = fbank.get_frame(fbank.num_frames_ready // 2)
        return elapsed, float(middle.astype(float).sum())

    return run


def torchaudio():
    import torch

    # torchaudio's last release wants the CUDA of an older PyTorch; only its Python is used here.
    torch.version.cuda = None
    import torchaudio

    torch.set_num_threads(1)
    samples = torch.tensor(noise(600 * 16000) * 32768)[None]

    def run():
        rows = []
        elapsed = milliseconds(
            lambda: rows.append(torchaudio.compliance.kaldi.fbank(samples, num_mel_bins=80))
        )
        return elapsed, float(rows[0][len(rows[0]) // 2].double().sum())

    return run


def librosa():
    """Its own definition of such features, so that there is no number to agree on."""
    import librosa
    import threadpoolctl

    threadpoolctl.threadpool_limits(1)
    samples = noise(600 * 16000)

    def work():
        energies = librosa.feature.melspectrogram(
            y=samples, sr=16000, n_fft=512, hop_length=160, win_length=400, n_mels=80
        )
        numpy.log(numpy.maximum(energies, 1e-10))

    return lambda: (milliseconds(work), "-")


def openai_whisper():
    import torch
    import whisper

    torch.set_num_threads(1)
    samples = torch.tensor(noise(600 * 16000))

    def run():
        columns = []
        elapsed = milliseconds(lambda: columns.append(whisper.log_mel_spectrogram(samples)))
        return elapsed, float(columns[0][:, columns[0].shape[1] // 2].double().sum())

    return run


def nara_wpe():
    from nara_wpe.utils import istft, stft
    from nara_wpe.wpe import wpe_v8

    samples = noise(20 * 16000)

    def dereverberated():
        heard = stft(samples[None], size=2048, shift=512).transpose(2, 0, 1)
        found = wpe_v8(heard, taps=10, delay=1, iterations=3, psd_context=1, statistics_mode="full")
        return istft(found.transpose(1, 2, 0), size=2048, shift=512)[0, :len(samples)]

    def run():
        results = []
        elapsed = milliseconds(lambda: results.append(dereverberated()))
        return elapsed, results[0].size

    return run


def resample(rates):
    import soxr

    source, target = map(int, rates.split("-"))
    samples = noise(600 * source)

    def run():
        results = []
        elapsed = milliseconds(
            lambda: results.append(soxr.resample(samples, source, target, quality="HQ"))
        )
        return elapsed, results[0].size

    return run


def ctc(frames, utterances, symbols, labels):
    import torch

    torch.set_num_threads(2)
    logits = 6 * noise(utterances * frames * symbols).reshape(utterances, frames, symbols)
    logits = torch.tensor(logits).transpose(0, 1).contiguous().requires_grad_()
    targets = hashed(numpy.arange(utterances * labels)) % numpy.uint64(symbols - 1) + numpy.uint64(1)
    targets = torch.tensor(targets.astype(numpy.int64)).reshape(utterances, labels)
    input_lengths = torch.full((utterances,), frames)
    target_lengths = torch.full((utterances,), labels)

    def run():
        logits.grad = None
        losses = []

        def step():
            loss = torch.nn.functional.ctc_loss(
                logits.log_softmax(2), targets, input_lengths, target_lengths, reduction="sum"
            )
            loss.backward()
            losses.append(loss.detach())

        return milliseconds(step), float(losses[0])

    return run


def peaky_log_probabilities():
    """1000 frames of 29 symbols, as in Sources/benchmark/Decoding.swift."""
    frames, symbols = 1000, 29
    logits = 6 * noise(frames * symbols).reshape(frames, symbols)
    times = numpy.arange(frames)
    labels = (hashed(times // 5) % numpy.uint64(symbols - 1)).astype(int) + 1
    labels[times % 5 >= 2] = 0
    logits[times, labels] += 8 + 8 * noise(frames, frames * symbols)
    logits -= logits.max(axis=1, keepdims=True)
    return logits - numpy.log(numpy.exp(logits).sum(axis=1, keepdims=True))


SYMBOLS = ["_", *map(chr, range(65, 65 + 28))]


def fast_ctc_decode():
    import fast_ctc_decode

    probabilities = numpy.exp(peaky_log_probabilities())

    def work():
        fast_ctc_decode.beam_search(probabilities, SYMBOLS, beam_size=100, beam_cut_threshold=0)

    return lambda: (milliseconds(work), "-")


def flashlight_text():
    from flashlight.lib.text import decoder

    emissions = peaky_log_probabilities()
    options = decoder.LexiconFreeDecoderOptions(
        beam_size=100, beam_size_token=29, beam_threshold=1e9, lm_weight=0, sil_score=0,
        log_add=True, criterion_type=decoder.CriterionType.CTC,
    )
    search = decoder.LexiconFreeDecoder(options, decoder.ZeroLM(), -1, 0, [])
    return lambda: (
        milliseconds(lambda: search.decode(emissions.ctypes.data, *emissions.shape)), "-"
    )


def spelled_words():
    """5000 words of 2 to 6 letters, as in Sources/benchmark/LanguageModelDecoding.swift."""
    words = {}
    index = 0
    while len(words) < 5000:
        length = 2 + int(hashed(numpy.array([index]))[0] % numpy.uint64(5))
        letters = hashed(numpy.arange(length) + 1_000_000 + 8 * index) % numpy.uint64(26)
        words.setdefault("".join(chr(97 + int(letter)) for letter in letters))
        index += 1
    return list(words)


def word_pairs(words):
    """ARPA text of the words and eight pairs for each."""
    count = len(words)
    values = (hashed(numpy.arange(8 * count + 1)) >> numpy.uint64(43)).astype(float) / 1e6
    lines = ["\\data\\", f"ngram 1={count + 3}", f"ngram 2={8 * count}", "", "\\1-grams:",
             "-5\t<unk>\t0", "-99\t<s>\t-0.5", "-1.5\t</s>\t0"]
    lines += [f"-{values[i]:.5f}\t{words[i]}\t-{values[i + 1]:.5f}" for i in range(count)]
    lines += ["", "\\2-grams:"]
    lines += [
        f"-{values[p]:.5f}\t{words[p // 8]} {words[(7 * (p // 8) + 6151 * (p % 8) + 1) % count]}"
        for p in range(8 * count)
    ]
    return "\n".join([*lines, "", "\\end\\", ""])


def flashlight_text_with_model():
    """Words end in the boundary, which the program wants in the spelling.

    The number of words of the best hypothesis is no exact measure: the searches differ.
    """
    import math
    import tempfile

    from flashlight.lib.text import decoder, dictionary
    from flashlight.lib.text.decoder.kenlm import KenLM

    frames, symbols = 1000, 28
    words = spelled_words()
    logits = 6 * noise(frames * symbols).reshape(frames, symbols)
    said = []
    for index in range(frames):
        word = words[int(hashed(numpy.array([index]))[0] % numpy.uint64(5000))]
        said += [ord(letter) - 97 + 2 for letter in word] + [1]
    times = numpy.arange(frames)
    labels = numpy.where(times % 3 == 0, numpy.array(said)[times // 3], 0)
    logits[times, labels] += 8 + 8 * noise(frames, frames * symbols)
    logits -= logits.max(axis=1, keepdims=True)
    emissions = (logits - numpy.log(numpy.exp(logits).sum(axis=1, keepdims=True))).astype("float32")

    with tempfile.NamedTemporaryFile("w", suffix=".arpa") as file:
        file.write(word_pairs(words))
        file.flush()
        model = KenLM(file.name, dictionary.Dictionary(words + ["<unk>"]))
    trie = decoder.Trie(symbols, 1)
    for index, word in enumerate(words):
        trie.insert([ord(letter) - 97 + 2 for letter in word] + [1], index, 0)
    trie.smear(decoder.SmearingMode.NONE)
    options = decoder.LexiconDecoderOptions(
        beam_size=100, beam_size_token=symbols, beam_threshold=1e9, lm_weight=math.log(10),
        word_score=1, unk_score=-math.inf, sil_score=0, log_add=True,
        criterion_type=decoder.CriterionType.CTC,
    )
    search = decoder.LexiconDecoder(options, trie, model, 1, 0, len(words), [], False)
    return lambda: (
        milliseconds(lambda: search.decode(emissions.ctypes.data, *emissions.shape)), "-"
    )


def train(peer, cell="LSTM", units=320, utterances=16, convolution=False):
    """One step on utterances of 400 to 200 frames: three layers in two directions, CTC, Adam.

    The peer's name says whether sequences are packed or padded, and whether the network runs under
    autocast to bfloat16.
    """
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    torch.set_num_threads(2)
    torch.manual_seed(1)
    lengths = torch.tensor([400 - 200 * n // max(1, utterances - 1) for n in range(utterances)])
    inputs = torch.randn(400, utterances, 80)
    targets = [torch.randint(1, 32, (int(length) // 8,)) for length in lengths]
    target_lengths = torch.tensor([len(target) for target in targets])
    front = None
    if convolution:
        front = torch.nn.Sequential(
            torch.nn.Conv2d(1, 32, 3, stride=2, padding=1), torch.nn.ReLU(),
            torch.nn.Conv2d(32, 32, 3, stride=2, padding=1), torch.nn.ReLU(),
        )
        lengths = (lengths + 3) // 4
    width = 20 * 32 if convolution else 80
    network = getattr(torch.nn, cell)(width, units, num_layers=3, bidirectional=True)
    output = torch.nn.Linear(2 * units, 32)
    parameters = [*network.parameters(), *output.parameters()]
    if front:
        parameters += front.parameters()
    optimizer = torch.optim.Adam(parameters, lr=1e-3)

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled="bf16" in peer):
            frames = inputs
            if front:
                frames = front(inputs.transpose(0, 1)[:, None]).permute(2, 0, 3, 1).flatten(2)
            if "packed" in peer:
                frames = pack_padded_sequence(frames, lengths)
                hidden = pad_packed_sequence(network(frames)[0])[0]
            else:
                hidden = network(frames)[0]
            logits = output(hidden).float()
        loss = torch.nn.functional.ctc_loss(
            logits.log_softmax(2), torch.cat(targets), lengths, target_lengths
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5)
        optimizer.step()

    return lambda: (milliseconds(step), "-")


# The ends of the training cases' names, as in Sources/benchmark/TrainingStep.swift.
TRAINING_SIZES = {
    "": {},
    "-units-128": {"units": 128},
    "-units-512": {"units": 512},
    "-units-1024": {"units": 1024},
    "-gru": {"cell": "GRU"},
    "-batch-1": {"utterances": 1},
    "-batch-4": {"utterances": 4},
    "-batch-64": {"utterances": 64},
    "-convolution": {"convolution": True},
}


def recognizer():
    """Three BLSTM layers of 320 and an output, with the weights of Sources/benchmark/Inference.swift."""
    import torch

    class Recognizer(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = torch.nn.LSTM(80, 320, num_layers=3, bidirectional=True)
            self.output = torch.nn.Linear(640, 32)

        def forward(self, features):
            return self.output(self.lstm(features)[0])

    torch.set_num_threads(1)
    network = Recognizer().eval()
    offset = 0
    with torch.no_grad():
        for parameter in network.parameters():
            values = noise(parameter.numel(), offset) / 8
            parameter.copy_(torch.tensor(values).reshape(parameter.shape))
            offset += parameter.numel()
    return network


def timed_logits(logits):
    """Runs `logits` once a repetition; the number is the sum of the squares."""

    def run():
        results = []
        elapsed = milliseconds(lambda: results.append(logits()))
        return elapsed, float((numpy.asarray(results[0]).astype(float) ** 2).sum())

    return run


def inference_torch(frames):
    import torch

    network = recognizer()
    features = torch.tensor(3 * noise(frames * 80)).reshape(frames, 1, 80)

    def logits():
        with torch.inference_mode():
            return network(features)

    return timed_logits(logits)


def inference_onnx(frames):
    import io
    import onnxruntime
    import torch

    features = 3 * noise(frames * 80).reshape(frames, 1, 80)
    model = io.BytesIO()
    torch.onnx.export(
        recognizer(), (torch.tensor(features),), model, input_names=["features"], dynamo=False
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.getvalue(), options)
    return timed_logits(lambda: session.run(None, {"features": features})[0])


def load_language_model():
    import kenlm
    import tempfile

    words = 50_000
    value = [f"-{number / 1e6:.5f}" for number in (hashed(numpy.arange(550_000)) >> 43).tolist()]

    def following(word, choice):
        return (7 * word + 6151 * choice + 1) % words

    def write(file):
        file.write("\\data\\\nngram 1=50003\nngram 2=400000\nngram 3=550000\n\n\\1-grams:\n")
        file.write("-5\t<unk>\t0\n-99\t<s>\t-0.5\n-1.5\t</s>\t0\n")
        for word in range(words):
            file.write(f"{value[word]}\tword{word}\t{value[word + 1]}\n")
        file.write("\n\\2-grams:\n")
        for pair in range(400_000):
            second = following(pair // 8, pair % 8)
            file.write(f"{value[pair]}\tword{pair // 8} word{second}\t{value[pair + 1]}\n")
        file.write("\n\\3-grams:\n")
        for triple in range(550_000):
            first = triple // 16
            second = following(first, triple // 2 % 8)
            third = following(second, triple % 2)
            file.write(f"{value[triple]}\tword{first} word{second} word{third}\n")
        file.write("\n\\end\\\n")

    config = kenlm.Config()
    config.show_progress = False
    config.arpa_complain = kenlm.ARPALoadComplain.NONE
    sentence = " ".join(f"word{number}" for number in (hashed(numpy.arange(1000)) % 50_000).tolist())
    folder = tempfile.TemporaryDirectory()
    path = folder.name + "/lm-load.arpa"
    with open(path, "w") as file:
        write(file)

    def run():
        assert folder
        models = []
        scores = []

        def read():
            models.append(kenlm.Model(path, config))
            scores.append(models[0].score(sentence, eos=False))

        return milliseconds(read), scores[0]

    return run


PEERS = {
    ("features", "kaldi-native-fbank"): native_fbank,
    ("features", "torchaudio"): torchaudio,
    ("features", "librosa"): librosa,
    ("whisper", "openai-whisper"): openai_whisper,
    ("dereverberate", "nara_wpe"): nara_wpe,
    **{
        (f"resample-{rates}", "soxr"): lambda rates=rates: resample(rates)
        for rates in ["48000-16000", "44100-16000", "16000-8000", "8000-16000"]
    },
    ("ctc-short", "torch"): lambda: ctc(150, 64, 28, 40),
    ("ctc-long", "torch"): lambda: ctc(1500, 16, 32, 200),
    ("ctc-many", "torch"): lambda: ctc(150, 64, 5000, 20),
    ("decode", "fast-ctc-decode"): fast_ctc_decode,
    ("decode", "flashlight-text"): flashlight_text,
    ("decode-lm", "flashlight-text"): flashlight_text_with_model,
    **{
        (f"inference{kind}-{frames}", peer): lambda run=run, frames=frames: run(frames)
        for kind in ["", "-bf16"]
        for frames in [100, 500, 3000]
        for peer, run in [("torch", inference_torch), ("onnxruntime", inference_onnx)]
    },
    ("lm-load", "kenlm"): load_language_model,
    **{
        (f"train{name}{kind}", peer + half): lambda peer=peer + half, sizes=sizes: train(peer, **sizes)
        for name, sizes in TRAINING_SIZES.items()
        for kind, half in [("", ""), ("-bf16", "-bf16")]
        for peer in ["torch-padded", "torch-packed"]
    },
}

if __name__ == "__main__":
    run = PEERS[sys.argv[1], sys.argv[2]]()
    for _ in sys.stdin:
        elapsed, number = run()
        print(elapsed, number, flush=True)
