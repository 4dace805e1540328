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
from newsfold.read.choosing import Candidate, first
from newsfold.read.document import Document, visible_text
from newsfold.read.json_ld import Thing, texts, types_of
from newsfold.read.plain_text import normalised, plain

MAX_AUTHORS = 30
_MAX_NAME = 80

Names = tuple[str, ...]

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
_BY = re.compile(
    r"^(?:(?:written|reported|words|story|published|posted|updated|text|reviewed)\s+by|by|von|vom|par|por|de|di|da|door|av|af|"
    r"autor(?:en|in|es|a)?|auteurs?|authors?|escrito por|redazione di|a cura di|texte|text|oleh|bởi|автор|opracował|napsal|napsala|"
    r"skrevet av|tekst)\b[\s:：]+",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s*(?:;|,|·|•|\||\n|、|／|\s&\s|\s+(?:and|und|et|og|och|y|ja|dan|en|ve|oraz)\s+)\s*")
_WITH = re.compile(r"^(?:and|und|et|og|och|with|mit|avec)\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S*|www\.\S+|\S+@\S+\.\w+|@\w+")
_BRACKETS = re.compile(r"\s*[(\[（【][^)\]）】]{0,60}[)\]）】]?")
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|journalist|columnist|producer|contributor|staff|redakteurin|redakteur|"
    r"korrespondentin|korrespondent|reporterin|autorin|chefredakteur\w*|volontär\w*|journaliste|rédacteur|rédactrice|redactora?|"
    r"periodista|corresponsal|giornalista|redaktor|journalistin|chief|deputy|head of|director|photographer|analyst|expert|specialist|"
    r"freelance|bureau)\b",
    re.IGNORECASE,
)
_NATIVE_ROLE = re.compile(r"\s*(?:特派員|記者|编辑|責任編輯|责编|기자|특파원|선임기자)\s*$")
_NO_NAME = re.compile(
    r"^(?:by|von|admin|administrator|author|unknown|none|null|n/?a|anonymous|guest|webmaster|nachrichten|news|\d[\d\s.:/-]*|minutes?|"
    r"min read|name|"
    r"updated?|published?|published on|share|comments?|follow|read more|stand|著者一覧|記者一覧|all authors|authors?|\W*)$",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d{3}|\d\s?[.:/]\s?\d|^\d")
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
_PARTICLES = frozenset((
    "von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "du", "la", "le", "el", "al", "bin", "ibn", "ben", "zu",
    "zum", "y", "e", "af", "av", "ter", "ten", "und",
))  # fmt: skip
_CREDIT = re.compile(
    r"^\W*(?:by|von|por|par|di|door|av|af|autor(?:in)?(?:/autor)?|author|reporting by|written by|text|编辑|责编|责任编辑|記者|文)[\s:：]+",
    re.IGNORECASE,
)


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
                if normalised(names[0]) not in own or _all_people(names[1:])
            ),
            _marked_up(document, own),
            _visible(document, own),
            [Candidate(_names(document.entry.authors) if document.entry else (), "feed")],
            _signed(document, text, own),
            (Candidate(names, name) for name, names in metas),
            [Candidate(people or others, "json-ld author")],
        )
    )


def _own_names(document: Document) -> set[str]:
    domain = registrable_domain(document.address)
    site = document.meta("og:site_name")
    first_part = re.split(r"\s+[|•·–—-]\s+", site)[0]
    names = (document.site_name, site, first_part, document.meta("application-name"), domain, domain.partition(".")[0])
    return {normalised(plain(name)) for name in names if name}


def _foreign_only(names: Names, own: set[str]) -> Names:
    """The names that are not the site's own; a site as its own author is the last resort."""
    return tuple(name for name in names if not any(normalised(form) in own for form in (name, name.partition("(")[0])))


def _linked(document: Document) -> tuple[Names, Names]:
    """People and organisations that JSON-LD names as authors."""
    people: list[str] = []
    others: list[str] = []
    for thing in (document.article, document.video):
        value = thing.get("author", thing.get("creator"))
        people.extend(texts(value) if not isinstance(value, dict) else ())
        for author in document.followed(_flat(value)):
            target = others if any("Organization" in kind for kind in types_of(author)) else people
            target.extend(_person(author))
        if people or others:
            break
    return _names(people), _names(others)


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
        contents = [content for content in document.metas.get(name, ()) if not _BRACKETS.fullmatch(content)]
        if names := _names(contents):
            yield name, names


