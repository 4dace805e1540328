"""What stands on the site beside stories: pages (``_pages``), posts (``_posts``), editions, templates and words (``_templates``)."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, date
from pathlib import Path
from typing import Any, Final

from newsfold.content.front_matter import load_mapping, parse_document
from newsfold.content.paths import slug
from newsfold.content.repository import Repository
from newsfold.errors import RecordError, SettingsError
from newsfold.publish import ASSETS, TEMPLATES, WORDING_FILE, FileCopy, Letter, Memory, OwnPage
from newsfold.publish.prints import print_of
from newsfold.settings import Settings
from newsfold.written_time import day

PAGES: Final = "_pages"
"""The folder of the portal's own pages: ``about.md`` becomes ``about/``."""

POSTS: Final = "_posts"
"""The folder of its posts, named as Jekyll names them: ``2026-11-05-we-moved.md`` becomes ``posts/2026-11-05-we-moved/``."""

STATIC: Final = "static"
"""The folder of files that pass through to the site as they are: ``static/favicon.ico`` becomes ``favicon.ico``."""

_DOMAIN: Final = "CNAME"
"""In the portal folder or in ``static/``: the site's own domain, as GitHub Pages reads it."""

_STRAY: Final = frozenset({".DS_Store", "Thumbs.db", ".gitkeep", ".gitignore"})
"""Files of the system's and of git that nobody means to publish."""

_CARD = re.compile(r"assets/pictures/(?:[0-9a-f]{32}-card|plate-[0-9a-f]{16})\.jpg")
_POST = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")
_HEADING = re.compile(r"\A\s*#\s+(.+?)\s*#*\s*\n")
_LAST = 50


def own_pages(repository: Repository) -> tuple[tuple[OwnPage, ...], tuple[RecordError, ...]]:
    """The pages, then the posts, in order of file name, and what could not be read. ``published: false`` keeps one back."""
    found: list[OwnPage] = []
    errors: list[RecordError] = []
    for folder in (PAGES, POSTS):
        for file in sorted((repository.folder / folder).glob("*.md")):
            path = f"{folder}/{file.name}"
            try:
                page = _own_page(repository.text(path), path, is_post=folder == POSTS)
            except RecordError as error:
                errors.append(error)
            else:
                found.extend([page] if page else [])
    return tuple(found), tuple(errors)


def _own_page(text: str, path: str, *, is_post: bool) -> OwnPage | None:
    stem = path.partition("/")[2].removesuffix(".md")
    given: Mapping[str, Any] = {}
    body = text
    if text.startswith("---"):
        document = parse_document(text, where=path)
        given, body = load_mapping(document.front, where=path, first_line=2), document.body
    day = ""
    if is_post:
        dated = _POST.fullmatch(stem)
        if dated is None or not _is_day(dated[1]):
            raise RecordError("has no date in its name", where=path, remedy="Name it as in 2026-11-05-we-moved.md.")
        day, stem = dated.groups()
    heading = _HEADING.match(body)
    if heading and not given.get("title"):
        body = body[heading.end() :]
    order = given.get("order", _LAST)
    if given.get("published") is False:
        return None
    if not isinstance(order, int):
        raise RecordError(f"order must be a whole number, not {order!r}", where=path, remedy="Lower numbers stand first.")
    title = str(given.get("title") or (heading[1] if heading else stem))
    return OwnPage(name=slug(stem, path), title=title, body=body, description=str(given.get("description") or ""), day=day, order=order)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def own_letters(
    repository: Repository, settings: Settings, memory: Memory | None = None
) -> tuple[tuple[Letter, ...], tuple[RecordError, ...]]:
    """The editions in ``_newsletters/`` as pages of the site, the newest first, and what could not be read.

    ``memory`` has them where neither they nor what they are made with has changed.
    """
    stamps = repository.letter_stamps()
    if not stamps:
        return (), ()
    where = subscribe_url(settings) or f"{settings.site_url}/newsletter/"
    made_of = print_of(where, settings.mail.imprint, sorted(stamps.items()))
    letters = memory.letters(made_of) if memory else None
    errors: tuple[RecordError, ...] = ()
    if letters is None:
        letters, errors = _read_letters(repository, where, settings.mail.imprint)
        if memory and not errors:
            memory.put_letters(made_of, letters)
    return tuple(letter.evolve(pictures=tuple(filter(repository.has, letter.pictures))) for letter in letters), errors


def _read_letters(repository: Repository, where: str, imprint: str) -> tuple[tuple[Letter, ...], tuple[RecordError, ...]]:
    # Editions are drawn with libraries that a portal without new ones need not load.
    from newsfold.edition import web_page  # noqa: PLC0415
    from newsfold.mail.editions import kept_editions  # noqa: PLC0415

    kept, errors = kept_editions(repository)
    letters = (
        Letter(
            name=edition.id,
            title=edition.title,
            day=day(edition.at.astimezone(UTC)),
            html=web_page(edition.html, newsletter_url=where, imprint=imprint),
            pictures=tuple(sorted(set(_CARD.findall(edition.html)))),
        )
        for edition in reversed(kept)
    )
    return tuple(letters), errors


def own_files(repository: Repository) -> tuple[FileCopy, ...]:
    """The files in ``static/``, and ``CNAME``, in order of path. Links to folders are not followed."""
    base = repository.folder / STATIC
    found = [
        FileCopy(source=f"{STATIC}/{path}", path=f"site/{path}")
        for place, _, names in os.walk(base)
        for path in ((Path(place) / name).relative_to(base).as_posix() for name in names if name not in _STRAY)
    ]
    if repository.has(_DOMAIN) and not any(copy.path == f"site/{_DOMAIN}" for copy in found):
        found.append(FileCopy(source=_DOMAIN, path=f"site/{_DOMAIN}"))
    return tuple(sorted(found, key=lambda copy: copy.path))


def subscribe_url(settings: Settings) -> str:
    """Where readers ask for the newsletter: the form of `newsfold serve --public`; empty where there is none."""
    return f"{settings.serve.public_url.rstrip('/')}/newsletter/" if settings.serve.public_url else ""


def own_templates(repository: Repository) -> Mapping[str, str]:
    """The portal's own templates and assets by file name. Raises :class:`RecordError` for one that is not readable UTF-8."""
    folder = repository.folder / TEMPLATES
    files = sorted(file.name for file in folder.glob("*") if file.suffix == ".html" or file.name in ASSETS)
    return {name: repository.text(f"{TEMPLATES}/{name}") for name in files}


def own_wording(repository: Repository) -> Mapping[str, object]:
    """The portal's own words by name. Raises :class:`SettingsError` where the file is not valid TOML."""
    if not repository.has(WORDING_FILE):
        return {}
    import tomllib  # noqa: PLC0415 - few portals have words of their own

    try:
        return tomllib.loads(repository.text(WORDING_FILE))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"is not valid TOML: {error}", where=WORDING_FILE, remedy="Mend that line.") from error
