"""Reading a page, in the order its fields need one another: bytes, tree, title, times, text, and what is told of the text."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Literal, TypeVar
from zoneinfo import ZoneInfo

from newsfold.article import Article, Frozen, Image, Organization, Provider
from newsfold.outcome import Rejected, Witness
from newsfold.page import Page, Picture
from newsfold.read.addresses import amp_cache_url, amp_of, canonical_elsewhere, canonical_of, clean_address, registrable_domain
from newsfold.read.authors import authors_of
from newsfold.read.blocks import blocks_of
from newsfold.read.choosing import Candidate
from newsfold.read.dates import Times, times_of
from newsfold.read.document import Document, document_of
from newsfold.read.excerpts import excerpt_of
from newsfold.read.json_ld import texts
from newsfold.read.language import language_of
from newsfold.read.non_articles import not_an_article
from newsfold.read.pictures import picture_of
from newsfold.read.plain_text import plain, shortened
from newsfold.read.players import player_of
from newsfold.read.providers import provider_of
from newsfold.read.refusals import Refusal, not_html
from newsfold.read.syndication import syndicated_from
from newsfold.read.text import MAX_TEXT, main_text
from newsfold.read.titles import title_of
from newsfold.read.wrappers import leads_on

T = TypeVar("T")


class Want(Frozen, frozen=True, kw_only=True):
    """Something that needs a second fetch before the reading is whole: a picture's size, or the page that a wrapper leads to."""

    kind: Literal["picture", "page"]
    url: str


class Reading(Frozen, frozen=True, kw_only=True):
    """What was read from a page: the article, which witness gave each field, what is still wanted, and why it was refused if it was.

    A refused reading keeps the article as far as it was read, so that an editor sees what came in.
    """

    article: Article
    witnesses: tuple[Witness, ...]
    wants: tuple[Want, ...] = ()
    rejected: Rejected | None = None

    @property
    def leads_to(self) -> str:
        """The address of the page to read in place of this one, a wrapper or an AMP page without its article; empty where there is none."""
        return next((want.url for want in self.wants if want.kind == "page"), "")


@dataclass
class _Notes:
    """The witnesses of one reading, as they win."""

    witnesses: list[Witness] = field(default_factory=list)

    def keep(self, name: str, candidate: Candidate[T] | None) -> T | None:
        """The candidate's value, its witness noted."""
        if candidate is None:
            return None
        self.witnesses.append(Witness(field=name, name=candidate.witness))
        return candidate.value


def read(
    page: Page,
    *,
    organizations: Mapping[str, Organization] = {},
    languages: Collection[str] = (),
) -> Reading:
    """Read a page into an article. Never raises on any bytes: what cannot be used is refused with one sentence.

    ``organizations`` are the publishers the portal knows, by registrable domain: their names, their networks, and their time zones for
    times that name none on pages that show none. ``languages`` are the ISO 639-1 codes that may come in; empty for all.
    """
    page = page.evolve(fetched_at=page.fetched_at.astimezone(UTC) if page.fetched_at.tzinfo else page.fetched_at.replace(tzinfo=UTC))
    reason = not_html(page)
    if reason:
        return _refused(page, reason)
    try:
        return _read_document(page, document_of(page), organizations, languages)
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        # No input is known that leads here; one hostile page must not end a day's run all the same.
        return _refused(page, Refusal("unreadable", f"The page could not be read ({type(error).__name__})."))


