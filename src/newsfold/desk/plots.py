"""Plots as paths of SVG, made on the server: they need no script and print well."""

from __future__ import annotations

from collections.abc import Sequence

from newsfold.article import Frozen

WIDTH, HEIGHT = 640, 160
"""The size of a plot's field in its own units."""


class Bar(Frozen, frozen=True, kw_only=True):
    """A bar: where it stands and how high, in the plot's units, and what it says."""

    x: float
    y: float
    width: float
    height: float
    words: str


class Plot(Frozen, frozen=True, kw_only=True):
    """Bars over days, for one or two series; ``top`` is what the full height stands for, ``labels`` stand below at their places."""

    title: str
    bars: tuple[Bar, ...]
    over: tuple[Bar, ...] = ()
    top: int = 0
    labels: tuple[tuple[float, str], ...] = ()
    summary: str = ""


def bars(
    title: str, names: Sequence[str], values: Sequence[float], over: Sequence[float] = (), *, summary: str = "", unit: str = ""
) -> Plot:
    """A plot of a value a day; ``over``, where given, is a part of each value and drawn before it."""
    top = _round_up(max(values, default=0))
    step = WIDTH / max(1, len(names))

    def made(series: Sequence[float]) -> tuple[Bar, ...]:
        found = []
        for place, (name, value) in enumerate(zip(names, series, strict=True)):
            height = round(HEIGHT * value / top, 1) if top else 0.0
            words = f"{name}: {value:,.0f}{unit}"
            found.append(
                Bar(x=round(place * step + 1, 1), y=HEIGHT - height, width=round(max(1.0, step - 2), 1), height=height, words=words)
            )
        return tuple(found)

    every = max(1, len(names) // 5)
    labels = tuple((round(place * step + step / 2, 1), name) for place, name in enumerate(names) if place % every == 0)
    return Plot(title=title, bars=made(values), over=made(over) if over else (), top=top, labels=labels, summary=summary)


def sparkline(values: Sequence[int], *, width: int = 90, height: int = 20) -> str:
    """The path of a small line, highest where most is."""
    top = max(values, default=0)
    if not top:
        return f"M0 {height - 1}H{width}"
    step = width / max(1, len(values) - 1)
    points = (f"{place * step:.1f} {height - 1 - (height - 2) * value / top:.1f}" for place, value in enumerate(values))
    return "M" + "L".join(points)


def _round_up(value: float) -> int:
    """The least of 1, 2, 5, 10, 20, 50, … that is not below the value."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if factor * step >= value:
                return factor * step
        step *= 10
