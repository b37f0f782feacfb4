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


def train(packed, half=False):
    """One step on 16 utterances of 200 to 400 frames: three BLSTM layers of 320, CTC, Adam.

    `half` runs the network under autocast to bfloat16.
    """
    import torch
    from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

    torch.set_num_threads(2)
    torch.manual_seed(1)
    lengths = torch.tensor([400 - 200 * n // 15 for n in range(16)])
    inputs = torch.randn(400, 16, 80)
    targets = [torch.randint(1, 32, (int(length) // 8,)) for length in lengths]
    target_lengths = torch.tensor([len(target) for target in targets])
    network = torch.nn.LSTM(80, 320, num_layers=3, bidirectional=True)
    output = torch.nn.Linear(640, 32)
    parameters = [*network.parameters(), *output.parameters()]
    optimizer = torch.optim.Adam(parameters, lr=1e-3)

    def step():
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            if packed:
                hidden = pad_packed_sequence(network(pack_padded_sequence(inputs, lengths))[0])[0]
            else:
                hidden = network(inputs)[0]
            logits = output(hidden).float()
        loss = torch.nn.functional.ctc_loss(
            logits.log_softmax(2), torch.cat(targets), lengths, target_lengths
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 5)
        optimizer.step()

    return lambda: (milliseconds(step), "-")


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
    **{
        (f"resample-{rates}", "soxr"): lambda rates=rates: resample(rates)
        for rates in ["48000-16000", "44100-16000", "16000-8000", "8000-16000"]
    },
    ("ctc-short", "torch"): lambda: ctc(150, 64, 28, 40),
    ("ctc-long", "torch"): lambda: ctc(1500, 16, 32, 200),
    ("decode", "fast-ctc-decode"): fast_ctc_decode,
    ("decode", "flashlight-text"): flashlight_text,
    **{
        (f"inference{kind}-{frames}", peer): lambda run=run, frames=frames: run(frames)
        for kind in ["", "-bf16"]
        for frames in [100, 500, 3000]
        for peer, run in [("torch", inference_torch), ("onnxruntime", inference_onnx)]
    },
    ("lm-load", "kenlm"): load_language_model,
    ("train", "torch-padded"): lambda: train(packed=False),
    ("train", "torch-packed"): lambda: train(packed=True),
    ("train-bf16x2", "torch-padded"): lambda: train(packed=False),
    ("train-bf16x2", "torch-packed"): lambda: train(packed=True),
    ("train-bf16", "torch-padded-bf16"): lambda: train(packed=False, half=True),
    ("train-bf16", "torch-packed-bf16"): lambda: train(packed=True, half=True),
}

if __name__ == "__main__":
    run = PEERS[sys.argv[1], sys.argv[2]]()
    for _ in sys.stdin:
        elapsed, number = run()
        print(elapsed, number, flush=True)
