"""Motifs of land, town and people: hills, streets, chambers, voices, bodies.

A motif draws on a :class:`newsfold.demo.canvas.Canvas`; its units are hundredths of the picture's height.
"""

from __future__ import annotations

import itertools
import math
from random import Random

from newsfold.demo.canvas import Canvas, blend


def hills(canvas: Canvas, random: Random) -> None:
    """Rolling hills under a low sun."""
    palette, wide = canvas.palette, canvas.width
    sun = (wide * random.uniform(0.25, 0.75), random.uniform(34, 46))
    for ring, share in ((40, 0.10), (31, 0.22), (23, 0.36)):
        canvas.disk(sun, ring, blend(palette.ground, palette.light, share))
    canvas.disk(sun, 15, palette.accent)
    for row in range(5):
        base, swing = 52 + row * 11, random.uniform(4, 9)
        phase, pace = random.uniform(0, 6.3), random.uniform(0.022, 0.045)
        crest = [
            (x, base + swing * math.sin(x * pace + phase) + 2.5 * math.sin(x * pace * 2.3 + phase)) for x in range(-2, int(wide) + 4, 2)
        ]
        canvas.shape([(-2, 104), *crest, (wide + 4, 104)], blend(palette.light, palette.deep, row / 4))


def tiles(canvas: Canvas, random: Random) -> None:
    """A pavement of quarter circles, disks and triangles."""
    side = 25.0
    columns = math.ceil(canvas.width / side)
    shift = (columns * side - canvas.width) / 2
    colours = (canvas.palette.ground, *canvas.palette.family)
    for column in range(columns):
        for row in range(4):
            x, y = column * side - shift, row * side
            back, front = random.sample(colours, 2)
            canvas.box(x, y, x + side, y + side, back)
            kind, turn = random.randrange(5), random.randrange(4)
            corner = ((x, y), (x + side, y), (x + side, y + side), (x, y + side))[turn]
            if kind <= 1:
                canvas.wedge(corner, side, turn * 90, turn * 90 + 90, front)
            elif kind == 2:
                canvas.disk((x + side / 2, y + side / 2), side * 0.32, front)
            elif kind == 3:
                canvas.wedge((x + side / 2, y + side / 2), side / 2, turn * 90, turn * 90 + 180, front)
            else:
                canvas.shape(
                    [corner, (x + side / 2, y + side / 2), ((x, y + side), (x, y), (x + side, y), (x + side, y + side))[turn]], front
                )


