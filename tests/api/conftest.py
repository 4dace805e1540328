"""A small portal whose records stand ready, so that nothing has to be collected."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.article import Article, Provider
from newsfold.content.new_portal import new_portal_files, write_new_files
from newsfold.content.record import write_record

Make = Callable[..., Article]


@pytest.fixture
def portal_folder(tmp_path: Path, make_article: Make) -> Path:
    """A portal about herring: a story of two publishers, an article alone, one that is hidden and one taken down."""
    write_new_files(tmp_path / "herring", new_portal_files("Herring"))
    lead = make_article("Herring return to the Sund", quality=60, heat=80, published=True, topics=("Herring",), kind="news")
    other = make_article(
        "Sund sees herring again", domain="tide.example", hours=5, quality=50, heat=-1, published=False, topics=("Herring",)
    )
    alone = make_article("A net for the small boats", hours=50, quality=40, heat=40, published=True, language="en")
    hidden = make_article("Herring prices, a column", hours=60, quality=5, heat=5, published=False)
    removed = make_article("Taken down", hours=70, published=False, removed=True)
    for article in (
        lead.evolve(related=(other.as_related(),)),
        other.evolve(related=(lead.as_related(),)),
        alone,
        hidden.evolve(provider=Provider(name="Weir", domain="weir.example")),
        removed,
    ):
        path = tmp_path / "herring/_news" / f"{article.published_at:%Y-%m-%d}-{'-'.join(article.title.lower().replace(',', '').split())}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(write_record(article))
    return tmp_path / "herring"