def _read_document(
    page: Page,
    document: Document,
    organizations: Mapping[str, Organization],
    languages: Collection[str],
) -> Reading:
    notes = _Notes()
    blocks = blocks_of(document.tree)
    title = notes.keep("title", title_of(document)) or ""
    times = times_of(document, fetched_at=page.fetched_at, zone=_zone(organizations.get(registrable_domain(document.address))))
    description = plain(document.meta("og:description", "description")[:5_000])
    text = main_text(blocks, document.tree, title=title, description=description, body=_declared_body(document), source=document.whole)
    authors = notes.keep("authors", authors_of(document, text)) or ()
    excerpt = notes.keep("excerpt", excerpt_of(document, title=title, text=text)) or ""
    language = notes.keep("language", language_of(document, text or f"{title}. {excerpt}"))
    web_url = notes.keep("web_url", canonical_of(document, organizations)) or clean_address(document.address)
    player = player_of(document)
    amp_url = "" if player else amp_of(document, web_url)
    provider = notes.keep(
        "provider", provider_of(document, address=web_url, authors=authors, organizations=organizations, on_video=bool(player))
    ) or Provider(name="unknown", domain="")
    picture = notes.keep("images", picture_of(document))
    published = notes.keep("published_at", times.published)
    copied = syndicated_from(document, elsewhere=canonical_elsewhere(document, organizations), authors=authors, text=text)
    article = Article(
        title=title or "Untitled",
        excerpt=excerpt,
        published_at=published or page.fetched_at.replace(microsecond=0),
        updated_at=notes.keep("updated_at", times.updated),
        original_url=page.entry.url if page.entry is not None else page.url,
        web_url=None if player else web_url,
        amp_web_url=amp_url or None,
        cdn_amp_web_url=amp_cache_url(amp_url) or None,
        type="video" if player else "article",
        language=language,
        paywall=_is_paid(document) or None,
        featured_content=player or None,
        provider=provider,
        images=(picture,) if picture is not None else (),
        text=text,
        syndicated_from=notes.keep("syndicated_from", copied),
    )
    onward = leads_on(document, text)
    reason = _leads_on_reason(onward) or not_an_article(document, title=title, text=text, is_dated=times.published is not None)
    reason = reason or _reason(title, times, language, languages)
    wants = [Want(kind="picture", url=picture.url)] if picture is not None and not reason else []
    if onward is not None:
        wants = [Want(kind="page", url=onward.value)]
    elif reason and document.is_amp and web_url != clean_address(document.address):
        wants = [Want(kind="page", url=web_url)]
    return Reading(
        article=article,
        witnesses=tuple(notes.witnesses),
        wants=tuple(wants),
        rejected=_rejected(page, reason) if reason else None,
    )


def _zone(publisher: Organization | None) -> tzinfo | None:
    """The publisher's time zone where the portal knows it; a name that is no zone's counts as unknown, for reading goes on without it."""
    try:
        return ZoneInfo(publisher.zone) if publisher is not None and publisher.zone else None
    except (LookupError, OSError, ValueError):
        return None


def _leads_on_reason(onward: Candidate[str] | None) -> Refusal | None:
    if onward is None:
        return None
    return Refusal("leads-on", f"The page only leads on to {onward.value} ({onward.witness}); the article stands there.")


def _declared_body(document: Document) -> str:
    body = next(iter(texts(document.article.get("articleBody"))), "")[:MAX_TEXT]
    return "\n".join(filter(None, map(plain, body.split("\n"))))


def _is_paid(document: Document) -> bool:
    declared = document.article.get("isAccessibleForFree", document.web_page.get("isAccessibleForFree"))
    return (
        declared is False
        or any(text.strip().lower() in {"false", "0", "no"} for text in texts(declared))
        or document.meta("article:content_tier", "og:article:content_tier").lower() in {"locked", "metered"}
    )


def _reason(title: str, times: Times, language: str | None, languages: Collection[str]) -> Refusal | None:
    if not title:
        return Refusal("no-title", "The page has no title.")
    if times.published is None:
        return times.doubt
    if languages and language is not None and language not in {code.lower().partition("-")[0] for code in languages}:
        words = f"The page is in the language {language!r}; this portal takes {', '.join(sorted(languages))}."
        return Refusal("language", words)
    return None


def _refused(page: Page, reason: Refusal) -> Reading:
    """A reading of a page that is not parsed at all: the feed's word for it, and the reason."""
    entry = page.entry
    address = clean_address(page.final_url or page.url)
    domain = registrable_domain(address)
    title = plain(entry.title[:4_000]) if entry is not None else ""
    published = entry.published_at if entry is not None and entry.published_at is not None else page.fetched_at
    article = Article(
        title=title or "Untitled",
        excerpt=shortened(plain(entry.excerpt[:5_000]), 300) if entry is not None else "",
        published_at=(published if published.tzinfo else published.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0),
        original_url=entry.url if entry is not None else page.url,
        web_url=address,
        provider=Provider(name=domain or "unknown", domain=domain),
    )
    return Reading(article=article, witnesses=(), rejected=_rejected(page, reason))


def _rejected(page: Page, reason: Refusal) -> Rejected:
    source = page.entry.source if page.entry is not None else None
    return Rejected(stage="read", reason=reason.words, code=reason.code, url=page.url, source=source)


def finish(reading: Reading, pictures: Mapping[str, Picture]) -> Reading:
    """The reading with the true size of its picture. A picture that could not be had is dropped; then nothing is wanted any more."""
    images = tuple(_measured(image, pictures[image.url]) for image in reading.article.images if image.url in pictures)
    return reading.evolve(article=reading.article.evolve(images=images), wants=())


def _measured(image: Image, picture: Picture) -> Image:
    return image.evolve(width=picture.width, height=picture.height)
