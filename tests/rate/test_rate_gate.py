"""Kinds, points, weights and the gate: what each costs and what is told of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.article import Article, Image, Organization, Related, Topic
from newsfold.rate import KINDS, POINTS, Standing, TopicIndex, learn_standing, rate
from newsfold.rate.points import KIND_POINTS
from newsfold.settings import RateSettings, table

Make = Callable[..., Article]
INDEX = TopicIndex([Topic(id="tides", name="Tides", keywords=("tidal power",))])
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "rating.md"

SAMPLES = [
    ("Global Tidal Power Market Size, Share and Forecast 2026-2032", "", "lumen.example", "market-research"),
    (
        "Tidal Power Market: Key Players and Growth",
        "The market is expected to reach $9 billion at a CAGR of 9%.",
        "lumen.example",
        "market-research",
    ),
    ("Maren Tides names a chair", "PORT MAREN, Nov. 10, 2026 /PRNewswire/ -- Maren Tides Inc.", "lumen.example", "press-release"),
    (
        "Maren Tides Opens Second Turbine Hall",
        "Maren Tides, a leading maker of turbines, today announced a hall.",
        "lumen.example",
        "press-release",
    ),
    ("Maren Tides names a chair", "", "prnewswire.com", "press-release"),
    ("Tidal power stocks jump after results", "", "lumen.example", "stock"),
    ("Maren Tides posts $35B in revenue", "", "lumen.example", "stock"),
    ("Tidal heater is 40% off today", "", "lumen.example", "deal"),
    ("Save $20 on a tidal lamp", "", "lumen.example", "deal"),
    ("How to wire a tidal lamp", "", "lumen.example", "how-to"),
    ("The lamp, explained", "", "lumen.example", "analysis"),
    ("Why tidal power stalls", "", "lumen.example", "analysis"),
    ("Webinar: tidal power at work", "", "lumen.example", "event"),
    ("The week in tidal power", "", "lumen.example", "roundup"),
    ("Faster turbines", "We're excited to announce our new turbines.", "maren.example", "announcement"),
    ("Tidal lamps", "", "github.com", "other"),
    ("Minister opens tidal power station", "She cut a ribbon.", "lumen.example", "news"),
]


@pytest.mark.parametrize(("title", "excerpt", "domain", "kind"), SAMPLES)
def test_each_kind_shows_in_how_it_is_written_or_where_it_stands(
    make_article: Make, title: str, excerpt: str, domain: str, kind: str
) -> None:
    rated = rate(make_article(title, excerpt=excerpt, domain=domain), INDEX)
    assert rated.article.kind == kind
    assert rated.article.kind in KINDS


@pytest.mark.parametrize(
    ("path", "kind"),
    [("press-release/maren-names-a-chair", "press-release"), ("docs/lamps", "how-to"), ("PR Newswire/6651f5", "press-release")],
)
def test_the_address_tells_press_releases_and_manuals(make_article: Make, path: str, kind: str) -> None:
    assert rate(make_article("Maren names a chair").evolve(web_url=f"https://lumen.example/{path}"), INDEX).article.kind == kind


def test_noise_is_far_below_news_of_the_same_publisher(make_article: Make) -> None:
    news = rate(make_article("Minister opens tidal power station in Port Maren"), INDEX).article.quality or 0
    for title in ("Tidal power market size to reach $9 billion by 2032", "Tidal power lamp is 40% off", "Tidal power stocks jump"):
        assert (rate(make_article(title), INDEX).article.quality or 0) <= news - 20


def test_an_organizations_authority_counts_before_all_else(make_article: Make) -> None:
    own = Organization(domain="msn.com", name="MSN", authority=29)
    article = make_article("Tidal power opens", domain="msn.com")
    reasons = {reason.name: reason for reason in rate(article, INDEX, standing=Standing(organizations={"msn.com": own})).reasons}
    assert reasons["authority"].points == 29
    assert "organization file" in reasons["authority"].words
    assert next(reason for reason in rate(article, INDEX).reasons if reason.name == "authority").points == 4


def test_records_teach_who_is_chosen_as_lead(make_article: Make) -> None:
    rival = Related(title="The same", published_at=make_article().published_at)
    chosen = [
        make_article(f"a {n}", domain="first.example", heat=40, published=True, topics=("Tides",), related=(rival,)) for n in range(30)
    ]
    chosen = [one.evolve(images=(Image(url="https://first.example/a.jpg"),), excerpt="x") for one in chosen]
    late = [make_article(f"b {n}", domain="late.example", hours=5, heat=-1, published=False, related=(rival,)) for n in range(30)]
    standing = learn_standing((*chosen, *late))
    assert standing.authority("first.example")[0] > standing.authority("unheard.example")[0] > standing.authority("late.example")[0]


def test_clickbait_and_capitals_cost(make_article: Make) -> None:
    plain = rate(make_article("Tidal power station opens in Port Maren after two years"), INDEX).article.quality or 0
    for title in ("You won't believe what tidal power did in Port Maren", "TIDAL POWER STATION OPENS IN PORT MAREN AFTER TWO YEARS"):
        assert (rate(make_article(title), INDEX).article.quality or 0) < plain


def test_a_weight_of_nought_silences_a_family(make_article: Make) -> None:
    rated = rate(make_article("Tidal power opens"), INDEX, settings=RateSettings(authority_weight=0))
    assert "authority" not in {reason.name for reason in rated.reasons}
    assert rated.article.quality == sum(reason.points for reason in rated.reasons)


def test_another_language_costs_where_the_portal_shows_only_its_own(make_article: Make) -> None:
    article = make_article("Tidal power opens", language="nl")
    assert rate(article, INDEX, languages=("en",)).article.quality == (rate(article, INDEX).article.quality or 0) - 20


def test_the_gate_says_by_which_rule(make_article: Make) -> None:
    settings = RateSettings(minimum_quality=200, hide_kinds=("market-research",))
    words = [
        reason.words for reason in rate(make_article("Tidal power market size"), INDEX, settings=settings).reasons if reason.name == "gate"
    ]
    assert ["rate.minimum_quality" in words[0], "rate.hide_kinds" in words[1]] == [True, True]


def test_every_point_keeps_within_its_bounds(make_article: Make) -> None:
    article = make_article("Tidal power " * 5, text='"A quotation of some length, surely." 5% ' * 300, excerpt="x" * 300)
    bounds = {point.name: point for point in POINTS}
    for reason in rate(article, INDEX).reasons:
        if reason.points:
            assert bounds[reason.name].least <= reason.points <= bounds[reason.name].most


def test_the_reference_lists_every_point_kind_and_weight() -> None:
    text = REFERENCE.read_text()
    rows = re.findall(r"(?m)^\| ([^|]+) \| ([a-z]+) \| (-?\d+) to (-?\d+) \| ([^|]+) \|$", text)
    assert rows == [(point.name, point.family, str(point.least), str(point.most), point.meaning) for point in POINTS]
    assert all(f"`{kind}`" in text for kind in KINDS)
    assert all(f"`rate.{row.name}`" in text for row in table() if row.section == "rate")
    assert set(KIND_POINTS) <= set(KINDS)
