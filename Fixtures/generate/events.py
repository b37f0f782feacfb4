#!/usr/bin/env python3
"""Event files as TensorBoard's own writer makes them, and checksums as it takes them."""
import base64
import io
import json
import pathlib

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.compat.tensorflow_stub import pywrap_tensorflow
from tensorboard.summary.writer.record_writer import RecordWriter

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Interchange"
SCALARS = [
    (0, [("a", 0.0)]),
    (1, [("step/loss", 12.5), ("step/learning_rate", 1e-3)]),
    (300, [("development/word_error_rate", 0.1), ("größe", -3e38)]),
    (5_000_000_000, [("epoch/" + "x" * 200, 1e-40)]),
]


def events():
    yield event_pb2.Event(wall_time=1700000000.25, file_version="brain.Event:2")
    yield event_pb2.Event(
        wall_time=1700000000.25, step=301,
        session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START))
    for step, values in SCALARS:
        summary = summary_pb2.Summary(
            value=[summary_pb2.Summary.Value(tag=tag, simple_value=value) for tag, value in values])
        yield event_pb2.Event(wall_time=1700000001.5, step=step, summary=summary)


def main():
    file = io.BytesIO()
    writer = RecordWriter(file)
    for event in events():
        writer.write(event.SerializeToString())
    texts = ["", "a", "123456789", "\0" * 32, "größe " * 50]
    golden = {
        "scalars": [
            {"step": step, "tags": [tag for tag, _ in values], "values": [v for _, v in values]}
            for step, values in SCALARS],
        "file": base64.b64encode(file.getvalue()).decode(),
        "checksums": [
            {"text": text, "value": int(pywrap_tensorflow.crc32c(text.encode()))}
            for text in texts],
    }
    (FOLDER / "events.json").write_text(json.dumps(golden, indent=1) + "\n")


if __name__ == "__main__":
    main()
