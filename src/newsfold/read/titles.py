"""The title: the headline as it is printed, without the site's name or a section.

A page says its headline up to five times and often differently. Order of trust, measured on 134 pages of 110 publishers:

1. ``json-ld headline`` and ``og:title`` where both say the same (after cleaning).
2. Where they differ and ``<h1>`` is like one of them, the other: who writes a separate title means it. But one that is also the
   ``<title>`` was written for search engines; then the printed one (right on 23 of 29 such pages; the majority of the three on 8).
   A JSON-LD headline that is its ``name`` too is meant and wins (2 of 2 such pages).
3. ``<h1>`` where all three differ, then JSON-LD, Open Graph, a lone ``<h1>``, the titles of other vocabularies, ``<title>``, the feed's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from newsfold.read.addresses import registrable_domain
from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document
from newsfold.read.json_ld import Thing, texts
from newsfold.read.plain_text import normalised, plain

METAS = ("headline", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "twitter:title", "title")
"""Titles of other vocabularies than JSON-LD and Open Graph, in their order of trust."""
MAX_TITLE = 500
"""Characters; a longer text is no headline."""

_SEPARATOR = re.compile(r"\s+[|\-–—·•:»›«/~]+\s+|\s*[|｜ㅣ│]+\s*|\s+[-–—]|(?<=\w)[-–—:：](?=[^\W\d_]+$)|：")
_QUOTES = ("'", '"')
"""A quotation mark that was not escaped cuts an attribute off."""
_DATE = re.compile(r"\W*\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\W*")


def title_of(document: Document) -> Candidate[str] | None:
    """The headline of a page and its witness, or None where the page and the feed have none."""
    names = _names(document)
    heads = [heading for heading in map(_clipped, document.headings) if normalised(heading) not in names]
    linked = Candidate(_linked_headline(document), "json-ld headline")
    graph = Candidate(_clipped(document.meta("og:title")), "og:title")
    others = [*(candidate.value for candidate in (linked, graph)), *heads]
    linked, graph = (Candidate(_without_site(c.value, names, others), c.witness) for c in (linked, graph))
    if linked.value and graph.value:
        return _of_two(document, linked, graph, heads)
    single = [candidate for candidate in (linked, graph) if candidate.value]
    if single and heads and (tail := _common_tail(single[0].value, heads[0])):
        return Candidate(tail, "h1")
    printed = [Candidate(_without_site(heading, names, others), "h1") for heading in heads[:1]]
    return first([*single, *printed, *_others(document, names, others)])


def _of_two(document: Document, linked: Candidate[str], graph: Candidate[str], heads: Sequence[str]) -> Candidate[str]:
    if normalised(linked.value) == normalised(graph.value) or not heads:
        return linked
    if linked.value in graph.value or graph.value in linked.value:
        return min(linked, graph, key=lambda candidate: len(candidate.value))
    if any(heading.startswith(graph.value) and heading[len(graph.value) :].lstrip()[:1] in _QUOTES for heading in heads):
        return linked
    if _is_said_twice(linked.value, document) and not any(
        heading.startswith(linked.value) and heading != linked.value for heading in heads
    ):
        return linked
    return _beside_heading(document, linked, graph, heads)


def _beside_heading(document: Document, linked: Candidate[str], graph: Candidate[str], heads: Sequence[str]) -> Candidate[str]:
    printed = {normalised(heading) for heading in heads}
    if normalised(graph.value) in printed:
        return graph if _is_for_search(linked.value, document) else linked
    if normalised(linked.value) in printed:
        return linked if _is_for_search(graph.value, document) else graph
    return Candidate(heads[0], "h1") if _likeness(heads[0], f"{linked.value} {graph.value}") > 0.1 else linked


def _is_said_twice(headline: str, document: Document) -> bool:
    """Whether JSON-LD gives the same words as ``headline`` and as ``name``."""
    names = texts(document.article.get("name"))[:1]
    return "headline" in document.article and any(normalised(_clipped(name)) == normalised(headline) for name in names)


def _is_for_search(headline: str, document: Document) -> bool:
    """Whether a headline that is not the printed one is the ``<title>``: then it was written for search engines."""
    title = document.title[: 8 * MAX_TITLE]
    return bool(title) and normalised(plain(title)).startswith(normalised(headline))


def _common_tail(title: str, heading: str) -> str:
    """The headline where title and heading put different words before it: ``Topic: The headline`` and ``Other topic - The headline``."""
    if title in heading:
        return ""
    for match in re.finditer(r"[:–—-]\s+", title):
        tail = title[match.end() :]
        if len(tail) >= 20 and heading.endswith(tail) and not heading[: -len(tail)].rstrip()[-1:].isalnum() and len(heading) > len(tail):
            return tail
    return ""


def _likeness(text: str, other: str) -> float:
    words = {word for word in re.findall(r"\w+", text.casefold()) if len(word) > 3}
    return len(words & set(re.findall(r"\w+", other.casefold()))) / len(words) if words else 0.0


def _linked_headline(document: Document) -> str:
    for thing in (document.article, document.video):
        for name in ("headline", "name"):
            for text in texts(thing.get(name))[:1]:
                return _clipped(text)
    return ""


def _others(document: Document, names: set[str], others: Sequence[str]) -> Iterator[Candidate[str]]:
    for name in METAS:
        yield Candidate(_without_site(_clipped(document.meta(name)), names, others), name)
    for node, witness in document.marked("headline")[:1]:
        yield Candidate(_without_site(_clipped(node.attributes.get("content") or node.text()), names, others), witness)
    if document.title:
        yield Candidate(_without_site(_clipped(document.title), names, others), "title element")
    if document.entry is not None:
        yield Candidate(_clipped(document.entry.title), "feed")


def _clipped(text: str) -> str:
    text = plain(text[: 8 * MAX_TITLE])
    return text if len(text) <= MAX_TITLE else ""


def _names(document: Document) -> set[str]:
    """What the site and the article's section are called, normalised."""
    domain = registrable_domain(document.address)
    found = [document.site_name, document.meta("og:site_name", "application-name"), domain, domain.partition(".")[0]]
    found += [document.meta("article:section"), document.meta("content_category", "category", "section"), *_sections(document.article)]
    return {normalised(plain(name)) for name in found if name}


