"""Reports of the stages, told to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import typer

from newsfold.cli.publishing import tell_published
from newsfold.cli.terminal import counted, say, table_row, warn
from newsfold.day.collecting import Collected
from newsfold.day.pipeline import DayReport, RatedDrafts
from newsfold.day.recording import Folded
from newsfold.outcome import Rejected

MOST_TOLD = 8
"""Rejections told one by one; `newsfold explain` and --json tell all."""


def tell_day(report: DayReport) -> None:
    """The whole day, a line a stage, then what was dropped."""
    tell_collected(report.collected)
    tell_rated(report.rated)
    tell_folded(report.folded)
    tell_published(report.published)
    tell_rejected(report.rejected, report.collected.failed_sources)
    tell_silent(report.collected.silent)


def tell_collected(report: Collected) -> None:
    """What came in."""
    failed = f", {len(report.failed_sources)} failed" if report.failed_sources else ""
    known = f", {report.known} known already" if report.known else ""
    rejected = f", {len(report.rejected)} rejected" if report.rejected else ""
    edited = f", {report.edited} edited" if report.edited else ""
    updated = f", {report.updated} brought up to date" if report.updated else ""
    table_row(
        "collected", f"{counted(report.sources, 'source')} asked{failed}; {counted(report.entries, 'new entry', 'new entries')}{edited}"
    )
    table_row("read", f"{counted(report.read, 'article')}{updated}{known}{rejected}")
    if report.offline:
        say("  no host could be reached: the network seems to be gone; the sources are asked again soon", style="yellow")


def tell_rated(report: RatedDrafts) -> None:
    """What was on topic."""
    waiting = f", {report.waiting} waiting for a topic file that cannot be read" if report.waiting else ""
    table_row("rated", f"{counted(report.stayed, 'article')} on topic, {len(report.rejected)} rejected{waiting}")


def tell_folded(report: Folded) -> None:
    """What was folded and recorded."""
    stories = counted(report.stories, "story new or grown", "stories new or grown")
    table_row("folded", f"{stories}; {report.folded} of {counted(report.new_records, 'new record')} folded under a lead")
    if report.changed_records:
        table_row("", f"{counted(report.changed_records, 'earlier record')} brought up to date")


def tell_rejected(rejected: Sequence[Rejected], failed: Sequence[Rejected]) -> None:
    """What was dropped and why."""
    for why in failed:
        say(f"  source failed: {why.url}: {why.reason}", style="yellow")
    for why in rejected[:MOST_TOLD]:
        say(f"  rejected by {why.stage}: {why.url}: {why.reason}", style="dim")
    if len(rejected) > MOST_TOLD:
        counts = Counter(why.stage for why in rejected[MOST_TOLD:])
        more = ", ".join(f"{count} by {stage}" for stage, count in sorted(counts.items()))
        say(f"  and more rejected: {more}; --json tells all", style="dim")


def tell_silent(silent: Sequence[str]) -> None:
    """Which sources bring nothing for longer than is their habit."""
    for url in silent[:MOST_TOLD]:
        say(f"  went silent: {url}", style="yellow")
    if len(silent) > MOST_TOLD:
        say(f"  and {len(silent) - MOST_TOLD} more went silent; `newsfold sources` tells all", style="yellow")


def tell_errors(errors: Sequence[str]) -> None:
    """What is wrong with the portal's own files; ends the command with exit status 1 where there is anything."""
    for error in errors:
        warn(f"error: {error}")
    if errors:
        raise typer.Exit(1)
