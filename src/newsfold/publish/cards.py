"""What the templates show of an article: plain text made fit, links proven safe, times in words. Made once an article and run."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from newsfold.article import Article, Frozen, Image, Provider, Related
from newsfold.held_sizes import CARD, loses_much
from newsfold.publish.addresses import absolute, provider_folder, safe_link
from newsfold.publish.catalogue import Catalogue, Placed
from newsfold.publish.holdings import HeldPicture, Output
from newsfold.publish.languages import tag_of
from newsfold.publish.pictures import site_picture
from newsfold.publish.plain_text import MAX_EXCERPT, MAX_NAME, MAX_TITLE, shown
from newsfold.publish.plates import Plate, plate_of
from newsfold.publish.slips import Slip
from newsfold.publish.wording import Wording, clock_words, date_words
from newsfold.written_time import moment

_NAMED_REPORTERS = 12
"""Other publishers named on a card; a story of more leads to its page, which names them all."""

_SMALLEST_PICTURE = 200
"""Pixels of width below which a picture would be blown up; a plate looks better."""

_SMALLEST_CUT = 480
"""Pixels of width below which a picture is shown whole in its frame: cards are made 640 wide, and a small one would only cost bytes."""


KEPT = 20_000
"""Cards and other pieces kept at once; a portal of 100,000 articles is published in bounded memory."""


class ShownSize(Frozen, frozen=True, kw_only=True):
    """One file of a held picture, relative to the root of the site, and its width in pixels."""

    url: str
    width: int


class ShownPicture(Frozen, frozen=True, kw_only=True):
    """A picture as it is shown. ``is_held``: ``url`` is relative to the root of the site, else it is a full address.

    ``width`` and ``height`` are those of the file at ``url``; ``jpegs`` and ``webps`` are what a browser may choose from instead.
    ``cut`` is the same picture cut to a frame of 16 by 9 so that faces stay in view, 640 x 360 as JPEG, and ``cuts`` as WebP.
    """

    url: str
    is_held: bool
    alt: str
    width: int | None = None
    height: int | None = None
    jpegs: tuple[ShownSize, ...] = ()
    webps: tuple[ShownSize, ...] = ()
    cut: str | None = None
    cuts: tuple[ShownSize, ...] = ()


class Reporter(Frozen, frozen=True, kw_only=True):
    """Another publisher of the story and its report, where that has a safe link."""

    name: str
    url: str | None


class TopicLink(Frozen, frozen=True, kw_only=True):
    """A topic of an article; without an id it has no page. ``hue`` is its colour, in degrees."""

    name: str
    id: str | None
    hue: int


class Card(Frozen, frozen=True, kw_only=True):
    """An article as lists show it. ``moment`` is the time for machines; ``plate`` stands where there is no picture.

    ``folder`` is the publisher's page below ``providers/``.
    """

    name: str
    title: str
    excerpt: str
    provider: str
    folder: str
    initials: str
    hue: int
    url: str | None
    moment: str
    date: str
    clock: str
    topics: tuple[TopicLink, ...]
    picture: ShownPicture | None
    plate: Plate | None
    reporters: tuple[Reporter, ...]
    more_reporters: int
    publishers: int
    is_paywalled: bool
    is_video: bool
    language: str | None


class Dealer:
    """Deals the cards of one run: knows the topics' links and colours and the held pictures, and keeps the cards it made last."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.words = catalogue.words
        self._site_url = catalogue.settings.site_url
        self._language = catalogue.settings.portal.locale.split("-")[0].lower()
        self._cards: dict[str, Card] = {}
        self._plates: dict[tuple[str, str, int], Plate] = {}
        self.topics: Mapping[str, TopicLink] = _topic_links(catalogue)
        self._own = {shelf.topic.name for shelf in catalogue.shelves if shelf.is_own}

    def card(self, placed: Placed) -> Card:
        """The card of an article."""
        known = self._cards.get(placed.name)
        if known is None:
            if len(self._cards) >= KEPT:
                self._cards.clear()
            known = self._cards[placed.name] = self._made(placed)
        return known

    def _made(self, placed: Placed) -> Card:
        article = placed.article
        title = shown(article.title, MAX_TITLE) or self.words.untitled
        topics = self._topics(article)
        reporters = other_reporters(article, self.words)
        provider = provider_name(article.provider, self.words)
        picture = self.picture(article.images, title)
        return Card(
            name=placed.name,
            title=title,
            excerpt=shown(article.excerpt, MAX_EXCERPT),
            provider=provider,
            folder=provider_folder(article.provider),
            initials=initials(provider),
            hue=_hue(article, topics),
            url=safe_link(article.web_url) or safe_link(article.original_url),
            moment=moment(article.published_at),
            date=date_words(self.words, article.published_at),
            clock=clock_words(article.published_at),
            topics=topics,
            picture=picture,
            plate=None if picture else self._plate(article, topics, provider),
            reporters=tuple(reporters[:_NAMED_REPORTERS]),
            more_reporters=max(0, len(reporters) - _NAMED_REPORTERS),
            publishers=len(reporters) + 1,
            is_paywalled=bool(article.paywall),
            is_video=article.type == "video",
            language=foreign_language(article.language or self._language, self.words.language),
        )

    def plates(self) -> Iterator[Output]:
        """The plates of all shown articles that have no picture to show, each once."""
        kinds: dict[tuple[tuple[str, ...], str, str], Slip] = {}
        for slip in (item.slip for item in self._catalogue.placed):
            kind = (slip.topics, slip.provider.name, slip.provider.domain)
            if kind not in kinds and (not slip.images or not self.picture(slip.images, "")):
                kinds[kind] = slip
        plates = (self._plate(one, self._topics(one), provider_name(one.provider, self.words)) for one in kinds.values())
        for path, drawing in sorted({plate.path: plate.drawing for plate in plates}.items()):
            yield Output(path=f"site/{path}", body=drawing.encode("utf-8", "replace"))

    def _plate(self, article: Article | Slip, topics: tuple[TopicLink, ...], provider: str) -> Plate:
        key = (topics[0].name if topics else "", provider, _hue(article, topics))
        known = self._plates.get(key)
        if known is None:
            known = self._plates[key] = plate_of(initials(provider), *key)
        return known

    def picture(self, images: Iterable[Image], title: str) -> ShownPicture | None:
        """The first picture that can be shown: held or at a safe address, and not tiny."""
        for image in images:
            held = self._catalogue.held_pictures.get(image.url)
            path = site_picture(held.path) if held else None
            url = path or safe_link(absolute(image.url, self._site_url))
            width = (held and held.width) or image.width
            height = (held and held.height) or image.height
            if url and (width is None or width >= _SMALLEST_PICTURE):
                if held and path and held.sizes:
                    return _in_sizes(held, path, shown(image.title, MAX_TITLE) or title)
                sized = width is not None and height is not None and height > 0
                return ShownPicture(
                    url=url,
                    is_held=path is not None,
                    alt=shown(image.title, MAX_TITLE) or title,
                    width=width if sized else None,
                    height=height if sized else None,
                )
        return None

    def logo(self, images: Iterable[Image], name: str) -> ShownPicture | None:
        """A publisher's logo, as far as the portal holds it or says how large it is; small ones too."""
        for image in images:
            held = self._catalogue.held_pictures.get(image.url)
            path = site_picture(held.path) if held else None
            # A path below the root is the portal's own file, which is published only where it is held.
            url = path or (None if image.url.startswith("/") else safe_link(image.url))
            if url and image.width and image.height:
                return ShownPicture(url=url, is_held=path is not None, alt=name, width=image.width, height=image.height)
        return None

    def _topics(self, article: Article | Slip) -> tuple[TopicLink, ...]:
        # The portal's own topic says nothing about an article of the portal.
        names = [name for name in dict.fromkeys(article.topics) if name and name not in self._own]
        return tuple(self.topics.get(name) or TopicLink(name=shown(name, MAX_NAME), id=None, hue=_hue_of(name)) for name in names[:6])