def _sections(article: Thing) -> tuple[str, ...]:
    return texts(article.get("articleSection"))


def _without_site(title: str, names: set[str], others: Sequence[str]) -> str:
    """``title`` without what follows the headline: up to four segments that name the site, the section or a date.

    Another witness that is the title's beginning up to a separator shows where the headline ends.
    """
    for other in others:
        if 12 <= len(other) < len(title) and title.startswith(other) and _SEPARATOR.match(title, len(other)):
            return other
    whole = title
    for _ in range(4):
        cut = _last_segment(title)
        if cut is None or not _is_foreign(title[cut[1] :], names):
            break
        title = title[: cut[0]].rstrip()
    head = _SEPARATOR.search(title)
    if (
        head
        and normalised(title[: head.start()]) in names
        and len(title) - head.end() >= 15
        and title[head.start() : head.end()].strip() in "|｜"
    ):
        title = title[head.end() :].lstrip()
    return title if normalised(title) else whole


def _last_segment(title: str) -> tuple[int, int] | None:
    """Where the last separator begins and ends."""
    last = None
    for match in _SEPARATOR.finditer(title):
        if match.start() > 0:
            last = match.span()
    return last


def _is_foreign(segment: str, names: set[str]) -> bool:
    name = normalised(segment)
    if not name or _DATE.fullmatch(segment):
        return True
    return any(name == known or (len(known) >= 3 and _is_spelling(name, known)) for known in names)


def _is_spelling(name: str, known: str) -> bool:
    """Whether one contains the other at an end and is not much longer: ``NTV Haber`` and ``NTV``, ``WELT`` and ``welt.de``."""
    shorter, longer = sorted((name, known), key=len)
    return len(shorter) >= 3 and len(longer) <= 3 * len(shorter) + 6 and (longer.startswith(shorter) or longer.endswith(shorter))
