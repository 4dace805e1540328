"""Many jobs at once, their results in the order of the jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import anyio

Result = TypeVar("Result")


async def walk(
    jobs: Sequence[Callable[[], Awaitable[Result]]], *, concurrency: int, on_done: Callable[[], None] | None = None
) -> tuple[Result, ...]:
    """Run ``jobs``, at most ``concurrency`` at once, and give their results in the order of ``jobs``, however they finish.

    ``on_done`` is called after each. The client bounds requests itself, so ``concurrency`` may be far higher than its own: jobs
    that wait for a slow host then hold up no other. The first error a job raises ends the walk and is raised as it is.
    """
    results: dict[int, Result] = {}
    waiting = iter(enumerate(jobs))
    try:
        async with anyio.create_task_group() as group:
            for _ in range(min(max(1, concurrency), len(jobs))):
                group.start_soon(_work, waiting, results, on_done)
    except BaseExceptionGroup as errors:
        raise _first(errors) from None
    return tuple(results[index] for index in range(len(jobs)))


async def stream(jobs: Iterable[Callable[[], Awaitable[Result]]], *, concurrency: int, on_result: Callable[[Result], None]) -> None:
    """Run ``jobs``, at most ``concurrency`` at once, and hand each result over as it comes, so that none is held in memory.

    ``jobs`` is drawn from as they start. ``on_result`` is called by one job at a time, in the order in which they finish. The first
    error, of a job or of ``on_result``, ends the walk and is raised as it is.
    """
    waiting = iter(jobs)

    async def work() -> None:
        for job in waiting:
            on_result(await job())

    try:
        async with anyio.create_task_group() as group:
            for _ in range(max(1, concurrency)):
                group.start_soon(work)
    except BaseExceptionGroup as errors:
        raise _first(errors) from None


async def _work(
    waiting: Iterator[tuple[int, Callable[[], Awaitable[Result]]]], results: dict[int, Result], on_done: Callable[[], None] | None
) -> None:
    for index, job in waiting:
        results[index] = await job()
        if on_done is not None:
            on_done()


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    first = errors.exceptions[0]
    return _first(first) if isinstance(first, BaseExceptionGroup) else first
