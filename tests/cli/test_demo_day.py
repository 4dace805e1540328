"""The main job, end to end: invented publishers in, a portal out, over real HTTP."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

import newsfold
from newsfold.article import Article
from newsfold.checking import check_portal
from newsfold.day.pipeline import DayReport
from newsfold.demo.bundle import load
from newsfold.demo.day import run_demo
from newsfold.errors import InputError

Demo = tuple[Path, DayReport]


def articles(demo: Demo) -> tuple[Article, ...]:
    return newsfold.open(demo[0]).articles()


def rejections(demo: Demo) -> dict[str, str]:
    return {why.url: f"{why.stage}: {why.reason}" for why in demo[1].rejected}


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".newsfold" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_the_demo_portal_has_at_least_fifty_records_and_nothing_to_mend(demo: Demo) -> None:
    assert len(articles(demo)) >= 50
    assert check_portal(demo[0]) == ()
    assert demo[1].errors == ()


def test_every_folded_record_has_heat_minus_one_and_is_not_published(demo: Demo) -> None:
    folded = [article for article in articles(demo) if article.is_folded]
    assert len(folded) >= 20
    assert not any(article.published for article in folded)
    assert all(article.published for article in articles(demo) if not article.is_folded)


def test_the_stories_are_those_the_publishers_wrote(demo: Demo) -> None:
    truth = {publisher.canonical_of(piece): piece.story for publisher in load() for piece in publisher.articles}
    for article in articles(demo):
        told = {truth[related.web_url] for related in article.related if related.web_url}
        assert told <= {truth.get(article.web_url or "")}, article.title
    stories = Counter(label for label in truth.values() if label)
    leads = [article for article in articles(demo) if not article.is_folded and article.related]
    assert len(leads) == sum(count > 1 for count in stories.values())


def test_the_front_page_shows_each_story_once_with_its_other_publishers_named(demo: Demo) -> None:
    cards = LexborHTMLParser((demo[0] / "site" / "index.html").read_text()).css("main article")
    shown = [(card.css_first(".headline a").attributes["href"] or "", card.text()) for card in cards]
    for article in articles(demo):
        own = [text for link, text in shown if link.endswith(f"news/{Path(article.path).stem}/")]
        assert len(own) == (0 if article.is_folded else 1), article.title
        others = {related.provider.name for related in article.related if related.provider} - {article.provider.name}
        assert all(name in text for text in own for name in others), article.title


def test_what_does_not_belong_is_rejected_with_a_reason(demo: Demo) -> None:
    told = rejections(demo)
    traits = {trait: publisher.canonical_of(piece) for publisher in load() for piece in publisher.articles for trait in piece.traits}
    by_end = {url.partition("//")[2]: reason for url, reason in told.items()}
    assert "off topic" in by_end[traits["artist-named-ai"].partition("//")[2]]
    assert "off topic" in by_end[traits["off-topic"].partition("//")[2]]
    assert "language" in by_end[traits["german"].partition("//")[2]]
    assert "404" in by_end[traits["dead"].partition("//")[2]]
    assert "robots.txt" in by_end[traits["robots"].partition("//")[2]]
    assert len(demo[1].collected.failed_sources) == 1


def with_trait(demo: Demo, trait: str) -> Article:
    wanted = next(publisher.canonical_of(piece) for publisher in load() for piece in publisher.articles if trait in piece.traits)
    return next(
        article for article in articles(demo) if wanted in (article.web_url, (article.original_url or "").replace("http:", "https:"))
    )


def test_a_false_date_gives_way_to_the_feeds(demo: Demo) -> None:
    assert with_trait(demo, "false-date").published_at.year == 2026


def test_an_amp_page_is_named_with_its_cache_address(demo: Demo) -> None:
    article = with_trait(demo, "amp")
    assert article.amp_web_url
    assert ".cdn.ampproject.org/c/s/" in (article.cdn_amp_web_url or "")


def test_the_video_has_a_player_and_no_web_address(demo: Demo) -> None:
    videos = [article for article in articles(demo) if article.type == "video"]
    assert len(videos) == 1
    assert videos[0].web_url is None
    assert (videos[0].featured_content or "").startswith("<iframe ")


def test_a_press_release_is_known_as_one(demo: Demo) -> None:
    assert with_trait(demo, "press-release").kind in ("press-release", "market-research")


def test_a_pictures_size_is_the_true_one_and_the_portal_holds_it(demo: Demo) -> None:
    image = with_trait(demo, "wrong-picture-size").images[0]
    assert (image.width, image.height, image.is_cached) == (1200, 675, True)
    assert list((demo[0] / "site" / "assets" / "pictures").glob("*"))


def test_running_the_demo_again_changes_no_byte(demo: Demo, tmp_path: Path) -> None:
    again = tmp_path / "demo-portal"
    shutil.copytree(demo[0], again)
    before = files(again)
    run_demo(again)
    assert files(again) == before


def test_another_machine_makes_the_same_bytes(demo: Demo, tmp_path: Path) -> None:
    run_demo(tmp_path / "demo-portal")
    assert files(tmp_path / "demo-portal") == files(demo[0])


def test_a_deleted_store_loses_nothing_and_doubles_nothing(demo: Demo, tmp_path: Path) -> None:
    again = tmp_path / "demo-portal"
    shutil.copytree(demo[0], again)
    before = files(again)
    for file in (again / ".newsfold").glob("store.db*"):
        file.unlink()
    run_demo(again)
    assert files(again) == before


def test_somebodys_own_portal_is_not_made_a_demo(tmp_path: Path) -> None:
    newsfold.portal.Portal.create(tmp_path / "mine", topic="Herring")
    with pytest.raises(InputError, match="Choose another folder"):
        run_demo(tmp_path / "mine")
