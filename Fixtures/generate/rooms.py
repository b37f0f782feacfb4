"""Images of a source in a room's walls by pyroomacoustics: Fixtures/AudioFrontEnd/rooms.json.

Run with the versions of requirements.txt:  python3 Fixtures/generate/rooms.py
"""

import json
import math
import pathlib

import numpy
import pyroomacoustics

SPEED_OF_SOUND = 343.0
ORDER = 12
pyroomacoustics.constants.set("c", SPEED_OF_SOUND)

ROOMS = [
    ([5.03, 4.11, 2.97], [1.07, 1.53, 1.19], [2.23, 1.12, 1.41], 0.3),
    ([7.3, 3.1, 2.5], [6.9, 0.4, 1.7], [0.5, 2.8, 0.9], 0.6),
    ([3.3, 6.1, 2.4], [1.57, 2.93, 1.13], [1.91, 3.11, 1.06], 0.15),
]


def case(size, source, microphone, decay):
    volume = math.prod(size)
    surface = 2 * (size[0] * size[1] + size[1] * size[2] + size[2] * size[0])
    absorption = 1 - math.exp(-24 * math.log(10) / SPEED_OF_SOUND * volume / (surface * decay))
    room = pyroomacoustics.ShoeBox(
        size, fs=16000, materials=pyroomacoustics.Material(absorption), max_order=ORDER)
    room.add_source(source)
    room.add_microphone(microphone)
    room.image_source_model()
    images = room.sources[0]
    distances = numpy.linalg.norm(images.images - numpy.array(microphone)[:, None], axis=0)
    # An image of a higher order is at least so far away.
    longest = (ORDER - 3) / math.sqrt(sum(1 / side ** 2 for side in size))
    near = [i for i in numpy.argsort(distances) if distances[i] <= longest]
    amplitudes = images.damping[0] / (4 * math.pi * distances)
    return {"size": size, "source": source, "microphone": microphone, "decayTime": decay, "longest": longest,
            "distances": [round(float(distances[i]), 7) for i in near],
            "amplitudes": [float(f"{amplitudes[i]:.7g}") for i in near]}


target = pathlib.Path(__file__).parent.parent / "AudioFrontEnd" / "rooms.json"
target.write_text(json.dumps([case(*room) for room in ROOMS]) + "\n")
