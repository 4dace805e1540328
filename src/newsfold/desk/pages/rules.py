"""The rules: topics with their keywords, the gate and the weights of quality, tried on the last 30 days before they are saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

from newsfold.article import Article, Frozen, Topic
from newsfold.content.repository import TOPICS
from newsfold.content.taxonomy import read_topic
from newsfold.day.rater import Rater
from newsfold.desk.ask import Ask, Field, Page, Refusal, Way
from newsfold.desk.places import UnknownError
from newsfold.desk.rule_settings import RULES, Rule, rules_of, value_of
from newsfold.desk.services import Desk
from newsfold.editors.trying import Tried, tried
from newsfold.errors import InputError, NewsfoldError, RecordError
from newsfold.rate import TopicIndex

MOST: Final = 400
"""Articles rules are tried on, the latest of the last :data:`DAYS` days."""

DAYS: Final = 30
SHOWN: Final = 60


class TopicRow(Frozen, frozen=True, kw_only=True):
    """A topic and its file."""

    file: str
    topic: Topic


class RulesView(Frozen, frozen=True, kw_only=True):
    """All rules; of a topic that is looked at its ``file``, ``text`` and ``stamp``; and what was tried.
    ``theirs`` is what stands there where somebody else was quicker, ``error`` what is wrong with what was sent.
    """

    topics: tuple[TopicRow, ...]
    rules: tuple[Rule, ...]
    file: str = ""
    text: str = ""
    stamp: str = ""
    tried: Tried | None = None
    name: str = ""
    value: str = ""
    theirs: str = ""
    error: Refusal | None = None
    days: int = DAYS
    shown: int = SHOWN


def rules(desk: Desk, ask: Ask) -> Page:
    """Show the rules."""
    return Page(template="rules.html", title="Rules", view=base(desk))


def topic(desk: Desk, ask: Ask) -> Page:
    """Show a topic's file, to be edited."""
    file = ask.place["file"]
    text = text_of(desk, file)
    return Page(template="rules.html", title=file, view=base(desk).evolve(file=file, text=text, stamp=stamp_of(text)))


def try_topic(desk: Desk, ask: Ask) -> Page:
    """Show what a topic's file would change."""
    file, text = ask.place["file"], ask.one("text").replace("\r\n", "\n")
    text_of(desk, file)
    try:
        changed = read_topic(text, path=f"{TOPICS}/{file}.yaml")
    except RecordError as error:
        return refused(desk, ask, error)
    today = rater_of(desk)
    others = [row.topic for row in base(desk).topics if row.file != file]
    told = _tried(desk, today, replace(today, index=TopicIndex([*others, changed], today.knowledge.company)))
    return Page(template="rules.html", title=file, view=base(desk).evolve(file=file, text=text, stamp=ask.one("stamp"), tried=told))


def try_setting(desk: Desk, ask: Ask) -> Page:
    """Show what another value of a rule would change."""
    name = ask.needed("name")
    try:
        value = value_of(name, ask.one("value"))
    except InputError as error:
        return refused(desk, ask, error)
    today = rater_of(desk)
    settings = today.settings.evolve(rate=today.settings.rate.evolve(**{name: value}))
    told = _tried(desk, today, replace(today, settings=settings))
    return Page(template="rules.html", title="Rules", view=base(desk).evolve(tried=told, name=name, value=ask.one("value")))


def refused(desk: Desk, ask: Ask, error: NewsfoldError) -> Page:
    """The rules with what was sent, and what is wrong with it."""
    told = Refusal(code=error.code, message=str(error))
    file, name = ask.place.get("file", ""), ask.one("name")
    if not file and name not in RULES:
        raise error
    view = base(desk).evolve(file=file, text=ask.one("text"), stamp=ask.one("stamp"), name=name, value=ask.one("value"), error=told)
    return Page(template="rules.html", title=f"Not saved: {file or name}", view=view, status=error.http_status)


def base(desk: Desk) -> RulesView:
    """The rules as they stand."""
    rows = []
    for file in sorted((desk.folder / TOPICS).glob("*.yaml")):
        try:
            rows.append(TopicRow(file=file.stem, topic=read_topic(desk.portal.repository.text(f"{TOPICS}/{file.name}"), path=file.name)))
        except NewsfoldError as error:
            rows.append(TopicRow(file=file.stem, topic=Topic(id=file.stem, name=f"{file.stem} (cannot be read: {error})")))
    return RulesView(topics=tuple(rows), rules=rules_of(desk.settings))


def text_of(desk: Desk, file: str) -> str:
    """The text of a topic's file, by its name without ending. Raises :class:`UnknownError`."""
    if file not in {known.stem for known in (desk.folder / TOPICS).glob("*.yaml")}:
        raise UnknownError("is no topic file", where=file[:80], remedy="The rules' page lists them.")
    return desk.portal.repository.text(f"{TOPICS}/{file}.yaml")


def stamp_of(text: str) -> str:
    """What tells a version of a file from every other."""
    return sha256(text.encode()).hexdigest()[:16]


def rater_of(desk: Desk) -> Rater:
    """What rates the portal's articles by the rules of today."""
    return desk.kept("rater", lambda: Rater.of(desk.portal.repository, desk.settings), seconds=300)


def _tried(desk: Desk, today: Rater, other: Rater) -> Tried:
    return tried(_lately(desk), today, other)


def _lately(desk: Desk) -> Sequence[Article]:
    """The latest articles that were read, on topic or not."""
    since = int((desk.now() - timedelta(days=DAYS)).timestamp())
    query = "SELECT path, address FROM cards WHERE at >= ? ORDER BY at DESC LIMIT ?"
    rows = desk.shelf.rows(query, (since, MOST))
    drafts = desk.portal.store.drafts_of([str(path) for path, _ in rows if path])
    found: list[Article] = []
    for path, address in rows:
        if path:
            found.extend([drafts[str(path)].article] if str(path) in drafts else [])
        else:
            kept: Any = desk.portal.store.rejection_of(str(address)) or (None, None)
            found.extend([kept[1].article] if kept[1] else [])
    return found


WAY = Way("GET", "/rules", "editor", rules, "Topics, gate and weights.")
TOPIC = Way("GET", "/rules/topics/{file}", "editor", topic, "A topic's file.")
TRY_TOPIC = Way(
    "POST",
    "/rules/topics/{file}/try",
    "editor",
    try_topic,
    "What a topic's file would change.",
    (Field(name="text", help="the file's text", needed=True),),
)
TRY_SETTING = Way(
    "POST",
    "/rules/try",
    "editor",
    try_setting,
    "What another value of a rule would change.",
    (Field(name="name", help=", ".join(RULES), needed=True), Field(name="value", help="as newsfold.toml has it", needed=True)),
)
