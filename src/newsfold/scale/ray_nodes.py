"""The nodes of a Ray cluster: an actor for each of their cores. What travels is where a slice stands, and what it brought; workers read the
archives themselves, so these must lie where every node reaches them.
"""

from __future__ import annotations

import logging
import os
import secrets
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import msgspec

from newsfold.errors import NewsfoldError
from newsfold.extras import missing
from newsfold.scale.engine import TIME_LIMIT, Answer
from newsfold.scale.in_order import MOST_TRIES
from newsfold.scale.reader import Harvest, Plan, Reader
from newsfold.scale.slices import Slice

# Before ray is imported: it would tell its makers that it is used.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
try:
    import ray
    from ray.exceptions import RayError
except ImportError as error:
    raise missing("scale", "ray", where="--engine ray") from error

if TYPE_CHECKING:
    from ray import ObjectRef
    from ray.actor import ActorHandle

_STARTS_WITHIN = 120.0  # Seconds an actor may take to load newsfold, beside the time limit of its first slice.


class RayReader:
    """A worker on a node: made once, it reads one slice after the other."""

    def __init__(self, plan: bytes) -> None:
        self._reader = Reader(msgspec.msgpack.decode(plan, type=Plan))

    def harvest(self, part: bytes) -> bytes:
        """What a slice brings; both as MessagePack, which is smaller and quicker than what ray would make of them."""
        return msgspec.msgpack.encode(self._reader.harvest(msgspec.msgpack.decode(part, type=Slice)))


@dataclass
class _Worker:
    actor: ActorHandle[RayReader]
    is_new: bool = True


@dataclass
class _Task:
    ticket: int
    worker: _Worker
    until: float


class RayNodes:
    """Workers on the nodes of a cluster: the one at ``address``, else one of this machine's own that ends with the work.

    Raises :class:`InputError` where ray is missing and :class:`NewsfoldError` where the cluster cannot be reached.
    """

    def __init__(self, plan: Plan, *, address: str | None = None, workers: int | None = None, time_limit: float = TIME_LIMIT) -> None:
        self.workers = workers or 0
        self._plan = plan
        self._address = address
        self._time_limit = time_limit
        self._stillborn = 0
        self._free: deque[_Worker] = deque()
        self._waiting: deque[tuple[int, Slice]] = deque()
        self._tasks: dict[ObjectRef[bytes], _Task] = {}

    def __enter__(self) -> Self:
        connect(self._address)
        self._shared = ray.put(msgspec.msgpack.encode(self._plan))
        self.workers = self.workers or max(1, _cores())
        self._free.extend(self._hired() for _ in range(self.workers))
        return self

    def __exit__(self, *_: object) -> None:
        for worker in (*self._free, *(task.worker for task in self._tasks.values())):
            _end(worker)
        self._free.clear()
        self._tasks.clear()
        ray.shutdown()

    def give(self, ticket: int, part: Slice) -> None:
        """Give a slice to the next worker that is free."""
        self._waiting.append((ticket, part))
        self._hand_out()

    def take(self) -> Answer:
        """Wait for the next answer."""
        while True:
            until = min(task.until for task in self._tasks.values())
            ready, _ = ray.wait(list(self._tasks), num_returns=1, timeout=max(0.0, until - time.monotonic()))
            if ready:
                return self._answered(ready[0])
            late = next((told for told, task in self._tasks.items() if task.until <= time.monotonic()), None)
            if late is not None:
                return self._lost(self._tasks.pop(late), f"took longer than {self._time_limit:g} s")

    def _answered(self, told: ObjectRef[bytes]) -> Answer:
        task = self._tasks.pop(told)
        try:
            harvest = msgspec.msgpack.decode(ray.get(told), type=Harvest)
        except RayError:
            return self._lost(task, "ended its worker")
        task.worker.is_new, self._stillborn = False, 0
        self._free.append(task.worker)
        self._hand_out()
        return Answer(ticket=task.ticket, harvest=harvest)

    def _lost(self, task: _Task, why: str) -> Answer:
        _end(task.worker)
        self._stillborn += task.worker.is_new
        if self._stillborn > 2 * self.workers + MOST_TRIES:
            remedy = "See that newsfold of this version is installed on every node."
            raise NewsfoldError("cannot be started: none of the last ones gave an answer", where="workers on Ray", remedy=remedy)
        self._free.append(self._hired())
        self._hand_out()
        return Answer(ticket=task.ticket, lost=why)

    def _hand_out(self) -> None:
        while self._free and self._waiting:
            worker = self._free.popleft()
            ticket, part = self._waiting.popleft()
            patience = self._time_limit + (_STARTS_WITHIN if worker.is_new else 0.0)
            told: ObjectRef[bytes] = worker.actor.harvest.remote(msgspec.msgpack.encode(part))
            self._tasks[told] = _Task(ticket, worker, time.monotonic() + patience)

    def _hired(self) -> _Worker:
        remote: Any = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(RayReader)
        return _Worker(actor=remote.remote(self._shared))


def connect(address: str | None) -> None:
    """Join a cluster, or start one on this machine, without a word on the terminal. Raises :class:`NewsfoldError`."""
    if address is None and "RAY_AUTH_MODE" not in os.environ:
        # Else ray would leave a token for its next cluster in the user's home.
        os.environ |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
    try:
        ray.init(
            address=address or "local",
            include_dashboard=None if address else False,
            configure_logging=True,
            logging_level=logging.CRITICAL,
            log_to_driver=False,
        )
    except (ConnectionError, RuntimeError, ValueError, TimeoutError, OSError) as error:
        where = address or "a cluster of this machine's own"
        reason = str(error).strip().partition("\n")[0].partition(". ")[0] or type(error).__name__
        remedy = "See that `ray status` answers there, that versions are the same, and that RAY_AUTH_MODE and its token are set."
        raise NewsfoldError(f"cannot be reached: {reason}", where=f"--engine ray at {where}", remedy=remedy) from error


def _cores() -> int:
    resources: dict[str, float] = ray.cluster_resources()  # type: ignore[no-untyped-call]
    return int(resources.get("CPU", 1))


def _end(worker: _Worker) -> None:
    with suppress(RayError, ValueError):
        ray.kill(worker.actor, no_restart=True)
