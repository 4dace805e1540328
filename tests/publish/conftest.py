"""Records of the shared portals, read here in a small way, and invented ones.

The reader below is for these tests alone; newsfold.content reads records for newsfold.
"""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsfold.article import Article, Author, Image, Organization, Provider, Related, Topic
from newsfold.publish import Holdings
from newsfold.settings import PortalSettings, Settings

PORTALS = Path(__file__).parents[3] / "shared" / "data" / "portals"


def _time(value: Any) -> datetime | None:
    return value.astimezone(UTC) if isinstance(value, datetime) else None


def _images(values: Any) -> tuple[Image, ...]:
    return tuple(
        Image(
            url=str(value["url"]),
            width=value.get("width"),
            height=value.get("height"),
            title=value.get("title"),
            attribution=value.get("attribution"),
            is_cached=value.get("isCached"),
        )
        for value in values or ()
    )


def _provider(value: Any) -> Provider:
    authors = tuple(Author(name=author["name"]) for author in value.get("authors") or ())
    return Provider(name=str(value["name"]), domain=str(value["domain"]), images=_images(value.get("images")), authors=authors)


def _related(value: Any) -> Related:
    return Related(
        title=str(value.get("title") or ""),
        excerpt=value.get("excerpt"),
        published_at=_time(value.get("publishedDateTime")),
        web_url=value.get("webUrl") or None,
        amp_web_url=value.get("ampWebUrl"),
        cdn_amp_web_url=value.get("cdnAmpWebUrl"),
        type=value.get("type") or "article",
        provider=_provider(value["provider"]) if value.get("provider") else None,
        quality=value.get("quality"),
        images=_images(value.get("images")),
    )


def _front_matter(text: str) -> Any:
    return yaml.load(text[4:].rsplit("\n---", 1)[0], yaml.CSafeLoader)


def article_from(name: str, text: str) -> Article:
    value = _front_matter(text)
    published_at = _time(value["publishedDateTime"])
    assert published_at is not None
    return Article(
        path=f"_news/{name}",
        title=str(value["title"]),
        excerpt=value.get("excerpt") or "",
        published_at=published_at,
        updated_at=_time(value.get("updatedDateTime")),
        original_url=value.get("originalUrl") or None,
        web_url=value.get("webUrl") or None,
        amp_web_url=value.get("ampWebUrl"),
        cdn_amp_web_url=value.get("cdnAmpWebUrl"),
        type=value.get("type") or "article",
        quality=value.get("quality"),
        heat=value.get("heat"),
        published=value.get("published"),
        removed=value.get("removed"),
        featured_content=value.get("featuredContent"),
        provider=_provider(value["provider"]),
        topics=tuple(str(topic) for topic in value.get("topics") or () if topic),
        images=_images(value.get("images")),
        related=tuple(_related(other) for other in value.get("related") or ()),
    )


def holdings_from(members: Mapping[str, str]) -> Holdings:
    config = yaml.safe_load(members["_config.yml"])
    topics = []
    for name in sorted(name for name in members if name.startswith("_data/topics/")):
        value = yaml.safe_load(members[name])
        topics.append(Topic(id=value["_id"], name=value["name"], shortname=value.get("shortname"), parent=value.get("parent")))
    organizations = {}
    for name in (name for name in members if name.startswith("_data/organizations/")):
        value = _front_matter(members[name])
        organizations[value["domain"]] = Organization(domain=value["domain"], name=str(value["name"]), images=_images(value.get("images")))
    portal = PortalSettings(
        title=config["title"], topic=config["topic"], url=config["url"], baseurl=config["baseurl"], locale=config["locale"]
    )
    articles = tuple(article_from(name.removeprefix("_news/"), members[name]) for name in sorted(members) if name.startswith("_news/"))
    return Holdings(articles=articles, topics=tuple(topics), organizations=organizations, settings=Settings(portal=portal))


@cache
def portal_files(name: str) -> Mapping[str, str]:
    """The text files of a shared portal by path, read in place from its archive."""
    archive = PORTALS / f"{name}.tar.gz"
    if not archive.exists():
        pytest.skip(f"the shared portal {archive} is not here")
    members = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member)
            if stream is not None:
                members[member.name.removeprefix("./").removeprefix(f"{name}/")] = stream.read().decode("utf-8")
    return members


@pytest.fixture(scope="session")
def powerapps() -> Mapping[str, str]:
    return portal_files("powerapps")


@pytest.fixture(scope="session")
def azure() -> Mapping[str, str]:
    return portal_files("azure")


@pytest.fixture(scope="session")
def read_portal() -> Callable[[Mapping[str, str]], Holdings]:
    return cache_by_identity(holdings_from)


def cache_by_identity(read: Callable[[Mapping[str, str]], Holdings]) -> Callable[[Mapping[str, str]], Holdings]:
    known: dict[int, Holdings] = {}

    def reader(members: Mapping[str, str]) -> Holdings:
        if id(members) not in known:
            known[id(members)] = read(members)
        return known[id(members)]

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
