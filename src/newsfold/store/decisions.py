"""Editors' decisions as the store knows them: what stands in the content repository's files, and what folding has not obeyed yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, Engine, Select, delete, insert, select, update

from newsfold.store.connection import Part, among, batches, keep_first, put
from newsfold.store.tables import decision_files, decisions
from newsfold.story import Decision

_DECODER = msgspec.json.Decoder(Decision)

_STAMPS = select(decision_files.c.path, decision_files.c.stamp)
_IDS = select(decisions.c.id)
_WAITING = _IDS.where(decisions.c.obeyed.is_(False))
_SAID = select(decisions.c.id, decisions.c.decision).where(among(decisions.c.id))
_OBEYED = update(decisions).where(among(decisions.c.id)).values(obeyed=True)


class Decisions(Part):
    """The decisions of each file and whether folding obeyed them. What an id says never changes, so a decision is read once."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._known: dict[str, Decision] = {}
        self._in_order: tuple[Mapping[str, str] | None, tuple[Decision, ...]] = (None, ())

    def stamps(self) -> Mapping[str, str]:
        """The stamp of each file as it was last read."""
        with self._asking() as connection:
            return dict(connection.execute(_STAMPS).all())

    def put(self, path: str, stamp: str, told: Sequence[Decision]) -> None:
        """Keep what a file holds now; what is new in it waits to be obeyed, what is gone is forgotten."""
        now = {decision.id: decision for decision in told}
        with self._writing() as connection:
            here = decisions.c.path == path
            known = set(connection.scalars(select(decisions.c.id).where(here)))
            for gone in sorted(known - now.keys()):
                connection.execute(delete(decisions).where(here, decisions.c.id == gone))
            rows = [_row(path, id, decision) for id, decision in now.items() if id not in known]
            if rows:
                connection.execute(insert(decisions), rows)
            put(connection, decision_files, {"path": path}, {"path": path, "stamp": stamp})

    def add(self, path: str, told: Sequence[Decision], *, before: str | None, stamp: str) -> bool:
        """Keep decisions that were added to a file that had the stamp ``before`` (None: there was no file) and has ``stamp`` now.

        Says whether that is all that changed in it since it was last read; where it is not nothing is kept, and it is to be read whole.
        """
        fresh = {decision.id: decision for decision in told}
        with self._writing() as connection:
            files = dict(connection.execute(_STAMPS).all())
            if files.get(path) != before:
                return False
            keep_first(connection, decisions, [_row(path, id, decision) for id, decision in fresh.items()])
            put(connection, decision_files, {"path": path}, {"path": path, "stamp": stamp})
        known, in_order = self._in_order
        last, added = in_order[-1:], _ordered(fresh.values())
        if known == files and fresh.keys().isdisjoint(self._known) and all(one.order < added[0].order for one in last):
            self._in_order = ({**files, path: stamp}, (*in_order, *added))
        self._known.update(fresh)
        return True

    def forget(self, paths: Collection[str]) -> None:
        """Forget files that are gone, and their decisions."""
        if not paths:
            return
        with self._writing() as connection:
            for path in sorted(paths):
                connection.execute(delete(decisions).where(decisions.c.path == path))
                connection.execute(delete(decision_files).where(decision_files.c.path == path))

    def all(self) -> tuple[Decision, ...]:
        """Every decision, the earliest first. They are asked for only where a file changed since they were asked for last."""
        with self._reading() as connection:
            files, (known, told) = dict(connection.execute(_STAMPS).all()), self._in_order
            if files != known or "" in files.values():
                told = self._told(connection, _IDS)
                self._in_order = (files, told)
        return told

    def waiting(self) -> tuple[Decision, ...]:
        """The decisions folding has not obeyed yet, the earliest first."""
        with self._reading() as connection:
            return self._told(connection, _WAITING)

    def obey(self, done: Collection[Decision]) -> None:
        """Mark decisions as obeyed."""
        with self._writing() as connection:
            mark_obeyed(connection, done)

    def _told(self, connection: Connection, asked: Select[str]) -> tuple[Decision, ...]:
        ids = frozenset(connection.scalars(asked))
        for batch in batches(sorted(ids - self._known.keys())):
            self._known.update((id, _DECODER.decode(decision)) for id, decision in connection.execute(_SAID, {"some": batch}))
        return _ordered(self._known[id] for id in ids)


def _row(path: str, id: str, decision: Decision) -> dict[str, object]:
    return {"path": path, "id": id, "obeyed": False, "decision": msgspec.json.encode(decision)}


def _ordered(told: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(told, key=lambda decision: decision.order))


def mark_obeyed(connection: Connection, done: Collection[Decision]) -> None:
    """Mark decisions as obeyed, in the transaction that is under way."""
    for batch in batches(sorted({decision.id for decision in done})):
        connection.execute(_OBEYED, {"some": batch})
