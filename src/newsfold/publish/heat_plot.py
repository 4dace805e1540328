"""A story's heat, drawn: a line that goes up a step with each further publisher (RECORD.md, law 5: 20 points each)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from newsfold.article import Frozen
from newsfold.publish.timeline import Report
from newsfold.publish.wording import Wording

_FEWEST = 3
"""Publishers from which a plot says more than the list below it."""

_WIDTH, _HEIGHT, _MARGIN = 640, 120, 8
"""The size of the drawing in its own units, and the room that is left for the dots at its edges."""


class Plot(Frozen, frozen=True, kw_only=True):
    """A drawing: the paths of its line and of the area below, its dots, how many publishers, its first and last day, and all in words."""

    line: str
    area: str
    dots: tuple[tuple[str, str], ...]
    count: int
    first: str
    last: str
    told: str


def plot_of(reports: Sequence[Report], words: Wording) -> Plot | None:
    """The plot of a timeline, oldest report first; None for few publishers, or where all reported at once."""
    seen: set[str] = set()
    steps: list[tuple[datetime, Report]] = []
    for report in reports:
        if report.moment and report.provider not in seen:
            seen.add(report.provider)
            steps.append((datetime.fromisoformat(report.moment), report))
    if len(steps) < _FEWEST or steps[0][0] == steps[-1][0]:
        return None
    span = (steps[-1][0] - steps[0][0]).total_seconds()
    across, high = _WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN
    dots = []
    for number, (time, _) in enumerate(steps, 1):
        x = _MARGIN + across * (time - steps[0][0]).total_seconds() / span
        y = _HEIGHT - _MARGIN - high * number / len(steps)
        dots.append((f"{x:.1f}", f"{y:.1f}"))
    line = f"M{dots[0][0]} {dots[0][1]}" + "".join(f"H{x}V{y}" for x, y in dots[1:])
    floor = _HEIGHT - _MARGIN
    first, last = steps[0][1].date, steps[-1][1].date
    return Plot(
        line=line,
        area=f"{line}V{floor}H{dots[0][0]}Z",
        dots=tuple(dots),
        count=len(steps),
        first=first,
        last=last,
        told=words.plot.format(first=first, last=last, count=len(steps)),
    )
