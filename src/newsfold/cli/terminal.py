"""What the commands print: sentences for people, JSON for machines, progress bars on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from newsfold.progress import NoProgress
from newsfold.progress import Progress as Told

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str, *, style: str | None = None) -> None:
    """Print a sentence; colours only on a terminal. The text is never read as markup."""
    out.print(text, style=style, markup=False)


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number and what it counts, in the singular or the plural; ``many`` for a plural that is not ``one`` and an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def warn(text: str) -> None:
    """Print a sentence to standard error."""
    err.print(text, style="yellow", markup=False)


def print_json(value: object) -> None:
    """Print a value of the model as indented JSON."""
    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def table_row(name: str, value: object, *, width: int = 14) -> None:
    """Print a name and a value in two columns."""
    out.print(f"[bold]{escape(name):<{width}}[/bold] {escape(str(value))}")


class Bars:
    """Progress bars, one a stage."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def begin(self, stage: str, total: int) -> None:
        """Draw a bar for a stage; none for a stage that has nothing to do."""
        self._task = self._bars.add_task(stage, total=total) if total else None

    def advance(self) -> None:
        """Move the bar."""
        if self._task is not None:
            self._bars.advance(self._task)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Told]:
    """Progress bars on standard error where that is a terminal, else none."""
    if quiet or not sys.stderr.isatty():
        yield NoProgress()
        return
    columns = (TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True) as bars:
        yield Bars(bars)
