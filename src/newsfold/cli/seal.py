"""``newsfold seal``: the keys of the sealed fields."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from newsfold.article import Article, Frozen
from newsfold.cli.options import HERE, JsonOption, PortalOption
from newsfold.cli.reports import tell_errors
from newsfold.cli.terminal import counted, print_json, progress, say, table_row
from newsfold.content.atomic import write_atomically
from newsfold.content.lock import locked
from newsfold.content.record import read_record
from newsfold.content.repository import RECORDS, Repository
from newsfold.content.seal import KEY_VARIABLE, KeyRing, Sealed, add_key, new_key, reseal, unseal
from newsfold.errors import InputError, RecordError, SettingsError
from newsfold.outcome import Reason
from newsfold.portal import Portal

seal_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Make and rotate the keys of the sealed fields, and show what is sealed.",
)


class Rotated(Frozen, frozen=True, kw_only=True):
    """What a rotation did, in records: sealed again, under the first key already, kept as no key opens them, and what went wrong."""

    resealed: int = 0
    current: int = 0
    kept: int = 0
    errors: tuple[str, ...] = ()


@seal_app.command("init")
def init_command(portal: PortalOption = HERE) -> None:
    """Make the portal's first key, in a file that only you can read."""
    with Portal.open(portal) as opened:
        file = _key_file(opened)
        _refuse_keys_of_the_environment("put a key there")
        with locked(opened.folder, "seal init"):
            if file.exists():
                raise InputError("is there already", where=str(file), remedy="Change its key with `newsfold seal rotate`.")
            ignored = _keep_out_of_git(opened.folder, file)
            add_key(file, new_key())
    say(f"Made {file}. What newsfold seals from now on opens with the key in it and with nothing else.")
    say("Keep a copy of it away from this machine: a lost key cannot be made again, and what it sealed is lost with it.")
    say(f"Never put it into git{f'; .gitignore has the line {ignored} for that' if ignored else ''}.")


@seal_app.command("rotate")
def rotate_command(
    portal: PortalOption = HERE,
    new: Annotated[bool, typer.Option("--new-key/--no-new-key", help="Make a new key, or seal with the first one there is.")] = True,
    json: JsonOption = False,
) -> None:
    """Make a new key and seal every record with it that a known key opens.

    What no key opens stays byte for byte. The earlier keys stay in the key file. A rotation that was cut off is completed by
    `newsfold seal rotate --no-new-key`.
    """
    with Portal.open(portal) as opened, opened.rewriting("seal rotate") as change:
        keys = _keys(opened)
        if new:
            _refuse_keys_of_the_environment("put a new key before the others there and give --no-new-key")
            add_key(_key_file(opened), new_key())
            keys = _keys(opened)
        rotated = _rotate(opened.repository, keys, change, quiet=json)
    if json:
        print_json(rotated)
        raise typer.Exit(1 if rotated.errors else 0)
    say(f"{counted(rotated.resealed, 'record')} sealed again with the first key; {rotated.current:,} were already.")
    if rotated.kept:
        say(f"{counted(rotated.kept, 'record')} kept as they are, for no key opens what is sealed there.")
    if new:
        say("Copy the key file to where you keep its copy. Leave the earlier keys in it: the git history still needs them.")
    tell_errors(rotated.errors)


@seal_app.command("show")
def show_command(
    path: Annotated[str, typer.Argument(help="The record's path, such as _news/2026-11-10-title.md.", metavar="PATH")],
    portal: PortalOption = HERE,
    json: JsonOption = False,
) -> None:
    """Show what is sealed in a record."""
    with Portal.open(portal) as opened:
        keys = _keys(opened)
        article = _article(opened.repository, _record_path(path, opened.folder))
    if article.secured is None:
        raise InputError("has nothing sealed", where=article.path, remedy="Runs seal new records from the first key on.")
    sealed = unseal(article.secured, path=article.path, keys=keys)
    if json:
        print_json(sealed)
    else:
        _tell(sealed)


