"""What is sealed opens with the portal's keys, in its own record, unchanged, or not at all."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from newsfold.article import Article
from newsfold.cli.seal import seal_app
from newsfold.content.lock import locked
from newsfold.content.repository import Repository
from newsfold.content.seal import KEY_FILE, KeyRing, Sealed, add_key, renew, reseal, seal, unseal
from newsfold.errors import NewsfoldError, RecordError
from newsfold.outcome import Reason

Make = Callable[..., Article]

PATH = "_news/2026-11-10-lumen.md"
KEYS = [b64encode(bytes([number]) * 32).decode() for number in range(4)]
NONCE = bytes(range(12))
PAYLOAD = Sealed(
    source="https://lumen.example/feed.xml",
    fetched_url="https://lumen.example/a?b",
    fetched_at=datetime(2026, 11, 10, 8, 0, 7, tzinfo=UTC),
    content_hash="sha256:" + "0" * 64,
    authors=("Åsa \U0001f642", 'B "C" \\'),
    quality=(Reason(name="picture", words="has a large picture", points=20),),
    topics=(Reason(name="AI", words="in the title"),),
    story="2026-11-10-lumen",
)


def ring(*keys: str) -> KeyRing:
    return KeyRing.from_text("\n".join(keys), where="these tests")


def sealed(payload: Sealed = PAYLOAD, *, path: str = PATH, keys: KeyRing | None = None) -> str:
    return seal(payload, path=path, keys=keys or ring(KEYS[0]), nonce=lambda: NONCE)


def flipped(text: str, place: int, change: int) -> str:
    body = bytearray(text.encode())
    body[place % len(body)] ^= change
    return body.decode("latin-1")


# Sealing and opening


def test_what_was_sealed_opens_again() -> None:
    assert unseal(sealed(), path=PATH, keys=ring(KEYS[0])) == PAYLOAD
    assert unseal(sealed(Sealed()), path=PATH, keys=ring(KEYS[0])) == Sealed()


@given(st.builds(Sealed, source=st.none() | st.text(), authors=st.lists(st.text()).map(tuple), story=st.none() | st.text()), st.text())
def test_any_text_opens_as_it_was_sealed(payload: Sealed, name: str) -> None:
    path = f"_news/{name}.md"
    value = seal(payload, path=path, keys=ring(KEYS[0]))
    assert unseal(value, path=path, keys=ring(KEYS[1], KEYS[0])) == payload
    assert PAYLOAD.story not in value


def test_the_format_is_aes_256_gcm_with_the_path_as_associated_data() -> None:
    ciphertext, _, nonce = sealed().partition(";")
    assert b64decode(nonce) == NONCE
    plain = AESGCM(b64decode(KEYS[0])).decrypt(NONCE, b64decode(ciphertext), PATH.encode())
    assert list(json.loads(plain)) == ["source", "fetchedUrl", "fetchedAt", "contentHash", "authors", "quality", "topics", "story"]
    assert json.loads(plain)["fetchedAt"] == "2026-11-10T08:00:07Z"
    assert len(b64decode(ciphertext)) == len(plain) + 16


def test_the_same_key_path_nonce_and_fields_give_the_same_bytes() -> None:
    assert sealed() == sealed()


def test_every_sealing_takes_a_nonce_of_its_own() -> None:
    values = {seal(PAYLOAD, path=PATH, keys=ring(KEYS[0])) for _ in range(200)}
    assert len({value.partition(";")[2] for value in values}) == 200


def test_a_nonce_of_another_length_is_never_used() -> None:
    with pytest.raises(ValueError, match="12 bytes, not 16"):
        seal(PAYLOAD, path=PATH, keys=ring(KEYS[0]), nonce=lambda: bytes(16))


def test_fields_of_a_later_version_are_passed_over() -> None:
    assert unseal(foreign(b'{"source":"a","mood":{"deep":[1]}}'), path=PATH, keys=ring(KEYS[0])) == Sealed(source="a")


def foreign(plain: bytes) -> str:
    """What another program sealed with our key."""
    return f"{b64encode(AESGCM(b64decode(KEYS[0])).encrypt(NONCE, plain, PATH.encode())).decode()};{b64encode(NONCE).decode()}"


@pytest.mark.parametrize("plain", [b"", b"[]", b"\xff", b'{"source":7}', b'{"authors":' + b"[" * 100_000])
def test_what_opens_on_something_else_is_told(plain: bytes) -> None:
    with pytest.raises(RecordError, match="opens, but on fields") as caught:
        unseal(foreign(plain), path=PATH, keys=ring(KEYS[0]))
    assert caught.value.where == PATH
    assert caught.value.remedy


# Tampering, wrong keys, other places


@given(st.integers(0, 2000), st.integers(1, 127))
def test_a_value_with_any_byte_changed_never_opens(place: int, change: int) -> None:
    with pytest.raises(RecordError, match="`secured` that"):
        unseal(flipped(sealed(), place, change), path=PATH, keys=ring(*KEYS))


def test_no_single_bit_can_be_turned() -> None:
    value = sealed(Sealed(story="short"))
    for place in range(len(value)):
        for bit in range(8):
            with pytest.raises(RecordError):
                unseal(flipped(value, place, 1 << bit), path=PATH, keys=ring(KEYS[0]))


@given(st.integers(0, 2000))
def test_a_value_that_is_cut_off_never_opens(length: int) -> None:
    value = sealed()
    with pytest.raises(RecordError):
        unseal(value[: length % len(value)], path=PATH, keys=ring(KEYS[0]))


@given(st.text())
def test_no_text_at_all_is_more_than_an_error(text: str) -> None:
    with pytest.raises(RecordError, match="newsfold did not seal"):
        unseal(text, path=PATH, keys=ring(KEYS[0]))


@pytest.mark.parametrize(
    "change", [lambda v: f" {v}", lambda v: f"{v}\n", lambda v: f"{v};", lambda v: v.replace(";", ";;"), lambda v: v + "="]
)
def test_one_value_has_one_text(change: Callable[[str], str]) -> None:
    with pytest.raises(RecordError, match="newsfold did not seal"):
        unseal(change(sealed()), path=PATH, keys=ring(KEYS[0]))


def test_values_swapped_between_records_do_not_open() -> None:
    other = "_news/2026-11-10-other.md"
    with pytest.raises(RecordError, match=r"no key opens.*moved here from another record"):
        unseal(sealed(), path=other, keys=ring(KEYS[0]))
    with pytest.raises(RecordError, match="no key opens"):
        unseal(sealed(path=other), path=PATH, keys=ring(KEYS[0]))


def test_a_wrong_key_does_not_open_and_is_told_with_the_remedy() -> None:
    with pytest.raises(RecordError, match="the key is missing") as caught:
        unseal(sealed(), path=PATH, keys=ring(*KEYS[1:]))
    assert caught.value.where == PATH
    assert "NEWSFOLD_SEAL_KEYS" in caught.value.remedy


def test_the_values_of_older_portals_are_of_another_form(shared: Path) -> None:
    text = (shared / "data" / "record.md").read_text(encoding="utf-8")
    value = text.partition('secured: "')[2].partition('"')[0]
    assert value.count(";") == 1
    with pytest.raises(RecordError, match="newsfold did not seal"):
        unseal(value, path=PATH, keys=ring(KEYS[0]))


# Sealing again


def test_a_value_is_sealed_again_only_where_the_first_key_does_not_open_it() -> None:
    value = sealed()
    assert reseal(value, path=PATH, keys=ring(KEYS[0], KEYS[1])) is None
    fresh = reseal(value, path=PATH, keys=ring(KEYS[1], KEYS[0]))
    assert fresh is not None
    assert unseal(fresh, path=PATH, keys=ring(KEYS[1])) == PAYLOAD
    with pytest.raises(RecordError):
        reseal(value, path=PATH, keys=ring(KEYS[2]))


def test_sealing_again_keeps_what_a_later_version_put_there() -> None:
    plain = b'{"mood":  "dark","source":"a"}'
    fresh = reseal(foreign(plain), path=PATH, keys=ring(KEYS[1], KEYS[0])) or ""
    ciphertext, nonce = map(b64decode, fresh.split(";"))
    assert AESGCM(b64decode(KEYS[1])).decrypt(nonce, ciphertext, PATH.encode()) == plain


def test_a_run_keeps_a_value_that_says_the_same_and_one_it_cannot_open() -> None:
    keys = ring(KEYS[0])
    assert renew(sealed(), PAYLOAD, path=PATH, keys=keys) == sealed()
    assert renew("of an older program", PAYLOAD, path=PATH, keys=keys) == "of an older program"
    assert renew(sealed(), Sealed(), path=PATH, keys=ring(KEYS[1])) == sealed()
    assert renew(sealed(), Sealed(), path=PATH, keys=None) == sealed()
    assert renew(None, PAYLOAD, path=PATH, keys=None) is None


def test_a_run_seals_what_is_new_and_what_changed() -> None:
    keys = ring(KEYS[0])
    assert renew(None, PAYLOAD, path=PATH, keys=keys, nonce=lambda: NONCE) == sealed()
    changed = renew(sealed(), PAYLOAD.evolve(story=None, source="b"), path=PATH, keys=keys)
    assert unseal(changed or "", path=PATH, keys=keys) == PAYLOAD.evolve(story=None, source="b")
    carried = renew(foreign(b'{"source":"a","story":"s","mood":[1, 2]}'), Sealed(source="b"), path=PATH, keys=keys) or ""
    ciphertext, nonce = map(b64decode, carried.split(";"))
    assert json.loads(AESGCM(b64decode(KEYS[0])).decrypt(nonce, ciphertext, PATH.encode())) == {"source": "b", "mood": [1, 2]}


# The command


def loaded(folder: Path, environment: dict[str, str] | None = None) -> KeyRing:
    keys = KeyRing.load(folder, environment or {})
    assert keys is not None
    return keys


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("NEWSFOLD_SEAL_KEYS", raising=False)
    (tmp_path / "_news").mkdir()
    return tmp_path


def command(portal: Path, *arguments: str) -> Result:
    return CliRunner().invoke(seal_app, [*arguments, "--portal", str(portal)])


def refused(portal: Path, *arguments: str) -> str:
    done = command(portal, *arguments)
    assert isinstance(done.exception, NewsfoldError)
    return str(done.exception)


def put(portal: Path, article: Article, payload: Sealed, keys: KeyRing) -> str:
    path = Repository(portal).add(article).path
    assert Repository(portal).change(article.evolve(path=path, secured=seal(payload, path=path, keys=keys)))
    return path


def test_init_makes_one_key_keeps_it_out_of_git_and_says_what_to_back_up(portal: Path) -> None:
    (portal / ".gitignore").write_text("site/")
    done = command(portal, "init")
    assert done.exit_code == 0
    assert "Keep a copy" in done.output
    assert len(loaded(portal)) == 1
    assert (portal / ".gitignore").read_text() == "site/\n# the keys of the sealed fields\nseal.keys*\n"
    key = (portal / KEY_FILE).read_text().splitlines()[-1]
    assert key not in done.output
    assert "is there already" in refused(portal, "init")
    assert (portal / KEY_FILE).read_text().splitlines()[-1] == key


def test_without_a_key_there_is_nothing_to_rotate_or_show(portal: Path) -> None:
    assert "newsfold seal init" in refused(portal, "rotate")
    assert "newsfold seal init" in refused(portal, "show", PATH)
    assert not (portal / KEY_FILE).exists()


def test_rotate_seals_what_opens_and_keeps_the_rest_byte_for_byte(portal: Path, make_article: Make) -> None:
    add_key(portal / KEY_FILE, KEYS[0])
    ours = [put(portal, make_article(f"Ours {number}"), PAYLOAD, ring(KEYS[0])) for number in range(3)]
    others = [put(portal, make_article("Other"), PAYLOAD, ring(KEYS[3])), Repository(portal).add(make_article("Plain")).path]
    old = Repository(portal).add(make_article("Old", secured="b2xk;+h7BnfBKZzLl1ldOVY33ug==")).path
    before = {path: (portal / path).read_bytes() for path in (*ours, *others, old)}
    done = command(portal, "rotate", "--json")
    assert json.loads(done.stdout) == {"resealed": 3, "current": 0, "kept": 2, "errors": []}
    keys = loaded(portal)
    assert len(keys) == 2
    for path in (*others, old):
        assert (portal / path).read_bytes() == before[path]
    newest = ring((portal / KEY_FILE).read_text().splitlines()[2])
    for record in Repository(portal).records()[0]:
        if record.article.path in ours:
            assert unseal(record.article.secured or "", path=record.article.path, keys=newest) == PAYLOAD
            lines = [line for line in record.text.splitlines() if not line.startswith("secured")]
            assert lines == [line for line in before[record.article.path].decode().splitlines() if not line.startswith("secured")]


def test_a_rotation_that_was_cut_off_is_completed(portal: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    add_key(portal / KEY_FILE, KEYS[0])
    paths = [put(portal, make_article(f"Ours {number}"), PAYLOAD, ring(KEYS[0])) for number in range(4)]
    change = Repository.change

    def cut_off(self: Repository, article: Article, **announced: Any) -> bool:
        if article.path == paths[2]:
            raise KeyboardInterrupt
        return change(self, article, **announced)

    with monkeypatch.context() as patch:
        patch.setattr(Repository, "change", cut_off)
        assert command(portal, "rotate").exit_code != 0
    done = command(portal, "rotate", "--no-new-key")
    assert done.exit_code == 0
    assert "2 records sealed again with the first key; 2 were already." in done.output
    assert len(loaded(portal)) == 2
    assert "0 records sealed again with the first key; 4 were already." in command(portal, "rotate", "--no-new-key").output
    assert "4 records sealed again" in command(portal, "rotate").output
    assert len(loaded(portal)) == 3


def test_nothing_is_rotated_while_a_run_holds_the_portal(portal: Path) -> None:
    add_key(portal / KEY_FILE, KEYS[0])
    with locked(portal, "run"):
        assert "held by another run" in refused(portal, "rotate")
    assert len(loaded(portal)) == 1


def test_the_key_file_stands_where_the_settings_say(portal: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    vault = tmp_path_factory.mktemp("vault") / "keys"
    (portal / "newsfold.toml").write_text(f"[seal]\nkey_file = {json.dumps(str(vault))}\n")
    assert command(portal, "init").exit_code == 0
    assert command(portal, "rotate").exit_code == 0
    keys = KeyRing.load(portal, {}, vault)
    assert keys is not None
    assert len(keys) == 2
    assert not (portal / ".gitignore").exists()
    assert not (portal / KEY_FILE).exists()


def test_a_record_that_cannot_be_read_is_told_and_stops_no_rotation(portal: Path, make_article: Make) -> None:
    add_key(portal / KEY_FILE, KEYS[0])
    put(portal, make_article(), PAYLOAD, ring(KEYS[0]))
    (portal / "_news" / "2026-11-11-broken.md").write_text('---\nsecured: "never closed\n---\n')
    done = command(portal, "rotate")
    assert done.exit_code == 1
    assert "1 record sealed again" in done.output
    assert command(portal, "rotate", "--json").exit_code == 1


def test_keys_of_the_environment_are_rotated_there(portal: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(portal, make_article(), PAYLOAD, ring(KEYS[0]))
    monkeypatch.setenv("NEWSFOLD_SEAL_KEYS", f"{KEYS[1]},{KEYS[0]}")
    assert "--no-new-key" in refused(portal, "rotate")
    assert "NEWSFOLD_SEAL_KEYS" in refused(portal, "init")
    assert not (portal / KEY_FILE).exists()
    assert "1 record sealed again" in command(portal, "rotate", "--no-new-key").output
    monkeypatch.setenv("NEWSFOLD_SEAL_KEYS", KEYS[1])
    assert json.loads(command(portal, "show", path, "--json").stdout)["story"] == PAYLOAD.story


def test_show_tells_the_sealed_fields_to_people_and_machines(portal: Path, make_article: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    add_key(portal / KEY_FILE, KEYS[0])
    path = put(portal, make_article(), PAYLOAD.evolve(source="https://lumen.example/\x1b]0;evil\x07"), ring(KEYS[0]))
    told = command(portal, "show", path).stdout
    for words in ("https://lumen.example/a?b", "2026-11-10 08:00:07 UTC", "picture: has a large picture (+20)", "2026-11-10-lumen"):
        assert words in told
    assert "\x1b" not in told
    assert json.loads(command(portal, "show", path, "--json").stdout)["contentHash"] == PAYLOAD.content_hash
    monkeypatch.chdir(portal / "_news")
    assert "2026-11-10-lumen" in command(portal, "show", Path(path).name).stdout


def test_show_reads_records_of_the_portal_and_no_other_file(portal: Path, make_article: Make) -> None:
    add_key(portal / KEY_FILE, KEYS[0])
    plain = Repository(portal).add(make_article()).path
    assert "has nothing sealed" in refused(portal, "show", plain)
    for name in (KEY_FILE, "/etc/passwd", "_news/../seal.keys", "../x.md"):
        assert "is no record's path" in refused(portal, "show", name)
    assert "cannot be read" in refused(portal, "show", "_news/none.md")


def test_a_swapped_record_is_told_by_show(portal: Path, make_article: Make) -> None:
    add_key(portal / KEY_FILE, KEYS[0])
    one, two = (put(portal, make_article(title), PAYLOAD, ring(KEYS[0])) for title in ("One", "Two"))
    (portal / one).write_bytes((portal / two).read_bytes())
    assert "moved here from another record" in refused(portal, "show", one)
    assert json.loads(command(portal, "show", two, "--json").stdout)["story"] == PAYLOAD.story
