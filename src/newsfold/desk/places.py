"""From what an address at the desk names to what it names."""

from __future__ import annotations

import re
from urllib.parse import quote

from newsfold.article import Article
from newsfold.content.repository import Repository
from newsfold.desk.services import Desk
from newsfold.errors import NewsfoldError

_NAME = re.compile(r"[^/\\\x00-\x1f]{1,250}")


class UnknownError(NewsfoldError):
    """What was asked for is not there."""

    code = "not-found"
    http_status = 404


def record_of(desk: Desk, name: str) -> Article:
    """The article of a record by its file's name without ending, by its path or its address. Raises :class:`UnknownError`."""
    return desk.portal.repository.record(path_of(desk, name)).article


def path_of(desk: Desk, name: str) -> str:
    """The path of a record, named as in :func:`record_of`. Raises :class:`UnknownError`."""
    bare = name.removeprefix("_news/").removesuffix(".md")
    path = f"_news/{bare}.md"
    if _NAME.fullmatch(bare) and Repository(desk.folder).has(path):
        return path
    rows = desk.shelf.rows("SELECT path FROM cards WHERE address = ? AND path IS NOT NULL", (name,))
    if not rows:
        raise UnknownError("is no article of this portal", where=name[:200], remedy="Look for it with the search.")
    return str(rows[0][0])


def story_place(path: str) -> str:
    """The address at the desk of the story with this record."""
    return f"/stories/{quote(path.removeprefix('_news/').removesuffix('.md'))}"


def article_place(path: str) -> str:
    """The address at the desk of this record."""
    return f"/articles/{quote(path.removeprefix('_news/').removesuffix('.md'))}"
