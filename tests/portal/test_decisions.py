"""What an editor decides about stories stands, outlasts runs and rebuilds, and can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newsfold.article import Article
from newsfold.checking import check_portal
from newsfold.demo.bundle import load
from newsfold.errors import InputError
from newsfold.portal import Portal
from newsfold.story import Decision, DecisionKind

Open = Callable[[Path], Portal]
DOMAINS = ("northwire.example", "portmaren-herald.example", "circuit-courier.example")


def ask_all(folder: Path) -> None:
    urls = [publisher.feed_url for publisher in load() if publisher.domain in DOMAINS]
    (folder / "_data" / "sources.yaml").write_text("".join(f"- url: {url}\n" for url in urls))


def stories(portal: Portal) -> frozenset[frozenset[str]]:
    """The stories as the records tell them, by address."""
    return frozenset(frozenset({article.address, *(o.web_url for o in article.related if o.web_url)}) for article in portal.articles())


def at(portal: Portal, address: str) -> Article:
    return next(article for article in portal.articles() if article.address == address)


def folded_story(portal: Portal) -> list[Article]:
    """The biggest story, the lead first."""
    lead = max(
        (article for article in portal.articles() if not article.is_folded), key=lambda article: (len(article.related), article.path)
    )
    return [lead, *(at(portal, str(related.web_url)) for related in lead.related)]


def single(portal: Portal) -> Article:
    return next(article for article in portal.articles() if not article.related)


def test_a_part_that_is_split_off_is_a_story_of_its_own_and_can_be_taken_back(portal: Portal) -> None:
    before = stories(portal)
    lead, other, *_ = folded_story(portal)
    decided = portal.decide("split", [other.path], by="Ada")
    assert frozenset({other.address}) in stories(portal)
    assert {story[0].address for story in decided.stories} >= {other.address, lead.address}
    assert not at(portal, other.address).is_folded
    portal.undo(by="Ada")
    assert stories(portal) == before


def test_two_stories_that_are_merged_are_one_and_can_be_taken_back(portal: Portal) -> None:
    before = stories(portal)
    lead, *_ = story = folded_story(portal)
    alone = single(portal)
    portal.decide("merge", [lead.path, alone.address], by="Ada")
    assert frozenset({alone.address, *(article.address for article in story)}) in stories(portal)
    assert sum(not at(portal, article.address).is_folded for article in (*story, alone)) == 1
    portal.undo(by="Ada")
    assert stories(portal) == before


def test_a_merge_that_is_taken_back_gives_each_story_the_lead_it_had(portal: Portal) -> None:
    """Also one that leads on only because no other is better by more than the margin."""
    leads = sorted((article for article in portal.articles() if article.related and not article.is_folded), key=lambda each: each.path)[:2]
    with portal.rewriting("Let the second lead") as rewrite:
        for lead in leads:
            second, *others = (at(portal, str(related.web_url)) for related in lead.related)
            rewrite(lead.evolve(heat=-1, published=False, quality=52))
            rewrite(second.evolve(heat=70, published=True, quality=50))
            for other in others:
                rewrite(other.evolve(quality=40))
    before = {article.address for article in portal.articles() if not article.is_folded}
    assert before.isdisjoint(lead.address for lead in leads)
    portal.decide("merge", [lead.address for lead in leads], by="Ada")
    portal.undo(by="Ada")
    assert {article.address for article in portal.articles() if not article.is_folded} == before


def test_an_article_moves_to_another_story_and_back(portal: Portal) -> None:
    before = stories(portal)
    other = folded_story(portal)[1]
    alone = single(portal)
    portal.decide("move", [other.address], [alone.address], by="Ada")
    assert frozenset({alone.address, other.address}) in stories(portal)
    portal.undo(by="Ada")
    assert stories(portal) == before


def test_a_pinned_article_leads_until_it_is_unpinned(portal: Portal) -> None:
    lead, *others = folded_story(portal)
    worst = others[-1]
    portal.decide("pin", [worst.address], by="Ada")
    assert at(portal, worst.address).published
    assert at(portal, lead.address).is_folded
    portal.decide("unpin", [worst.address], by="Ada")
    assert [decision.kind for decision in portal.decisions()] == ["pin", "unpin"]
    portal.undo(by="Ada")
    assert at(portal, worst.address).published


def test_a_hidden_story_is_not_shown_until_it_is_shown_again(portal: Portal) -> None:
    lead = folded_story(portal)[0]
    portal.decide("hide", [lead.address], by="Ada")
    assert at(portal, lead.address).published is False
    portal.decide("show", [lead.address], by="Ada")
    assert at(portal, lead.address).published is True


def test_decisions_outlast_runs_and_a_lost_store(portal: Portal, opened: Open) -> None:
    lead, other, *_ = folded_story(portal)
    portal.decide("split", [other.address], by="Ada")
    portal.decide("pin", [lead.address], by="Bo")
    decided = stories(portal)
    portal.run()
    assert stories(portal) == decided
    portal.rebuild()
    portal.run()
    assert stories(portal) == decided
    again = opened(portal.folder)
    assert [(decision.kind, decision.by) for decision in again.decisions()] == [("split", "Ada"), ("pin", "Bo")]
    assert check_portal(portal.folder) == ()


def test_articles_said_to_be_apart_do_not_meet_when_they_come_in(opened: Open, begun: Path) -> None:
    first = opened(begun)
    known = {article.address for article in first.articles()}
    ask_all(begun)
    first.collect()
    first.rate()
    arrivals = [draft.article for draft in first.store.drafts("rated")]
    first.run()
    stays = next(article for article in first.articles() if article.address in known and article.related)
    other = next(related.web_url for related in stays.related if related.web_url in {article.address for article in arrivals})
    first.decide("not-the-same-story", [stays.address], [str(other)], by="Ada")
    assert not any({stays.address, other} <= story for story in stories(first))


def test_a_file_of_decisions_changed_elsewhere_is_obeyed_by_the_next_run(portal: Portal) -> None:
    lead, alone = folded_story(portal)[0], single(portal)
    portal.decide("merge", [lead.address, alone.address], by="Ada")
    merged = stories(portal)
    file = next((portal.folder / "_data/decisions").glob("*.jsonl"))
    line = file.read_text()
    portal.undo(by="Ada")
    later = line.replace(str(portal.decisions()[0].at.year), "2030", 1)
    file.write_text(file.read_text() + later)
    portal.fold()
    assert stories(portal) == merged


def test_a_line_that_is_no_decision_is_told_and_the_others_are_obeyed(portal: Portal) -> None:
    lead = folded_story(portal)[0]
    portal.decide("hide", [lead.address], by="Ada")
    file = next((portal.folder / "_data/decisions").glob("*.jsonl"))
    file.write_text('{"kind": "explode"}\n' + file.read_text())
    report = portal.fold()
    assert any("has no decision in line 1" in error for error in report.errors)
    assert [decision.kind for decision in portal.decisions()] == ["hide"]
    assert [finding.rule for finding in check_portal(portal.folder)] == ["decision"]


def test_a_damaged_line_costs_itself_alone_and_is_told_by_every_run(portal: Portal) -> None:
    lead = folded_story(portal)[0]
    portal.decide("pin", [lead.address], by="Ada")
    file = next((portal.folder / "_data/decisions").glob("*.jsonl"))
    early = b'{"at":"0001-01-01T00:00:00+05:00","by":"a","kind":"pin","articles":["x"]}'
    file.write_bytes(b"\xff\xfe\n" + early + b"\n" + file.read_bytes())
    for _ in range(2):
        errors = portal.fold().errors
        assert len(errors) == 2
        assert [decision.kind for decision in portal.decisions()] == ["pin"]
    assert len(portal.unread_decisions()) == 2


@pytest.mark.parametrize(
    ("kind", "named", "others", "problem"),
    [
        ("merge", ["LEAD"], [], "needs two articles"),
        ("split", ["ALONE"], [], "is the whole story"),
        ("split", ["LEAD", "ALONE"], [], "stands in another story"),
        ("move", ["LEAD"], [], "needs an article of the other story"),
        ("move", ["LEAD"], ["OTHER"], "stands in the same story already"),
        ("not-the-same-story", ["LEAD"], ["LEAD"], "is named on both sides"),
        ("pin", ["https://nobody.example/x"], [], "is no record or address"),
        ("hide", ["../../etc/passwd"], [], "is no record or address"),
    ],
)
def test_what_cannot_be_decided_says_why(portal: Portal, kind: DecisionKind, named: list[str], others: list[str], problem: str) -> None:
    lead, other, *_ = folded_story(portal)
    names = {"LEAD": lead.path, "ALONE": single(portal).path, "OTHER": other.path}
    before = stories(portal)
    with pytest.raises(InputError, match=problem):
        portal.decide(kind, [names.get(name, name) for name in named], [names.get(name, name) for name in others], by="Ada")
    assert stories(portal) == before
    assert portal.decisions() == ()


def test_nothing_to_take_back_says_so(portal: Portal) -> None:
    with pytest.raises(InputError, match="has no decision to take back"):
        portal.undo(by="Ada")


def test_a_later_decision_is_later_even_when_the_clock_stands_still(portal: Portal) -> None:
    lead = folded_story(portal)[0]
    for kind in ("hide", "show", "hide"):
        portal.decide(kind, [lead.address], by="Ada")  # type: ignore[arg-type]
    told: list[Decision] = list(portal.decisions())
    assert [decision.kind for decision in told] == ["hide", "show", "hide"]
    assert told[0].at < told[1].at < told[2].at
    assert at(portal, lead.address).published is False


def test_a_decision_about_a_story_holds_and_can_be_taken_back_also_where_somebody_deleted_one_of_its_records(portal: Portal) -> None:
    lead, other, *_ = folded_story(portal)
    alone = single(portal)
    (portal.folder / other.path).unlink()
    portal.decide("merge", [alone.path, lead.path], by="Ada")
    assert frozenset({alone.address, lead.address}) <= next(story for story in stories(portal) if alone.address in story)
    portal.undo(by="Ada")
    assert frozenset({alone.address}) in stories(portal)
