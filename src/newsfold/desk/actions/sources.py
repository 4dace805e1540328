"""Changes to the list of sources: added by address, brought in as OPML, tested, paused, taken off; mutes; one article by its address."""

from __future__ import annotations

import anyio

from newsfold.collect import read_opml
from newsfold.desk.addresses import asked_address
from newsfold.desk.ask import Ask, Field, Go, Way
from newsfold.desk.jobs import find_feeds, take_in
from newsfold.desk.rendering import plural
from newsfold.desk.rule_settings import write_setting
from newsfold.desk.services import Desk
from newsfold.errors import InputError, SourceError
from newsfold.page import RHYTHMS, Source

URL = Field(name="url", help="an address", needed=True)
_HERE = "/sources"


def add(desk: Desk, ask: Ask) -> Go:
    """Add a source by its address; by a site's address the first of its feeds, which is looked for."""
    url = asked_address(desk, ask.needed("url"))
    title, category = ask.one("title").strip()[:200] or None, ask.one("category").strip()[:100] or None
    if ask.one("find"):

        def work() -> str:
            found = find_feeds(desk, url)
            if not found.startswith(("http://", "https://")):
                return found
            return _added(desk, Source(url=found.split()[0], title=title, category=category))

        desk.jobs.begin(f"Look for feeds of {url}", desk.now(), work)
        desk.tell(ask.who, "find feeds", url)
        return Go(to=_HERE, said="Its feeds are looked for now; load this page again in a moment.")
    said = _added(desk, Source(url=url, title=title, category=category))
    desk.tell(ask.who, "add source", url)
    return Go(to=_HERE, said=said)


def _added(desk: Desk, source: Source) -> str:
    added = desk.portal.sourcing.add([source])
    desk.forget_kept()
    return f"Added {source.url}. The next run asks it." if added else f"{source.url} is in the list already."


def test(desk: Desk, ask: Ask) -> Go:
    """Ask a source once and tell what it would bring; nothing is kept."""
    url = asked_address(desk, ask.needed("url"))

    def work() -> str:
        with desk.changing(alone=False) as portal:
            checked = anyio.run(portal.collecting().try_out, url)
        if checked.rejected is not None:
            return checked.rejected.reason
        titles = "; ".join(f"“{entry.title}”" for entry in checked.entries[:3])
        return f"It answers, with {plural(len(checked.entries), 'entry', 'entries')}: {titles}"

    desk.jobs.begin(f"Test {url}", desk.now(), work)
    return Go(to=_HERE, said="It is asked now; load this page again in a moment.")


def bring_in(desk: Desk, ask: Ask) -> Go:
    """Add the sources that an OPML file lists."""
    if not ask.file:
        raise InputError("is missing", where="the OPML file", remedy="Choose one.")
    try:
        outline = read_opml(ask.file, where="the OPML file")
    except SourceError as error:  # It is no source that fails here, but what was sent.
        raise InputError(error.problem, where="the OPML file", remedy=error.remedy) from error
    added = desk.portal.sourcing.add(outline.sources)
    desk.forget_kept()
    desk.tell(ask.who, "import OPML", f"{len(added)} sources")
    left = f" {plural(len(outline.left_out), 'line')} had no web address." if outline.left_out else ""
    return Go(to=_HERE, said=f"Added {plural(len(added), 'source')} of {len(outline.sources)}.{left}")


def pause(desk: Desk, ask: Ask) -> Go:
    """Pause a source, or have it asked again."""
    paused = ask.one("paused") == "yes"
    source = desk.portal.sourcing.pause(ask.needed("url"), paused=paused)
    desk.forget_kept()
    desk.tell(ask.who, "pause" if paused else "resume", source.url)
    return Go(to=_HERE, said=f"{source.title or source.url} {'is paused' if paused else 'is asked again'}.")


def rhythm(desk: Desk, ask: Ask) -> Go:
    """Say how often a source is asked."""
    every = next((known for known in RHYTHMS if known == ask.one("every")), None)
    if every is None:
        raise InputError("is no rhythm", where=ask.one("every")[:40] or "every", remedy=f"These are: {', '.join(RHYTHMS)}.")
    source = desk.portal.sourcing.ask_every(ask.needed("url"), every)
    desk.forget_kept()
    desk.tell(ask.who, "rhythm", f"{source.url}: {every}")
    said = "by its own rhythm" if every == "adaptive" else f"every {every}"
    return Go(to=_HERE, said=f"{source.title or source.url} is asked {said}.")


def remove(desk: Desk, ask: Ask) -> Go:
    """Take a source off the list; its articles stay."""
    source = desk.portal.sourcing.remove(ask.needed("url"))
    desk.forget_kept()
    desk.tell(ask.who, "remove source", source.url)
    return Go(to=_HERE, said=f"{source.title or source.url} is off the list; its articles stay.")


def mute(desk: Desk, ask: Ask) -> Go:
    """Take nothing more from a publisher, or nothing with a phrase; or end that."""
    kind, value, ends = ask.one("kind"), ask.needed("value")[:200], ask.one("ends") == "yes"
    if kind not in ("provider", "phrase"):
        raise InputError("is nothing that can be muted", where=kind[:40] or "kind", remedy="Choose provider or phrase.")
    if not value.isprintable():
        raise InputError("has signs that cannot be written", where="value", remedy="Write it in one line of plain words.")
    name = f"mute_{kind}s"
    standing = tuple(one for one in getattr(desk.settings.collect, name) if one != value)
    write_setting(desk, "collect", name, standing if ends else (*standing, value))
    desk.tell(ask.who, "unmute" if ends else "mute", f"{kind} {value}")
    return Go(to=_HERE, said=f"{value} {'may come in again' if ends else 'is muted from the next run on'}.")


def add_article(desk: Desk, ask: Ask) -> Go:
    """Fetch and read one article by its address, or one the portal has anew."""
    url = asked_address(desk, ask.needed("url"))
    take_in(desk, url)
    desk.tell(ask.who, "take in", url)
    return Go(to=ask.back if ask.back != "/" else _HERE, said="It is fetched and read now; the sources' page tells what became of it.")


_MORE = (
    Field(name="title", help="what to call it"),
    Field(name="category", help="a heading"),
    Field(name="find", help="yes: look for its feeds"),
)
WAYS = (
    Way("POST", "/sources/add", "owner", add, "Add a source by its address.", (URL, *_MORE)),
    Way("POST", "/sources/test", "editor", test, "Ask a source once; nothing is kept.", (URL,)),
    Way("POST", "/sources/import", "owner", bring_in, "Add the sources of an OPML file.", takes_file=True),
    Way("POST", "/sources/pause", "owner", pause, "Pause a source or resume it.", (URL, Field(name="paused", help="yes or no"))),
    Way(
        "POST",
        "/sources/rhythm",
        "owner",
        rhythm,
        "Say how often a source is asked.",
        (URL, Field(name="every", help=", ".join(RHYTHMS), needed=True)),
    ),
    Way("POST", "/sources/remove", "owner", remove, "Take a source off the list.", (URL,)),
    Way(
        "POST",
        "/sources/mute",
        "owner",
        mute,
        "Mute a publisher or phrase, or end that.",
        (
            Field(name="kind", help="provider or phrase", needed=True),
            Field(name="value", help="it", needed=True),
            Field(name="ends", help="yes: no longer"),
        ),
    ),
    Way("POST", "/articles", "editor", add_article, "Take in one article by its address, or read it again.", (URL,)),
)
