"""Publishing a portal folder: its records and own pages in, ``api/`` and ``site/`` out. Opens no connection, needs no store.

What a run learned is remembered in ``.newsfold/`` (:class:`newsfold.publish.Memory`): only records that changed are read again, and only
files whose makings changed are drawn again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from newsfold.article import Article, Frozen, Organization, Topic
from newsfold.content.repository import PICTURES, SOURCES, Repository
from newsfold.content.state_folder import STATE, state_folder
from newsfold.day.portal_pages import STATIC, own_files, own_letters, own_pages, own_templates, own_wording, subscribe_url
from newsfold.errors import NewsfoldError, RecordError
from newsfold.held_sizes import card_sizes, held_sizes
from newsfold.page import Source
from newsfold.publish import (
    MEMORY,
    Delivered,
    HeldPicture,
    Holdings,
    Kept,
    Leaves,
    Memory,
    Slip,
    Traces,
    Written,
    catalogue_of,
    held_copies,
    index_site,
    kept_of,
    plans,
    write,
)
from newsfold.settings import Settings

_COMPILED = "templates"
"""Below ``.newsfold/``: newsfold's templates, compiled."""

_OURS = "site-is-newsfolds"
"""Below ``.newsfold/``: says so before the first file is written, so that a first run that is killed can be completed."""

_TELLING = ("llms.txt", "api/openapi.json")
"""Below ``site/``: by these a site that newsfold published is known again where ``.newsfold/`` is gone, as in a fresh clone."""


class Published(Frozen, frozen=True, kw_only=True):
    """What readers see now, what it took to write it, which files could not be read or published, and where the site was brought."""

    shown: int
    files: Written
    errors: tuple[str, ...] = ()
    delivered: tuple[Delivered, ...] = ()


_Value = TypeVar("_Value", bound=Frozen)

_OPEN = 20_000
"""Articles held open at once; a portal of 100,000 articles is published in bounded memory."""


def publish(settings: Settings, repository: Repository, *, clean: bool = False) -> Published:
    """Write ``api/`` and ``site/`` of a portal; never rewrites a record.

    ``clean``: forget what earlier runs remembered, read and draw everything. Raises :class:`NewsfoldError` where the folder cannot be
    written or ``site/`` holds what newsfold did not write, and :class:`RecordError` for a template of the portal's own that cannot be used.
    """
    state = repository.folder / STATE
    _prepare(state, clean=clean)
    _take_site(repository.folder)
    memory = Memory.open(state)
    with closing(memory) if memory else nullcontext():
        holdings, errors = _holdings(settings, repository, memory)
        traces = Traces(memory.traces() if memory else None)
        leaves = memory.leaves() if memory else Leaves()
        catalogue = catalogue_of(holdings)
        base = str(repository.folder)
        planned = plans(holdings, catalogue, cache=state / _COMPILED, leaves=leaves, base=base, traces=traces)
        files = write(
            repository.folder,
            planned,
            held=held_copies(catalogue, holdings.letters),
            static=holdings.static,
            traces=traces,
            others=("pagefind",) if settings.publish.search else (),
            standing=leaves.standing,
        )
        if settings.publish.search and (files.written or files.removed or not (repository.folder / "site" / "pagefind").is_dir()):
            index_site(repository.folder / "site")
        if memory:
            memory.put_traces(traces.after, traces.before)
            left = leaves.after(base, ((item.name, item.print) for item in catalogue.placed), (copy.path for copy in holdings.static))
            if changed := leaves.changed(left):
                memory.put_leaves(leaves.shared, left, changed)
    taken = (f"{path}: newsfold writes a file of that name itself. Give it another name." for path in files.taken)
    return Published(shown=len(catalogue.placed), files=files, errors=(*map(str, errors), *taken))


def _prepare(state: Path, *, clean: bool) -> None:
    state_folder(state.parent)
    try:
        if clean:
            from shutil import rmtree  # noqa: PLC0415 - for this alone

            (state / MEMORY).unlink(missing_ok=True)
            rmtree(state / _COMPILED, ignore_errors=True)
    except OSError as error:
        raise NewsfoldError(f"cannot be written: {error.strerror}", where=str(state), remedy="Mend its rights.") from error


