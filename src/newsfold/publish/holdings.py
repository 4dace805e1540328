"""What goes into publishing and what comes out: the portal's holdings, and files with their bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from newsfold.article import Article, Frozen, Organization, Topic
from newsfold.held_sizes import HeldSize
from newsfold.page import Source
from newsfold.publish.slips import Kept
from newsfold.settings import Settings


class HeldPicture(Frozen, frozen=True, kw_only=True):
    """A picture the portal holds: its file, relative to the portal folder, and its true size in pixels where that is known.

    ``sizes`` are the files it stands in beside that one, the smallest of each type first; ``cards`` are those cut to 16 by 9, the JPEG
    first. Only files that are there.
    """

    path: str
    width: int | None = None
    height: int | None = None
    sizes: tuple[HeldSize, ...] = ()
    cards: tuple[HeldSize, ...] = ()


class OwnPage(Frozen, frozen=True, kw_only=True):
    """A page or post the portal's owner wrote, in Markdown.

    ``name`` is its folder on the site, without the date of a post; ``day`` is a post's, ``YYYY-MM-DD``, empty for a page. ``order`` is its
    place among the links at the foot of each page, lowest first. ``is_shipped``: it comes with newsfold.
    """

    name: str
    title: str
    body: str
    description: str = ""
    day: str = ""
    order: int = 50
    is_shipped: bool = False


class Letter(Frozen, frozen=True, kw_only=True):
    """An edition of the newsletter as a page of the site: its folder below ``newsletter/``, title, day (``YYYY-MM-DD``), and whole HTML.

    ``pictures`` are files in the portal folder that the page shows.
    """

    name: str
    title: str
    day: str
    html: str
    pictures: tuple[str, ...] = ()


def no_sources(text: str) -> tuple[Source, ...]:
    """No sources, whatever the list."""
    return ()


class FileCopy(Frozen, frozen=True, kw_only=True):
    """A file that the site has as it is, such as a held picture: where it stands and where it goes, both below the portal folder."""

    source: str
    path: str


class Holdings(Frozen, frozen=True, kw_only=True):
    """All that a portal has to publish: every record, published or not, or the shown ones as they are kept; and what explains them.

    ``organizations`` goes by domain, ``held_pictures`` by the picture's recorded address. ``templates`` are the portal's own by name,
    ``wording`` its own words by name; both stand before newsfold's. ``letters`` are the editions, the newest first, ``static`` the owner's
    files that pass through as they are. ``subscribe_url`` leads to where one subscribes. ``source_list`` is the text of its list of
    sources, which ``read_sources`` reads where it is needed.
    """

    articles: Sequence[Article | Kept]
    topics: tuple[Topic, ...] = ()
    organizations: Mapping[str, Organization] = {}
    settings: Settings = Settings()
    held_pictures: Mapping[str, HeldPicture] = {}
    own_pages: tuple[OwnPage, ...] = ()
    letters: tuple[Letter, ...] = ()
    subscribe_url: str = ""
    source_list: str = ""
    read_sources: Callable[[str], tuple[Source, ...]] = no_sources
    static: tuple[FileCopy, ...] = ()
    templates: Mapping[str, str] = {}
    wording: Mapping[str, object] = {}


class Output(Frozen, frozen=True, kw_only=True):
    """A file to publish: its path below the portal folder, parts joined by ``/``, and its bytes."""

    path: str
    body: bytes


class Plan(Frozen, frozen=True, kw_only=True):
    """A file that is drawn only where it is needed: the places it stands in, a print of all it is made of, and how it is drawn.

    Two plans of one path and one print draw the same bytes. One without a print is drawn whenever it is made.
    """

    paths: tuple[str, ...]
    inputs: bytes = b""
    draw: Callable[[], bytes]
