"""The site: what all its pages share, and the page of each story."""

from __future__ import annotations

from collections.abc import Container, Iterator
from functools import partial

from markupsafe import Markup

from newsfold.article import Frozen
from newsfold.publish.addresses import safe_letter_name, safe_link, safe_page_name, up
from newsfold.publish.cards import Dealer
from newsfold.publish.catalogue import Catalogue, Placed
from newsfold.publish.heat_plot import plot_of
from newsfold.publish.holdings import Holdings, OwnPage, Plan
from newsfold.publish.languages import is_from_the_right, marks, tag_of
from newsfold.publish.own_words import default_pages
from newsfold.publish.pages import About, Around, Frame, LostPage, MenuItem, OwnLink, StoryPage
from newsfold.publish.pieces import Pieces, rooted
from newsfold.publish.plain_text import MAX_EXCERPT, MAX_NAME, shown
from newsfold.publish.player import player_of
from newsfold.publish.prints import print_of
from newsfold.publish.structured_data import list_data, story_data
from newsfold.publish.theme import Theme
from newsfold.publish.timeline import timeline_of
from newsfold.publish.wording import clock_words, date_words


class Site:
    """What the pages of one run share. ``print`` is that of all a page depends on beside what it shows."""

    def __init__(self, catalogue: Catalogue, holdings: Holdings, theme: Theme) -> None:
        portal = catalogue.settings.portal
        self.catalogue = catalogue
        self.words = catalogue.words
        self.theme = theme
        self.dealer = Dealer(catalogue)
        self.pieces = Pieces(theme, self.dealer)
        self.url = catalogue.settings.site_url
        self.title = shown(portal.title or portal.topic, MAX_NAME) or self.words.untitled
        self.letters = tuple(letter for letter in holdings.letters if safe_letter_name(letter.name))
        self.subscribe_url = safe_link(holdings.subscribe_url)
        self.own_pages = _usable_pages((*holdings.own_pages, *default_pages(self.words.language, self.title)))
        self.about = About(
            title=self.title,
            description=shown(portal.description, MAX_EXCERPT),
            url=self.url,
            locale=portal.locale,
            style=theme.style_path,
            script=theme.script_path,
            search_script=theme.search_path,
            menu=self._menu(),
            links=self._links(),
            contact=_contact(portal.contact),
            has_search=catalogue.settings.publish.search,
        )
        topics = [(shelf.topic.id, shelf.topic.name, shelf.is_own) for shelf in catalogue.shelves]
        self.print = print_of(theme.print, self.words, self.about, topics, portal, catalogue.settings.publish)
        self._host = portal.url.split("//")[-1].split("/")[0].split(":")[0].lower()
        self._language = tag_of(portal.locale) or self.words.language
        self._arounds: dict[tuple[str, bool, str | None, str], Around] = {}

    def drawn(self, template: str, frame: Frame, page: Frozen | None = None) -> bytes:
        """A page, filled in, within its frame."""
        around = self._around(frame)
        text = self.theme.drawn(template, page=page, frame=frame, around=around, site=self.about, words=self.words)
        return rooted(text, frame.root)

    def plan(self, template: str, frame: Frame, page: Frozen | None, *shown_here: object) -> Plan:
        """The plan of a page that costs little to describe; ``shown_here`` are what its frame and context are made of."""
        draw = partial(self.drawn, template, frame, page)
        return Plan(paths=(page_path(frame.path),), inputs=print_of(self.print, template, frame, shown_here), draw=draw)

    def stories(self, but: Container[str] = ()) -> Iterator[Plan]:
        """The page of each shown article ``but`` those of these names."""
        for item in self.catalogue.placed:
            if item.name not in but:
                yield Plan(paths=(page_path(f"news/{item.name}/"),), draw=partial(self.story, item))

    def story(self, item: Placed) -> bytes:
        """The page of one article."""
        article, card = item.article, self.dealer.card(item)
        path = f"news/{item.name}/"
        picture = card.picture
        picture_url = (f"{self.url}/{picture.url}" if picture.is_held else picture.url) if picture else None
        updated = article.updated_at if article.updated_at and article.updated_at > article.published_at else None
        timeline = timeline_of(article, card, self.words)
        frame = Frame(
            title=card.title,
            description=card.excerpt,
            path=path,
            root=up(2),
            feed_title=self.title,
            kind="article",
            picture_url=picture_url,
            language=tag_of(article.language),
            data=story_data(article, card, url=f"{self.url}/{path}", picture_url=picture_url, site_name=self.title, site_url=self.url),
        )
        page = StoryPage(
            card=card,
            updated=f"{date_words(self.words, updated)}, {clock_words(updated)}" if updated else None,
            timeline=timeline,
            plot=plot_of(timeline, self.words) if timeline else None,
            player=player_of(article.featured_content, self._host) if card.is_video else None,
        )
        return self.drawn("story.html", frame, page)

    def lost(self) -> Plan:
        """The page for addresses that lead nowhere. It may be shown at any depth, so it carries its style and links from the root."""
        root = self.catalogue.settings.portal.baseurl.rstrip("/") + "/"
        frame = Frame(title=self.words.not_found, description="", path="404.html", root=root)
        return self.plan("404.html", frame, LostPage(style=self.theme.style))

    def data_of_list(self, path: str, title: str, placed: tuple[Placed, ...]) -> Markup:
        """The schema.org data of a page of stories."""
        names = [(self.dealer.card(item).title, f"{self.url}/news/{item.name}/") for item in placed]
        return list_data(f"{self.url}/{path}", title, names, site_name=self.title, site_url=self.url, is_front=not path)

    def _around(self, frame: Frame) -> Around:
        language = frame.language or self._language
        key = (frame.root, frame.is_front, frame.current_topic, language)
        if key not in self._arounds:
            in_words, in_own = marks(self.words.language, language), marks(self._language, self.words.language)
            given = {"root": frame.root, "is_front": frame.is_front, "current_topic": frame.current_topic, "site": self.about}
            header, footer = (
                self.theme.drawn(name, **given, words=self.words, in_words=in_words, in_own=in_own)
                for name in ("header.html", "footer.html")
            )
            self._arounds[key] = Around(
                header=Markup(header),  # noqa: S704 - drawn by escaping templates, so safe to stand in others as they are
                footer=Markup(footer),  # noqa: S704
                language=language,
                is_from_the_right=is_from_the_right(language),
                in_words=in_words,
                in_own=in_own,
            )
        return self._arounds[key]

    @property
    def lists_letters(self) -> bool:
        """Whether there is a page that lists the editions: there are some, and the owner has no page of that name."""
        return bool(self.letters) and all(page.day or page.name != "newsletter" for page in self.own_pages)

    def _menu(self) -> tuple[MenuItem, ...]:
        return tuple(
            MenuItem(
                topic=self.dealer.topics[shelf.topic.name],
                label=shown(shelf.topic.shortname or shelf.topic.name, MAX_NAME),
            )
            for shelf in self.catalogue.shelves
            if shelf.placed and not shelf.is_own
        )

    def _links(self) -> tuple[OwnLink, ...]:
        pages = sorted((page for page in self.own_pages if not page.day), key=lambda page: (page.order, page.name))
        links = [OwnLink(title=shown(page.title, MAX_NAME), path=f"{page.name}/") for page in pages]
        posts = [OwnLink(title=self.words.posts, path="posts/")] if any(page.day for page in self.own_pages) else []
        letters = [OwnLink(title=self.words.newsletter, path="newsletter/")] if self.lists_letters else []
        return (*posts, *letters, *links)


def page_path(path: str) -> str:
    """Where a page of the site stands in the portal folder."""
    return f"site/{path}index.html" if not path or path.endswith("/") else f"site/{path}"


def _usable_pages(pages: tuple[OwnPage, ...]) -> tuple[OwnPage, ...]:
    """The pages whose names can be folders; of two with one name the first, so that the owner's stand before newsfold's."""
    usable: dict[tuple[str, str], OwnPage] = {}
    for page in pages:
        if safe_page_name(page.name):
            usable.setdefault((page.day, page.name), page)
    return tuple(usable.values())


def _contact(contact: str) -> str | None:
    """A link to the portal's contact: a web address, or a mail address."""
    if "@" in contact and "/" not in contact:
        plain = contact.removeprefix("mailto:")
        return f"mailto:{plain}" if all(sign.isalnum() or sign in "@.+-_" for sign in plain) else None
    return safe_link(contact)