def _marked_up(document: Document, own: set[str]) -> Iterator[Candidate[Names]]:
    for kind in ("itemprop", "rdfa"):
        nodes = [node for node, witness in document.marked("author") if witness.startswith(kind) and _is_of_article(node)]
        yield Candidate(_foreign_only(_names(_inner_name(node) for node in nodes[:6]), own), f"{kind} author")
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
    return tuple(name for name in _foreign_only(_names(lines), own) if _is_full_name(name))


def _is_full_name(name: str) -> bool:
    words = name.split()
    if not name.isascii() and not any(map(str.isupper, name)):
        return 2 <= len(name) <= 20 and not name.endswith(("。", "."))
    capital = all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)
    return 2 <= len(words) <= 5 and capital and not any(mark in name for mark in ":!?…»«0123456789")


def _all_people(names: Names) -> bool:
    """Whether what stands beside the site's name is people and not its town: names of two words, or in a script without capitals."""
    return bool(names) and all(_is_full_name(name) for name in names)


def _visible(document: Document, own: set[str]) -> Iterator[Candidate[Names]]:
    """A line beside the headline that begins with "By" or ends in a bar, or the line after a lone "By"."""
    lines = document.around_headline
    for line, after in zip(lines, (*lines[1:], "")[: len(lines)], strict=True):
        if len(line) <= 120 and (match := _CREDIT.match(f"{line} ")):
            rest = line[match.end() :]
            yield Candidate(_people([rest if len(rest) > 2 else after[:80]], own), "visible byline")


def _signed(document: Document, text: str, own: set[str]) -> Iterator[Candidate[Names]]:
    """Names alone on one of the last or first lines of the text, as papers sign; a heading is no name."""
    headings = {visible_text(node) for node in document.tree.css("h2, h3, h4, h5")[:100]}
    for line in (*reversed(text.rsplit("\n", 3)[1:]), *text.split("\n", 3)[:3]):
        if (
            len(line) <= 40
            and line not in headings
            and not line.isupper()
            and not line.endswith((".", "!", "?", "…", ":"))
            and len(line.split()) >= 2
        ):
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


def _names(lines: Iterable[str]) -> Names:
    """Clean names out of bylines, in order, each once."""
    found: dict[str, str] = {}
    for line in lines:
        for name in _split(line):
            key = normalised(name)
            if key and key not in found and len(found) < MAX_AUTHORS:
                found[key] = name
    return tuple(found.values())


def _split(line: str) -> Iterator[str]:
    line = _ADDRESS.sub(" ", _BRACKETS.sub("", plain(line[:1_000])))
    line = _BY.sub("", line.strip(" -–—|,;:"))
    whole_is_person = False
    for part in _SPLIT.split(line):
        name = _bare(part)
        if not name or not _looks_like_a_name(name):
            continue
        # "Anna Berg, Berlin": one word after a full name is where it was written, not who wrote it.
        is_word = " " not in name and name[:1].isupper() and name.isascii() and not name.isupper()
        if whole_is_person and is_word and f", {name}" in line:
            continue
        whole_is_person = whole_is_person or " " in name
        yield name


def _bare(part: str) -> str:
    name = _WITH.sub("", _BY.sub("", part.strip(' \t-–—|,;:/*"„“”')))
    return _NATIVE_ROLE.sub("", name).strip(" -–—|,;:/")


def _looks_like_a_name(name: str) -> bool:
    if not name or len(name) > _MAX_NAME or _NO_NAME.match(name) or _DIGITS.search(name):
        return False
    words = name.split()
    return len(words) <= 7 and not (_ROLE.search(name) and len(words) > 1 and not _is_desk(name)) and any(map(str.isalpha, name))


def _is_desk(name: str) -> bool:
    """Whether a name with a role in it is the name of a desk: ``Guardian staff reporter``."""
    return name[:1].isupper() and re.search(r"\bstaff\b", name, re.IGNORECASE) is not None
