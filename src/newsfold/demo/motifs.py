"""Which motif suits which section."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from newsfold.demo.canvas import Canvas
from newsfold.demo.machinery import arm, chip, gears, iris, mosaic, wafer
from newsfold.demo.scenery import cells, columns, hemicycle, hills, layers, pulse, skyline, tiles, waves

Motif = Callable[[Canvas, Random], None]

MOTIFS: tuple[tuple[str, tuple[Motif, ...]], ...] = (
    ("chip", (chip, wafer)),
    ("robot", (arm, gears)),
    ("vision", (iris, mosaic)),
    ("health", (pulse, cells)),
    ("policy", (columns, hemicycle)),
    ("language", (waves, layers)),
    ("machine", (layers, hills, mosaic)),
    ("generative", (tiles, layers, waves)),
    ("ethics", (columns, tiles, hemicycle)),
    ("", (hills, tiles, skyline)),
)
"""Motifs by a word in the section's name; the last suit every section."""


def motif_for(section: str, random: Random) -> Motif:
    """One of the motifs that suit a section, as ``random`` has it."""
    return random.choice(next(motifs for word, motifs in MOTIFS if word in section.lower()))
