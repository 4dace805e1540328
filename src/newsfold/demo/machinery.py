"""Motifs of machines: chips, wafers, arms, wheels, lenses.

A motif draws on a :class:`newsfold.demo.canvas.Canvas`; its units are hundredths of the picture's height.
"""

from __future__ import annotations

import math
from random import Random

from newsfold.demo.canvas import Canvas, blend


def chip(canvas: Canvas, random: Random) -> None:
    """A die with traces running from its four sides."""
    palette, wide = canvas.palette, canvas.width
    x, half = wide / 2, random.uniform(19, 23)
    lines = (palette.light, palette.middle, palette.middle, palette.accent)
    for step in range(9):
        offset = (step - 4) * half / 4.6
        for sign in (-1, 1):
            knee, bend = half + 7 + random.uniform(0, 9), offset * random.uniform(1.5, 2.1)
            turn = knee + abs(bend - offset)
            far = max(turn + 6, random.uniform(44, canvas.width / 2 - 6))
            across = [(sign * half, offset), (sign * knee, offset), (sign * turn, bend), (sign * far, bend)]
            rise = random.uniform(2, 5)
            spread = offset * 1.5
            down = [
                (offset, sign * half),
                (offset, sign * (half + rise)),
                (spread, sign * (half + rise + abs(spread - offset))),
                (spread, sign * 46),
            ]
            for points in (across, down):
                colour = random.choice(lines)
                canvas.stroke([(x + dx, 50 + dy) for dx, dy in points], 0.9, colour)
                canvas.disk((x + points[-1][0], 50 + points[-1][1]), 1.9, colour)
    canvas.box(x - half - 3, 47 - half, x + half + 3, 53 + half, palette.deep, corner=3)
    canvas.box(x - half, 50 - half, x + half, 50 + half, palette.middle, corner=2)
    cell = half / 2
    for column in range(4):
        for row in range(4):
            left, top = x - half + column * cell + 0.9, 50 - half + row * cell + 0.9
            fill = random.choice((palette.light, palette.deep, palette.paper, palette.accent, palette.light))
            canvas.box(left, top, left + cell - 1.8, top + cell - 1.8, fill, corner=0.8)


def wafer(canvas: Canvas, random: Random) -> None:
    """A silicon wafer with its dies, some of them picked out, larger than the picture."""
    palette = canvas.palette
    at, radius = (canvas.width * random.choice((0.36, 0.5, 0.64)), random.uniform(48, 58)), random.uniform(50, 58)
    canvas.disk(at, radius + 12, blend(palette.ground, palette.middle, 0.25))
    canvas.disk(at, radius, palette.deep)
    canvas.disk(at, radius - 1.6, palette.middle)
    side = 8.2
    for column in range(-7, 7):
        for row in range(-7, 7):
            left, top = column * side, row * side
            if max(math.hypot(x, y) for x in (left, left + side) for y in (top, top + side)) > radius - 3:
                continue
            share = (column - row + 14) / 28
            fill = blend(palette.light, palette.deep, share)
            if random.random() < 0.09:
                fill = random.choice((palette.accent, palette.accent, palette.paper))
            canvas.box(at[0] + left + 0.5, at[1] + top + 0.5, at[0] + left + side - 0.5, at[1] + top + side - 0.5, fill, corner=0.7)


def arm(canvas: Canvas, random: Random) -> None:
    """A jointed arm that reaches for a disk."""
    palette, wide = canvas.palette, canvas.width
    flip = random.choice((-1, 1))
    middle = wide / 2
    canvas.disk((middle + flip * 18, 46), 40, blend(palette.ground, palette.middle, 0.5))
    canvas.box(-1, 84, wide + 1, 101, palette.deep)
    base, elbow = (middle - flip * 44, 84.0), (middle - flip * (30 + random.uniform(-5, 5)), 34 + random.uniform(-6, 6))
    wrist, prize = (middle + flip * 16, 27 + random.uniform(-5, 8)), (middle + flip * 27, 74.5)
    canvas.box(base[0] - 15, 76, base[0] + 15, 85, palette.light, corner=3)
    canvas.stroke([(base[0], 77), elbow], 11, palette.light)
    canvas.stroke([elbow, wrist], 8.5, palette.paper)
    hand = (middle + flip * 27, wrist[1] + 17)
    canvas.stroke([wrist, hand], 6, palette.light)
    for side in (-1, 1):
        canvas.stroke([hand, (hand[0] + side * 9.5, hand[1] + 7), (hand[0] + side * 7.5, hand[1] + 17)], 3, palette.paper)
    for joint, radius in (((base[0], 77.0), 8.5), (elbow, 8.5), (wrist, 6.8), (hand, 4.6)):
        canvas.disk(joint, radius, palette.deep)
        canvas.disk(joint, radius * 0.5, palette.accent)
    canvas.disk(prize, 9.5, palette.accent)
    for step in range(3):
        x = middle + flip * (48 + step * 14)
        canvas.box(x - 5.5, 84 - 10 - step * 7, x + 5.5, 84, blend(palette.middle, palette.light, step / 3), corner=1.5)


