"""Save rules: a topic's file or a setting of rating; runs rate by them from then on."""

from __future__ import annotations

from newsfold.content.atomic import write_atomically
from newsfold.content.repository import TOPICS
from newsfold.content.taxonomy import read_topic
from newsfold.desk.ask import Ask, Field, Go, Page, Way
from newsfold.desk.pages.rules import base, refused, stamp_of, text_of
from newsfold.desk.rule_settings import RULES, value_of, write_setting
from newsfold.desk.services import Desk
from newsfold.errors import InputError, RecordError


def save_topic(desk: Desk, ask: Ask) -> Go | Page:
    """Write a topic's file; where somebody else changed it since it was loaded, show both instead."""
    file, text = ask.place["file"], ask.one("text").replace("\r\n", "\n").rstrip() + "\n"
    stands = text_of(desk, file)
    try:
        read_topic(text, path=f"{TOPICS}/{file}.yaml")
    except RecordError as error:
        return refused(desk, ask, error)
    if ask.one("stamp") and ask.one("stamp") != stamp_of(stands):
        view = base(desk).evolve(file=file, text=text, stamp=stamp_of(stands), theirs=stands)
        return Page(template="rules.html", title="Two edits at once", view=view, status=409)
    write_atomically(desk.folder / TOPICS / f"{file}.yaml", text.encode())
    desk.forget_kept()
    desk.tell(ask.who, "save topic", file)
    return Go(to=f"/rules/topics/{file}", said="Saved. Articles that come in from now on are rated by it.")


def save_setting(desk: Desk, ask: Ask) -> Go | Page:
    """Write a rule into ``newsfold.toml``."""
    name = ask.needed("name")
    try:
        value = value_of(name, ask.one("value"))
    except InputError as error:
        return refused(desk, ask, error)
    write_setting(desk, "rate", name, value)
    desk.tell(ask.who, "save rule", f"{name} = {value}")
    return Go(to="/rules", said=f"Saved: {name} = {ask.one('value').strip()}. It holds from the next run on.")


TOPIC = Way(
    "POST",
    "/rules/topics/{file}",
    "owner",
    save_topic,
    "Write a topic's file.",
    (Field(name="text", help="the file's text", needed=True), Field(name="stamp", help="the version it was made from")),
)
SETTING = Way(
    "POST",
    "/rules",
    "owner",
    save_setting,
    "Write a rule into newsfold.toml.",
    (Field(name="name", help=", ".join(RULES), needed=True), Field(name="value", help="as newsfold.toml has it", needed=True)),
)
