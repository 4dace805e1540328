"""The list of sources as its owner keeps it: read, added to, taken from, paused, brought in and out as OPML; and how each source does.

The list is a file that people edit: what a change does not touch stays as it stands, comments and order included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from newsfold.collect import Clock, read_opml, read_source_list, revived, source_health, write_opml, write_source_list
from newsfold.content.atomic import write_atomically
from newsfold.content.repository import SOURCES, Repository
from newsfold.errors import InputError, SourceError
from newsfold.outcome import Rejected
from newsfold.page import Rhythm, Source, SourceHealth
from newsfold.store import Store

LARGEST_OPML = 20_000_000


@dataclass(frozen=True)
class Sourcing:
    """The sources of one portal."""

    repository: Repository
    store: Store
    clock: Clock

    @property
    def _file(self) -> Path:
        return self.repository.folder / SOURCES

    def all(self) -> tuple[Source, ...]:
        """The sources in ``_data/sources.yaml``. Raises :class:`SourceError` where the list cannot be read."""
        return read_source_list(self._text(), where=SOURCES) if self._file.exists() else ()

    def health(self) -> tuple[tuple[Source, SourceHealth], ...]:
        """Each source and how it does, in the order of the list."""
        states, counts, now = self.store.source_states(), self.store.source_counts(), self.clock.now()
        return tuple((one, source_health(one, states.get(one.url), counts.get(one.url), now=now)) for one in self.all())

    def add(self, fresh: Sequence[Source]) -> tuple[Source, ...]:
        """Put sources at the end of the list; return those that did not stand there."""
        standing = self.all()
        known = {source.url for source in standing}
        added = tuple({source.url: source for source in reversed(fresh) if source.url not in known}.values())[::-1]
        if added:
            text = self._text() if standing else ""
            joined = f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{write_source_list(added)}"
            self._write(joined, (*standing, *added))
        return added

    def remove(self, name: str) -> Source:
        """Take a source off the list; its articles stay. Raises :class:`InputError` where it is not on it."""
        gone = self.named(name)
        self._change(gone, None)
        return gone

    def pause(self, name: str, *, paused: bool) -> Source:
        """Pause a source, or have it asked again, also where it was retired. Raises :class:`InputError` where it is not on the list."""
        source = self.named(name).evolve(paused=paused)
        if source != self.named(name):
            self._change(self.named(name), source)
        state = self.store.source_states().get(source.url)
        if state is not None and not paused:
            self.store.put_source_states([revived(state)])
        return source

    def ask_every(self, name: str, every: Rhythm) -> Source:
        """Have a source asked so often. Raises :class:`InputError` where it is not on the list."""
        source = self.named(name)
        changed = source.evolve(every=every)
        if changed != source:
            self._change(source, changed)
        return changed

    def named(self, name: str) -> Source:
        """The source with this address, or the only one with this title. Raises :class:`InputError` where there is none."""
        found = [source for source in self.all() if name in (source.url, source.title)]
        if len(found) != 1:
            problem = "is no source of this portal" if not found else "is the title of several sources"
            raise InputError(problem, where=name, remedy="`newsfold sources` lists them; give the address.")
        return found[0]

    def import_opml(self, file: Path) -> tuple[tuple[Source, ...], tuple[Rejected, ...]]:
        """Add what an OPML file lists; return what was added and what was left out. Raises :class:`InputError`, :class:`SourceError`."""
        try:
            with file.open("rb") as opened:
                body = opened.read(LARGEST_OPML + 1)
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", where=str(file), remedy="Name an OPML file.") from error
        outline = read_opml(body, where=str(file))
        return self.add(outline.sources), outline.left_out

    def export_opml(self, title: str) -> str:
        """The list as OPML."""
        return write_opml(self.all(), title=title)

    def _text(self) -> str:
        return self.repository.text(SOURCES)

    def _change(self, old: Source, new: Source | None) -> None:
        standing = self.all()
        wanted = tuple(new if one is old or one == old else one for one in standing)
        self._write(_without(self._text(), standing.index(old), len(standing), new), tuple(one for one in wanted if one is not None))

    def _write(self, text: str | None, wanted: tuple[Source, ...]) -> None:
        """Write the text where it says what is wanted, else the list written anew."""
        try:
            says_it = text is not None and read_source_list(text, where=SOURCES) == wanted
        except SourceError:
            says_it = False
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._file, (text if says_it and text is not None else write_source_list(wanted)).encode())


def _without(text: str, index: int, count: int, new: Source | None) -> str | None:
    """The list's text with the lines of one item replaced; ``None`` where its items do not stand on lines of their own."""
    document = yaml.compose(text, Loader=yaml.SafeLoader)
    if not isinstance(document, yaml.SequenceNode) or document.flow_style or len(document.value) != count:
        return None
    lines = text.splitlines(keepends=True)
    item = document.value[index]
    begin, end = item.start_mark.line, item.end_mark.line if item.end_mark.column == 0 else item.end_mark.line + 1
    while end > begin + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1  # What stands between two items belongs to the next.
    return "".join([*lines[:begin], *([write_source_list([new])] if new else []), *lines[end:]]) or "[]\n"