def skyline(canvas: Canvas, random: Random) -> None:
    """Bars that rise like a chart and a town."""
    palette, wide = canvas.palette, canvas.width
    canvas.disk((wide * random.uniform(0.2, 0.5), 34), 20, palette.accent)
    for depth, (share, low, high) in enumerate(((0.3, 18, 52), (0.62, 12, 44), (1.0, 8, 38))):
        x = -random.uniform(0, 6)
        while x < wide:
            breadth = random.uniform(7, 15)
            height = low + (high - low) * (0.25 + 0.75 * x / wide) * random.uniform(0.45, 1.15)
            fill = blend(palette.ground, (palette.light, palette.middle, palette.deep)[depth], share)
            canvas.box(x, 100 - height, x + breadth, 101, fill)
            if depth == 2 and breadth > 9:
                for lamp in range(int(height // 7)):
                    canvas.box(
                        x + 2.6,
                        104 - height + lamp * 7,
                        x + breadth - 2.6,
                        106 - height + lamp * 7,
                        palette.paper if random.random() < 0.4 else palette.middle,
                    )
            x += breadth + random.uniform(0.6, 3)


def columns(canvas: Canvas, random: Random) -> None:
    """A portico: columns under a gable, with a disk behind."""
    palette, wide = canvas.palette, canvas.width
    middle, count = wide / 2, random.choice((5, 6, 7))
    canvas.disk((middle + random.uniform(-34, 34), random.uniform(30, 40)), 31, palette.accent)
    for row in range(3):
        canvas.box(middle - 60 - row * 7, 82 + row * 6, middle + 60 + row * 7, 89 + row * 6, blend(palette.light, palette.deep, row / 2.4))
    canvas.shape([(middle - 60, 36), (middle, 13), (middle + 60, 36)], palette.light)
    canvas.shape([(middle - 44, 33), (middle, 17), (middle, 33)], palette.middle)
    canvas.box(middle - 57, 36, middle + 57, 42, palette.paper)
    for column in range(count):
        x = middle - 50 + column * 100 / (count - 1)
        canvas.box(x - 5.4, 42, x + 5.4, 45.5, palette.light)
        canvas.box(x - 4, 45.5, x + 4, 79, palette.paper)
        canvas.box(x + 0.8, 45.5, x + 4, 79, palette.light)
        canvas.box(x - 5.4, 78.5, x + 5.4, 82, palette.middle)


def hemicycle(canvas: Canvas, random: Random) -> None:
    """A chamber: rows of seats in half circles, some of them lit."""
    palette, middle = canvas.palette, canvas.width / 2
    majority = random.uniform(0.55, 0.72)
    canvas.disk((middle, 88), 78, blend(palette.ground, palette.middle, 0.28))
    for row in range(6):
        radius, seats = 27 + row * 9.4, 9 + row * 3
        for seat in range(seats):
            angle = math.pi * (0.04 + 0.92 * seat / (seats - 1))
            lit = seat / seats > 1 - majority
            colour = (palette.light, palette.accent)[lit] if random.random() < 0.93 else palette.paper
            canvas.disk((middle - radius * math.cos(angle), 88 - radius * math.sin(angle)), 3.4, colour)
    canvas.box(middle - 13, 78, middle + 13, 88, palette.paper, corner=2)
    canvas.box(-1, 88, canvas.width + 1, 101, palette.deep)


def waves(canvas: Canvas, random: Random) -> None:
    """Speech: a row of rounded bars swelling and falling, over rings of sound."""
    palette, wide = canvas.palette, canvas.width
    heart = wide * random.uniform(0.35, 0.65)
    for ring in range(5, 0, -1):
        canvas.disk((heart, 50), ring * 15, blend(palette.ground, palette.middle, 0.55 - ring * 0.09))
    count = int(wide / 6.4)
    first = (wide - (count - 1) * 6.4) / 2
    phase = random.uniform(0, 6)
    for bar in range(count):
        x = first + bar * 6.4
        swell = math.exp(-(((x - heart) / (wide * 0.26)) ** 2))
        height = 3 + 36 * swell * (0.45 + 0.55 * abs(math.sin(bar * 0.9 + phase) * math.cos(bar * 0.37 + phase)))
        colour = palette.accent if bar % 7 == 3 else blend(palette.light, palette.paper, swell)
        canvas.stroke([(x, 50 - height), (x, 50 + height)], 3.2, colour)


def pulse(canvas: Canvas, random: Random) -> None:
    """A heartbeat across soft disks."""
    palette, wide = canvas.palette, canvas.width
    for _ in range(7):
        at, radius = (random.uniform(0, wide), random.uniform(8, 92)), random.uniform(10, 27)
        canvas.disk(at, radius, blend(palette.ground, random.choice((palette.middle, palette.light)), random.uniform(0.15, 0.5)))
    x, line = wide * random.uniform(0.4, 0.6), [(-3.0, 56.0)]
    for beat in (-58.0, 0.0, 58.0):
        height = 1.0 if beat == 0 else 0.55
        for dx, dy in ((-20, 0), (-15, -6), (-11, 0), (-6, 0), (-2, 7), (4, -40), (10, 22), (14, 0), (21, 0), (25, -8), (30, 0)):
            line.append((x + beat + dx, 56 + dy * height))
    line.append((wide + 3, 56.0))
    canvas.stroke(line, 5.0, palette.deep)
    canvas.stroke([(px, py - 1.4) for px, py in line], 2.6, palette.paper)
    canvas.disk((x + 4, 14.6), 6, palette.accent)
    canvas.disk((x + 4, 14.6), 2.6, palette.paper)


def cells(canvas: Canvas, random: Random) -> None:
    """Living tissue: a honeycomb of rounded cells with their nuclei."""
    palette, size = canvas.palette, 10.5
    for column in range(math.ceil(canvas.width / (size * 1.5)) + 1):
        for row in range(-1, 7):
            x, y = column * size * 1.5, (row + 0.5 * (column % 2)) * size * 1.732
            radius = size * random.uniform(0.86, 0.95)
            corners = [(x + radius * math.cos(k * math.pi / 3), y + radius * math.sin(k * math.pi / 3)) for k in range(6)]
            lit = random.random() < 0.09
            fill = (
                palette.accent if lit else blend(palette.ground, random.choice((palette.middle, palette.light)), random.uniform(0.3, 0.9))
            )
            canvas.shape(corners, fill)
            nucleus = (x + random.uniform(-2, 2), y + random.uniform(-2, 2))
            canvas.disk(nucleus, random.uniform(2.4, 3.6), palette.paper if lit else blend(fill, palette.deep, 0.55))


def layers(canvas: Canvas, random: Random) -> None:
    """A network: columns of nodes, each joined to the next, one path lit."""
    palette, wide = canvas.palette, canvas.width
    sizes = [3, 5, 6, 5, 2] if wide > 120 else [3, 5, 4, 2]
    gap = wide / (len(sizes) + 0.4)
    columns = [[(gap * (i + 0.7), 50 + (j - (size - 1) / 2) * 84 / max(size, 4.6)) for j in range(size)] for i, size in enumerate(sizes)]
    path = [random.choice(column) for column in columns]
    for left, right in itertools.pairwise(columns):
        for one in left:
            for other in right:
                canvas.stroke([one, other], 0.45, blend(palette.ground, palette.light, 0.35))
    for one, other in itertools.pairwise(path):
        canvas.stroke([one, other], 1.8, palette.accent)
    for column in columns:
        for node in column:
            lit = node in path
            canvas.disk(node, 6.2 if lit else 5.2, palette.accent if lit else palette.middle)
            canvas.disk(node, 3.4 if lit else 2.6, palette.paper if lit else palette.light)
