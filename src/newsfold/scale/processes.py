"""The cores of this machine: worker processes, each with a pipe of its own, so that one that dies or hangs is seen and replaced."""

from __future__ import annotations

import multiprocessing
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Self

import msgspec

from newsfold.errors import NewsfoldError
from newsfold.scale.engine import TIME_LIMIT, Answer
from newsfold.scale.reader import Harvest, Plan, Reader
from newsfold.scale.slices import Slice

_START = multiprocessing.get_context("spawn")
"""Fresh processes: a fork would copy threads' locks and the store's connection."""

_READY_WITHIN = 300.0  # Seconds; it takes two on a machine that does nothing else.
_ENDS_WITHIN = 5.0  # Seconds; then it is killed.


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection[Slice | None, bytes]
    ticket: int = -1
    until: float = 0.0
    is_ready: bool = False

    @property
    def is_free(self) -> bool:
        return self.ticket < 0


class Processes:
    """Worker processes on this machine."""

    def __init__(self, plan: Plan, workers: int, *, time_limit: float = TIME_LIMIT) -> None:
        self.workers = workers
        self._plan = plan
        self._time_limit = time_limit
        self._crew: list[_Worker] = []
        self._waiting: deque[tuple[int, Slice]] = deque()

    def __enter__(self) -> Self:
        self._crew = [self._hired() for _ in range(self.workers)]
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._crew:
            with suppress(OSError):
                worker.pipe.send(None)
                worker.pipe.close()
        for worker in self._crew:
            worker.process.join(_ENDS_WITHIN if worker.is_free else 0.0)
            _end(worker.process)
        self._crew = []

    def give(self, ticket: int, part: Slice) -> None:
        """Give a slice to the next worker that is free."""
        self._waiting.append((ticket, part))
        self._hand_out()

    def take(self) -> Answer:
        """Wait for the next answer."""
        while True:
            known = [worker for worker in self._crew if not worker.is_ready or not worker.is_free]
            wanted = max(0.0, min(worker.until for worker in known) - time.monotonic())
            ready = wait([worker.pipe for worker in known], wanted)
            for worker in known:
                if worker.pipe in ready and not worker.is_ready:
                    self._begin(worker)
                elif worker.pipe in ready:
                    return self._answered(worker)
                elif worker.until <= time.monotonic():
                    if not worker.is_ready:
                        raise _cannot_start()
                    return self._lost(worker, f"took longer than {self._time_limit:g} s")

    def _begin(self, worker: _Worker) -> None:
        """A worker says that it is ready, or is gone before it was: no page is to blame for that."""
        try:
            worker.pipe.recv_bytes()
        except (OSError, EOFError) as error:
            raise _cannot_start() from error
        worker.is_ready = True
        self._hand_out()

    def _answered(self, worker: _Worker) -> Answer:
        try:
            harvest = msgspec.msgpack.decode(worker.pipe.recv_bytes(), type=Harvest)
        except (OSError, EOFError):
            return self._lost(worker, "ended its worker")
        answer = Answer(ticket=worker.ticket, harvest=harvest)
        worker.ticket = -1
        self._hand_out()
        return answer

    def _lost(self, worker: _Worker, why: str) -> Answer:
        answer = Answer(ticket=worker.ticket, lost=why)
        _end(worker.process)
        worker.pipe.close()
        self._crew[self._crew.index(worker)] = self._hired()
        self._hand_out()
        return answer

    def _hand_out(self) -> None:
        for worker in self._crew:
            if worker.is_ready and worker.is_free and self._waiting:
                worker.ticket, part = self._waiting.popleft()
                worker.until = time.monotonic() + self._time_limit
                with suppress(OSError):  # A worker that is gone is seen by whoever waits for its answer.
                    worker.pipe.send(part)

    def _hired(self) -> _Worker:
        ours, theirs = _START.Pipe()
        process = _START.Process(target=work, args=(theirs, self._plan), daemon=True, name="newsfold backfill worker")
        process.start()
        theirs.close()
        return _Worker(process=process, pipe=ours, until=time.monotonic() + _READY_WITHIN)


def work(pipe: Connection[bytes, Slice | None], plan: Plan) -> None:
    """What a worker process does until its pipe says there is no more."""
    with suppress(EOFError, OSError, KeyboardInterrupt):
        reader = Reader(plan)
        pipe.send_bytes(b"ready")
        while (part := pipe.recv()) is not None:
            pipe.send_bytes(msgspec.msgpack.encode(reader.harvest(part)))


def _cannot_start() -> NewsfoldError:
    return NewsfoldError("cannot be started", where="a worker process", remedy="What it wrote above says why; `--workers 0` needs none.")


def _end(process: SpawnProcess) -> None:
    if process.is_alive():
        process.kill()
    process.join()
    process.close()