def _take_site(folder: Path) -> None:
    """Make ``site/`` newsfold's, where all else is removed; refuse one that holds files and was never published by newsfold."""
    mark, site = folder / STATE / _OURS, folder / "site"
    if mark.exists():
        return
    if not all((site / name).is_file() for name in _TELLING):
        stranger = next((Path(place, names[0]) for place, _, names in os.walk(site) if names), None)
        if stranger is not None:
            problem = "is in the folder of the published site, and newsfold did not write it"
            remedy = f"Move what is yours out of site/ (into {STATIC}/ to have it published), or delete site/; then publish again."
            raise NewsfoldError(problem, where=stranger.relative_to(folder).as_posix(), remedy=remedy)
    try:
        mark.write_text("site/ is newsfold's: what newsfold does not publish is removed from it.\n", encoding="utf-8")
    except OSError as error:
        raise NewsfoldError(f"cannot be written: {error.strerror}", where=str(mark), remedy="Mend its rights.") from error


def _articles(repository: Repository, memory: Memory | None) -> tuple[tuple[Kept, ...], tuple[RecordError, ...]]:
    """The shown articles; only records that changed are read, and others opened where they are needed."""
    stamps = repository.stamps()
    before = memory.slips() if memory else {}
    slips = {path: known for path, known in before.items() if known[0] == stamps.get(path)}
    fresh: dict[str, Kept] = {}
    bodies: dict[str, bytes] = {}
    errors = []
    new = sorted(stamps.keys() - slips.keys())
    gone = before.keys() - slips.keys()
    for path in new:
        try:
            article = repository.shown_article(path)
        except RecordError as error:
            errors.append(error)
            continue
        if article:
            fresh[path], bodies[path] = kept_of(article)
        slips[path] = (stamps[path], fresh[path].slip if article else None)
    if memory and (new or gone):
        memory.put_articles(slips, bodies, gone.union(new))
    opened = lru_cache(maxsize=_OPEN)(partial(_opened, repository, memory))
    shown = ((path, slip) for path in sorted(slips) if (slip := slips[path][1]))
    return tuple(fresh.get(path) or Kept(slip=slip, opener=opened) for path, slip in shown), tuple(errors)


def _opened(repository: Repository, memory: Memory | None, slip: Slip) -> Article:
    known = memory.article(slip) if memory else None
    if known is None:
        article = repository.shown_article(slip.path)
        if article is None:
            raise RecordError("was hidden while it was published", where=slip.path, remedy="Publish again.")
        known = kept_of(article)[0].opened()
    return known


def _remembered(
    memory: Memory | None, kind: type[_Value], stamps: Mapping[str, str], read: Callable[[str], _Value]
) -> tuple[tuple[_Value, ...], tuple[RecordError, ...]]:
    """What could be read of files, in order of path: from memory where they have not changed since; an error for each other."""
    known = memory.known(kind, stamps) if memory else {}
    fresh: list[tuple[str, str, _Value]] = []
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
    return tuple(value for _, value in sorted(known.items())), tuple(errors)


def _holdings(settings: Settings, repository: Repository, memory: Memory | None) -> tuple[Holdings, tuple[RecordError, ...]]:
    articles, article_errors = _articles(repository, memory)
    topics, topic_errors = _remembered(memory, Topic, repository.topic_stamps(), repository.topic)
    organizations, organization_errors = _remembered(memory, Organization, repository.organization_stamps(), repository.organization_in)
    pages, page_errors = own_pages(repository)
    letters, letter_errors = own_letters(repository, settings, memory)
    holdings = Holdings(
        articles=articles,
        topics=topics,
        organizations={organization.domain: organization for organization in organizations},
        settings=settings,
        held_pictures=_held_pictures(repository, articles),
        own_pages=pages,
        letters=letters,
        subscribe_url=subscribe_url(settings),
        static=own_files(repository),
        source_list=repository.text(SOURCES) if repository.has(SOURCES) else "",
        read_sources=_sources,
        templates=own_templates(repository),
        wording=own_wording(repository),
    )
    return holdings, (*article_errors, *topic_errors, *organization_errors, *page_errors, *letter_errors)


def _held_pictures(repository: Repository, articles: Sequence[Kept]) -> Mapping[str, HeldPicture]:
    sizes = {image.url: image for kept in articles for image in kept.slip.images}
    held = repository.held_among(sizes)
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
