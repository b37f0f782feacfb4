"""What the recipes' `prepare` scripts share: manifests and the lengths of sound files."""

import json
import pathlib
import sys
import wave


def read_manifest(path):
    """The entries of a manifest, with absolute paths of sound files."""
    folder = path.resolve().parent
    entries = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            entry["audio_filepath"] = str(folder / entry["audio_filepath"])
        except (ValueError, KeyError, TypeError) as error:
            sys.exit(f"{path}:{number}: {error!r}")
        entries.append(entry)
    return entries


def entry(audio, text, speaker):
    """A manifest's entry for a sound file."""
    audio = pathlib.Path(audio).resolve()
    if not audio.exists():
        sys.exit(f"{audio} is missing")
    found = {"audio_filepath": str(audio), "text": text, "speaker": speaker}
    seconds = duration(audio)
    if seconds is not None:
        found["duration"] = seconds
    return found


def duration(path):
    """The length of a WAV or NIST Sphere file in seconds; None for other formats."""
    if path.suffix.lower() == ".wav":
        try:
            with wave.open(str(path)) as file:
                return round(file.getnframes() / file.getframerate(), 4)
        except (wave.Error, EOFError) as error:
            sys.exit(f"{path}: {error}")
    with open(path, "rb") as file:
        start = file.read(1024)
    if not start.startswith(b"NIST_1A"):
        return None
    lines = start.decode("ascii", "replace").split("end_head")[0].splitlines()
    fields = {words[0]: words[2] for words in map(str.split, lines) if len(words) == 3}
    return round(int(fields["sample_count"]) / int(fields["sample_rate"]), 4)


def write_manifests(folder, **sets):
    """Writes one NAME.jsonl for each set into the folder and says how much is in it."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, entries in sets.items():
        if not entries:
            sys.exit(f"no recordings for {name}.jsonl")
        order = "audio_filepath", "offset", "duration", "text", "speaker"
        lines = [
            json.dumps({key: item[key] for key in order if key in item}, ensure_ascii=False)
            for item in sorted(entries, key=lambda item: (item["audio_filepath"], item.get("offset", 0)))
        ]
        path = folder / f"{name}.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        speakers = len({item["speaker"] for item in entries})
        minutes = sum(item.get("duration", 0) for item in entries) / 60
        print(f"{path}: {len(entries)} recordings, {speakers} speakers, {minutes:.1f} minutes")
