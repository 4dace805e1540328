"""``newsfold backfill``: years of web archives into a portal, on all cores or all nodes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Annotated, Literal

import typer

from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.reports import tell_errors, tell_folded
from newsfold.cli.terminal import counted, print_json, progress, say, table_row
from newsfold.errors import InputError
from newsfold.scale.backfill import Backfill, BackfillReport, MakeEngine
from newsfold.scale.engine import TIME_LIMIT, OneProcess
from newsfold.scale.processes import Processes

EngineOption = Annotated[
    Literal["local", "ray"], typer.Option("--engine", help="Where pages are read: the cores of this machine, or a Ray cluster.")
]
AddressOption = Annotated[
    str | None, typer.Option("--address", help="With --engine ray: the cluster, such as 10.0.0.1:6379. Default: one of this machine's own.")
]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=0, max=10_000, help="Worker processes; 0 for none beside this one. Default: one a core.")
]
LimitOption = Annotated[
    float, typer.Option("--time-limit", min=0.1, max=86_400, help="Seconds a page may take before it is given up.", metavar="SECONDS")
]


def backfill_command(
    archives: Annotated[list[str], typer.Argument(help="WARC or WACZ files: paths or fsspec addresses.", metavar="ARCHIVE...")],
    *,
    portal: PortalOption = HERE,
    engine: EngineOption = "local",
    address: AddressOption = None,
    workers: WorkersOption = None,
    time_limit: LimitOption = TIME_LIMIT,
    sieve: Annotated[bool, typer.Option("--sieve/--no-sieve", help="Pass over unread what is plainly off topic.")] = True,
    json: JsonOption = False,
) -> None:
    """Take web archives into the portal: read, rate, fold, write records; the site is not published.

    Run it again after it was stopped or killed: it goes on where it was. Archives that were taken in before are skipped, and no article
    comes twice. Records are the same whatever the engine, the number of workers or the order of archives. Pictures are not fetched.
    """
    if address is not None and engine != "ray":
        raise InputError("goes with --engine ray only", where="--address", remedy="Add --engine ray, or leave --address out.")
    made = _ray(address, workers, time_limit) if engine == "ray" else _local(workers, time_limit)
    with progress(quiet=json) as bars, Backfill.open(portal, progress=bars) as opened:
        report = opened.run(archives, made, has_sieve=sieve)
    if json:
        print_json(report)
    else:
        _tell(report)
    tell_errors(report.errors)


def _local(workers: int | None, time_limit: float) -> MakeEngine:
    count = workers if workers is not None else len(os.sched_getaffinity(0))
    return partial(Processes, workers=count, time_limit=time_limit) if count else OneProcess


def _ray(address: str | None, workers: int | None, time_limit: float) -> MakeEngine:
    from newsfold.scale.ray_nodes import RayNodes  # noqa: PLC0415 - it says what to install where ray is missing

    return partial(RayNodes, address=address, workers=workers, time_limit=time_limit)


def _tell(report: BackfillReport) -> None:
    whole = report.archives
    rate = f", {report.records / report.seconds:,.0f} a second" if report.records and report.seconds else ""
    skipped = f"; {len(report.skipped)} done before" if report.skipped else ""
    table_row("archives", f"{len(whole)}{skipped}")
    table_row("records", f"{counted(report.records, 'answer')} read{rate}")
    passed_over = _total(state.passed_over for state in whole)
    rejected = _total(state.rejected for state in whole)
    table_row("articles", f"{sum(state.articles for state in whole):,} on topic, {sum(state.known for state in whole):,} known already")
    if passed_over:
        table_row("passed over", _counted(passed_over))
    if rejected:
        table_row("rejected", _counted(rejected))
    tell_folded(report.folded)
    say("`newsfold publish` puts it on the site.")


def _total(counts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def _counted(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return f"{sum(counts.values()):,}: " + ", ".join(f"{name} {count:,}" for name, count in ordered)
