"""An edition before it is rendered: its name, subject, preheader and what stands in it, all text made fit to be shown."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Final

from newsfold.article import Article, Frozen
from newsfold.edition.choosing import Candidate, Section
from newsfold.edition.wording import Words, date_words
from newsfold.written_time import day

LONGEST_SUBJECT: Final = 78
"""Signs of a subject's headline: what telephones show of it, and RFC 5322's width of a line."""

LONGEST_PREHEADER: Final = 140
"""Signs of the line that mail programs show beside the subject; longer ones are cut."""

NAMED_REPORTERS: Final = 4
_TITLE, _EXCERPT, _NAME = 200, 280, 60
_DISTURBING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")

_MARK = re.compile(r"\{(unsubscribe|imprint)\}")
"""What a kept edition fills in for each reader; in a headline it is only words."""


class Note(Frozen, frozen=True, kw_only=True):
    """What is new in a story that is back, and where it is read where that address is safe."""

    words: str
    url: str | None = None


class Plate(Frozen, frozen=True, kw_only=True):
    """A picture drawn for a story that has none: its path below the portal folder, named after its content, and its bytes."""

    path: str
    body: bytes


class Entry(Frozen, frozen=True, kw_only=True):
    """A story as an edition shows it; all texts on one line, all addresses safe. ``notes`` say what is new in a story that is back.

    ``picture_alt`` is what stands for the picture in words; empty for one that only repeats the headline.
    """

    title: str
    url: str
    story_url: str
    excerpt: str
    provider: str
    date: str
    also: str = ""
    notes: tuple[Note, ...] = ()
    is_back: bool = False
    picture: str | None = None
    picture_alt: str = ""
    address: str = ""


class Group(Frozen, frozen=True, kw_only=True):
    """The stories of an edition under one heading."""

    heading: str
    entries: tuple[Entry, ...]


class Issue(Frozen, frozen=True, kw_only=True):
    """An edition. ``id`` is its name in files and addresses, ``topic`` its subject, ``url`` where it stands on the site.

    ``title`` names the newsletter and the day, ``subject`` and ``preheader`` are what a reader sees before opening it. ``articles`` are the
    addresses of the leads it shows, by which later editions know what readers had. ``plates`` are to be kept with it.
    """

    id: str
    name: str
    title: str
    subject: str
    preheader: str
    topic: str
    at: datetime
    url: str
    site_url: str
    summary: str
    groups: tuple[Group, ...]
    articles: tuple[str, ...]
    words: Words
    plates: tuple[Plate, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All stories, in the order they stand in."""
        return tuple(entry for group in self.groups for entry in group.entries)


def issue_of(
    sections: tuple[Section, ...], *, id: str, name: str, topic: str, at: datetime, since: datetime | None, site_url: str, words: Words
) -> Issue:
    """The edition of these sections. ``sections`` must hold a story; ``since`` is when the edition before it was made."""
    groups = tuple(
        Group(
            heading=clean(section.topic, _NAME) or (words.other if len(sections) > 1 else ""),
            entries=tuple(_entry(item.candidate, words) for item in section.items),
        )
        for section in sections
    )
    items = [item for section in sections for item in section.items]
    best = sorted(items, key=lambda item: -item.candidate.merit)
    headlines = [clean(item.candidate.lead.title, _TITLE) for item in best]
    first = clean(headlines[0], LONGEST_SUBJECT)
    count = words.count_one if len(items) == 1 else words.count.format(count=len(items))
    return Issue(
        id=id,
        name=name,
        title=f"{name} ({day(at)})",
        subject=first if len(items) == 1 else words.more_subject.format(headline=first, count=len(items) - 1),
        preheader=clean(" · ".join(headlines[1:4]) or clean(best[0].candidate.lead.excerpt, _EXCERPT), LONGEST_PREHEADER),
        topic=topic,
        at=at,
        url=f"{site_url}/newsletter/{id}/",
        site_url=f"{site_url}/",
        summary=f"{date_words(words, at)} · {count}" + (f" {words.since.format(date=date_words(words, since))}" if since else ""),
        groups=groups,
        articles=tuple(item.candidate.lead.address for item in items),
        words=words,
    )


def _entry(candidate: Candidate, words: Words) -> Entry:
    lead = candidate.lead
    names = [clean(name, _NAME) for name in candidate.reporters]
    also = ", ".join(names[:NAMED_REPORTERS])
    if len(names) > NAMED_REPORTERS:
        also = words.and_more.format(names=also, count=len(names) - NAMED_REPORTERS)
    title, excerpt = clean(lead.title, _TITLE), clean(lead.excerpt, _EXCERPT)
    return Entry(
        title=title,
        url=candidate.url,
        story_url=candidate.story_url,
        excerpt="" if excerpt.lower().startswith(title.lower()) and len(excerpt) < len(title) + 20 else excerpt,
        provider=_provider(lead),
        date=date_words(words, lead.published_at),
        also=words.also.format(names=also) if also else "",
        notes=_notes(candidate, words),
        is_back=candidate.is_back,
        picture=candidate.picture,
        picture_alt=clean(candidate.picture_alt, _TITLE),
        address=lead.address,
    )


def _notes(candidate: Candidate, words: Words) -> tuple[Note, ...]:
    if candidate.shown_at is None:
        return ()
    day = date_words(words, candidate.shown_at)
    return tuple(
        Note(words=words.new_reports.format(date=day, title=clean(article.title, _TITLE), provider=_provider(article)), url=article.web_url)
        for article in candidate.news[:2]
    )


def _provider(article: Article) -> str:
    return clean(article.provider.name or article.provider.domain, _NAME)


def clean(text: str | None, limit: int) -> str:
    """A text on one line without signs that disturb, cut at a word before ``limit`` signs and marked with ``…``."""
    bounded = html.unescape((text or "")[: limit * 8])
    line = _MARK.sub(r"{ \1 }", " ".join(_DISTURBING.sub("", bounded).split()))
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[limit // 2 :] else cut).rstrip(" ,;:.-–") + "…"
