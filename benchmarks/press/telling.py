"""What a replay came to: tables in Markdown, plots as SVG."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from statistics import linear_regression, median
from typing import NamedTuple

import matplotlib as mpl
from matplotlib.figure import Figure

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.fold import recorded_stories
from newsfold.read import clean_address
from press.articles import labelled
from press.month import EVERY, Measured, Replayed

RUNS_A_DAY = 12
EXAMPLES = 6


def b_cubed(gold: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of stories against labelled ones (Bagga and Baldwin, 1998), over the addresses of ``gold``."""
    true, told = (_groups({url: labels[url] for url in gold}) for labels in (gold, found))
    shared = {url: len(true[gold[url]] & told[found[url]]) for url in gold}
    precision = sum(count / len(told[found[url]]) for url, count in shared.items()) / len(gold)
    recall = sum(count / len(true[gold[url]]) for url, count in shared.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _groups(labels: Mapping[str, str]) -> Mapping[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for url, story in labels.items():
        groups[story].add(url)
    return groups


class Scores(NamedTuple):
    """How stories agree with a labelled window, by B-cubed over ``came`` of its articles; ``alone`` is the F1 of no folding."""

    came: int
    precision: float
    recall: float
    f1: float
    alone: float


def folding_scores(articles: Sequence[Article], window: Path) -> Scores | None:
    """The scores of recorded articles' stories against a labelled window; ``None`` where none of its articles came in."""
    stories = _stories(articles)
    gold = {url: row.story for url, row in labelled(window).items() if url in stories}
    if not gold:
        return None
    return Scores(len(gold), *b_cubed(gold, stories), b_cubed(gold, {url: url for url in gold})[2])


def _stories(articles: Sequence[Article]) -> Mapping[str, str]:
    return {clean_address(url): story.id for story in recorded_stories(articles) for url in story.members}


def tell(name: str, done: Replayed, folder: Path, old: Path, window: Path | None) -> Iterator[str]:
    """The report, a line at a time."""
    runs, records = done.runs, [record.article for record in Repository(folder).records()[0]]
    span = (f"{done.first:%Y-%m-%d}", f"{runs[-1].at:%Y-%m-%d}")
    ours = [one for one in records if one.published_at >= done.first]
    theirs = [one for one in done.articles if one.is_shown]
    rejected = Counter(f"{why.stage}: {why.code or why.reason.partition(':')[0]}" for run in runs for why in run.report.rejected)
    failed = sum(len(run.report.collected.failed_sources) for run in runs)
    folded = sum(one.is_folded for one in ours)
    editions = sorted((folder / "_newsletters").glob("*.html"))
    yield f"### {name}, {span[0]} to {span[1]}: {len(runs)} runs"
    yield ""
    yield "| | |"
    yield "|---|---|"
    yield f"| articles the publishers put out | {len(done.articles)} by {_publishers(done.articles)} publishers |"
    yield f"| came in as records | {len(ours)}, {folded} of them folded |"
    yield f"| shown at the end | {sum(one.is_shown for one in ours)} stories (the portal itself showed {len(theirs)} of these articles) |"
    yield f"| rejected | {'; '.join(f'{count} {why}' for why, count in sorted(rejected.items())) or 'none'} |"
    yield f"| came out after the last visit to their source | {done.not_yet} |"
    requests, feeds, pages = (done.given.get(name, 0) for name in ("requests", "feeds", "pages"))
    yield f"| requests | {requests}: {feeds} feeds, {pages} pages; {failed} sources failed |"
    yield f"| editions | {len(editions)}, {done.given.get('mails', 0)} mails taken by the mail server |"
    yield f"| errors told | {sum(len(run.report.errors) for run in runs) + sum(line.startswith('error') for line in done.log)} |"
    yield ""
    yield from _flatness(runs)
    if window:
        yield from _folding(ours, window)


def _publishers(articles: Sequence[Article]) -> int:
    return len({one.provider.domain for one in articles})


def _flatness(runs: Sequence[Measured]) -> Iterator[str]:
    quarter = max(1, len(runs) // 4)
    parts = (runs[:quarter], runs[quarter : 2 * quarter], runs[2 * quarter : 3 * quarter], runs[3 * quarter :])
    parts = tuple(part for part in parts if part)
    yield "| by quarter | " + " | ".join(f"runs {1 + number * quarter}-" for number in range(len(parts))) + " |"
    yield "|---|" + "---|" * len(parts)
    yield "| CPU seconds a run, mean | " + " | ".join(f"{sum(run.cpu for run in part) / len(part):.2f}" for part in parts) + " |"
    idle = [[run.cpu for run in part if not run.report.collected.read] for part in parts]
    yield "| - where nothing new came in, median | " + " | ".join(f"{median(each):.2f}" if each else "-" for each in idle) + " |"
    yield "| seconds a run, longest | " + " | ".join(f"{max(run.seconds for run in part):.1f}" for part in parts) + " |"
    yield "| memory, MB, at the end | " + " | ".join(f"{part[-1].memory / 1e6:.0f}" for part in parts) + " |"
    yield "| records at the end | " + " | ".join(f"{_records(runs, part[-1])}" for part in parts) + " |"
    yield ""
    if len(runs) > 24:
        late = runs[len(runs) // 4 :]
        slope = linear_regression(range(len(late)), [run.memory / 1e6 for run in late]).slope
        yield f"Memory grows by {slope:.3f} MB a run after the first quarter; in all {sum(run.cpu for run in runs):.0f} CPU seconds."
    spent: Counter[str] = Counter()
    for run in runs:
        spent.update(run.stages)
    stages = ", ".join(f"{name} {seconds / len(runs):.2f}" for name, seconds in spent.items())
    yield f"CPU seconds a run by stage (what follows a stage counts with it: publishing and the commit with the last): {stages}."
    yield ""


def _records(runs: Sequence[Measured], last: Measured) -> int:
    return sum(run.report.folded.new_records for run in runs if run.at <= last.at)


def _folding(ours: Sequence[Article], window: Path) -> Iterator[str]:
    scores = folding_scores(ours, window)
    if scores is None:
        return
    gold, stories = labelled(window), _stories(ours)
    came = {url: row for url, row in gold.items() if url in stories}
    told = {url: row.story for url, row in came.items()}
    yield f"**Folding** against `{window.name}`: {len(came)} of its {len(gold)} articles came in; on them B-cubed "
    yield f"precision {scores.precision:.3f}, recall {scores.recall:.3f}, F1 {scores.f1:.3f} (no folding: {scores.alone:.3f})."
    pairs = list(combinations(sorted(came), 2))
    wrong = [pair for pair in pairs if stories[pair[0]] == stories[pair[1]] and told[pair[0]] != told[pair[1]]]
    missed = [pair for pair in pairs if stories[pair[0]] != stories[pair[1]] and told[pair[0]] == told[pair[1]]]
    for words, found in (("folded together wrongly", wrong), ("left apart wrongly", missed)):
        yield f"{len(found)} pairs {words}{', such as' if found else '.'}"
        yield ""
        for first, second in found[:: max(1, len(found) // EXAMPLES)][:EXAMPLES]:
            yield f"- {_words(came[first].title)} / {_words(came[second].title)}"
        yield ""


def _words(title: str) -> str:
    return f"*{' '.join(title.replace('*', '').replace('|', '-').split())[:90]}*"


def plot(name: str, done: Replayed, file: Path) -> None:
    """Draw what every run cost, and what every day brought."""
    mpl.rcParams["svg.hashsalt"] = "newsfold"
    runs = done.runs
    figure = Figure(figsize=(9, 9), layout="constrained")
    cost, memory, heat, published, share = figure.subplots(5, 1)
    at = [run.at for run in runs]
    cost.plot(at, [run.cpu for run in runs], linewidth=0.8)
    cost.set_ylabel("CPU s a run")
    memory.plot(at, [run.memory / 1e6 for run in runs], linewidth=0.8)
    memory.set_ylabel("MB held")
    heats = [(run.at, points) for run in runs for points in run.new_heat]
    heat.plot([when for when, _ in heats], [points for _, points in heats], ".", markersize=3)
    heat.set_ylabel("heat (-1: folded)")
    days = _days(runs)
    published.bar(list(days), [day[1] - day[0] for day in days.values()], width=0.9)
    published.set_ylabel("new stories a day")
    share.bar(list(days), [day[0] / day[1] if day[1] else 0.0 for day in days.values()], width=0.9)
    share.set_ylabel("share folded")
    for axes in (cost, memory, heat, published):
        axes.set_xticklabels([])
    for axes in (cost, memory, heat):
        axes.set_xlim(done.first, done.first + len(runs) * EVERY)
    for axes in (published, share):
        axes.set_xlim(done.first, done.first + len(runs) * EVERY)
    cost.set_ylim(bottom=0)
    memory.set_ylim(bottom=0)
    share.set_ylim(0, 1)
    share.tick_params(axis="x", rotation=30)
    figure.suptitle(f"{name}: {len(runs)} runs, one every two hours")
    figure.savefig(file, format="svg", metadata={"Date": None})


def _days(runs: Sequence[Measured]) -> Mapping[datetime, tuple[int, int]]:
    """By the noon of each day: new records that were folded, and all."""
    days: dict[datetime, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for run in runs:
        noon = run.at.replace(hour=12)
        folded, new = days[noon]
        days[noon] = (folded + run.report.folded.folded, new + run.report.folded.new_records)
    return days
