"""Publishing a portal folder: its records and own pages in, ``api/`` and ``site/`` out. Opens no connection, needs no store.

What a run learned is remembered in ``.newsfold/`` (:class:`newsfold.publish.Memory`): only records that changed are read again, and only
files whose makings changed are drawn again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import closing, nullcontext
from pathlib import Path
from shutil import rmtree
from typing import TypeVar

from newsfold.article import Article, Frozen, Organization, Topic
from newsfold.content.repository import PICTURES, SOURCES, Repository
from newsfold.content.state_folder import STATE, state_folder
from newsfold.day.portal_pages import own_letters, own_pages, own_templates, own_wording, subscribe_url
from newsfold.errors import NewsfoldError, RecordError
from newsfold.held_sizes import card_sizes, held_sizes
from newsfold.page import Source
from newsfold.publish import MEMORY, HeldPicture, Holdings, Memory, Traces, Written, catalogue_of, held_copies, index_site, plans, write
from newsfold.settings import Settings

_COMPILED = "templates"
"""Below ``.newsfold/``: newsfold's templates, compiled."""


class Published(Frozen, frozen=True, kw_only=True):
    """What readers see now, what it took to write it, and which files could not be read."""

    shown: int
    files: Written
    errors: tuple[str, ...] = ()


_Value = TypeVar("_Value", bound=Frozen)
_Read = tuple[tuple[_Value, ...], tuple[RecordError, ...]]
"""What could be read, in order of path, and an error for each file that could not."""


def publish(settings: Settings, repository: Repository, *, clean: bool = False) -> Published:
    """Write ``api/`` and ``site/`` of a portal; never rewrites a record.

    ``clean``: forget what earlier runs remembered, read and draw everything. Raises :class:`NewsfoldError` where the folder cannot be
    written, and :class:`RecordError` for a template of the portal's own that cannot be used.
    """
    state = repository.folder / STATE
    _prepare(state, clean=clean)
    memory = Memory.open(state)
    with closing(memory) if memory else nullcontext():
        holdings, errors = _holdings(settings, repository, memory)
        traces = Traces(memory.traces() if memory else None)
        catalogue = catalogue_of(holdings)
        files = write(
            repository.folder,
            plans(holdings, catalogue, cache=state / _COMPILED),
            held=held_copies(catalogue, holdings.letters),
            traces=traces,
            others=("pagefind",) if settings.publish.search else (),
        )
        if settings.publish.search and (files.written or files.removed or not (repository.folder / "site" / "pagefind").is_dir()):
            index_site(repository.folder / "site")
        if memory:
            memory.put_traces(traces.after, traces.before)
    return Published(shown=len(catalogue.placed), files=files, errors=tuple(map(str, errors)))


def _prepare(state: Path, *, clean: bool) -> None:
    state_folder(state.parent)
    try:
        if clean:
            (state / MEMORY).unlink(missing_ok=True)
            rmtree(state / _COMPILED, ignore_errors=True)
    except OSError as error:
        raise NewsfoldError(f"cannot be written: {error.strerror}", where=str(state), remedy="Mend its rights.") from error


def _articles(repository: Repository, memory: Memory | None) -> _Read[Article]:
    """The shown articles; only records that changed are read."""
    return _remembered(memory, Article, repository.stamps(), repository.shown_article)


def _remembered(
    memory: Memory | None, kind: type[_Value], stamps: Mapping[str, str], read: Callable[[str], _Value | None]
) -> _Read[_Value]:
    """What files tell: from memory where they have not changed since, else read."""
    known = memory.known(kind, stamps) if memory else {}
    fresh: list[tuple[str, str, _Value | None]] = []
    errors = []
    for path in sorted(stamps.keys() - known.keys()):
        try:
            known[path] = read(path)
        except RecordError as error:
            errors.append(error)
            continue
        fresh.append((path, stamps[path], known[path]))
    if memory and fresh:
        memory.learn(kind, fresh)
    return tuple(value for _, value in sorted(known.items()) if value is not None), tuple(errors)


def _holdings(settings: Settings, repository: Repository, memory: Memory | None) -> tuple[Holdings, tuple[RecordError, ...]]:
    articles, article_errors = _articles(repository, memory)
    topics, topic_errors = _remembered(memory, Topic, repository.topic_stamps(), repository.topic)
    organizations, organization_errors = _remembered(memory, Organization, repository.organization_stamps(), repository.organization_in)
    pages, page_errors = own_pages(repository)
    letters, letter_errors = own_letters(repository, settings)
    holdings = Holdings(
        articles=articles,
        topics=topics,
        organizations={organization.domain: organization for organization in organizations},
        settings=settings,
        held_pictures=_held_pictures(repository, articles),
        own_pages=pages,
        letters=letters,
        subscribe_url=subscribe_url(settings),
        source_list=repository.text(SOURCES) if repository.has(SOURCES) else "",
        read_sources=_sources,
        templates=own_templates(repository),
        wording=own_wording(repository),
    )
    return holdings, (*article_errors, *topic_errors, *organization_errors, *page_errors, *letter_errors)


def _held_pictures(repository: Repository, articles: tuple[Article, ...]) -> Mapping[str, HeldPicture]:
    sizes = {image.url: image for article in articles for image in article.images}
    held = repository.held_pictures(articles)
    folder = repository.folder / PICTURES
    there = {f"{PICTURES}/{name}" for name in os.listdir(folder)} if held else set()
    return {url: _held_picture(path, sizes[url].width, sizes[url].height, there) for url, path in sorted(held.items())}


def _held_picture(path: str, width: int | None, height: int | None, there: Collection[str]) -> HeldPicture:
    """A held picture with its sizes, where all of them are there: a record whose width was changed by hand names others."""
    sizes, cards = held_sizes(path, width, height), card_sizes(path, width, height)
    return HeldPicture(
        path=path,
        width=width,
        height=height,
        sizes=sizes if all(size.path in there for size in sizes) else (),
        cards=tuple(size for size in cards if size.path in there),
    )


def _sources(text: str) -> tuple[Source, ...]:
    # Collecting loads an HTTP client; only a run whose source list changed needs it.
    from newsfold.collect import read_source_list  # noqa: PLC0415

    return read_source_list(text, where=SOURCES)
