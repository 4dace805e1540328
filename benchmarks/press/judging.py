"""Whether a replay was as an unattended portal must be: flat in memory and time, without errors, folded no worse than not at all.

Each fault is a sentence; a replay with none is good.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from newsfold.checking import check_portal
from newsfold.content.repository import Repository
from press.month import READERS, Measured, Replayed
from press.telling import folding_scores

MEMORY_GROWTH = 0.15
"""By how much memory may be greater at the end of the month than at its half. A library or model that is loaded when a first page needs
it is a step of up to 20 MB in 270 (powerapps on 2026-11-23, whose articles came late: 8 %); what each run keeps comes to more in 180 runs.
"""

IDLE_GROWTH = 1.5
"""How many times what it cost before a run with nothing to do may cost late in the month. The fault it is for was 1.85 times (diablo4
before 7e0e0e8); a month without it measured 0.8 to 1.1.
"""

FEWEST_IDLE = 8
"""Idle runs in each of two quarters from which their medians are compared: of fewer, one run that was disturbed decides."""

FEWEST_LABELLED = 50
"""Labelled articles from which folding is judged: among the few of a day one pair more or less moves the score by some hundredths."""

FEWEST_RUNS = 8
"""Runs from which a replay is judged for flatness."""


def faults(done: Replayed, folder: Path, window: Path | None = None) -> Iterator[str]:
    """What is wrong with a replay, a sentence each."""
    yield from not_flat(done.runs)
    errors = sum(len(run.report.errors) for run in done.runs) + sum(line.startswith("error") for line in done.log)
    if errors:
        yield f"Errors were told: {errors}."
    editions = len(list((folder / "_newsletters").glob("*.html")))
    mails = done.given.get("mails", 0)
    if mails != editions * READERS:
        yield f"{editions} editions went to {READERS} readers each, and the mail server took {mails} mails."
    yield from wrong_records(folder, shown=done.runs[-1].shown)
    scores = folding_scores([record.article for record in Repository(folder).records()[0]], window) if window else None
    if scores is not None and scores.came >= FEWEST_LABELLED and scores.f1 < scores.alone:
        yield f"Folding (F1 {scores.f1:.3f}) is worse than none ({scores.alone:.3f})."


def wrong_records(folder: Path, *, shown: int) -> Iterator[str]:
    """What ``newsfold check`` finds, and whether as many articles were ``shown`` by the last run as records say."""
    found = [finding for finding in check_portal(folder) if finding.severity == "error"]
    if found:
        yield f"newsfold check finds {len(found)} errors, the first in {found[0].file}: {found[0].message}."
    told = sum(record.article.is_shown for record in Repository(folder).records()[0])
    if told != shown:
        yield f"The last run shows {shown} articles, and {told} records are to be shown."


def not_flat(runs: Sequence[Measured]) -> Iterator[str]:
    """Where memory or the time of idle runs grew over the month. Medians, so that no single run decides."""
    if len(runs) < FEWEST_RUNS:
        return
    half, quarter, eighth = (len(runs) // parts for parts in (2, 4, 8))
    before, after = (median(run.memory for run in part) for part in (runs[half : half + eighth], runs[-eighth:]))
    if after > (1 + MEMORY_GROWTH) * before:
        grown = f"from {before / 1e6:.0f} to {after / 1e6:.0f} MB"
        yield f"Memory is not flat: it grew {grown} in the second half, {after / before - 1:.0%} where {MEMORY_GROWTH:.0%} are allowed."
    idle = [[run.cpu / run.yardstick for run in part if is_idle(run)] for part in (runs[quarter : 2 * quarter], runs[-quarter:])]
    if min(map(len, idle)) < FEWEST_IDLE:
        return
    early, late = map(median, idle)
    if late > IDLE_GROWTH * early:
        times = f"{late / early:.2f} times what they did in the second, where {IDLE_GROWTH:.2f} are allowed"
        yield f"Time is not flat: in the last quarter runs with nothing to do take {times}."


def is_idle(run: Measured) -> bool:
    """Whether nothing new came in."""
    return not run.report.collected.read