def _in_sizes(held: HeldPicture, path: str, alt: str) -> ShownPicture:
    """A held picture with the files a browser may choose from."""
    largest = next((size for size in held.sizes if size.path == held.path), held.sizes[-1])
    jpegs, webps = (
        tuple(ShownSize(url=site_picture(size.path) or path, width=size.width) for size in held.sizes if size.type == type)
        for type in ("image/jpeg", "image/webp")
    )
    cards = held.cards if largest.width >= _SMALLEST_CUT else ()
    cuts = tuple(ShownSize(url=site_picture(size.path) or path, width=size.width) for size in cards if size.type == "image/webp")
    if not loses_much(largest.width, largest.height):
        cuts += tuple(size for size in webps if size.width > CARD[0])  # Those fill a frame as they are.
    return ShownPicture(
        url=path,
        is_held=True,
        alt=alt,
        width=largest.width,
        height=largest.height,
        jpegs=jpegs,
        webps=webps,
        cut=next((site_picture(size.path) for size in cards if size.type == "image/jpeg"), None),
        cuts=cuts,
    )


def other_reporters(article: Article, words: Wording) -> list[Reporter]:
    """The other publishers of an article's story, each once with its best report, in the order of ``related``."""
    seen = {_provider_key(article.provider)}
    reporters = []
    for related in article.related:
        if related.provider is not None and _provider_key(related.provider) not in seen:
            seen.add(_provider_key(related.provider))
            reporters.append(Reporter(name=provider_name(related.provider, words), url=related_link(related)))
    return reporters


