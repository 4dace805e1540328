"""A surface to draw flat shapes on, and the six colours they are drawn in."""

from __future__ import annotations

from PIL import ImageDraw

from newsfold.article import Frozen

Colour = tuple[int, int, int]
Point = tuple[float, float]


class Palette(Frozen, frozen=True, kw_only=True):
    """The colours of one picture, from the ground to the lightest, and one that stands out."""

    ground: Colour
    deep: Colour
    middle: Colour
    light: Colour
    paper: Colour
    accent: Colour

    @property
    def family(self) -> tuple[Colour, ...]:
        """All but the ground."""
        return (self.deep, self.middle, self.light, self.paper, self.accent)


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """A colour between two: ``share`` 0 gives the first, 1 the second."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )


class Canvas:
    """A drawing surface in units of a hundredth of its height."""

    def __init__(self, draw: ImageDraw.ImageDraw, width: int, height: int, palette: Palette) -> None:
        self.draw = draw
        self.unit = height / 100
        self.width = width / self.unit
        self.palette = palette

    def disk(self, at: Point, radius: float, fill: Colour) -> None:
        """A filled circle."""
        x, y, r, u = at[0], at[1], radius, self.unit
        self.draw.ellipse(((x - r) * u, (y - r) * u, (x + r) * u, (y + r) * u), fill=fill)

    def wedge(self, at: Point, radius: float, start: float, end: float, fill: Colour) -> None:
        """A filled sector; angles in degrees, clockwise from three o'clock."""
        x, y, r, u = at[0], at[1], radius, self.unit
        self.draw.pieslice(((x - r) * u, (y - r) * u, (x + r) * u, (y + r) * u), start, end, fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour, *, corner: float = 0) -> None:
        """A filled rectangle, its corners rounded where ``corner`` is above 0."""
        u = self.unit
        self.draw.rounded_rectangle((left * u, top * u, right * u, bottom * u), radius=corner * u, fill=fill)

    def shape(self, points: list[Point], fill: Colour) -> None:
        """A filled polygon."""
        self.draw.polygon([(x * self.unit, y * self.unit) for x, y in points], fill=fill)

    def stroke(self, points: list[Point], thickness: float, fill: Colour) -> None:
        """A line with round joints and ends."""
        width = max(1, round(thickness * self.unit))
        self.draw.line([(x * self.unit, y * self.unit) for x, y in points], fill=fill, width=width, joint="curve")
        for end in (points[0], points[-1]):
            self.disk(end, thickness / 2, fill)
