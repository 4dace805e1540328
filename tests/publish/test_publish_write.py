"""Published files on disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from newsfold.errors import NewsfoldError
from newsfold.publish import FileCopy, Output, Written, write
from newsfold.publish.desk import Desk
from newsfold.publish.holdings import Plan

FILES = {
    "site/news/2024-05-06-a/index.html": b"a",
    "site/index.html": b"front",
    "api/news/2024-05-06-a/index.json": b"{}",
    "api/news/ai/page/1/index.json": b"[]",
    "api/news/ai/index.json": b"[]",
    "api/news/page/1/index.json": b"[]",
    "api/news/index.json": b"[]",
}


def outputs(files: dict[str, bytes]) -> list[Output]:
    return [Output(path=path, body=body) for path, body in files.items()]


def found(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def put(folder: Path, path: str, body: bytes = b"old") -> Path:
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)
    return target


def test_everything_is_written_once_and_then_left_alone(tmp_path: Path) -> None:
    assert write(tmp_path, outputs(FILES)).evolve(paths=()) == Written(written=7)
    assert found(tmp_path) == FILES
    before = {path: (tmp_path / path).stat().st_mtime_ns for path in FILES}
    assert write(tmp_path, outputs(FILES)).evolve(paths=()) == Written(unchanged=7)
    assert {path: (tmp_path / path).stat().st_mtime_ns for path in FILES} == before


def test_only_what_changed_is_written_again(tmp_path: Path) -> None:
    write(tmp_path, outputs(FILES))
    assert write(tmp_path, outputs(FILES | {"site/index.html": b"FRONT"})).evolve(paths=()) == Written(written=1, unchanged=6)


def test_what_is_no_longer_published_goes_with_its_empty_folders(tmp_path: Path) -> None:
    write(tmp_path, outputs(FILES | {"api/news/2024-05-06-gone/index.json": b"{}", "site/news/2024-05-06-gone/index.html": b"x"}))
    put(tmp_path, "api/news/page/2/index.json")
    put(tmp_path, "api/news/oldtopic/index.json")
    put(tmp_path, "api/news/oldtopic/page/1/index.json")
    put(tmp_path, "site/anything/else.txt")
    assert write(tmp_path, outputs(FILES)).evolve(paths=()) == Written(unchanged=7, removed=6)
    assert found(tmp_path) == FILES
    assert not (tmp_path / "api/news/oldtopic").exists()
    assert not (tmp_path / "site/anything").exists()


@pytest.mark.parametrize(
    "path",
    [
        "api/news/page1/index.json",
        "api/news/ai/page1/index.json",
        "api/news/handmade/index.json",
        "api/news/page/2/notes.txt",
        "api/news/2024-05-06-gone/other.json",
        "api/learning/index.json",
        "_news/2024-05-06-a.md",
        "assets/pictures/a.jpg",
        "index.html",
    ],
)
def test_leftovers_of_older_programs_and_foreign_files_stay(tmp_path: Path, path: str) -> None:
    put(tmp_path, path)
    assert write(tmp_path, outputs(FILES)).removed == 0
    assert (tmp_path / path).read_bytes() == b"old"


def test_what_is_new_comes_before_what_changes_and_stale_files_go_last(tmp_path: Path) -> None:
    stale = put(tmp_path, "site/news/2024-05-06-gone/index.html")
    put(tmp_path, "site/index.html", b"old front")
    new = ("site/news/2024-05-06-a/index.html", "site/topics/new/index.html")

    def front() -> bytes:
        assert all((tmp_path / path).exists() for path in new)
        assert stale.exists()
        return b"front"

    def topic() -> bytes:
        assert (tmp_path / new[0]).exists()
        assert (tmp_path / "site/index.html").read_bytes() == b"old front"
        return b"topic"

    write(
        tmp_path,
        [
            Plan(paths=("site/index.html",), inputs=b"1", draw=front),
            Output(path=new[0], body=b"a"),
            Plan(paths=(new[1],), inputs=b"2", draw=topic),
        ],
    )
    assert not stale.exists()


def test_a_run_that_is_killed_leaves_whole_files_and_the_next_completes_it(tmp_path: Path) -> None:
    write(tmp_path, outputs(FILES))
    put(tmp_path, "site/.index.html.4711.part", b"fro")
    put(tmp_path, "api/news/.index.json.4711.part", b"{")
    put(tmp_path, "api/news/ai/page/1/.index.json.4711.part", b"{")

    def killed() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, [Output(path="site/index.html", body=b"FRONT"), Plan(paths=("site/zoo.html",), inputs=b"1", draw=killed)])
    write(tmp_path, outputs(FILES))
    assert found(tmp_path) == FILES


def test_a_run_killed_while_it_removes_a_topic_is_completed_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    topic = {"api/news/zoo/index.json": b"[]", "api/news/zoo/page/1/index.json": b"[]", "api/news/zoo/page/2/index.json": b"[]"}
    for kills in range(3):
        write(tmp_path, outputs({**FILES, **topic}))
        left, remove = [kills], Desk.remove

        def some(desk: Desk, path: str, left: list[int] = left, remove: Callable[[Desk, str], None] = remove) -> None:
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
            remove(desk, path)

        with monkeypatch.context() as patched:
            patched.setattr(Desk, "remove", some)
            with pytest.raises(KeyboardInterrupt):
                write(tmp_path, outputs(FILES))
        write(tmp_path, outputs(FILES))
        assert found(tmp_path) == FILES


def test_held_pictures_are_copied_before_the_pages_and_only_when_they_changed(tmp_path: Path) -> None:
    picture = put(tmp_path, "assets/pictures/a.jpg", b"jpeg")
    copy = FileCopy(source="assets/pictures/a.jpg", path="site/assets/pictures/a.jpg")

    def pages() -> Iterator[Output]:
        assert (tmp_path / copy.path).read_bytes() == b"jpeg"
        yield Output(path="site/index.html", body=b"front")

    assert write(tmp_path, pages(), held=[copy]).evolve(paths=()) == Written(written=2)
    assert write(tmp_path, pages(), held=[copy]).evolve(paths=()) == Written(unchanged=2)
    picture.write_bytes(b"newer jpeg")
    write(tmp_path, [], held=[copy])
    assert (tmp_path / copy.path).read_bytes() == b"newer jpeg"


def test_a_held_picture_that_is_gone_is_named(tmp_path: Path) -> None:
    copy = FileCopy(source="assets/pictures/gone.jpg", path="site/assets/pictures/gone.jpg")
    assert write(tmp_path, [], held=[copy]).evolve(paths=()) == Written(missing=("assets/pictures/gone.jpg",))


def test_a_held_picture_that_leads_out_of_the_portal_is_not_copied(tmp_path: Path) -> None:
    secret = put(tmp_path, "secret.txt", b"key")
    portal = tmp_path / "portal"
    link = portal / "assets/pictures/a.jpg"
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    copy = FileCopy(source="assets/pictures/a.jpg", path="site/assets/pictures/a.jpg")
    assert write(portal, [], held=[copy]).missing == (copy.source,)


def test_nothing_is_written_or_removed_through_a_link_in_the_site(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/index.html").parent
    portal = tmp_path / "portal"
    (portal / "site").mkdir(parents=True)
    (portal / "site/news").symlink_to(outside)
    write(portal, outputs({"site/news/index.html": b"new"}))
    assert (outside / "index.html").read_bytes() == b"old"
    assert (portal / "site/news/index.html").read_bytes() == b"new"


def test_a_linked_folder_in_the_api_is_refused_with_a_sentence(tmp_path: Path) -> None:
    outside = put(tmp_path, "outside/index.json").parent
    portal = tmp_path / "portal"
    (portal / "api/news").mkdir(parents=True)
    (portal / "api/news/ai").symlink_to(outside)
    with pytest.raises(NewsfoldError, match="is a link that leads elsewhere"):
        write(portal, outputs(FILES))
    assert (outside / "index.json").read_bytes() == b"old"


@pytest.mark.parametrize("path", ["../x", "/etc/x", "site/../x", "_news/x.md", "site", "site//x", "newsfold.toml", "api\\x"])
def test_a_path_outside_site_and_api_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(NewsfoldError, match="is no place for a published file"):
        write(tmp_path, [Output(path=path, body=b"")])
    assert found(tmp_path) == {}


def test_a_file_in_the_way_of_a_folder_is_told_with_a_remedy(tmp_path: Path) -> None:
    put(tmp_path, "api/news/2024-05-06-a")
    with pytest.raises(NewsfoldError, match="publish again"):
        write(tmp_path, outputs(FILES))


def test_published_files_can_be_read_by_a_web_server(tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        write(tmp_path, outputs(FILES))
    finally:
        os.umask(mask)
    assert (tmp_path / "site/index.html").stat().st_mode & 0o777 == 0o644
