"""Feeds and sitemaps against the grammars of their standards (RELAX NG in ``grammars/``), and the rules that no grammar can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree

from newsfold.article import Article, Provider, Topic
from newsfold.publish import Holdings, catalogue_of, render
from newsfold.publish.sitemap import sitemaps
from newsfold.settings import PortalSettings, Settings

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
KINDS = {"feed.xml": "atom", "rss.xml": "rss", "sitemap.xml": "sitemap", "news-sitemap.xml": "sitemap"}


def grammar(name: str) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(Path(__file__).parent / "grammars" / f"{name}.rng"))


def holdings(make_article: Callable[..., Article]) -> Holdings:
    odd = Provider(name="A & <B>", domain="b.example")
    more = {"topics": ("Bridges & roads", "Elsewhere"), "provider": odd, "published_at": NOON, "updated_at": NOON + timedelta(days=1)}
    articles = (
        make_article(
            "Q&A: is a < b? <b>Yes</b> ]]> &amp;", excerpt='He said "no" & <i>left</i>', web_url="https://b.example/?a=1&b=2", **more
        ),
        make_article("Öl\x0b und\x1f Glück 🎉", path="_news/2024-05-05-b.md", web_url="javascript:alert(1)", excerpt="", language="de"),
        make_article("", path="_news/2024-05-04-c.md", published_at=NOON - timedelta(days=400)),
    )
    portal = PortalSettings(
        title="Town & <Crier>", description="All of <it> & more", url="https://news.example", baseurl="/town", locale="en-us"
    )
    return Holdings(
        articles=articles, topics=(Topic(id="bridges", name="Bridges & roads", parent="Town"),), settings=Settings(portal=portal)
    )


@pytest.fixture
def files(make_article: Callable[..., Article]) -> Mapping[str, bytes]:
    found = {output.path: output.body for output in render(holdings(make_article))}
    empty = {f"empty/{output.path}": output.body for output in render(Holdings(articles=()))}
    return {path: body for path, body in {**found, **empty}.items() if path.rpartition("/")[2] in KINDS}


def test_every_feed_and_sitemap_keeps_to_the_grammar_of_its_standard(files: Mapping[str, bytes]) -> None:
    grammars = {name: grammar(name) for name in set(KINDS.values())}
    assert len(files) == 6 + 2 + 4 + 2
    for path, body in files.items():
        against = grammars[KINDS[path.rpartition("/")[2]]]
        assert against.validate(etree.fromstring(body)), f"{path}: {against.error_log}"


def test_a_sitemap_that_was_split_and_its_index_keep_to_the_grammar(make_article: Callable[..., Article]) -> None:
    against = grammar("sitemap")
    plans = list(sitemaps(catalogue_of(holdings(make_article)), most=2))
    assert len(plans) > 2
    for plan in plans:
        assert against.validate(etree.fromstring(plan.draw())), against.error_log


@pytest.mark.parametrize(
    ("name", "kind", "old", "new"),
    [
        ("feed.xml", "atom", b"<updated>", b"<updated>yesterday "),
        ("feed.xml", "atom", b"<id>https", b"<id>no address "),
        ("rss.xml", "rss", b"GMT</pubDate>", b"in May</pubDate>"),
        ("rss.xml", "rss", b"<channel>", b"<channel><link>https://a.example/</link>"),
        ("sitemap.xml", "sitemap", b"<loc>https", b"<loc>ftp"),
        ("news-sitemap.xml", "sitemap", b"<news:language>en", b"<news:language>English"),
    ],
)
def test_the_grammars_refuse_what_is_wrong(files: Mapping[str, bytes], name: str, kind: str, old: bytes, new: bytes) -> None:
    body = files[f"site/{name}"]
    assert old in body
    assert not grammar(kind).validate(etree.fromstring(body.replace(old, new, 1)))


def test_atom_feeds_keep_the_rules_that_no_grammar_holds(files: Mapping[str, bytes]) -> None:
    ids = []
    for path, body in files.items():
        if not path.endswith("feed.xml"):
            continue
        feed = etree.fromstring(body)
        ids.append(feed.findtext(f"{ATOM}id") if not path.startswith("empty") else path)
        assert [link.get("type") for link in feed.findall(f"{ATOM}link[@rel='self']")] == ["application/atom+xml"]
        entries = feed.findall(f"{ATOM}entry")
        keys = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries]
        assert len(set(keys)) == len(keys)  # RFC 4287, 4.1.1
        for part in (feed, *entries):
            alternates = [(link.get("type"), link.get("hreflang")) for link in part.findall(f"{ATOM}link[@rel='alternate']")]
            assert len(alternates) == len(set(alternates)) == 1  # 4.1.1 and 4.1.2
    assert len(set(ids)) == len(ids)  # 4.2.6: no two feeds have one id


def test_a_title_is_escaped_once_and_so_reads_in_every_form_as_it_was_written(files: Mapping[str, bytes]) -> None:
    written = "Q&A: is a < b? <b>Yes</b> ]]> &"
    assert etree.fromstring(files["site/feed.xml"]).findtext(f"{ATOM}entry/{ATOM}title") == written
    assert etree.fromstring(files["site/rss.xml"]).findtext("channel/item/title") == written
    assert etree.fromstring(files["site/rss.xml"]).findtext("channel/title") == "Town & <Crier>"
    # An item's description is HTML (RSS 2.0), so its text is escaped as HTML and that as XML.
    assert (
        etree.fromstring(files["site/rss.xml"]).findtext("channel/item/description")
        == "He said &quot;no&quot; &amp; &lt;i&gt;left&lt;/i&gt;"
    )
