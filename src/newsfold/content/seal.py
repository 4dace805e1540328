"""The sealed fields of a record: ``secured``, which only the portal's keys open (RECORD.md, "`secured` here").

A sealed value is ``base64(ciphertext and tag);base64(nonce)``: AES-256-GCM (FIPS 197, NIST SP 800-38D, RFC 5116 section 5.2) over a JSON
object, with the record's path as associated data, so that a value copied into another record does not open there. The format, what it
guards against and how keys are kept stand in ``docs/reference/sealing.md``.
"""

from __future__ import annotations

import binascii
import os
import secrets
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from newsfold.article import Frozen
from newsfold.errors import RecordError, SettingsError
from newsfold.outcome import Reason

KEY_FILE = "seal.keys"
"""Where the keys stand in the portal folder."""

KEY_VARIABLE = "NEWSFOLD_SEAL_KEYS"
"""The environment variable that holds the keys, joined by commas; it wins over the key file."""

KEY_BYTES = 32
NONCE_BYTES = 12
"""96 bits, the only length RFC 5116 (section 5.2) allows and the one for which SP 800-38D (section 8.2.2) allows random nonces."""

TAG_BYTES = 16
LARGEST_KEY_FILE = 100_000
"""The most bytes of a key file: room for 2,000 keys."""

KEY_FILE_HEADER = """\
# newsfold's keys, one a line. The first one seals, all of them open.
# Whoever has this file can read the sealed fields; without it nobody can. Keep it secret, keep a copy elsewhere, never put it into git.
"""


