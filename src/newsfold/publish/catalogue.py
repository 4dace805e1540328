"""The catalogue: what is shown, in which order, under which names. Made once a run; API, site, feeds and sitemap all read from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from newsfold.article import Article, Frozen, Organization, Topic
from newsfold.publish.addresses import other_folder_name, safe_topic_id
from newsfold.publish.holdings import HeldPicture, Holdings
from newsfold.publish.prints import print_of
from newsfold.publish.slips import Kept, Slip, kept_of
from newsfold.publish.wording import ENGLISH, Wording, wording_of
from newsfold.settings import Settings


class Placed(Frozen, frozen=True, kw_only=True, gc=False):
    """A shown article by its slip, the folder name it is published under, and the print of all that is shown of it."""

    slip: Slip
    opener: Callable[[Slip], Article]
    name: str
    print: bytes

    @property
    def article(self) -> Article:
        """The whole article. What the slip has is better asked of the slip."""
        return self.opener(self.slip)


class Shelf(Frozen, frozen=True, kw_only=True):
    """A topic and its shown articles, newest first. ``is_own``: the topic is the portal's own, whose page is the front page."""

    topic: Topic
    placed: tuple[Placed, ...]
    is_own: bool = False


class ProviderShelf(Frozen, frozen=True, kw_only=True):
    """A publisher, its folder, what the portal knows of it, and its shown articles, newest first."""

    domain: str
    name: str
    folder: str
    organization: Organization | None
    placed: tuple[Placed, ...]


class MonthShelf(Frozen, frozen=True, kw_only=True):
    """The shown articles of a UTC month, newest first."""

    year: int
    month: int
    placed: tuple[Placed, ...]


class Catalogue(Frozen, frozen=True, kw_only=True):
    """The shown articles, newest first; the same by topic in the order of the topic files, by publisher, and by month, newest first."""

    settings: Settings
    placed: tuple[Placed, ...]
    shelves: tuple[Shelf, ...]
    held_pictures: Mapping[str, HeldPicture]
    providers: tuple[ProviderShelf, ...] = ()
    months: tuple[MonthShelf, ...] = ()
    words: Wording = ENGLISH


def catalogue_of(holdings: Holdings) -> Catalogue:
    """The catalogue of a portal's holdings. Topics whose id cannot be a folder get no page."""
    placed = tuple(_placed(holdings))
    by_topic: dict[str, list[Placed]] = {}
    by_month: dict[tuple[int, int], list[Placed]] = {}
    for item in placed:
        for name in dict.fromkeys(item.slip.topics):
            by_topic.setdefault(name, []).append(item)
        by_month.setdefault((item.slip.published_at.year, item.slip.published_at.month), []).append(item)
    topics = _usable_topics(holdings.topics)
    own = _own_topic(topics, holdings.settings.portal.topic)
    return Catalogue(
        settings=holdings.settings,
        placed=placed,
        shelves=tuple(Shelf(topic=topic, placed=tuple(by_topic.get(topic.name, ())), is_own=topic is own) for topic in topics),
        held_pictures=holdings.held_pictures,
        providers=_providers(placed, holdings.organizations),
        months=tuple(MonthShelf(year=year, month=month, placed=tuple(items)) for (year, month), items in by_month.items()),
        words=wording_of(holdings.settings.portal.locale, holdings.wording),
    )


def _placed(holdings: Holdings) -> list[Placed]:
    # Newest first; where two have one time, by path: the only tie of the reference pages (RECORD.md) stands so.
    shown = sorted(_kept(holdings.articles), key=lambda kept: kept.slip.path)
    shown.sort(key=lambda kept: kept.slip.published_at, reverse=True)
    taken: set[str] = set()
    placed = []
    for kept in shown:
        slip, name = kept.slip, kept.slip.name
        if name in taken:
            name = other_folder_name(kept.opened(), name)
        if name in taken:
            continue  # the same record twice
        taken.add(name)
        held = [picture for image in slip.images if (picture := holdings.held_pictures.get(image.url))]
        made_of = print_of(slip.print, name, held) if held or name != slip.name else slip.print
        placed.append(Placed(slip=slip, opener=kept.opener, name=name, print=made_of))
    return placed


def _kept(articles: Iterable[Article | Kept]) -> Iterator[Kept]:
    for article in articles:
        if isinstance(article, Kept):
            yield article
        elif article.is_shown:
            yield kept_of(article)[0]


def _providers(placed: Iterable[Placed], organizations: Mapping[str, Organization]) -> tuple[ProviderShelf, ...]:
    by_folder: dict[str, list[Placed]] = {}
    for item in placed:
        by_folder.setdefault(item.slip.folder, []).append(item)
    shelves = []
    for folder in sorted(by_folder):
        provider = by_folder[folder][0].slip.provider  # the newest article says how it is called now
        organization = organizations.get(provider.domain)
        name = organization.name if organization else provider.name
        shelves.append(
            ProviderShelf(domain=provider.domain, name=name, folder=folder, organization=organization, placed=tuple(by_folder[folder]))
        )
    return tuple(shelves)


def _usable_topics(topics: Iterable[Topic]) -> list[Topic]:
    usable: dict[str, Topic] = {}
    for topic in topics:
        if safe_topic_id(topic.id):
            usable.setdefault(topic.id.lower(), topic)
    return list(usable.values())


def _own_topic(topics: Sequence[Topic], name: str) -> Topic | None:
    orphans = [topic for topic in topics if topic.parent is None]
    named = [topic for topic in orphans if topic.name == name]
    if named:
        return named[0]
    return orphans[0] if len(orphans) == 1 else None