def _rotate(repository: Repository, keys: KeyRing, change: Callable[[Article], object], *, quiet: bool) -> Rotated:
    """Seal each record again where it must be, one after another, so that an edit made meanwhile is not undone. ``change`` writes it."""
    files = sorted((repository.folder / RECORDS).glob("*.md"))
    done: Counter[str] = Counter()
    errors: list[str] = []
    with progress(quiet=quiet) as told:
        told.begin("Sealing again", len(files))
        for file in files:
            path = file.relative_to(repository.folder).as_posix()
            try:
                done[_rotated(repository.text(path), path, keys, change)] += 1
            except RecordError as error:
                errors.append(str(error))
            told.advance()
    return Rotated(resealed=done["resealed"], current=done["current"], kept=done["kept"], errors=tuple(errors))


def _rotated(text: str, path: str, keys: KeyRing, change: Callable[[Article], object]) -> Literal["open", "kept", "current", "resealed"]:
    # Most of the time goes into reading YAML, and most portals have old records with nothing sealed.
    article = read_record(text, path=path).article if "secured" in text else None
    if article is None or article.secured is None:
        return "open"
    try:
        fresh = reseal(article.secured, path=path, keys=keys)
    except RecordError:
        return "kept"
    if fresh is None:
        return "current"
    change(article.evolve(secured=fresh))
    return "resealed"


def _key_file(portal: Portal) -> Path:
    return portal.folder / portal.settings.seal.key_file


def _keys(portal: Portal) -> KeyRing:
    keys = KeyRing.load(portal.folder, os.environ, portal.settings.seal.key_file)
    if keys is None:
        remedy = f"Make one with `newsfold seal init`, or bring back {_key_file(portal)} or {KEY_VARIABLE}."
        raise SettingsError("the portal has no key", where=str(portal.folder), remedy=remedy)
    return keys


def _refuse_keys_of_the_environment(instead: str) -> None:
    if os.environ.get(KEY_VARIABLE, "").strip():
        raise InputError("holds the keys, so one in a file would not be used", where=KEY_VARIABLE, remedy=f"Unset it, or {instead}.")


def _keep_out_of_git(folder: Path, key_file: Path) -> str:
    """The line in ``.gitignore`` that keeps the key file, and one a killed command left half written, out of git; added where missing.

    Empty for a key file that stands outside the portal folder.
    """
    place = os.path.relpath(key_file, folder)
    if place.startswith(os.pardir) or os.path.isabs(place):
        return ""
    line, file = f"{Path(place).as_posix()}*", folder / ".gitignore"
    try:
        text = file.read_bytes() if file.exists() else b""
        if line.encode() not in text.splitlines():
            end = b"" if text.endswith(b"\n") or not text else b"\n"
            write_atomically(file, text + end + f"# the keys of the sealed fields\n{line}\n".encode())
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", where=str(file), remedy="Mend its permissions.") from error
    return line


def _record_path(name: str, folder: Path) -> str:
    """The path in the portal of a record named from the portal or from here; other files are refused."""
    whole = os.path.abspath(folder)
    for base in (whole, os.getcwd()):
        path = Path(os.path.relpath(os.path.join(base, name), whole)).as_posix()
        if path.startswith(f"{RECORDS}/") and path.endswith(".md"):
            return path
    raise InputError("is no record's path", where=name, remedy=f"Name one such as {RECORDS}/2026-11-10-title.md.")


def _article(repository: Repository, path: str) -> Article:
    return read_record(repository.text(path), path=path).article


def _tell(sealed: Sealed) -> None:
    rows = {
        "source": sealed.source,
        "fetched": sealed.fetched_url,
        "at": sealed.fetched_at and f"{sealed.fetched_at:%Y-%m-%d %H:%M:%S} UTC",
        "content": sealed.content_hash,
        "authors": ", ".join(sealed.authors),
        "quality": _reasons(sealed.quality),
        "topics": _reasons(sealed.topics),
        "story": sealed.story,
    }
    for name, value in rows.items():
        if value:
            table_row(name, _printable(value))


def _reasons(reasons: tuple[Reason, ...]) -> str:
    return "; ".join(f"{reason.name}: {reason.words}" + (f" ({reason.points:+})" if reason.points else "") for reason in reasons)


def _printable(text: str) -> str:
    """The text without control characters: it was fetched from strangers, and a terminal obeys some of them."""
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text)
