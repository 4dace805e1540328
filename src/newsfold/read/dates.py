"""When an article was published and changed: the witnesses in their order of trust. Which of them are believed, :mod:`instants` says.

Publication: JSON-LD of the article, Open Graph and other meta tags, JSON-LD of the page or video, microdata, RDFa and ``<time>``, the
feed, a date in the page's scripts, the visible text beside the headline, the address. A witness with a time of day beats a date alone of
the same day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import islice

from selectolax.lexbor import LexborNode

from newsfold.read.choosing import Candidate
from newsfold.read.document import Document, visible_text
from newsfold.read.instants import FUTURE, Hearing, Witnessed, doubt
from newsfold.read.json_ld import texts
from newsfold.read.labels import labelled
from newsfold.read.refusals import Refusal
from newsfold.read.times import Moment, moment_in

_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "og:article:published_time", "parsely-pub-date", "sailthru.date",
    "published_time", "article.published", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publishdate", "publish-date",
    "publish_date", "pubdate", "date.available", "published-date", "dc.date.issued", "dcterms.issued", "dcterms.created",
    "dc.date.created", "dc.date", "dcterms.date", "citation_publication_date", "article:published", "article_date_original",
    "originalpublicationdate", "date.created", "date", "pub_date", "last-modified-initial", "rnews:datepublished", "uploaddate",
)  # fmt: skip
_UPDATED = (
    "article:modified_time", "datemodified", "og:updated_time", "og:article:modified_time", "date.modified", "dcterms.modified",
    "dc.date.modified", "last-modified", "lastmod", "article.updated",
)  # fmt: skip
_SCRIPT_TIMES = (
    re.compile(rb"20\d{2}[-./]\d{2}[-./]\d{2}[T ]\d{1,2}:[\d:.]{2,15}(?:Z|[+-]\d{2}:?\d{2})?"),
    re.compile(rb"1\d{9}(?:\d{3})?(?![\d.])"),
)
"""Times as scripts write them; two searches that begin with a fixed letter are thirty times quicker than one for the name before."""
_SCRIPT_NAME = re.compile(
    rb"\\?[\"'](?:datePublished(?:Gmt)?|published_?(?:at|date)?|publish_?date|firstPublished(?:At|Date)?|publicationDate|pubDate|"
    rb"(?:publish|deploy|issue|release|regist|create)\w{0,8}_?d(?:ate|t))\\?[\"']\s*:\s*\\?[\"']?$",
    re.IGNORECASE,
)
_MAX_SCRIPT_TIMES = 2_000
_IN_ADDRESS = re.compile(r"[/_-](20\d{2}|199\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?![0-9])")
_DATED = "[class*=date i], [class*=time i], [class*=publish i], [class*=posted i], [class*=stamp i], [id*=date i]"
_TIMES = (("pubdate", "time pubdate"), ("datetime", "time"))
"""Attributes that make a ``<time>`` a witness, and its name."""
_UPDATE_WORDS = re.compile(r"updat|aktualis|modif|geändert|mis à jour|actualiz|aggiorn|güncel|수정|更新|oppdat|opdat|uppdat", re.IGNORECASE)

_DATE_LABEL = re.compile(
    r"(?:date|datum|datum der veröffentlichung|erschienen(?: am)?|published(?: on)?|publication date|posted(?: on)?|veröffentlicht(?: am)?|"
    r"date de publication|publié le|fecha(?: de publicación)?|publicado(?: el| em)?|data(?: di pubblicazione)?|pubblicato il|gepubliceerd|"
    r"дата|tarih|日期|发布时间|公開日|日付|날짜|등록)\s*[:：]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Times:
    """The times that are believed; ``published`` is None where no witness is, and ``doubt`` then says what was wrong."""

    published: Candidate[datetime] | None
    updated: Candidate[datetime] | None
    doubt: Refusal | None = None


def times_of(document: Document, *, fetched_at: datetime, zone: tzinfo | None = None) -> Times:
    """Choose among a page's times. ``zone`` is the publisher's, for times that name none."""
    entry = document.entry
    feed = entry.published_at if entry is not None else None
    if feed is not None and feed.tzinfo is None:
        feed = feed.replace(tzinfo=UTC)
    found = list(_declared(document, "datePublished", _PUBLISHED))
    changed = list(_declared(document, "dateModified", _UPDATED)) or list(_marked_up(document, "dateModified"))
    hearing = Hearing(found + changed, fetched_at, zone, feed)
    if not any(map(hearing.is_good, found)):
        found += _marked_up(document)
    fed = [Candidate(Moment(feed, True), "feed")] if feed is not None else []
    if not any(map(hearing.is_good, found)):
        # A date elsewhere on a page that declares a time after its fetch is old for another reason than being true.
        ahead = any(hearing.instant(candidate.value) > fetched_at + FUTURE for candidate in found)
        found += fed if ahead else [*fed, *_last_witnesses(document)]
    else:
        found += fed
    hearing = Hearing(found + changed, fetched_at, zone, feed)
    published, updated = hearing.chosen(found), hearing.chosen(changed)
    if published is None:
        return Times(None, None, doubt(found))
    return Times(published, updated if updated is not None and updated.value >= published.value else None)


def _declared(document: Document, name: str, metas: Sequence[str]) -> Iterator[Witnessed]:
    american = _is_american(document)
    sources = [(f"json-ld {name}", texts(document.article.get(name))[:1])]
    sources += [(meta, document.metas.get(meta, ())[:1]) for meta in metas]
    for thing in (document.video, document.web_page):
        sources.append((f"json-ld page {name}", texts(thing.get(name))[:1]))
    if name == "datePublished":
        sources += [
            ("json-ld dateCreated", texts(document.article.get("dateCreated"))[:1]),
            ("json-ld uploadDate", texts(document.video.get("uploadDate"))[:1]),
        ]
    for witness, values in sources:
        for value in values:
            moment = moment_in(value, month_first=american)
            if moment is not None:
                yield Candidate(moment, witness)


def _marked_up(document: Document, name: str = "datePublished") -> Iterator[Witnessed]:
    """Microdata and RDFa; for the publication ``<time>`` too."""
    times = list(_time_elements(document)) if name == "datePublished" else []
    told: set[str] = set()
    for node, witness in (*document.marked(name)[:6], *times):
        if witness in told:
            continue
        attributes = node.attributes
        around = " ".join((attributes.get("class") or "", attributes.get("itemprop") or "", visible_text(node)[:80]))
        if witness == "time" and _UPDATE_WORDS.search(around):
            continue
        text = attributes.get("datetime") or attributes.get("content") or visible_text(node)
        moment = moment_in(text, month_first=_is_american(document))
        if moment is not None:
            told.add(witness)
            yield Candidate(moment, witness)


def _time_elements(document: Document) -> Iterator[tuple[LexborNode, str]]:
    """The first six ``<time pubdate>``, then the first six ``<time datetime>``."""
    for attribute, witness in _TIMES:
        yield from islice(((node, witness) for node in document.elements["time"] if attribute in node.attributes), 6)


def _last_witnesses(document: Document) -> Iterator[Witnessed]:
    """The scripts, the visible text and the address, looked at only where nothing better was found."""
    american = _is_american(document)
    if moment := _in_scripts(document.whole):
        yield Candidate(moment, "script")
    yield from _visible(document, american=american)
    if (match := _IN_ADDRESS.search(document.address)) and (moment := moment_in(f"{match[1]}-{match[2]}-{match[3]}")):
        yield Candidate(moment, "address")
    for text in texts(document.article.get("dateModified"))[:1] + document.metas.get("article:modified_time", ())[:1]:
        if moment := moment_in(text):
            yield Candidate(moment, "dateModified")


def _in_scripts(source: bytes) -> Moment | None:
    """The first time that a script of the page names as the publication's."""
    found = [
        match
        for pattern in _SCRIPT_TIMES
        for match in islice(pattern.finditer(source), _MAX_SCRIPT_TIMES)
        if _SCRIPT_NAME.search(source, max(0, match.start() - 60), match.start())
    ]
    first_found = min(found, key=lambda match: match.start(), default=None)
    return moment_in(first_found[0].decode("ascii")) if first_found is not None else None


def _visible(document: Document, *, american: bool) -> Iterator[Witnessed]:
    for _, text in labelled(document, _DATE_LABEL):
        if moment := moment_in(text[:100], month_first=american):
            yield Candidate(moment, "labelled")
            break
    near = document.around_headline
    dated = [visible_text(node) for node in document.tree.css(_DATED)[:25]]
    for witness, lines in (("visible text", [line for line in near if len(line) <= 160]), ("dated element", dated), ("visible text", near)):
        for line in lines:
            moment = moment_in(line[:200], month_first=american)
            if moment is not None:
                yield Candidate(moment, witness)
                break


def _is_american(document: Document) -> bool:
    lang = document.root.get("lang") or ""
    return lang.lower().replace("_", "-") in {"en-us", "en-ph"} or document.meta("og:locale").lower().replace("-", "_") == "en_us"
