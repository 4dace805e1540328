"""Who published a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from newsfold.article import Author, Organization, Provider
from newsfold.read.addresses import registrable_domain
from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document, visible_text
from newsfold.read.json_ld import texts
from newsfold.read.plain_text import plain

_MAX_NAME = 120


def provider_of(
    document: Document, *, address: str, authors: Sequence[str], organizations: Mapping[str, Organization], on_video: bool
) -> Candidate[Provider]:
    """The provider and the witness of its name: the portal's own word for the domain, else the page's, else the domain.

    A video stands on a platform; there the channel, its author, is the provider's name.
    """
    domain = registrable_domain(address)
    names = [
        Candidate(organizations[domain].name if domain in organizations else "", "organizations"),
        Candidate(authors[0] if on_video and authors else "", "channel"),
        *_names(document),
        Candidate(domain or "unknown", "domain"),
    ]
    chosen = first(names) or names[-1]
    provider = Provider(name=chosen.value, domain=domain, authors=tuple(Author(name=name) for name in authors))
    return Candidate(provider, chosen.witness)


def _names(document: Document) -> Iterator[Candidate[str]]:
    own = _name(document.meta("og:site_name"))
    if not (own.islower() and own.isalnum()):
        yield Candidate(own, "og:site_name")
    for publisher in document.followed(document.article.get("publisher")):
        for text in texts(publisher.get("name"))[:1]:
            yield Candidate(_name(text), "json-ld publisher")
    yield Candidate(own, "og:site_name")
    for node, witness in document.marked("publisher")[:2]:
        inner = node.css_first("[itemprop~=name], [property$=name]")
        named = inner if inner is not None else node
        yield Candidate(_name(named.attributes.get("content") or visible_text(named)), witness)
    yield Candidate(_name(document.meta("application-name", "dc.publisher", "dcterms.publisher", "publisher")), "application-name")


def _name(text: str) -> str:
    """A site's name without the slogan behind a bar; empty where it is no name."""
    name = re.split(r"\s+[|•·–—]\s+|\s-\s", plain(text[:1_000]))[0]
    return name if len(name) <= _MAX_NAME and not name.startswith(("http:", "https:", "@")) else ""
