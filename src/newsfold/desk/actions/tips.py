"""Tips: readers send in addresses of articles; editors take or drop them."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from newsfold.desk.addresses import asked_address
from newsfold.desk.ask import Ask, Field, Go, Way
from newsfold.desk.jobs import take_in
from newsfold.desk.services import Desk
from newsfold.errors import InputError, NewsfoldError
from newsfold.read import clean_address
from newsfold.store.people import Tip

MOST_AN_HOUR: Final = 60
"""Tips of one token or account in an hour; a form on a site has one token for all its readers."""

MOST_WAITING: Final = 2_000
"""Tips that wait at most; more than editors can look at are of no use."""

LONGEST_WORDS: Final = 500
KEPT: Final = timedelta(days=365)
"""For so long a tip that was dropped is not taken again from readers."""

HERE: Final = "/queues/tips"


class TooManyError(NewsfoldError):
    """More was sent in than is taken for now."""

    code = "too-many"
    http_status = 429


def send(desk: Desk, ask: Ask) -> Go:
    """Send in the address of an article. Nothing is fetched before an editor takes it."""
    now = desk.now()
    url = asked_address(desk, ask.needed("url"), remedy="Send the address of an article on the web.")
    thanks = Go(to=HERE if ask.may("reader") else "/", said="Thank you. An editor looks at it.")
    if desk.people.tips.count_since(ask.who, now - timedelta(hours=1)) >= MOST_AN_HOUR:
        raise TooManyError("too many came in this hour", where="tips", remedy="Send it later.")
    if desk.people.tips.count_waiting() >= MOST_WAITING:
        raise TooManyError("are not taken for now: too many wait for an editor", where="tips", remedy="Send it in some days.")
    address = clean_address(url)
    if desk.portal.store.records.paths_of([address]):
        return thanks.evolve(said="Thank you. The portal has it already.")
    desk.people.tips.forget(before=now - KEPT)
    words = " ".join(ask.one("words").split())[:LONGEST_WORDS]
    if desk.people.tips.add(Tip(address=address, url=url, words=words, sent_by=ask.who, at=now)):
        desk.forget_kept_as("queues")
    return thanks


def take(desk: Desk, ask: Ask) -> Go:
    """Take a tip: its article is fetched, read and walked through the day, under the rules for all articles."""
    tip = _settled(desk, ask, "taken")
    take_in(desk, tip.url)
    return Go(to=HERE, said="It is fetched and read now; the sources' page tells what became of it.")


def drop(desk: Desk, ask: Ask) -> Go:
    """Drop a tip."""
    _settled(desk, ask, "dropped")
    return Go(to=HERE, said="Dropped.")


def _settled(desk: Desk, ask: Ask, state: str) -> Tip:
    address = ask.needed("address")
    tip = desk.people.tips.settle(address, "taken" if state == "taken" else "dropped", by=ask.who)
    if tip is None:
        raise InputError("is no tip that waits", where=address[:200], remedy="Somebody may have been quicker; load the page anew.")
    desk.forget_kept_as("queues")
    desk.tell(ask.who, f"tip {state}", tip.address)
    return tip


_ADDRESS = Field(name="address", help="the tip's address", needed=True)
WAYS = (
    Way(
        "POST",
        "/tips",
        "tip",
        send,
        "Send in the address of an article; also with a token of the scope tip, which may do nothing else.",
        (Field(name="url", help="the article's address", needed=True), Field(name="words", help="why, up to 500 signs")),
    ),
    Way("POST", "/tips/take", "editor", take, "Take in an article that was sent in.", (_ADDRESS,)),
    Way("POST", "/tips/drop", "editor", drop, "Drop an article that was sent in.", (_ADDRESS,)),
)
