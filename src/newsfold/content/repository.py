"""The portal folder's files: records, topics, organizations, held pictures. The only place that reads and writes them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from newsfold.article import Article, Frozen, Organization, Topic
from newsfold.content.atomic import sweep, write_atomically
from newsfold.content.decisions import FOLDER as DECISIONS
from newsfold.content.decisions import decisions_path, read_decisions, write_decisions
from newsfold.content.hidden import is_plainly_hidden
from newsfold.content.paths import record_path
from newsfold.content.record import Record, read_record, write_record
from newsfold.content.taxonomy import read_organization, read_topic
from newsfold.errors import NewsfoldError, RecordError
from newsfold.story import Decision

RECORDS = "_news"
TOPICS = "_data/topics"
ORGANIZATIONS = "_data/organizations"
SOURCES = "_data/sources.yaml"
PICTURES = "assets/pictures"
LOGOS = "assets/images/organizations"
LETTERS = "_newsletters"

LARGEST_FILE = 20_000_000
"""The most bytes a record, topic or organization file may have."""

T = TypeVar("T")
Announce = Callable[[str, bytes], None]


class Readable(Frozen, frozen=True, kw_only=True):
    """What could be read of a folder, in order of path, and an error for each file that could not."""

    records: tuple[Record, ...] = ()
    topics: tuple[Topic, ...] = ()
    organizations: tuple[Organization, ...] = ()
    errors: tuple[RecordError, ...] = ()


class Grown(Frozen, frozen=True, kw_only=True):
    """A file that lines were added to: its path, its stamp before, None where there was no file, and its stamp now."""

    path: str
    before: str | None
    stamp: str


class Repository:
    """The files of one portal folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._taken: set[str] | None = None

    def sweep(self) -> None:
        """Remove what killed runs left half written. To be called under the portal's lock."""
        for folder in (RECORDS, PICTURES, LOGOS, ORGANIZATIONS, "_data", DECISIONS):
            sweep(self.folder / folder)

    def read_all(self) -> Readable:
        """Every record, topic and organization. A file that cannot be read becomes an error; the others are read all the same."""
        records, topics, organizations = self.records(), self.topics(), self.organizations()
        return Readable(
            records=records[0],
            topics=topics[0],
            organizations=organizations[0],
            errors=(*records[1], *topics[1], *organizations[1]),
        )

    def records(self) -> tuple[tuple[Record, ...], tuple[RecordError, ...]]:
        """The records, in order of path, and what could not be read."""
        return self._each(self.paths(), self.record)

    def topics(self) -> tuple[tuple[Topic, ...], tuple[RecordError, ...]]:
        """The topics, in order of file name, and what could not be read."""
        return self._each(self.topic_stamps(), self.topic)

    def organizations(self) -> tuple[tuple[Organization, ...], tuple[RecordError, ...]]:
        """The organizations, in order of file name, and what could not be read."""
        return self._each(self.organization_stamps(), self.organization_in)

    def topic(self, path: str) -> Topic:
        """The topic of one file. Raises :class:`RecordError`."""
        return read_topic(self.text(path), path=path)

    def organization_in(self, path: str) -> Organization:
        """The organization of one file. Raises :class:`RecordError`."""
        return read_organization(self.text(path), path=path)

    def organization(self, domain: str) -> Organization | None:
        """What the portal knows of a publisher; None where it has no file, or one that cannot be read."""
        path = f"{ORGANIZATIONS}/{domain}.md"
        if not re.fullmatch(r"[\w.-]+", domain) or not (self.folder / path).is_file():
            return None
        try:
            return read_organization(self.text(path), path=path)
        except RecordError:
            return None

    def decision_stamps(self) -> Mapping[str, str]:
        """For each file of editors' decisions a text that changes when it does."""
        files = sorted((self.folder / DECISIONS).glob("*.jsonl"))
        return {file.relative_to(self.folder).as_posix(): _stamp(file.stat()) for file in files}

    def decisions_in(self, path: str) -> tuple[tuple[Decision, ...], tuple[RecordError, ...]]:
        """The decisions of one file, and an error for each line that is none. Raises :class:`RecordError` where it cannot be read."""
        return read_decisions(self._bytes(path), where=path)

    def add_decisions(self, decisions: Sequence[Decision], *, announce: Announce | None = None) -> Grown:
        """Add decisions of one moment to the file of their month."""
        path = decisions_path(decisions[0].at)
        body = self._bytes(path) if self.has(path) else None
        before = None if body is None else self.stamp(path)  # Looked at after it was read: what it gets meanwhile shows.
        end = b"" if not body or body.endswith(b"\n") else b"\n"
        self._write(path, (body or b"") + end + write_decisions(decisions).encode(), announce)
        return Grown(path=path, before=before, stamp=self.stamp(path))

    def _each(self, paths: Iterable[str], read: Callable[[str], T]) -> tuple[tuple[T, ...], tuple[RecordError, ...]]:
        found: list[T] = []
        errors: list[RecordError] = []
        for path in sorted(paths):
            try:
                found.append(read(path))
            except RecordError as error:
                errors.append(error)
        return tuple(found), tuple(errors)

    def text(self, path: str) -> str:
        """A file's text, line ends as they are. Raises :class:`RecordError` where it is not readable UTF-8."""
        body = self._bytes(path)
        try:
            return body.decode("utf-8")
        except UnicodeDecodeError as error:
            line = body[: error.start].count(b"\n") + 1
            raise RecordError(f"is not UTF-8 in line {line}", where=path, line=line, remedy="Save it as UTF-8.") from error

    def _bytes(self, path: str) -> bytes:
        try:
            with open(os.path.join(self.folder, path), "rb") as file:
                # As much as the file has, and a byte to see that it has no more: to ask for the most there may be would reserve it.
                most = os.fstat(file.fileno()).st_size + 1
                body = file.read(min(most, LARGEST_FILE + 1))
                if len(body) == most:
                    body += file.read(LARGEST_FILE + 1 - len(body))
        except OSError as error:
            raise RecordError(f"cannot be read: {error.strerror}", where=path, remedy="Mend the file or its permissions.") from error
        if len(body) > LARGEST_FILE:
            raise RecordError(f"is larger than {LARGEST_FILE:,} bytes", where=path, remedy="Take it out of the folder.")
        return body

    def record(self, path: str) -> Record:
        """One record. Raises :class:`RecordError`."""
        return read_record(self.text(path), path=path)

    def shown_article(self, path: str) -> Article | None:
        """The article of one record as readers see it, without its sealed fields; None where they do not. Raises :class:`RecordError`."""
        text = self.text(path)
        if is_plainly_hidden(text):
            return None
        article = read_record(text, path=path).article
        return article.evolve(secured=None) if article.is_shown else None

    def paths(self) -> tuple[str, ...]:
        """The paths of the records, in order."""
        return tuple(f"{RECORDS}/{file.name}" for file in sorted((self.folder / RECORDS).glob("*.md")))

    def stamps(self, only: Collection[str] | None = None) -> Mapping[str, str]:
        """For each record's path a text that changes when the file does; or for some paths."""
        if only is not None:
            return {path: self.stamp(path) for path in sorted(only) if self.has(path)}
        return self._stamps(RECORDS, ".md")

    def topic_stamps(self) -> Mapping[str, str]:
        """The same for each topic file."""
        return self._stamps(TOPICS, ".yaml", ".yml")

    def organization_stamps(self) -> Mapping[str, str]:
        """The same for each organization file."""
        return self._stamps(ORGANIZATIONS, ".md")

    def letter_stamps(self) -> Mapping[str, str]:
        """The same for each edition of the newsletter: ``ai-fold-2026-11-05.html`` becomes ``newsletter/ai-fold-2026-11-05/``."""
        return self._stamps(LETTERS, ".html")

    def _stamps(self, folder: str, *endings: str) -> Mapping[str, str]:
        try:
            with os.scandir(self.folder / folder) as files:
                # A link to nothing has facts of its own; it is told where it is read.
                return {
                    f"{folder}/{file.name}": _stamp(file.stat(follow_symlinks=not file.is_symlink() or os.path.exists(file)))
                    for file in files
                    if file.name.endswith(endings)
                }
        except (FileNotFoundError, NotADirectoryError):
            return {}

    def stamp(self, path: str) -> str:
        """The stamp of one record."""
        return _stamp(os.stat(f"{self.folder}/{path}"))

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return os.path.isfile(f"{self.folder}/{path}")

    def new_path(self, article: Article) -> str:
        """The path a new record of this article gets (RECORD.md, law 1)."""
        return record_path(article.title, article.address, article.published_at, self._taken_paths())

    def new_record(self, article: Article) -> Article:
        """The article with the path its new record gets; no other gets that path from now on."""
        placed = article.evolve(path=article.path or self.new_path(article))
        self._taken_paths().add(placed.path.lower())
        return placed

    def add(self, article: Article, *, announce: Announce | None = None) -> Article:
        """Write a new record and return the article with its path. ``announce`` is told path and bytes before they are written."""
        placed = self.new_record(article)
        self._write(placed.path, write_record(article).encode(), announce)
        return placed

    def write(self, path: str, body: bytes) -> None:
        """Write a file whole or not at all. Raises :class:`NewsfoldError`."""
        self._write(path, body, None)

    def digest(self, path: str) -> str:
        """The SHA-256 of a file in hex; empty where there is none."""
        try:
            return hashlib.sha256((self.folder / path).read_bytes()).hexdigest()
        except OSError:
            return ""

    def change(self, article: Article, *, announce: Announce | None = None) -> bool:
        """Make the record at the article's path tell this article; say whether a byte changed. Raises :class:`RecordError`."""
        from newsfold.content.record_change import change_record  # noqa: PLC0415 - who only reads needs neither it nor YAML

        text = self.text(article.path)
        changed = change_record(read_record(text, path=article.path), article)
        if changed.text == text:
            return False
        self._write(article.path, changed.text.encode(), announce)
        return True

    def replace(self, record: Record, *, announce: Announce | None = None) -> bool:
        """Write a record's text over the file at its path; say whether a byte changed."""
        if self.text(record.article.path) == record.text:
            return False
        self._write(record.article.path, record.text.encode(), announce)
        return True

    def _write(self, path: str, body: bytes, announce: Announce | None) -> None:
        if announce:
            announce(path, body)
        try:
            write_atomically(self.folder / path, body)
        except OSError as error:
            remedy = "Nothing is damaged; make room or mend the rights, then run again."
            raise NewsfoldError(f"cannot be written: {error.strerror}", where=path, remedy=remedy) from error

    def _taken_paths(self) -> set[str]:
        if self._taken is None:
            self._taken = {f"{RECORDS}/{file.name.lower()}" for file in (self.folder / RECORDS).glob("*.md")}
        return self._taken

    def held_pictures(self, articles: tuple[Article, ...]) -> Mapping[str, str]:
        """For each picture address in the articles that the portal holds, the copy's path in the portal folder."""
        return self.held_among(image.url for article in articles for image in article.images)

    def held_among(self, urls: Iterable[str]) -> Mapping[str, str]:
        """For each of these picture addresses that the portal holds, the copy's path in the portal folder."""
        try:
            names = sorted(name for name in os.listdir(self.folder / PICTURES) if "." in name)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        files = {name.rpartition(".")[0]: f"{PICTURES}/{name}" for name in names}
        keys = {url: picture_key(url) for url in urls} if files else {}
        return {url: files[key] for url, key in keys.items() if key in files}


def _stamp(facts: os.stat_result) -> str:
    # With the time of the last change of the file's facts, which no program can set back: an edit in place that keeps size and time shows.
    return f"{facts.st_mtime_ns}:{facts.st_size}:{facts.st_ino}:{facts.st_ctime_ns}"


def picture_key(url: str) -> str:
    """The file name, without ending, of the held copy of the picture at an address."""
    return hashlib.sha256(url.encode()).hexdigest()[:32]