class Sealed(Frozen, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """What a record keeps for the portal alone.

    ``source``: the address of the source that listed the article. ``fetched_url`` and ``fetched_at``: which page was read, and when
    (UTC). ``content_hash``: the fetched bytes, as ``sha256:`` and hex digits. ``quality`` and ``topics``: the reasons for both.
    ``story``: the story's id.
    """

    source: str | None = None
    fetched_url: str | None = None
    fetched_at: datetime | None = None
    content_hash: str | None = None
    authors: tuple[str, ...] = ()
    quality: tuple[Reason, ...] = ()
    topics: tuple[Reason, ...] = ()
    story: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class KeyRing:
    """The portal's keys, made by :meth:`load` or :meth:`from_text`: the first seals, all open.

    It holds ciphers, not the keys' bytes, so that no representation, error or dump of it can tell a key.
    """

    _ciphers: tuple[AESGCM, ...]

    @classmethod
    def from_text(cls, text: str, *, where: str) -> Self:
        """Keys from text: a base64 key of 32 bytes a line; ``#`` begins a comment. Raises :class:`SettingsError`, which tells no key."""
        keys: dict[bytes, None] = {}
        for number, line in enumerate(text.splitlines(), 1):
            word = _without_comment(line)
            if word:
                keys[_key(word, where=where, number=number)] = None
        if not keys:
            raise SettingsError("holds no key", where=where, remedy="Put one there: `newsfold seal init` or `openssl rand -base64 32`.")
        return cls(tuple(AESGCM(key) for key in keys))

    @classmethod
    def load(cls, folder: Path, environment: Mapping[str, str], key_file: str | Path = KEY_FILE) -> Self | None:
        """The keys of a portal: from the environment, else from the key file; None where neither has any.

        ``key_file`` is taken from the portal folder unless it is absolute. Raises :class:`SettingsError` for a key that is none, and
        for a key file that others than its owner may read or write.
        """
        given = environment.get(KEY_VARIABLE, "")
        if given.strip():
            return cls.from_text(given.replace(",", "\n"), where=KEY_VARIABLE)
        text = _read_key_file(folder / key_file)
        return None if text is None else cls.from_text(text, where=str(folder / key_file))

    def __len__(self) -> int:
        return len(self._ciphers)

    def __repr__(self) -> str:
        return f"<KeyRing of {len(self)}>"

    def encrypt(self, plain: bytes, *, path: str, nonce: bytes) -> bytes:
        """Ciphertext and tag, under the first key."""
        return self._ciphers[0].encrypt(nonce, plain, _bound_to(path))

    def decrypt(self, ciphertext: bytes, *, path: str, nonce: bytes) -> tuple[int, bytes] | None:
        """Which key opens it, counted from 0, and the plain bytes; None where none does."""
        for number, cipher in enumerate(self._ciphers):
            with suppress(InvalidTag):
                return number, cipher.decrypt(nonce, ciphertext, _bound_to(path))
        return None


def fresh_nonce() -> bytes:
    """96 random bits from the system."""
    return secrets.token_bytes(NONCE_BYTES)


def seal(payload: Sealed, *, path: str, keys: KeyRing, nonce: Callable[[], bytes] = fresh_nonce) -> str:
    """The payload as the value of ``secured`` in the record at ``path``.

    ``nonce`` must never give the same 12 bytes twice for one key; another than the default is for tests.
    """
    return _sealed(msgspec.json.encode(payload), path, keys, nonce)


def unseal(secured: str, *, path: str, keys: KeyRing) -> Sealed:
    """What was sealed into the record at ``path``. Fields of a later version are passed over.

    Raises :class:`RecordError` where the value is not of newsfold's form, where no key opens it, and where it opens on something else.
    """
    return _payload(_opened(secured, path, keys)[1], path)


def reseal(secured: str, *, path: str, keys: KeyRing, nonce: Callable[[], bytes] = fresh_nonce) -> str | None:
    """The same content under the first key; None where the first key opens it already. Raises as :func:`unseal` does."""
    number, plain = _opened(secured, path, keys)
    return _sealed(plain, path, keys, nonce) if number else None


def renew(secured: str | None, payload: Sealed, *, path: str, keys: KeyRing | None, nonce: Callable[[], bytes] = fresh_nonce) -> str | None:
    """What ``secured`` is to be now that the record's sealed fields are ``payload``: what a run writes.

    It stays byte for byte where there is no key, where no key opens it, and where it says the same already. Fields of a later version
    are carried over.
    """
    if keys is None:
        return secured
    if secured is None:
        return seal(payload, path=path, keys=keys, nonce=nonce)
    try:
        plain = _opened(secured, path, keys)[1]
        before = _payload(plain, path)
    except RecordError:
        return secured
    if before == payload:
        return secured
    known = {field.encode_name for field in msgspec.structs.fields(Sealed)}
    later = {name: value for name, value in msgspec.json.decode(plain, type=dict[str, msgspec.Raw]).items() if name not in known}
    mine = msgspec.json.decode(msgspec.json.encode(payload), type=dict[str, msgspec.Raw])
    return _sealed(msgspec.json.encode({**mine, **later}), path, keys, nonce)


def _bound_to(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")


def _sealed(plain: bytes, path: str, keys: KeyRing, nonce: Callable[[], bytes]) -> str:
    fresh = nonce()
    if len(fresh) != NONCE_BYTES:
        raise ValueError(f"a nonce has {NONCE_BYTES} bytes, not {len(fresh)}")
    return f"{b64encode(keys.encrypt(plain, path=path, nonce=fresh)).decode()};{b64encode(fresh).decode()}"


def _opened(secured: str, path: str, keys: KeyRing) -> tuple[int, bytes]:
    parts = [_decoded(part) for part in secured.split(";")]
    if len(parts) != 2 or parts[0] is None or parts[1] is None or len(parts[0]) < TAG_BYTES or len(parts[1]) != NONCE_BYTES:
        raise RecordError(
            "has a `secured` that newsfold did not seal",
            where=path,
            remedy="It is kept as it stands; where it was damaged, restore the record from git or a backup.",
        )
    opened = keys.decrypt(parts[0], path=path, nonce=parts[1])
    if opened is None:
        raise RecordError(
            "has a `secured` that no key opens: the key is missing, or the value was changed or moved here from another record, "
            "which cannot be told apart",
            where=path,
            remedy=f"Add the key it was sealed with to {KEY_FILE} or {KEY_VARIABLE}, or restore the record from git or a backup.",
        )
    return opened


def _payload(plain: bytes, path: str) -> Sealed:
    try:
        return msgspec.json.decode(plain, type=Sealed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RecordError(
            "has a `secured` that opens, but on fields this newsfold cannot read",
            where=path,
            remedy="Another program or a later newsfold sealed it; use that one.",
        ) from error


def _decoded(text: str) -> bytes | None:
    """The bytes, where the text is their one canonical base64 form (RFC 4648, sections 3.5 and 4): one value, one text."""
    try:
        value = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return value if b64encode(value).decode() == text else None


def new_key() -> str:
    """A fresh 256-bit key, in base64."""
    return b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def add_key(key_file: Path, key: str) -> None:
    """Put a key before all others of a key file, which is made where there is none.

    The file is written whole or not at all, synced, and never open to others, not for a moment. Raises :class:`SettingsError`.
    """
    KeyRing.from_text(key, where="the new key")
    text = _read_key_file(key_file)
    lines = (KEY_FILE_HEADER if text is None else text).splitlines()
    if any(map(_without_comment, lines)):
        KeyRing.from_text("\n".join(lines), where=str(key_file))
    place = next((number for number, line in enumerate(lines) if _without_comment(line)), len(lines))
    lines.insert(place, key)
    try:
        _write_secret(Path(os.path.realpath(key_file)), "".join(f"{line}\n" for line in lines).encode())
    except OSError as error:
        raise SettingsError(
            f"cannot be written: {error.strerror}", where=str(key_file), remedy="Mend the folder's permissions or make room."
        ) from error


def _without_comment(line: str) -> str:
    return line.partition("#")[0].strip()


def _key(word: str, *, where: str, number: int) -> bytes:
    key = _decoded(word)
    if key is None or len(key) != KEY_BYTES:
        found = "is no base64" if key is None else f"holds {len(key)} bytes"
        place = f"{'key' if where == KEY_VARIABLE else 'line'} {number}"
        raise SettingsError(f"{place} {found}; a key is {KEY_BYTES} bytes in base64", where=where, remedy="Correct it or take it out.")
    return key


def _read_key_file(file: Path) -> str | None:
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode & 0o777
            body = opened.read(LARGEST_KEY_FILE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SettingsError(f"cannot be read: {error.strerror}", where=str(file), remedy="Mend its permissions.") from error
    # Windows has no such modes; there the folder's access list guards the file.
    if os.name == "posix" and mode & 0o077:
        raise SettingsError(
            f"is open to other users (mode {mode:04o})",
            where=str(file),
            remedy=f"Run `chmod 600 {file.name}`; where someone else may have read it, run `newsfold seal rotate` too.",
        )
    if len(body) > LARGEST_KEY_FILE:
        raise SettingsError(f"is larger than {LARGEST_KEY_FILE:,} bytes", where=str(file), remedy="Keep only the keys in it.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("is not UTF-8 text", where=str(file), remedy="Write one base64 key a line.") from None


def _write_secret(file: Path, body: bytes) -> None:
    """As ``content.atomic`` writes, but with mode 0600 from the first byte on: ``mkstemp`` makes its file so."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}.")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(body)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
