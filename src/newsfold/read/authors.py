"""The authors: names of people and agencies, without "By", roles, places, e-mail or web addresses.

Order of trust: people in JSON-LD, ``author`` and its kin among the meta tags, names marked up in the page (``rel=author``,
``itemprop=author``, a byline by its class), the feed's, and last an organisation in JSON-LD or a meta tag that is the site itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from selectolax.lexbor import LexborNode

from newsfold.read.addresses import registrable_domain
from newsfold.read.agencies import agency
from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document, visible_text
from newsfold.read.json_ld import Thing, texts, types_of
from newsfold.read.labels import labelled
from newsfold.read.names import Names, are_people, is_full_name, names_in
from newsfold.read.plain_text import normalised, plain
from newsfold.read.times import moment_in

_METAS = (
    "author",
    "article:author",
    "article:author_name",
    "article:byline",
    "articleauthor",
    "dc.creator",
    "dcterms.creator",
    "dcsext.author",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "byl",
    "byline",
    "authors",
    "article.author",
    "twitter:data1",
    "citation_author",
)
_NODES = (
    ("rel author", "a[rel~=author]"),
    ("author link", 'a[href*="/author" i], a[href*="/autor" i], a[href*="/reporter/" i], a[href*="/journalist" i], a[href*="/redact" i]'),
    ("byline", "[class*=byline i], [class*=author i], [class*=autor i], [data-testid*=byline i], [data-testid*=author i]"),
)
_FOREIGN = re.compile(
    r"(?:^|[\s_-])(?:comments?|related|teasers?|cards?|sidebar|quote\w*|widget|popular|recommend\w*|form|avatar|collections?|carousel|footer|nav)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_CREDIT = re.compile(
    r"^\W*(?:by|von|por|par|di|door|av|af|autor(?:in)?(?:/autor)?|author|reporting by|written by|text|编辑|责编|责任编辑|記者|文)[\s:：]+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:authors?|autor(?:en|in|es|a)?(?:/autor(?:in)?)?|auteure?s?|autore|autori|forfatter|författare|kirjoittaja|yazar|muhabir|автор|autorka|"
    r"written by|reported by|by|von|text|texte?|作者|記者|记者|執筆|文)\s*[:：]?",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"([A-Z]{2,6})(?:[,;|·]|$)")
"""A desk that signs with its initials behind a "By"."""
_BARS = ("|", "｜", "│")
_DESK = re.compile(r"[\w.]{2,20}-Redaktion|Redaktion [\w.]{2,20}|(?:Web|News|City|Sports|Business) Desk")


def authors_of(document: Document, text: str) -> Candidate[Names] | None:
    """The authors of a page and their witness, None where it names none. ``text`` is its main text, which may be signed."""
    own = _own_names(document)
    people, others = _linked(document)
    metas = tuple(_metas(document))
    return first(
        chain(
            [Candidate(_foreign_only(people, own), "json-ld author")],
            (
                Candidate(_foreign_only(names, own), name)
                for name, names in metas
                if normalised(names[0]) not in own or are_people(names[1:])
            ),
            _marked_up(document, own),
            _visible(document, own),
            [Candidate(names_in(document.entry.authors) if document.entry else (), "feed")],
            _labelled(document, own),
            _signed(document, text, own),
            [Candidate(_foreign_only(others, own), "json-ld author")],
            (Candidate(names[:1] if normalised(names[0]) in own else names, name) for name, names in metas),
            [Candidate(people or others, "json-ld author")],
        )
    )


def _own_names(document: Document) -> set[str]:
    domain = registrable_domain(document.address)
    site = document.meta("og:site_name")
    first_part = re.split(r"\s+[|•·–—-]\s+", site)[0]
    # "The Post (www.post.example)" is the site itself.
    house, _, place = document.meta("author")[:200].partition("(")
    itself = house if place.removeprefix("www.").startswith(f"{domain})") else ""
    names = (document.site_name, site, first_part, itself, document.meta("application-name"), domain, domain.partition(".")[0])
    return {normalised(plain(name)) for name in names if name}


def _foreign_only(names: Names, own: set[str]) -> Names:
    """The names that are not the site's own; a site as its own author is the last resort."""
    return tuple(name for name in names if not any(normalised(form) in own for form in (name, name.partition("(")[0])))


