"""When an article was published and changed: the witnesses in their order of trust, and which of them are believed.

Publication: JSON-LD of the article, Open Graph, other meta tags, microdata and ``<time>``, JSON-LD of the page or video, a date in the
page's scripts, the feed, the visible text beside the headline, the address. A witness with a time of day beats a date alone of the same
day. A time without a zone takes the zone another witness of the page shows, else UTC; so does one that is stamped ``Z`` while another
witness shows the same clock in a zone. A date without a time becomes ``T00:00:00Z``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from newsfold.read.choosing import Candidate
from newsfold.read.document import Document, visible_text
from newsfold.read.json_ld import texts
from newsfold.read.times import Moment, moment_in

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news page is older than the web."""
FUTURE = timedelta(hours=24)
"""How far after the page was fetched a time may lie: clocks and zones differ, days do not."""

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
_IN_SCRIPT = re.compile(
    r"\\?[\"'](?:datePublished(?:Gmt)?|published_?(?:at|date)?|publish_?date|firstPublished(?:At|Date)?|publicationDate|pubDate|"
    r"(?:publish|deploy|issue|release|regist|create)\w{0,8}_?d(?:ate|t))\\?[\"']\s*:\s*\\?[\"']?"
    r"((?:19|20)\d{2}[-./]\d{2}[-./]\d{2}[T ][\d:.]{5,15}(?:Z|[+-]\d{2}:?\d{2})?|1\d{9}(?:\d{3})?)(?!\d)",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(r"[/_-](20\d{2}|199\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?![0-9])")
_DATED = "[class*=date i], [class*=time i], [class*=publish i], [class*=posted i], [class*=stamp i], [id*=date i]"
_UPDATE_WORDS = re.compile(r"updat|aktualis|modif|geändert|mis à jour|actualiz|aggiorn|güncel|수정|更新|oppdat|opdat|uppdat", re.IGNORECASE)

Witnessed = Candidate[Moment]


@dataclass(frozen=True)
class Times:
    """The times that are believed; ``published`` is None where no witness is, and ``doubt`` then says what was wrong."""

    published: Candidate[datetime] | None
    updated: Candidate[datetime] | None
    doubt: str = ""


def times_of(document: Document, *, source: str, fetched_at: datetime) -> Times:
    """Choose among a page's times. ``source`` is the page's text, for the dates its scripts hold."""
    certain = list(_declared(document, "datePublished", _PUBLISHED))
    changed = list(_declared(document, "dateModified", _UPDATED))
    found = certain
    if not any(_is_good(candidate, fetched_at) for candidate in found):
        found = found + list(_marked_up(document))
    if not any(_is_good(candidate, fetched_at) for candidate in found):
        found += _last_witnesses(document, source)
    elif document.entry is not None and document.entry.published_at is not None:
        found.append(Candidate(Moment(document.entry.published_at, True), "feed"))
    everything = found + changed
    published = _chosen(found, everything, fetched_at)
    updated = _chosen(changed, everything, fetched_at)
    if published is None:
        return Times(None, None, _doubt(found))
    if updated is not None and updated.value < published.value:
        updated = None
    return Times(published, updated)


def _is_good(candidate: Witnessed, fetched_at: datetime) -> bool:
    return candidate.value.has_time and _is_believable(_instant(candidate.value, None), fetched_at)


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


def _marked_up(document: Document) -> Iterator[Witnessed]:
    for selector, witness in (
        ("[itemprop~=datePublished]", "itemprop datePublished"),
        ("time[pubdate]", "time pubdate"),
        ("time[datetime]", "time"),
    ):
        for node in document.tree.css(selector)[:6]:
            attributes = node.attributes
            around = " ".join((attributes.get("class") or "", attributes.get("itemprop") or "", visible_text(node)[:80]))
            if witness == "time" and _UPDATE_WORDS.search(around):
                continue
            text = attributes.get("datetime") or attributes.get("content") or visible_text(node)
            moment = moment_in(text, month_first=_is_american(document))
            if moment is not None:
                yield Candidate(moment, witness)
                break


def _last_witnesses(document: Document, source: str) -> Iterator[Witnessed]:
    """The feed, the scripts, the visible text and the address, looked at only where nothing better was found."""
    entry = document.entry
    if entry is not None and entry.published_at is not None:
        yield Candidate(Moment(entry.published_at, True), "feed")
    american = _is_american(document)
    if (match := _IN_SCRIPT.search(source)) and (moment := moment_in(match[1])):
        yield Candidate(moment, "script")
    yield from _visible(document, american=american)
    if (match := _IN_ADDRESS.search(document.address)) and (moment := moment_in(f"{match[1]}-{match[2]}-{match[3]}")):
        yield Candidate(moment, "address")
    for text in texts(document.article.get("dateModified"))[:1] + document.metas.get("article:modified_time", ())[:1]:
        if moment := moment_in(text):
            yield Candidate(moment, "dateModified")


def _visible(document: Document, *, american: bool) -> Iterator[Witnessed]:
    near = document.around_headline
    dated = [visible_text(node) for node in document.tree.css(_DATED)[:25]]
    for witness, lines in (("visible text", [line for line in near if len(line) <= 160]), ("dated element", dated), ("visible text", near)):
        for line in lines:
            moment = moment_in(line[:200], month_first=american)
            if moment is not None:
                yield Candidate(moment, witness)
                break


def _is_american(document: Document) -> bool:
    root = document.tree.css_first("html")
    lang = (root.attributes.get("lang") or "") if root is not None else ""
    return lang.lower().replace("_", "-") in {"en-us", "en-ph"} or document.meta("og:locale").lower().replace("-", "_") == "en_us"


def _chosen(found: Sequence[Witnessed], everything: Sequence[Witnessed], fetched_at: datetime) -> Candidate[datetime] | None:
    offset = _page_offset(everything)
    for candidate in found:
        moment = _corrected(candidate.value, everything, offset, fetched_at)
        instant = _instant(moment, offset)
        if not _is_believable(instant, fetched_at):
            continue
        if not _has_clock(moment):
            finer = _finer(candidate, found, offset, fetched_at)
            if finer is not None:
                return finer
        return Candidate(instant, candidate.witness)
    return None


def _has_clock(moment: Moment) -> bool:
    return moment.has_time and (moment.when.hour, moment.when.minute, moment.when.second) != (0, 0, 0)


def _finer(rough: Witnessed, found: Sequence[Witnessed], offset: timedelta | None, fetched_at: datetime) -> Candidate[datetime] | None:
    """A witness of the same day that knows the time of day too."""
    for candidate in found:
        moment = candidate.value
        if _has_clock(moment) and moment.when.date() == rough.value.when.date():
            instant = _instant(moment, offset)
            if _is_believable(instant, fetched_at):
                return Candidate(instant, candidate.witness)
    return None


def _page_offset(everything: Sequence[Witnessed]) -> timedelta | None:
    """The zone the page shows anywhere, the first that is not UTC."""
    return next((candidate.value.offset for candidate in everything if candidate.value.has_zone and candidate.value.offset), None)


def _corrected(moment: Moment, everything: Sequence[Witnessed], offset: timedelta | None, fetched_at: datetime) -> Moment:
    """A local time that was stamped UTC, set right by a witness that shows the same clock in a zone."""
    if not moment.has_zone or moment.offset or not moment.has_time:
        return moment
    for candidate in everything:
        other = candidate.value
        same_clock = (
            other.has_zone
            and other.offset
            and abs(other.when.replace(tzinfo=None) - moment.when.replace(tzinfo=None)) < timedelta(minutes=1)
        )
        if same_clock:
            return other
    if offset and moment.when > fetched_at + timedelta(minutes=5) and moment.when - offset <= fetched_at + timedelta(minutes=5):
        return Moment(moment.when - offset, True)
    return moment


def _instant(moment: Moment, offset: timedelta | None) -> datetime:
    when = moment.when
    if not moment.has_time:
        when = when.replace(tzinfo=UTC)
    elif when.tzinfo is None:
        when = when.replace(tzinfo=UTC) - (offset or timedelta())
    try:
        return when.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _is_believable(instant: datetime, fetched_at: datetime) -> bool:
    return EARLIEST <= instant <= fetched_at + FUTURE


def _doubt(found: Sequence[Witnessed]) -> str:
    if not found:
        return "The page has no date that can be read, and its feed gives none."
    when = found[0].value.when.replace(microsecond=0).isoformat()
    return (
        f"The page is dated {when} ({found[0].witness}), which is not believable: before 1990 or more than 24 hours after it was fetched."
    )
