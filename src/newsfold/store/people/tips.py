"""Tips: addresses of articles that readers sent in, until an editor takes or drops them."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Index, MetaData, String, Table, delete, func, select, update

from newsfold.article import Frozen
from newsfold.store.column_types import Key, Moment, Words
from newsfold.store.connection import Part, keep_first

TipState = Literal["waiting", "taken", "dropped"]

metadata = MetaData()

tips = Table(
    "tips",
    metadata,
    Column("address", Key, primary_key=True),
    Column("url", Words, nullable=False),
    Column("words", Words, nullable=False),
    Column("sent_by", Key, nullable=False),
    Column("at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("done_by", Words),
    Index("tips_by_state", "state", "at"),
    Index("tips_by_sender", "sent_by", "at"),
)
"""One row an article, however often it is sent in; ``address`` is its clean address."""


class Tip(Frozen, frozen=True, kw_only=True):
    """An article that was sent in: its clean address and the one that was sent, what was said of it, through whom and when.

    ``done_by`` is the editor who took or dropped it.
    """

    address: str
    url: str
    words: str = ""
    sent_by: str
    at: datetime
    state: TipState = "waiting"
    done_by: str | None = None


class Tips(Part):
    """The tips."""

    def add(self, tip: Tip) -> bool:
        """Keep a tip; False where that article was sent in before, which stays as it is."""
        with self._writing() as connection:
            known = connection.scalar(select(func.count()).where(tips.c.address == tip.address))
            keep_first(connection, tips, [{name: getattr(tip, name) for name in tip.__struct_fields__}])
            return not known

    def waiting(self, *, limit: int, offset: int = 0) -> tuple[Tip, ...]:
        """The tips that wait, the oldest first."""
        query = select(tips).where(tips.c.state == "waiting").order_by(tips.c.at, tips.c.address).limit(limit).offset(offset)
        with self._reading() as connection:
            return tuple(Tip(**row) for row in connection.execute(query).mappings())

    def count_waiting(self) -> int:
        """How many wait."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).where(tips.c.state == "waiting")) or 0

    def count_since(self, sent_by: str, since: datetime) -> int:
        """How many came through somebody since a time."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).where(tips.c.sent_by == sent_by, tips.c.at >= since)) or 0

    def settle(self, address: str, state: TipState, *, by: str) -> Tip | None:
        """Take or drop a tip that waits; None where none does, say because another editor was quicker."""
        here = (tips.c.address == address) & (tips.c.state == "waiting")
        with self._writing() as connection:
            if connection.execute(update(tips).where(here).values(state=state, done_by=by)).rowcount == 0:
                return None
            row = connection.execute(select(tips).where(tips.c.address == address)).mappings().one()
            return Tip(**row)

    def forget(self, *, before: datetime) -> None:
        """Let go of tips from before a time that an editor took or dropped."""
        with self._writing() as connection:
            connection.execute(delete(tips).where(tips.c.state != "waiting", tips.c.at < before))
