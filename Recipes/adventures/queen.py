"""The spoken lines of Flight of the Amazon Queen, out of its one file `queen.1c`.

The file starts with a table of the names, places and sizes of what follows: MP3 files (.SB), dialogues (.DOG),
scenes (.CUT) and a list of what the hero says of things (QUEEN2.JAS).  All numbers are big-endian.
"""

import re
import struct

TABLE = 13
TABLE_ENTRY = struct.Struct(">12sBII")
HEADER = 20  # of a dialogue or scene
LEVEL = 96  # bytes of a level of a dialogue's tree
SCENE_STEP = struct.Struct(">17h")
ANIMATION_FRAME = 18
HERO = "joe"
FIRST_REMARK = 41


def lines(data):
    """The lines said, as (name, MP3 file, text, who says it)."""
    if not data.startswith(b"QTBL"):
        raise ValueError("this is not the queen.1c of Debian's package")
    files = contents(data)
    said = {}
    for name, content in files.items():
        if name.endswith(".DOG"):
            said |= dialogue(name, content[HEADER:])
        elif name.endswith(".CUT"):
            said |= scene(name, content[HEADER:])
    for number, text in enumerate(decoded(files["QUEEN2.JAS"]).split("\r\n"), FIRST_REMARK):
        said |= parts(f"JOE{number:04}", text, HERO)
    for name, content in sorted(files.items()):
        if name.endswith(".SB") and name[:-3] in said:
            yield name[:-3], content, *said[name[:-3]]


def contents(data):
    """What the file holds, by name."""
    (count,) = struct.unpack_from(">H", data, TABLE)
    table = data[TABLE + 2 : TABLE + 2 + count * TABLE_ENTRY.size]
    return {
        name.split(b"\0")[0].decode("ascii"): data[offset : offset + size]
        for name, _, offset, size in TABLE_ENTRY.iter_unpack(table)
    }


def dialogue(name, data):
    """What is said in a dialogue: the hero's lines, the other's, and what both say when they meet again."""
    levels, _, key, heros_count, others_count = struct.unpack_from(">5h", data)
    others, _, again = struct.unpack_from(">3H", data, 22)
    heros = 32 + abs(levels) * LEVEL
    other = re.sub(r"\d*\.DOG", "", name).lower()
    said = {}
    for offset, count, letter, speaker in (heros, heros_count, "J", HERO), (others, others_count, "P", other):
        for _ in range(count):
            (identifier,) = struct.unpack_from(">H", data, offset + 2)
            text, offset = string(data, offset + 4, alignment=4)
            said |= parts(f"{key:2}{identifier:4x}{letter}", text, speaker)
    (greets_not,) = struct.unpack_from(">H", data, heros + 2)
    if not greets_not:
        said |= parts(f"{key:2}SSSSJ", string(data, heros + 4)[0], HERO)
    text, offset = string(data, again)
    said |= parts(f"{key:2}XXXXP", text, other)
    return said | parts(f"{key:2}XXXXJ", string(data, offset)[0], HERO)


def scene(name, data):
    """What is said in a scene, a list of steps in which somebody says something, or things move."""
    (steps,) = struct.unpack_from(">h", data, 2)
    (sentences,) = struct.unpack_from(">H", data, 8)
    step, said = 12, {}
    _, sentences = string(data, sentences)
    for number in range(1, abs(steps) + 1):
        fields = SCENE_STEP.unpack_from(data, step)
        thing, animation, runs, copied_from = fields[0], fields[4], fields[5], fields[12]
        (people,) = struct.unpack_from(">h", data, step + SCENE_STEP.size)
        step += SCENE_STEP.size + 2 + 2 * people
        text, sentences = string(data, sentences)
        if not text.startswith("#"):
            said |= parts(f"{name[:-4]:_<5}{number:02}", text, f"{thing}" if thing else HERO)
        if animation and runs and copied_from <= 0 and thing not in (-2, -3, -4):
            while struct.unpack_from(">h", data, step) != (-2,):
                step += 2 + ANIMATION_FRAME
            step += 2
    return said


def string(data, offset, alignment=2):
    """A text with its length before it, and where the next one starts."""
    end = offset + 1 + data[offset]
    following = -(-end // alignment) * alignment if data[offset] else end
    return decoded(data[offset + 1 : end]), following


def decoded(data):
    return data.decode("cp437")


def parts(prefix, text, speaker):
    """The parts of a text, each a sound of its own: gestures such as `*24` or `*XY00(237,112)` divide it."""
    texts = re.split(r"\*(?:XY.{11}|..)", text)
    return {
        f"{prefix}{number:x}".replace(" ", "0").upper(): (part, speaker)
        for number, part in enumerate(texts, 1)
        if part
    }
