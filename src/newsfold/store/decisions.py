"""Editors' decisions as the store knows them: what stands in the content repository's files, and what folding has not obeyed yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import Connection, Engine, delete, insert, select, update

from newsfold.store.connection import Part, batches, put
from newsfold.store.tables import decision_files, decisions
from newsfold.story import Decision

_DECODER = msgspec.json.Decoder(Decision)


class Decisions(Part):
    """The decisions of each file and whether folding obeyed them. What an id says never changes, so a decision is read once."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._known: dict[str, Decision] = {}
        self._in_order: tuple[frozenset[str], tuple[Decision, ...]] = (frozenset(), ())

    def stamps(self) -> Mapping[str, str]:
        """The stamp of each file as it was last read."""
        with self._reading() as connection:
            return dict(connection.execute(select(decision_files.c.path, decision_files.c.stamp)).all())

    def put(self, path: str, stamp: str, told: Sequence[Decision]) -> None:
        """Keep what a file holds now; what is new in it waits to be obeyed, what is gone is forgotten."""
        now = {decision.id: decision for decision in told}
        with self._writing() as connection:
            here = decisions.c.path == path
            known = set(connection.scalars(select(decisions.c.id).where(here)))
            for gone in sorted(known - now.keys()):
                connection.execute(delete(decisions).where(here, decisions.c.id == gone))
            rows = [
                {"path": path, "id": id, "obeyed": False, "decision": msgspec.json.encode(decision)}
                for id, decision in now.items()
                if id not in known
            ]
            if rows:
                connection.execute(insert(decisions), rows)
            put(connection, decision_files, {"path": path}, {"path": path, "stamp": stamp})

    def forget(self, paths: Collection[str]) -> None:
        """Forget files that are gone, and their decisions."""
        if not paths:
            return
        with self._writing() as connection:
            for path in sorted(paths):
                connection.execute(delete(decisions).where(decisions.c.path == path))
                connection.execute(delete(decision_files).where(decision_files.c.path == path))

    def all(self) -> tuple[Decision, ...]:
        """Every decision, the earliest first."""
        return self._told(waiting=False)

    def waiting(self) -> tuple[Decision, ...]:
        """The decisions folding has not obeyed yet, the earliest first."""
        return self._told(waiting=True)

    def obey(self, done: Collection[Decision]) -> None:
        """Mark decisions as obeyed."""
        with self._writing() as connection:
            mark_obeyed(connection, done)

    def _told(self, *, waiting: bool) -> tuple[Decision, ...]:
        query = select(decisions.c.id)
        with self._reading() as connection:
            ids = frozenset(connection.scalars(query.where(decisions.c.obeyed.is_(False)) if waiting else query))
            for batch in batches(sorted(ids - self._known.keys())):
                rows = connection.execute(select(decisions.c.id, decisions.c.decision).where(decisions.c.id.in_(batch)))
                self._known.update((id, _DECODER.decode(decision)) for id, decision in rows)
        if waiting:
            return _ordered(self._known[id] for id in ids)
        if ids != self._in_order[0]:
            self._in_order = (ids, _ordered(self._known[id] for id in ids))
        return self._in_order[1]


def _ordered(told: Iterable[Decision]) -> tuple[Decision, ...]:
    return tuple(sorted(told, key=lambda decision: decision.order))


def mark_obeyed(connection: Connection, done: Collection[Decision]) -> None:
    """Mark decisions as obeyed, in the transaction that is under way."""
    for batch in batches(sorted({decision.id for decision in done})):
        connection.execute(update(decisions).where(decisions.c.id.in_(batch)).values(obeyed=True))
