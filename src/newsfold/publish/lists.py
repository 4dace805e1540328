"""The pages that lead to stories: front page, topics, publishers, and the archive by month."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from newsfold.publish.addresses import safe_link, up
from newsfold.publish.catalogue import MonthShelf, Placed, ProviderShelf, Shelf
from newsfold.publish.holdings import Plan
from newsfold.publish.pages import (
    Frame,
    Group,
    IndexEntry,
    IndexGroup,
    IndexPage,
    ListPage,
    Pager,
    RowsPage,
    days_of,
    front_order,
)
from newsfold.publish.paging import Part, parts_of
from newsfold.publish.plain_text import MAX_EXCERPT, MAX_NAME, shown
from newsfold.publish.prints import print_of, print_of_prints
from newsfold.publish.site import Site, page_path
from newsfold.publish.wording import month_words, weekday_words

ROWS: Final = 100
"""Stories on a page of a publisher or of a month; the first page has up to twice as many."""


class Lists:
    """Plans the lists of one run. Those that lead to others come after them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._words = site.words
        self._size = max(1, site.catalogue.settings.publish.front_page_size)

    def plans(self) -> Iterator[Plan]:
        """Topics, publishers, months, their indexes, and the front page last."""
        for shelf in self._site.catalogue.shelves:
            if not shelf.is_own:
                yield from self._topic(shelf)
        for provider in self._site.catalogue.providers:
            yield from self._provider(provider)
        for month in self._site.catalogue.months:
            yield from self._month(month)
        yield self._providers()
        yield self._archive()
        yield self._front()

    def _front(self) -> Plan:
        placed = self._site.catalogue.placed[: self._size]
        has_more = len(self._site.catalogue.placed) > len(placed)
        last = placed[-1].slip.published_at if has_more else None
        older = f"archive/{last.year}/{last.month:02}/" if last else None
        draw = partial(self._drawn_front, placed, older)
        return Plan(paths=(page_path(""),), inputs=self._print("front", older, placed=placed), draw=draw)

    def _drawn_front(self, placed: tuple[Placed, ...], older: str | None) -> bytes:
        site = self._site
        ordered = front_order(placed)
        frame = Frame(
            title=site.title,
            description=site.about.description,
            path="",
            root="",
            feed_title=site.title,
            is_front=True,
            data=site.data_of_list("", site.title, tuple(ordered)),
        )
        page = ListPage(
            heading=None,
            count=None,
            hero=site.pieces.hero(ordered[0]) if ordered else None,
            days=days_of(ordered[1:], site.pieces, self._words),
            pager=Pager(older=older),
        )
        return site.drawn("list.html", frame, page)

    def _topic(self, shelf: Shelf) -> Iterator[Plan]:
        folder = f"topics/{shelf.topic.id}/"
        for part in reversed(parts_of(shelf.placed, self._size)):
            count = None if part.number else len(shelf.placed)
            draw = partial(self._drawn_topic, shelf, part, folder)
            inputs = self._print("topic", shelf.topic.id, part.older, part.newer, count, placed=part.placed)
            yield Plan(paths=(page_path(folder + part.folder),), inputs=inputs, draw=draw)

    def _drawn_topic(self, shelf: Shelf, part: Part, folder: str) -> bytes:
        site = self._site
        name = shown(shelf.topic.name, MAX_NAME)
        title = self._titled(name, part)
        path = folder + part.folder
        ordered = front_order(part.placed)
        has_hero = not part.number and bool(ordered)
        frame = Frame(
            title=title,
            description=site.about.description,
            path=path,
            root=up(path.count("/")),
            feed=folder,
            feed_title=f"{name} · {site.title}",
            current_topic=shelf.topic.id,
            data=site.data_of_list(path, title, tuple(ordered)),
        )
        page = ListPage(
            heading=title,
            count=None if part.number else len(shelf.placed),
            hero=site.pieces.hero(ordered[0]) if has_hero else None,
            days=days_of(ordered[1:] if has_hero else sorted(ordered, key=_day, reverse=True), site.pieces, self._words),
            pager=_pager(part, folder, frame.root),
        )
        return site.drawn("list.html", frame, page)

    def _provider(self, shelf: ProviderShelf) -> Iterator[Plan]:
        folder = f"providers/{shelf.folder}/"
        for part in reversed(parts_of(shelf.placed, ROWS)):
            count = None if part.number else len(shelf.placed)
            inputs = self._print("provider", folder, shelf.name, shelf.organization, part.older, part.newer, count, placed=part.placed)
            yield Plan(paths=(page_path(folder + part.folder),), inputs=inputs, draw=partial(self._drawn_provider, shelf, part, folder))

    def _drawn_provider(self, shelf: ProviderShelf, part: Part, folder: str) -> bytes:
        name = shown(shelf.name, MAX_NAME) or shown(shelf.domain, MAX_NAME) or self._words.unknown
        organization = shelf.organization
        images = (organization.images if organization else ()) or shelf.placed[0].article.provider.images
        is_first = not part.number
        page = RowsPage(
            heading=self._titled(name, part),
            groups=self._groups(part, by_day=False),
            pager=_pager(part, folder, up((folder + part.folder).count("/"))),
            count=len(shelf.placed) if is_first else None,
            note=shown(organization.description, MAX_EXCERPT) if organization and is_first else "",
            logo=self._site.dealer.logo(images, name) if is_first else None,
            site_url=safe_link(f"https://{shelf.domain}/") if is_first else None,
            domain=shown(shelf.domain, MAX_NAME),
        )
        return self._drawn_rows(folder + part.folder, page)

    def _month(self, shelf: MonthShelf) -> Iterator[Plan]:
        folder = _folder(shelf)
        for part in reversed(parts_of(shelf.placed, ROWS)):
            count = None if part.number else len(shelf.placed)
            inputs = self._print("month", folder, part.older, part.newer, count, placed=part.placed)
            yield Plan(paths=(page_path(folder + part.folder),), inputs=inputs, draw=partial(self._drawn_month, shelf, part, folder))

    def _drawn_month(self, shelf: MonthShelf, part: Part, folder: str) -> bytes:
        page = RowsPage(
            heading=self._titled(month_words(self._words, shelf.month, shelf.year), part),
            groups=self._groups(part, by_day=True),
            pager=_pager(part, folder, up((folder + part.folder).count("/"))),
            count=None if part.number else len(shelf.placed),
        )
        return self._drawn_rows(folder + part.folder, page)

    def _drawn_rows(self, path: str, page: RowsPage) -> bytes:
        frame = Frame(title=page.heading, description=page.note, path=path, root=up(path.count("/")), feed_title=self._site.title)
        return self._site.drawn("rows.html", frame, page)

    def _groups(self, part: Part, *, by_day: bool) -> tuple[Group, ...]:
        groups: dict[str, list[Placed]] = {}
        for item in part.placed:
            at = item.slip.published_at
            heading = f"{weekday_words(self._words, at)}, {at.day}" if by_day else month_words(self._words, at.month, at.year)
            groups.setdefault(heading, []).append(item)
        row = self._site.pieces.row
        return tuple(Group(heading=heading, rows=tuple(map(row, items))) for heading, items in groups.items())

    def _providers(self) -> Plan:
        shelves = sorted(self._site.catalogue.providers, key=lambda shelf: (-len(shelf.placed), shelf.name.casefold(), shelf.folder))
        entries = tuple(
            IndexEntry(title=shown(shelf.name, MAX_NAME) or self._words.unknown, path=f"{shelf.folder}/", count=len(shelf.placed))
            for shelf in shelves
        )
        groups = (IndexGroup(heading="", entries=entries),) if entries else ()
        return self.index("providers/", IndexPage(heading=self._words.all_publishers, note=self._words.all_publishers_help, groups=groups))

    def _archive(self) -> Plan:
        years: dict[int, list[IndexEntry]] = {}
        for shelf in self._site.catalogue.months:
            entry = IndexEntry(
                title=month_words(self._words, shelf.month, shelf.year), path=f"{shelf.year}/{shelf.month:02}/", count=len(shelf.placed)
            )
            years.setdefault(shelf.year, []).append(entry)
        groups = tuple(IndexGroup(heading=str(year), entries=tuple(entries)) for year, entries in years.items())
        return self.index("archive/", IndexPage(heading=self._words.archive, note=self._words.archive_help, groups=groups))

    def index(self, path: str, page: IndexPage) -> Plan:
        """The plan of an index page."""
        frame = Frame(title=page.heading, description=page.note, path=path, root=up(path.count("/")), feed_title=self._site.title)
        return self._site.plan("index.html", frame, page, page)

    def _titled(self, name: str, part: Part) -> str:
        return self._words.part.format(title=name, number=part.number) if part.number else name

    def _print(self, *parts: object, placed: tuple[Placed, ...]) -> bytes:
        return print_of_prints(print_of(self._site.print, parts), (item.print for item in placed))


def _folder(month: MonthShelf) -> str:
    return f"archive/{month.year}/{month.month:02}/"


def _pager(part: Part, folder: str, root: str) -> Pager:
    newer, older = (None if other is None else f"{root}{folder}{other}" for other in (part.newer, part.older))
    return Pager(newer=newer, older=older)


def _day(item: Placed) -> int:
    return item.slip.published_at.toordinal()
