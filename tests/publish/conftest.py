"""The shared portals as newsfold reads them, and invented records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from newsfold.article import Article, Provider
from newsfold.content.repository import Repository
from newsfold.portal_folder import settings_of
from newsfold.publish import Holdings


class PortalFiles(dict[str, str]):
    """The published files of a shared portal by path, and the folder they stand in."""

    def __init__(self, folder: Path) -> None:
        files = (file for file in sorted((folder / "api").rglob("*")) if file.is_file())
        super().__init__({file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files})
        self.folder = folder


@pytest.fixture(scope="session")
def powerapps(portals: Path) -> PortalFiles:
    return PortalFiles(portals / "powerapps")


@pytest.fixture(scope="session")
def azure(portals: Path) -> PortalFiles:
    return PortalFiles(portals / "azure")


@pytest.fixture(scope="session")
def read_portal() -> Callable[[PortalFiles], Holdings]:
    """Reads a shared portal, each once."""
    known: dict[Path, Holdings] = {}

    def reader(files: PortalFiles) -> Holdings:
        if files.folder not in known:
            found = Repository(files.folder).read_all()
            known[files.folder] = Holdings(
                articles=tuple(record.article for record in found.records),
                topics=found.topics,
                organizations={organization.domain: organization for organization in found.organizations},
                settings=settings_of(files.folder, {}),
            )
        return known[files.folder]

    return reader


@pytest.fixture
def make_article() -> Callable[..., Article]:
    """A shown article about nothing in particular; give what matters."""

    def make(title: str = "A bridge opens", **fields: Any) -> Article:
        given: dict[str, Any] = {
            "published_at": datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
            "web_url": "https://daily.example/bridge",
            "provider": Provider(name="The Daily", domain="daily.example"),
            "path": "_news/2024-05-06-a-bridge-opens.md",
            "heat": 10,
            "quality": 10,
            "published": True,
        }
        return Article(title=title, **(given | fields))

    return make
