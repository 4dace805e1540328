"""What goes into publishing and what comes out: the portal's holdings, and files with their bytes."""

from __future__ import annotations

from collections.abc import Mapping

from newsfold.article import Article, Frozen, Organization, Topic
from newsfold.settings import Settings


class HeldPicture(Frozen, frozen=True, kw_only=True):
    """A picture the portal holds: its file, relative to the portal folder, and its size in pixels where that is known."""

    path: str
    width: int | None = None
    height: int | None = None


class Holdings(Frozen, frozen=True, kw_only=True):
    """All that a portal has to publish: every record, published or not, and what explains them.

    ``organizations`` goes by domain, ``held_pictures`` by the picture's recorded address.
    """

    articles: tuple[Article, ...]
    topics: tuple[Topic, ...] = ()
    organizations: Mapping[str, Organization] = {}
    settings: Settings = Settings()
    held_pictures: Mapping[str, HeldPicture] = {}


class Output(Frozen, frozen=True, kw_only=True):
    """A file to publish: its path below the portal folder, parts joined by ``/``, and its bytes."""

    path: str
    body: bytes


class PictureCopy(Frozen, frozen=True, kw_only=True):
    """A held picture that the site shows: the file it stands in and the path it is copied to, both below the portal folder."""

    source: str
    path: str