def related_link(related: Related) -> str | None:
    """Where a related article is read, if that is a safe link."""
    return safe_link(related.web_url) or safe_link(related.amp_web_url)


def provider_name(provider: Provider | None, words: Wording) -> str:
    """A publisher's name as it is shown."""
    return (shown(provider.name, MAX_NAME) or shown(provider.domain, MAX_NAME) if provider else "") or words.unknown


def initials(name: str) -> str:
    """One or two capital letters that stand for a name."""
    words = [word for word in name.replace(".", " ").replace("-", " ").split() if word[0].isalnum()]
    words = [word for word in words if word.lower() not in ("the", "www")] or words
    letters = "".join(word[0] for word in words[:2]) if len(words) > 1 else "".join(words)[:1]
    return unicodedata.normalize("NFC", letters.upper())


def foreign_language(language: str, own: str) -> str | None:
    """An article's language where it differs from that of the site's words (WCAG 2.2, 3.1.2), in a form fit for ``lang``."""
    tag = tag_of(language)
    return tag if tag and tag.partition("-")[0] != own.partition("-")[0].lower() else None


def _provider_key(provider: Provider) -> str:
    return (provider.domain or provider.name).lower()


def _topic_links(catalogue: Catalogue) -> dict[str, TopicLink]:
    # 137.5 degrees, the golden angle, keeps the colours of neighbouring topics far apart however many there are.
    links: dict[str, TopicLink] = {}
    for index, shelf in enumerate(catalogue.shelves):
        link = TopicLink(name=shown(shelf.topic.name, MAX_NAME), id=shelf.topic.id, hue=round(25 + index * 137.5) % 360)
        links.setdefault(shelf.topic.name, link)
    return links


def _hue(article: Article | Slip, topics: tuple[TopicLink, ...]) -> int:
    return topics[0].hue if topics and topics[0].id else _hue_of(article.provider.domain)


def _hue_of(word: str) -> int:
    return hashlib.sha256(word.encode("utf-8", "replace")).digest()[0] * 360 // 256
