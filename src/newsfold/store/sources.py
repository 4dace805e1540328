"""What collecting remembers: the sources' state, hosts' robots.txt, WebSub subscriptions, and what became of each source's articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Connection, case, delete, func, select

from newsfold.page import RobotsFile, SourceCounts, SourceState, Subscription
from newsfold.store.connection import Part, keep_first, put
from newsfold.store.tables import drafts, rejected, robots, source_states, subscriptions


class Sources(Part):
    """The memory of collecting."""

    def source_states(self) -> Mapping[str, SourceState]:
        """What is remembered of each source, by its address."""
        with self._reading() as connection:
            rows = connection.scalars(select(source_states.c.state).order_by(source_states.c.url))
            return {state.url: state for state in (msgspec.json.decode(row, type=SourceState) for row in rows)}

    def put_source_states(self, states: Iterable[SourceState]) -> None:
        """Keep the states of sources as they are now."""
        with self._writing() as connection:
            for state in states:
                put_state(connection, state)

    def source_counts(self) -> Mapping[str, SourceCounts]:
        """What became of each source's articles, by its address."""
        found: dict[str, SourceCounts] = {}
        with self._reading() as connection:
            published, folded = (func.sum(case((drafts.c.standing == name, 1), else_=0)) for name in ("published", "folded"))
            query = select(drafts.c.source, func.count(), published, folded).where(drafts.c.source.is_not(None))
            for url, articles, shown, under in connection.execute(query.group_by(drafts.c.source)):
                found[url] = SourceCounts(url=url, articles=articles, published=shown, folded=under)
            dropped = select(rejected.c.source, func.count()).where(rejected.c.source != rejected.c.url)
            for url, count in connection.execute(dropped.group_by(rejected.c.source)):
                found[url] = found.get(url, SourceCounts(url=url)).evolve(rejected=count)
        return found

    def robots_files(self, now: datetime) -> tuple[RobotsFile, ...]:
        """The hosts' robots.txt that still hold, in order of origin."""
        with self._reading() as connection:
            rows = connection.scalars(select(robots.c.file).order_by(robots.c.origin))
            told = (msgspec.json.decode(row, type=RobotsFile) for row in rows)
            return tuple(file for file in told if file.until > now)

    def put_robots_files(self, files: Iterable[RobotsFile]) -> None:
        """Remember hosts' robots.txt in place of those remembered before."""
        with self._writing() as connection:
            connection.execute(delete(robots))
            keep_first(connection, robots, [{"origin": file.origin, "file": msgspec.json.encode(file)} for file in files])

    def subscriptions(self) -> tuple[Subscription, ...]:
        """The WebSub subscriptions, in order of source."""
        with self._reading() as connection:
            rows = connection.scalars(select(subscriptions.c.subscription).order_by(subscriptions.c.source))
            return tuple(msgspec.json.decode(row, type=Subscription) for row in rows)

    def subscription_of(self, token: str) -> Subscription | None:
        """The subscription whose callback ends in ``token``."""
        with self._reading() as connection:
            row = connection.scalar(select(subscriptions.c.subscription).where(subscriptions.c.token == token))
            return msgspec.json.decode(row, type=Subscription) if row else None

    def put_subscription(self, subscription: Subscription) -> None:
        """Keep a source's subscription as it is now."""
        values = {"source": subscription.source, "token": subscription.token, "subscription": msgspec.json.encode(subscription)}
        with self._writing() as connection:
            put(connection, subscriptions, {"source": subscription.source}, values)

    def end_subscription(self, source: str) -> None:
        """Forget a source's subscription."""
        with self._writing() as connection:
            connection.execute(delete(subscriptions).where(subscriptions.c.source == source))


def put_state(connection: Connection, state: SourceState) -> None:
    """Keep a source's state as it is now."""
    put(connection, source_states, {"url": state.url}, {"url": state.url, "state": msgspec.json.encode(state)})
