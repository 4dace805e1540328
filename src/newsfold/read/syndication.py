"""Wire copies: texts that the publisher took over from an agency, a press release wire or another paper.

Told by, in this order: a canonical address on another site, the ``syndication-source`` and ``original-source`` tags, what JSON-LD says the
article is based on, an agency as the author, source or publisher, an agency at the beginning or end of the text, a paper named there as
the first to print it. An agency's own pages are no copies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from newsfold.read.addresses import absolute, clean_address, registrable_domain
from newsfold.read.agencies import AGENCIES, agency, agency_in, dateline, republished_from, signature
from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document
from newsfold.read.json_ld import texts
from newsfold.read.plain_text import normalised, plain

_SOURCES = ("sourceOrganization", "provider", "publisher", "copyrightHolder")
"""What JSON-LD calls the house a text is from. The publisher counts only where it is an agency and this is not its site."""
_METAS = ("source", "dc.source", "dcterms.source", "news_source", "article:source")
_HEAD, _TAIL = 4, 3
"""Lines of the text, from either end, in which agencies sign."""


def syndicated_from(document: Document, *, elsewhere: str, authors: Sequence[str], text: str) -> Candidate[str] | None:
    """The agency's short name, the paper's name or the original's address, and what told it; None where the text is the publisher's own.

    ``elsewhere`` is the canonical address where it lies on another site.
    """
    own = _own(document)
    return first(found for found in _told(document, elsewhere, authors, text) if found.value and not _spellings(found.value) & own)


def _own(document: Document) -> set[str]:
    """What the site itself is called. JSON-LD is asked last, for on a copy it may name the agency as the publisher."""
    site = plain(document.meta("og:site_name", "application-name")) or plain(document.site_name)
    domain = registrable_domain(document.address)
    keys = {normalised(name) for name in (domain, domain.partition(".")[0], site)}
    return {form for key in keys if key for form in (key, key.removesuffix("news"), key.removeprefix("the"))} - {""}


@lru_cache(maxsize=1024)
def _spellings(name: str) -> frozenset[str]:
    keys = {normalised(form) for form in (name, *AGENCIES.get(name, ()))}
    return frozenset(keys | {key.removesuffix("news") for key in keys} | {key.removeprefix("the") for key in keys})


def _told(document: Document, elsewhere: str, authors: Sequence[str], text: str) -> Iterator[Candidate[str]]:
    yield Candidate(elsewhere, "link canonical")
    own = registrable_domain(document.address)
    for name in ("syndication-source", "original-source"):
        yield Candidate(_elsewhere(document.meta(name), document, own), name)
    for name in ("isBasedOn", "isBasedOnUrl"):
        based = document.article.get(name)
        urls = texts(based) or tuple(url for thing in document.followed(based) for url in texts(thing.get("url")))
        for url in urls[:1]:
            yield Candidate(_elsewhere(url, document, own), f"json-ld {name}")
    for author in authors:
        yield Candidate(agency_in(author), "authors")
    yield from _sources(document)
    lines = text.split("\n", _HEAD)[:_HEAD]
    for line in (*lines, plain(document.meta("og:description", "description")[:500])):
        yield Candidate(dateline(line[:200]), "dateline")
    for line in reversed(text.rsplit("\n", _TAIL)[-_TAIL:]):
        yield Candidate(signature(line), "signature")
    for line in (*reversed(text.rsplit("\n", _TAIL)[-_TAIL:]), *lines[:1]):
        yield Candidate(republished_from(line), "republished")


def _sources(document: Document) -> Iterator[Candidate[str]]:
    for name in _SOURCES:
        value = document.article.get(name)
        for told in (*texts(value), *(name for thing in document.followed(value) for name in texts(thing.get("name")))):
            yield Candidate(agency(told), f"json-ld {name}")
    for name in ("author", "article:author", *_METAS):
        for content in document.metas.get(name, ())[:3]:
            told = plain(content[:200])
            yield Candidate(agency_in(told) or signature(told), f"meta {name}")


def _elsewhere(url: str, document: Document, own: str) -> str:
    address = absolute(url, document.address) if url.startswith("http") else ""
    return clean_address(address) if address and registrable_domain(address) != own else ""
