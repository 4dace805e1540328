"""Many jobs at once, their results in the order of the jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
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