def gears(canvas: Canvas, random: Random) -> None:
    """Wheels with teeth that run in one another."""
    palette, at = canvas.palette, (canvas.width * 0.34, random.uniform(44, 56))
    turn, radius = 0.0, 25.0
    for wheel, (size, bearing) in enumerate(((25.0, 0.0), (17.0, random.uniform(-0.7, -0.35)), (21.0, random.uniform(0.3, 0.7)))):
        if wheel:
            reach = radius + size + 3.2
            at = (at[0] + reach * math.cos(bearing), at[1] + reach * math.sin(bearing))
            turn = math.pi / round(size * 0.64) + bearing * 2 - turn
        radius, teeth = size, round(size * 0.64)
        fill = (palette.middle, palette.accent, palette.light)[wheel]
        for tooth in range(teeth):
            angle = 2 * math.pi * tooth / teeth + turn
            inner, outer = size - 1, size + 4.5
            canvas.stroke([(at[0] + r * math.cos(angle), at[1] + r * math.sin(angle)) for r in (inner, outer)], 3.8, fill)
        canvas.disk(at, size, fill)
        canvas.disk(at, size * 0.66, palette.deep)
        canvas.disk(at, size * 0.5, fill)
        canvas.disk(at, size * 0.2, palette.paper)


def iris(canvas: Canvas, random: Random) -> None:
    """A lens: rings and blades around a bright pupil."""
    palette, wide = canvas.palette, canvas.width
    at = (wide * random.choice((0.38, 0.5, 0.62)), 50.0)
    for ring in range(4):
        canvas.disk(at, 78 - ring * 11, blend(palette.ground, palette.middle, 0.14 + ring * 0.15))
    canvas.disk(at, 40, palette.paper)
    canvas.disk(at, 36.5, palette.deep)
    blades, turn, swirl = random.choice((8, 9, 10, 12)), random.uniform(0, 1), random.choice((-0.9, 0.9))
    for blade in range(blades):
        start = 2 * math.pi * blade / blades + turn
        rim = [start + 2 * math.pi / blades * step / 8 for step in range(9)]
        outer = [(at[0] + 34 * math.cos(angle), at[1] + 34 * math.sin(angle)) for angle in rim]
        inner = [(at[0] + 14 * math.cos(angle + swirl), at[1] + 14 * math.sin(angle + swirl)) for angle in reversed(rim)]
        canvas.shape([*outer, *inner], blend(palette.middle, palette.light, abs(2 * blade / blades - 1)))
    canvas.disk(at, 17, palette.deep)
    canvas.disk(at, 13.5, palette.accent)
    canvas.disk((at[0] - 4.5, at[1] - 4.5), 3.6, palette.paper)
    for side in (-1, 1):
        for step in range(1, 4):
            canvas.disk((at[0] + side * (46 + step * 13), 50), 2.3 - step * 0.35, palette.light)


def mosaic(canvas: Canvas, random: Random) -> None:
    """A round thing seen by a camera: coarse squares around the part it has made out."""
    palette, wide, side = canvas.palette, canvas.width, 6.25
    at, radius = (wide * random.uniform(0.38, 0.62), random.uniform(46, 54)), random.uniform(27, 32)
    for column in range(math.ceil(wide / side)):
        for row in range(16):
            x, y = (column + 0.5) * side, (row + 0.5) * side
            near = math.exp(-((math.hypot(x - at[0], y - at[1]) / (radius * 1.25)) ** 4))
            tone = min(1.0, max(0.0, near + random.uniform(-0.13, 0.13)))
            fill = blend(palette.ground, blend(palette.middle, palette.light, 1 - (y - at[1] + radius) / (2 * radius)), tone)
            canvas.box(x - side / 2, y - side / 2, x + side / 2, y + side / 2, fill)
    canvas.disk(at, radius * 0.62, palette.accent)
    canvas.disk((at[0] - radius * 0.2, at[1] - radius * 0.2), radius * 0.16, palette.paper)
    reach, arm = radius * 1.22, radius * 0.4
    for sx in (-1, 1):
        for sy in (-1, 1):
            x, y = at[0] + sx * reach, at[1] + sy * reach
            canvas.stroke([(x - sx * arm, y), (x, y), (x, y - sy * arm)], 1.5, palette.paper)