def _linked(document: Document) -> tuple[Names, Names]:
    """People and agencies that JSON-LD names as authors, and other organisations."""
    people: list[str] = []
    others: list[str] = []
    for thing in (document.article, document.video):
        value = thing.get("author", thing.get("creator"))
        people.extend(texts(value) if not isinstance(value, dict) else ())
        for author in document.followed(_flat(value)):
            named = _person(author)
            is_house = any("Organization" in kind for kind in types_of(author)) and not any(map(agency, named))
            (others if is_house else people).extend(named)
        if people or others:
            break
    return names_in(people), names_in(others)


def _flat(value: object) -> object:
    if not isinstance(value, list):
        return value
    return [inner for one in value[:100] for inner in (one if isinstance(one, list) else [one])]


def _person(author: Thing) -> tuple[str, ...]:
    if named := texts(author.get("name")) or texts(author.get("byline")):
        return named
    parts = [part for key in ("givenName", "familyName") for part in texts(author.get(key))[:1]]
    return (" ".join(parts),) if parts else ()


def _metas(document: Document) -> Iterator[tuple[str, Names]]:
    for name in _METAS:
        if name == "twitter:data1" and "by" not in document.meta("twitter:label1").lower().split():
            continue
        if names := names_in(document.metas.get(name, ())):
            yield name, names


def _marked_up(document: Document, own: set[str]) -> Iterator[Candidate[Names]]:
    for kind in ("itemprop", "rdfa"):
        nodes = [node for node, witness in document.marked("author") if witness.startswith(kind) and _is_of_article(node)]
        yield Candidate(_foreign_only(names_in(_inner_name(node) for node in nodes[:6]), own), f"{kind} author")
    for witness, selector in _NODES:
        nodes = [node for node in document.tree.css(selector)[:40] if _is_of_article(node)]
        if witness == "byline":
            found = (_people([visible_text(node)[:200]], own) for node in nodes[:12])
            yield Candidate(next(filter(None, found), ()), witness)
        else:
            yield Candidate(_people([visible_text(node)[:200] for node in nodes[:4]], own), witness)


def _inner_name(node: LexborNode) -> str:
    inner = node.css_first("[itemprop~=name], [property$=name]")
    named = inner if inner is not None else node
    return named.attributes.get("content") or visible_text(named)[:200]


def _people(lines: Iterable[str], own: set[str]) -> Names:
    """The names in lines that may be anything, so that only what looks like a full name counts."""
    return tuple(name for name in _foreign_only(names_in(lines), own) if is_full_name(name))


def _visible(document: Document, own: set[str]) -> Iterator[Candidate[Names]]:
    """A line beside the headline that begins with "By", or the line after a lone "By", or a name with a bar right above the date."""
    lines = document.around_headline
    for line, after in zip(lines, (*lines[1:], "")[: len(lines)], strict=True):
        if len(line) <= 120 and (match := _CREDIT.match(f"{line} ")):
            rest = line[match.end() :]
            named = rest if len(rest) > 2 else after[:80]
            short = _INITIALS.match(named)
            yield Candidate(_people([named], own) or ((short[1],) if short else ()), "visible byline")
        elif len(line) <= 60 and line.endswith(_BARS) and len(after) <= 60 and moment_in(after) is not None:
            yield Candidate(_people([line], own), "visible byline")


def _labelled(document: Document, own: set[str]) -> Iterator[Candidate[Names]]:
    for node, text in labelled(document, _LABEL):
        if _is_of_article(node):
            yield Candidate(_people([text], own), "labelled")


def _signed(document: Document, text: str, own: set[str]) -> Iterator[Candidate[Names]]:
    """Names alone on one of the last or first lines of the text, or in brackets at its end, as papers sign; a heading is no name."""
    headings = {visible_text(node) for node in document.tree.css("h2, h3, h4, h5")[:100]}
    lines = text.split("\n")
    yield Candidate(next(((line,) for line in lines if len(line) <= 40 and _DESK.fullmatch(line)), ()), "signature")
    for line in (*reversed(lines[-3:]), *lines[:3]):
        if len(line) > 40 or line in headings or line.isupper() or any(bar in line for bar in _BARS):
            continue
        if not line.endswith((".", "!", "?", "…", ":")) and len(line.split()) >= 2:
            yield Candidate(_people([line.replace("/", ", ")], own), "signature")


def _is_of_article(node: LexborNode) -> bool:
    """Whether neither the element nor the four around it belong to comments, teasers or boxes."""
    at: LexborNode | None = node
    for _ in range(5):
        if at is None or at.tag in {"body", "article", "main"}:
            return True
        if at.tag in {"aside", "footer", "figure", "figcaption", "blockquote", "form"} or _FOREIGN.search(
            _CAMEL.sub("-", at.attributes.get("class") or "")
        ):
            return False
        at = at.parent
    return True
