"""Keys that records are sealed with, and the files they stand in."""

from __future__ import annotations

import os
import pickle
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from newsfold.article import Article
from newsfold.content.seal import KEY_FILE, KeyRing, Sealed, add_key, new_key, seal, unseal
from newsfold.errors import RecordError, SettingsError

Make = Callable[..., Article]

PATH = "_news/2026-11-10-lumen.md"
KEYS = [b64encode(bytes([number]) * 32).decode() for number in range(4)]
PAYLOAD = Sealed(source="https://lumen.example/feed.xml", story="2026-11-10-lumen")


def ring(*keys: str) -> KeyRing:
    return KeyRing.from_text("\n".join(keys), where="these tests")


def test_the_first_key_seals_and_all_of_them_open() -> None:
    value = seal(PAYLOAD, path=PATH, keys=ring(KEYS[2], KEYS[0]))
    assert unseal(value, path=PATH, keys=ring(*KEYS)) == PAYLOAD
    with pytest.raises(RecordError):
        unseal(value, path=PATH, keys=ring(KEYS[0]))


def test_a_key_ring_reads_comments_blank_lines_and_each_key_once() -> None:
    assert len(KeyRing.from_text(f"# mine\n\n {KEYS[0]} # of 2026\r\n{KEYS[0]}\n{KEYS[1]}", where="x")) == 2


def test_the_environment_wins_over_the_key_file(tmp_path: Path) -> None:
    add_key(tmp_path / KEY_FILE, KEYS[0])
    environment = {"NEWSFOLD_SEAL_KEYS": f"{KEYS[1]}, {KEYS[2]}"}
    assert unseal(seal(PAYLOAD, path=PATH, keys=ring(KEYS[1])), path=PATH, keys=loaded(tmp_path, environment)) == PAYLOAD
    assert len(loaded(tmp_path, environment)) == 2
    assert len(loaded(tmp_path, {"NEWSFOLD_SEAL_KEYS": ""})) == 1


def loaded(folder: Path, environment: dict[str, str] | None = None) -> KeyRing:
    keys = KeyRing.load(folder, environment or {})
    assert keys is not None
    return keys


def test_a_portal_without_keys_has_no_ring(tmp_path: Path) -> None:
    assert KeyRing.load(tmp_path, {}) is None


def test_the_key_file_may_stand_elsewhere(tmp_path: Path) -> None:
    add_key(tmp_path / "elsewhere", KEYS[0])
    assert KeyRing.load(tmp_path / "portal", {}, tmp_path / "elsewhere") is not None


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o602, 0o610, 0o666])
def test_a_key_file_that_others_may_open_is_refused(tmp_path: Path, mode: int) -> None:
    add_key(tmp_path / KEY_FILE, KEYS[0])
    (tmp_path / KEY_FILE).chmod(mode)
    for act in (lambda: loaded(tmp_path), lambda: add_key(tmp_path / KEY_FILE, KEYS[1])):
        with pytest.raises(SettingsError, match=f"mode {mode:04o}.*chmod 600"):
            act()
    (tmp_path / KEY_FILE).chmod(0o400)
    assert len(loaded(tmp_path)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no key"),
        ("# nothing here\n", "holds no key"),
        (f"{KEYS[0]}\n{b64encode(bytes(16)).decode()}\n", "line 2 holds 16 bytes"),
        (f"{KEYS[0][:-1]}\n", "line 1 is no base64"),
        (f"{KEYS[0]} {KEYS[1]}\n", "line 1 is no base64"),
        ("k\u00e9y\n", "line 1 is no base64"),
    ],
)
def test_a_wrong_key_is_told_by_its_line_and_never_printed(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / KEY_FILE).write_text(text, encoding="utf-8")
    (tmp_path / KEY_FILE).chmod(0o600)
    with pytest.raises(SettingsError, match=told) as caught:
        loaded(tmp_path)
    assert str(tmp_path / KEY_FILE) in str(caught.value)
    assert not any(word in str(caught.value) for line in text.splitlines() for word in line.split() if "#" not in line)


def test_a_wrong_key_of_the_environment_is_told_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="NEWSFOLD_SEAL_KEYS: key 2 is no base64"):
        loaded(tmp_path, {"NEWSFOLD_SEAL_KEYS": f"{KEYS[0]},secret"})


@pytest.mark.parametrize("body", [b"\xff" * 40, b"#" * 200_000])
def test_a_file_that_holds_no_text_or_too_much_is_no_key_file(tmp_path: Path, body: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(body)
    (tmp_path / KEY_FILE).chmod(0o600)
    with pytest.raises(SettingsError):
        loaded(tmp_path)


def test_a_folder_in_place_of_the_key_file_is_told(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        loaded(tmp_path)


def test_a_ring_tells_no_key_however_it_is_asked() -> None:
    keys = ring(*KEYS)
    told = f"{keys!r} {keys} {vars(keys)}"
    assert "<KeyRing of 4>" in told
    for key in KEYS:
        assert key not in told
        assert repr(b64decode(key)) not in told
    for dump in (pickle.dumps, msgspec.json.encode):
        with pytest.raises(TypeError):
            dump(keys)


def test_new_keys_are_256_bits_and_differ() -> None:
    keys = {new_key() for _ in range(50)}
    assert len(keys) == 50
    assert {len(b64decode(key)) for key in keys} == {32}


def test_a_new_key_is_put_first_and_all_else_in_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / KEY_FILE
    file.write_text(f"# ours\n\n{KEYS[0]} # of 2025")
    file.chmod(0o600)
    add_key(file, KEYS[1])
    assert file.read_text() == f"# ours\n\n{KEYS[1]}\n{KEYS[0]} # of 2025\n"
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
def test_the_key_file_is_closed_to_others_from_its_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "fsync", lambda handle: seen.append((os.fstat(handle).st_mode, os.fstat(handle).st_size)))
    before = os.umask(0)
    try:
        for key in KEYS[:2]:
            add_key(tmp_path / KEY_FILE, key)
            assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    finally:
        os.umask(before)
    files = [(stat.S_IMODE(mode), size) for mode, size in seen if stat.S_ISREG(mode)]
    assert [mode for mode, _ in files] == [0o600, 0o600]
    assert all(size > 44 for _, size in files)


def test_a_key_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_key(tmp_path / KEY_FILE, KEYS[0])
    before = (tmp_path / KEY_FILE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left on device"):
        add_key(tmp_path / KEY_FILE, KEYS[1])
    assert (tmp_path / KEY_FILE).read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


def test_a_damaged_key_file_or_a_wrong_key_is_not_written_over(tmp_path: Path) -> None:
    add_key(tmp_path / KEY_FILE, KEYS[0])
    with pytest.raises(SettingsError):
        add_key(tmp_path / KEY_FILE, "short")
    (tmp_path / KEY_FILE).write_text("damaged\n")
    with pytest.raises(SettingsError, match="line 1 is no base64"):
        add_key(tmp_path / KEY_FILE, KEYS[1])
    assert (tmp_path / KEY_FILE).read_text() == "damaged\n"


def test_a_key_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    add_key(tmp_path / "vault" / "keys", KEYS[0])
    (tmp_path / KEY_FILE).symlink_to(tmp_path / "vault" / "keys")
    add_key(tmp_path / KEY_FILE, KEYS[1])
    assert (tmp_path / KEY_FILE).is_symlink()
    assert len(loaded(tmp_path)) == 2
