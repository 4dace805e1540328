"""`newsfold` exports what docs/reference/python.md names, typed and documented, and nothing else."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

import newsfold
from newsfold.errors import InputError

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "python.md"
ROWS = [line.split("|")[1] for line in PAGE.read_text().splitlines() if re.match(r"\| `(newsfold|portal)\.", line)]
NAMES = {name for row in ROWS for name in re.findall(r"`newsfold\.(\w+)`", row)}
METHODS = sorted({name for row in ROWS for name in re.findall(r"`portal\.(\w+)`", row)})


def test_newsfold_exports_what_the_page_names_and_nothing_else() -> None:
    assert set(newsfold.__all__) == NAMES
    assert list(newsfold.__all__) == sorted(newsfold.__all__)
    assert dir(newsfold) == sorted(newsfold.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Workplace'"):
        newsfold.Workplace  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", sorted(NAMES - {"__version__"}))
def test_every_public_name_is_documented_and_typed(name: str) -> None:
    found = getattr(newsfold, name)
    assert inspect.getdoc(found), f"{name} has no docstring"
    if inspect.isfunction(found):
        signature = inspect.signature(found)
        assert all(each.annotation is not inspect.Parameter.empty for each in signature.parameters.values())
        assert signature.return_annotation is not inspect.Signature.empty


@pytest.mark.parametrize("name", METHODS)
def test_every_method_the_page_names_is_documented_and_typed(name: str) -> None:
    method = getattr(newsfold.Portal, name)
    assert inspect.getdoc(method), f"Portal.{name} has no docstring"
    signature = inspect.signature(method)
    assert signature.return_annotation is not inspect.Signature.empty
    untyped = [each.name for each in signature.parameters.values() if each.name != "self" and each.annotation is inspect.Parameter.empty]
    assert untyped == []


def test_importing_newsfold_loads_neither_a_database_nor_an_http_client() -> None:
    asked = (
        "import newsfold, sys; newsfold.Article; print([name for name in ('sqlalchemy', 'httpx', 'pandas', 'mcp') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_a_portal_is_made_and_opened_by_the_two_functions(tmp_path: Path) -> None:
    with newsfold.create(tmp_path / "herring", topic="Herring") as portal:
        assert portal.settings.portal.topic == "Herring"
    with newsfold.open(tmp_path / "herring") as portal:
        assert portal.articles() == ()
    with pytest.raises(InputError, match="is a portal already"):
        newsfold.create(tmp_path / "herring", topic="Herring")
    with pytest.raises(newsfold.PortalError):
        newsfold.open(tmp_path)


def test_files_are_named_by_a_text_or_a_path_and_a_closed_portal_opens_its_store_anew(tmp_path: Path) -> None:
    portal = newsfold.create(str(tmp_path / "herring"), topic="Herring")
    for file in (tmp_path / "state.gz", str(tmp_path / "state.gz")):
        written = portal.dump_store(file)
        portal.close()
        assert portal.load_store(file) == written
    portal.close()
    assert portal.rejections() == ()
    portal.close()
