"""The site: front page, topic pages, story pages and the page for addresses that lead nowhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from newsfold.publish.addresses import up
from newsfold.publish.cards import Dealer
from newsfold.publish.catalogue import Catalogue, Placed, Shelf
from newsfold.publish.holdings import Output
from newsfold.publish.pages import About, Around, Frame, ListPage, MenuItem, Pager, StoryPage, days_of, front_order
from newsfold.publish.plain_text import MAX_EXCERPT, MAX_NAME, shown
from newsfold.publish.player import player_of
from newsfold.publish.structured_data import story_data
from newsfold.publish.timeline import timeline_of
from newsfold.publish.wording import ENGLISH, clock_words, date_words


@cache
def templates() -> Environment:
    """The compiled templates; everything filled in is escaped."""
    return Environment(
        loader=PackageLoader("newsfold.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def style() -> str:
    """The style sheet."""
    return (files("newsfold.publish") / "static" / "style.css").read_text(encoding="utf-8")


def style_path() -> str:
    """Where the style sheet stands on the site. Its name changes with its content, so that it may be cached for ever."""
    return f"assets/style-{hashlib.sha256(style().encode()).hexdigest()[:8]}.css"


class Site:
    """Draws the pages of one run."""

    def __init__(self, catalogue: Catalogue) -> None:
        portal = catalogue.settings.portal
        self._catalogue = catalogue
        self._url = catalogue.settings.site_url
        self._host = portal.url.split("//")[-1].split("/")[0].split(":")[0].lower()
        self._title = shown(portal.title or portal.topic, MAX_NAME) or ENGLISH.untitled
        self._description = shown(portal.description, MAX_EXCERPT)
        self.dealer = Dealer(catalogue)
        self._size = max(1, catalogue.settings.publish.front_page_size)
        environment = templates()
        self._about = About(
            title=self._title,
            description=self._description,
            url=self._url,
            locale=portal.locale,
            style=style_path(),
            menu=self._menu(),
            latest=date_words(catalogue.placed[0].article.published_at) if catalogue.placed else "",
        )
        self._arounds: dict[tuple[str, bool, str | None], Around] = {}
        self._list = environment.get_template("list.html")
        self._story = environment.get_template("story.html")
        self._lost = environment.get_template("404.html")

    def assets(self) -> Iterator[Output]:
        """The style sheet and the icon."""
        yield Output(path=f"site/{style_path()}", body=style().encode())
        yield Output(path="site/assets/icon.svg", body=(files("newsfold.publish") / "static" / "icon.svg").read_bytes())

    def stories(self) -> Iterator[Output]:
        """The page of each shown article."""
        for item in self._catalogue.placed:
            page = self._story_page(item)
            yield _html(f"news/{item.name}/index.html", self._drawn(self._story, page.frame, page=page))

    def lists(self) -> Iterator[Output]:
        """The pages of each topic, then those of the front; the oldest first, so that "older stories" always leads somewhere."""
        for shelf in self._catalogue.shelves:
            if not shelf.is_own:
                yield from self._pages(shelf.placed, f"topics/{shelf.topic.id}/", shelf)
        yield from self._pages(self._catalogue.placed, "", None)

    def lost(self) -> Output:
        """The page for addresses that lead nowhere. It may be shown at any depth, so it carries its style and links from the root."""
        root = self._catalogue.settings.portal.baseurl.rstrip("/") + "/"
        frame = Frame(title=ENGLISH.not_found, description="", path="404.html", root=root, feed="feed.xml")
        sheet = Markup(style())  # noqa: S704 - our own file
        return _html("404.html", self._drawn(self._lost, frame, style=sheet))

    def _drawn(self, template: Template, frame: Frame, *, page: ListPage | StoryPage | None = None, style: Markup | None = None) -> str:
        around = self._around(frame)
        return template.render(page=page, frame=frame, style=style, around=around, site=self._about, words=ENGLISH)

    def _around(self, frame: Frame) -> Around:
        key = (frame.root, frame.is_front, frame.current_topic)
        if key not in self._arounds:
            given = {"root": frame.root, "is_front": frame.is_front, "current_topic": frame.current_topic, "site": self._about}
            header, footer = (templates().get_template(name).render(given, words=ENGLISH) for name in ("header.html", "footer.html"))
            # Drawn by escaping templates, so safe to stand in others as they are.
            self._arounds[key] = Around(header=Markup(header), footer=Markup(footer))  # noqa: S704
        return self._arounds[key]

    def _pages(self, placed: Sequence[Placed], folder: str, shelf: Shelf | None) -> Iterator[Output]:
        ordered = front_order(placed)
        last = max(1, -(-len(ordered) // self._size))
        for page in range(last, 0, -1):
            window = ordered[(page - 1) * self._size : page * self._size]
            context = self._list_page(window, folder, shelf, page=page, last=last, count=len(ordered))
            yield _html(f"{context.frame.path}index.html", self._drawn(self._list, context.frame, page=context))

    def _list_page(self, window: Sequence[Placed], folder: str, shelf: Shelf | None, *, page: int, last: int, count: int) -> ListPage:
        path = f"{folder}page/{page}/" if page > 1 else folder
        way_up = up(path.count("/"))
        heading = shown(shelf.topic.name, MAX_NAME) if shelf else None
        has_hero = page == 1 and bool(window)
        title = heading or (self._title if page == 1 else ENGLISH.older)
        if page > 1:
            title = f"{heading or self._title}, {ENGLISH.page.format(page=page, last=last)}"
        newer = None if page == 1 else way_up + (f"{folder}page/{page - 1}/" if page > 2 else folder)
        return ListPage(
            frame=Frame(
                title=title,
                description=self._description,
                path=path,
                root=way_up,
                feed=f"{folder}feed.xml",
                is_front=shelf is None and page == 1,
                current_topic=shelf.topic.id if shelf else None,
            ),
            heading=heading,
            count=count,
            hero=self.dealer.card(window[0]) if has_hero else None,
            days=days_of(window[1:] if has_hero else window, self.dealer),
            pager=Pager(
                page=page,
                last=last,
                newer=newer or ("./" if newer == "" else None),
                older=f"{way_up}{folder}page/{page + 1}/" if page < last else None,
            ),
        )

    def _story_page(self, item: Placed) -> StoryPage:
        article, card = item.article, self.dealer.card(item)
        path = f"news/{item.name}/"
        picture = card.picture
        picture_url = (f"{self._url}/{picture.url}" if picture.is_held else picture.url) if picture else None
        updated = article.updated_at if article.updated_at and article.updated_at > article.published_at else None
        return StoryPage(
            frame=Frame(
                title=card.title, description=card.excerpt, path=path, root=up(2), feed="feed.xml", kind="article", picture_url=picture_url
            ),
            card=card,
            updated=f"{date_words(updated)}, {clock_words(updated)}" if updated else None,
            timeline=timeline_of(article, card),
            player=player_of(article.featured_content, self._host) if card.is_video else None,
            data=story_data(article, card, url=f"{self._url}/{path}", picture_url=picture_url, site_name=self._title, site_url=self._url),
        )

    def _menu(self) -> tuple[MenuItem, ...]:
        return tuple(
            MenuItem(
                topic=self.dealer.topics[shelf.topic.name],
                label=shown(shelf.topic.shortname or shelf.topic.name, MAX_NAME),
                count=len(shelf.placed),
            )
            for shelf in self._catalogue.shelves
            if shelf.placed and not shelf.is_own
        )


def _html(path: str, text: str) -> Output:
    return Output(path=f"site/{path}", body=text.encode("utf-8", "replace"))
