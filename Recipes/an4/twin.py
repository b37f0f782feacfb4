#!/usr/bin/env python3
"""The network of this recipe in PyTorch, on the same split with the same features, number of epochs
and optimizer: what a careful user would write there, to compare with.

    Recipes/an4/twin.py DATA [--epochs 60] [--seed 1] [--threads 2] [--convolution]

With --convolution it has the recipe's front and takes away each utterance's mean; without, frames are
stacked by three and the mean is the corpus'.

DATA has train.jsonl and dev.jsonl as Recipes/an4/prepare writes them. Needs torch, soundfile and
kaldi-native-fbank. Batches are padded: PyTorch's packed sequences take ten times as long on a processor.
"""

import argparse
import json
import math
import pathlib
import random
import time

import kaldi_native_fbank
import numpy
import soundfile
import torch
from torch import nn

MEL_BINS, STACKED, UNITS, LAYERS, DROPOUT = 80, 3, 256, 3, 0.25
CHANNELS, PRIOR_FRAMES = 32, 300
BATCH_FRAMES, LEARNING_RATE, WEIGHT_DECAY, CLIP = 3200, 2e-3, 0.02, 5
WARM_UP, HOLD, END = 0.05, 0.3, 0.02


def features(path):
    """Log filterbank energies [T, 80] with the energy floor of config.yaml."""
    samples, rate = soundfile.read(path, dtype="float32")
    options = kaldi_native_fbank.FbankOptions()
    options.frame_opts.dither = 0
    options.frame_opts.samp_freq = rate
    options.mel_opts.num_bins = MEL_BINS
    bank = kaldi_native_fbank.OnlineFbank(options)
    bank.accept_waveform(rate, (samples * 32768).tolist())
    bank.input_finished()
    rows = numpy.stack([bank.get_frame(i) for i in range(bank.num_frames_ready)])
    return torch.from_numpy(numpy.maximum(rows, math.log(100)).astype(numpy.float32))


def stacked(rows):
    """[T, 80] as [ceil(T / 3), 240]."""
    rows = nn.functional.pad(rows, (0, 0, 0, -len(rows) % STACKED))
    return rows.reshape(len(rows) // STACKED, -1)


def read(manifest, letters=None):
    entries = [json.loads(line) for line in manifest.read_text().splitlines()]
    letters = letters or sorted({c for entry in entries for c in entry["text"]})
    index = {letter: i + 1 for i, letter in enumerate(letters)}
    examples = [
        (features(manifest.parent / entry["audio_filepath"]),
         torch.tensor([index[c] for c in entry["text"]]), entry["text"])
        for entry in entries
    ]
    return examples, letters


class Twin(nn.Module):
    def __init__(self, symbols, convolution):
        super().__init__()
        self.front = None
        if convolution:
            self.front = nn.Sequential(
                nn.Conv2d(1, CHANNELS, 3, stride=(STACKED, 2), padding=1), nn.ReLU(),
                nn.Conv2d(CHANNELS, CHANNELS, 3, stride=(1, 2), padding=1), nn.ReLU())
        self.lstm = nn.LSTM(
            MEL_BINS // 4 * CHANNELS if convolution else MEL_BINS * STACKED, UNITS, LAYERS, bidirectional=True, dropout=DROPOUT, batch_first=True)
        self.dropout = nn.Dropout(DROPOUT)
        self.output = nn.Linear(2 * UNITS, symbols)

    def prepared(self, rows):
        """What `forward` takes of one utterance's features [T, 80]."""
        return rows if self.front else stacked(rows)

    def frames(self, rows):
        """The number of rows of the output for an input of so many."""
        return -(-rows // STACKED) if self.front else rows

    def forward(self, inputs):
        if self.front:
            inputs = self.front(inputs[:, None]).permute(0, 2, 3, 1).flatten(2)
        return self.output(self.dropout(self.lstm(inputs)[0])).log_softmax(-1)


def batches(examples, generator):
    """Utterances of similar length together, anew for each epoch."""
    keys = [len(e[0]) * generator.uniform(0.9, 1.1) for e in examples]
    result, frames = [], BATCH_FRAMES
    for i in sorted(range(len(examples)), key=keys.__getitem__):
        if frames + len(examples[i][0]) > BATCH_FRAMES:
            result.append([])
            frames = 0
        result[-1].append(i)
        frames += len(examples[i][0])
    generator.shuffle(result)
    return result


def factor(progress):
    if progress < WARM_UP:
        return progress / WARM_UP
    fall = (progress - WARM_UP - HOLD) / (1 - WARM_UP - HOLD)
    return 1 if fall <= 0 else END + (1 - END) * 0.5 * (1 + math.cos(math.pi * min(fall, 1)))


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (x != y))
    return row[-1]


def evaluate(network, examples, letters):
    """Word and character errors of greedy decoding, as shares."""
    network.eval()
    counts = [0, 0, 0, 0]
    with torch.inference_mode():
        for inputs, _, text in examples:
            best = network(network.prepared(inputs)[None])[0].argmax(-1).tolist()
            said = "".join(
                letters[s - 1] for i, s in enumerate(best) if s and (i == 0 or best[i - 1] != s))
            counts[0] += distance(text.split(), said.split())
            counts[1] += len(text.split())
            counts[2] += distance(text, " ".join(said.split()))
            counts[3] += len(text)
    return counts[0] / counts[1], counts[2] / counts[3]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--epochs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--convolution", action="store_true")
    parser.add_argument("--bf16", action="store_true", help="under autocast")
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    generator = random.Random(options.seed)

    training, letters = read(options.data / "train.jsonl")
    development, _ = read(options.data / "dev.jsonl", letters)
    rows = torch.cat([e[0] for e in training])
    mean, scale = rows.mean(0), 1 / rows.std(0)


    def normalized(rows):
        own = (rows.sum(0) + PRIOR_FRAMES * mean) / (len(rows) + PRIOR_FRAMES)
        return (rows - (own if options.convolution else mean)) * scale

    training, development = (
        [(normalized(e[0]), *e[1:]) for e in part] for part in (training, development))
    network = Twin(len(letters) + 1, options.convolution)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=LEARNING_RATE, betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY)
    start, step = time.time(), 0
    for epoch in range(1, options.epochs + 1):
        network.train()
        total = 0.0
        order = batches(training, generator)
        for batch in order:
            step += 1
            for group in optimizer.param_groups:
                group["lr"] = LEARNING_RATE * factor(step / (len(order) * options.epochs))
            inputs = [network.prepared(training[i][0]) for i in batch]
            targets = [training[i][1] for i in batch]
            with torch.autocast("cpu", torch.bfloat16, enabled=options.bf16):
                emissions = network(nn.utils.rnn.pad_sequence(inputs, batch_first=True))
            loss = nn.functional.ctc_loss(
                emissions.float().transpose(0, 1), torch.cat(targets),
                torch.tensor([network.frames(len(x)) for x in inputs]), torch.tensor([len(x) for x in targets]),
                reduction="sum") / len(batch)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), CLIP)
            optimizer.step()
            total += loss.item() * len(batch)
        line = f"epoch {epoch}/{options.epochs}  loss {total / len(training):.3f}  {time.time() - start:.0f} s"
        if epoch % 10 == 0 or epoch == options.epochs:
            words, characters = evaluate(network, development, letters)
            line += f"  WER {100 * words:.2f} %  CER {100 * characters:.2f} %"
        print(line, flush=True)


main()
