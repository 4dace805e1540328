"""Records of our own: hostile texts, changes, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsfold.article import Article, Author, Image, Provider, Related
from newsfold.content.front_matter import parse_document
from newsfold.content.record import Record, read_record, write_record
from newsfold.content.record_change import change_record
from newsfold.errors import RecordError

PATH = "_news/2026-11-10-lumen.md"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=200) | st.sampled_from(
    [
        "---",
        "# no comment",
        "yes",
        "null",
        "12",
        "1.5",
        "2026-11-10",
        "a: b",
        "- a",
        '"',
        "'",
        "\\",
        "\t",
        "\r\n",
        "🙂",
        "\u202eabc",
        "\ufeff",
        "\x85",
    ]
)


@given(title=TEXT, excerpt=TEXT, name=TEXT, topic=TEXT.filter(bool))
def test_any_text_comes_back_as_it_was(title: str, excerpt: str, name: str, topic: str) -> None:
    article = Article(
        title=title,
        excerpt=excerpt,
        published_at=datetime(2026, 11, 10, 8, tzinfo=UTC),
        provider=Provider(name=name, domain="lumen.example", authors=(Author(name=name),)),
        topics=(topic,),
        images=(Image(url=f"https://lumen.example/{title}", title=excerpt),),
        path=PATH,
    )
    text = write_record(article)
    assert read_record(text, path=PATH).article == article
    assert yaml.safe_load(text.split("\n---\n")[0])["title"] == title


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_what_yaml_cannot_hold_is_refused_with_a_reason(make_article: Callable[..., Article], character: str) -> None:
    with pytest.raises(RecordError, match=r"U\+"):
        write_record(make_article(f"Lumen{character}"))


def record(text: str) -> str:
    return f"---\n{text}---\n\nThe body.\n"


PLAIN = """category: news
title: "Lumen opens a laboratory"
excerpt: ""
publishedDateTime: 2026-11-10T08:00:00Z
type: article
quality: 40   # set by hand
heat: 40
published: true
mood: cheerful

provider:
  name: Lumen
  domain: lumen.example

topics:
  - AI
"""


def test_unknown_fields_comments_and_the_body_stay_when_a_field_changes() -> None:
    before = read_record(record(PLAIN), path=PATH)
    after = change_record(before, before.article.evolve(heat=-1, published=False))
    assert after.text == record(PLAIN).replace("heat: 40", "heat: -1").replace("published: true", "published: false")


def test_fields_that_come_stand_in_file_order_below_a_blank_line() -> None:
    before = read_record(record(PLAIN), path=PATH)
    image = Image(url="https://lumen.example/a.jpg", width=10, height=5)
    after = change_record(before, before.article.evolve(images=(image,), updated_at=datetime(2026, 11, 11, tzinfo=UTC)))
    assert "publishedDateTime: 2026-11-10T08:00:00Z\nupdatedDateTime: 2026-11-11T00:00:00Z\ntype: article\n" in after.text
    assert '  - AI\n\nimages:\n  - url: "https://lumen.example/a.jpg"\n    width: 10\n    height: 5\n---\n' in after.text


def test_a_field_that_goes_takes_its_blank_line_with_it() -> None:
    before = read_record(record(PLAIN), path=PATH)
    after = change_record(before, before.article.evolve(topics=()))
    assert after.text == record(PLAIN.replace("\ntopics:\n  - AI\n", ""))


def test_windows_line_ends_stay() -> None:
    text = record(PLAIN).replace("\n", "\r\n")
    before = read_record(text, path=PATH)
    after = change_record(before, before.article.evolve(heat=60))
    assert after.text == text.replace("heat: 40", "heat: 60")
    assert before.article.content == "The body.\r\n"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("quality: 40   # set by hand", "quality: high", "wrong value in line 7: quality must be `int | null`, not `str`"),
        ("published: true", 'published: "yes"', "line 9: published"),
        ('title: "Lumen opens a laboratory"\n', "", "lacks the field title"),
        ("  domain: lumen.example\n", "", "lacks the field provider.domain"),
        ("type: article", "type: podcast", "line 6: type"),
        ('excerpt: ""', 'excerpt: "never closed', "not valid YAML in line"),
        ("heat: 40", "heat: [", "not valid YAML in line"),
    ],
)
def test_a_wrong_field_is_told_with_file_line_and_remedy(old: str, new: str, sentence: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_record(record(PLAIN.replace(old, new)), path=PATH)
    assert PATH in str(caught.value)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("text", ["", "no front matter", "---\ntitle: x\n", "---\n---\n", "---\n- a\n---\n"])
def test_a_file_that_is_no_record_is_told(text: str) -> None:
    with pytest.raises(RecordError, match=PATH):
        read_record(text, path=PATH)


@given(st.text(max_size=300))
def test_no_text_at_all_raises_anything_but_a_record_error(text: str) -> None:
    with suppress(RecordError):
        read_record(f"---\n{text}\n---\n", path=PATH)


@pytest.mark.parametrize(("field", "sentence"), [("mood", "lacks the field"), ("topics", "more than 100,000 values")])
def test_aliases_that_explode_are_not_followed(field: str, sentence: str) -> None:
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    with pytest.raises(RecordError, match=sentence):
        read_record(f"---\n{bomb}{field}: *i\n---\n", path=PATH)


NESTED = """category: news
title: "Lumen opens a laboratory"
publishedDateTime: 2026-11-10T08:00:00Z
type: article
quality: 40
heat: 60
published: true

# who wrote it
provider:
  name: Lumen   # as they write it
  domain: lumen.example
  # their own word
  rating: 5
  authors:
    - name: Ada
      mail: ada@lumen.example

topics:
  # the main one
  - AI # by hand
  - 'Robots'

images:
  - url: "https://lumen.example/a.jpg"
    credit: Ada
    width: 10
    height: 5

related:
  - title: "First"
    webUrl: "https://a.example/1"
    type: article
    note: >
      folded
      text
    provider: {name: A, domain: a.example, since: 1999}
    quality: 50
  # the second one
  - title: 'Second'
    webUrl: https://b.example/2
    quality: 30
    source:
      - one
      - two

secured: "YQ==;YQ=="
mood: cheerful
"""


def nested() -> Record:
    return read_record(record(NESTED), path=PATH)


def changed(before: Record, **values: object) -> str:
    after = change_record(before, before.article.evolve(**values))
    assert after.article == before.article.evolve(**values)
    return after.text


def test_an_article_that_joins_a_story_leaves_the_lines_of_the_others() -> None:
    before = nested()
    new = Related(title="Third", web_url="https://c.example/3", quality=40)
    first, second = before.article.related
    lines = '  - title: "Third"\n    webUrl: "https://c.example/3"\n    type: article\n    quality: 40\n'
    assert changed(before, related=(first, new, second)) == record(NESTED).replace("  # the second one\n", f"{lines}  # the second one\n")
    assert changed(before, related=(new, first, second)) == record(NESTED).replace("related:\n", f"related:\n{lines}")


def test_related_articles_that_change_places_take_their_lines_and_comments_along() -> None:
    before = nested()
    first, second = before.article.related
    start, middle = NESTED.index('  - title: "First"'), NESTED.index("  # the second one")
    end = NESTED.index("\nsecured")
    assert changed(before, related=(second, first)) == record(NESTED[:start] + NESTED[middle:end] + NESTED[start:middle] + NESTED[end:])


def test_a_related_article_that_changes_keeps_what_newsfold_does_not_know() -> None:
    before = nested()
    first, second = before.article.related
    text = changed(before, related=(first.evolve(quality=55), second.evolve(excerpt="More")))
    expected = NESTED.replace("quality: 50", "quality: 55").replace("  - title: 'Second'\n", "  - title: 'Second'\n    excerpt: \"More\"\n")
    assert text == record(expected)


def test_a_related_article_that_leaves_takes_only_its_own_lines() -> None:
    before = nested()
    start, middle = NESTED.index('  - title: "First"'), NESTED.index("  # the second one")
    assert changed(before, related=before.article.related[1:]) == record(NESTED[:start] + NESTED[middle:])
    assert changed(before, related=before.article.related[:1]) == record(NESTED[:middle] + NESTED[NESTED.index("\nsecured") :])


def test_a_picture_that_changes_keeps_its_credit() -> None:
    before = nested()
    image = before.article.images[0].evolve(is_cached=True, width=1200)
    assert changed(before, images=(image,)) == record(
        NESTED.replace("width: 10\n    height: 5\n", "width: 1200\n    height: 5\n    isCached: true\n")
    )


def test_a_provider_that_changes_keeps_its_comments_and_unknown_fields() -> None:
    before = nested()
    provider = before.article.provider.evolve(name="Lumen Daily", authors=(Author(name="Ada"), Author(name="Ben")))
    expected = NESTED.replace("name: Lumen   #", "name: Lumen Daily   #").replace(
        "mail: ada@lumen.example\n", "mail: ada@lumen.example\n    - name: Ben\n"
    )
    assert changed(before, provider=provider) == record(expected)


def test_topics_that_stay_keep_their_lines() -> None:
    before = nested()
    assert changed(before, topics=("Robots", "Space", "AI")) == record(
        NESTED.replace("  - AI # by hand\n  - 'Robots'\n", "  - 'Robots'\n  - Space\n  - AI # by hand\n")
    )


def test_a_topic_that_takes_anothers_place_leaves_the_lines_of_the_rest() -> None:
    assert changed(nested(), topics=("AI", "Space")) == record(NESTED.replace("  - 'Robots'", "  - Space"))


def test_a_comment_above_a_field_that_goes_stays() -> None:
    text = NESTED.replace("secured:", "# sealed\nsecured:")
    before = read_record(record(text), path=PATH)
    assert changed(before, secured=None) == record(text.replace('secured: "YQ==;YQ=="\n', ""))


def test_a_scalar_that_changes_keeps_the_comment_behind_it() -> None:
    before = read_record(record(PLAIN), path=PATH)
    assert changed(before, quality=41) == record(PLAIN.replace("quality: 40 ", "quality: 41 "))


ODD = {
    "four spaces": "provider:\n    name: Lumen\n    domain: lumen.example\n    rating: 5\n",
    "flow": "provider: {name: Lumen, domain: lumen.example, rating: 5}\n",
    "flow over lines": "provider: {\n  name: Lumen,\n  domain: lumen.example, rating: 5 }\n",
    "single quotes": "provider:\n  'name': 'Lumen'\n  domain: 'lumen.example'\n  \"rating\": 5\n",
    "folded": "provider:\n  name: >-\n    Lumen\n  domain: lumen.example\n  rating: 5\n",
    "anchor": "provider: &us\n  name: Lumen\n  domain: lumen.example\n  rating: 5\n",
    "alias": "ours: &us {name: Lumen, domain: lumen.example, rating: 5}\nprovider: *us\n",
    "merge": "ours: &us {name: Lumen, domain: lumen.example}\nprovider:\n  <<: *us\n  rating: 5\n",
    "twice": "provider: {name: Old, domain: old.example}\nprovider:\n  name: Lumen\n  domain: lumen.example\n  rating: 5\n",
}


@pytest.mark.parametrize("style", ODD)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_nothing_unknown_is_lost_in_any_style_of_yaml(style: str, newline: str) -> None:
    text = f'title: "Lumen"\npublishedDateTime: 2026-11-10T08:00:00Z\n{ODD[style]}topics: [AI, Robots]\nmood: cheerful\n'
    before = read_record(record(text).replace("\n", newline), path=PATH)
    for values in (
        {"provider": before.article.provider.evolve(name="Lumen Daily", authors=(Author(name="Ada"),))},
        {"topics": ("Robots",), "heat": 20},
    ):
        after = yaml.safe_load(parse_document(changed(before, **values), where=PATH).front)
        assert after["provider"]["rating"] == 5
        assert after["mood"] == "cheerful"


@pytest.mark.parametrize(
    "provider", ["? provider\n: name: Lumen\n  domain: lumen.example\n", "{provider: {name: Lumen, domain: lumen.example}}"]
)
def test_a_file_that_cannot_be_cut_is_refused_with_a_reason(provider: str) -> None:
    fields = 'title: "Lumen"\npublishedDateTime: 2026-11-10T08:00:00Z\n'
    text = f"{fields}{provider}" if provider[0] == "?" else f"{{title: Lumen, publishedDateTime: 2026-11-10T08:00:00Z, {provider[1:]}\n"
    before = read_record(record(text), path=PATH)
    with pytest.raises(RecordError, match="cannot be changed safely"):
        change_record(before, before.article.evolve(heat=20))


def test_anchors_and_hyphens_on_lines_of_their_own_stay() -> None:
    text = PLAIN + "\nrelated:\n  -\n    title: One\n    # mine\n    mark: 1\n  - &two\n    title: Two\n    mark: 2\nagain: *two\n"
    before = read_record(record(text), path=PATH)
    one, two = before.article.related
    assert changed(before, related=(one.evolve(title="Uno"), two)) == record(text.replace("title: One", 'title: "Uno"'))
    assert changed(before, related=(two,)) == record(text.replace("  -\n    title: One\n    # mine\n    mark: 1\n", ""))


@given(
    values=st.fixed_dictionaries({}, optional={"title": TEXT, "excerpt": TEXT, "category": TEXT, "heat": st.integers(-1, 99), "kind": TEXT})
)
def test_values_of_a_canonical_record_change_on_their_own_lines(values: dict[str, object]) -> None:
    plain = PLAIN.replace("   # set by hand", "").replace("mood: cheerful\n", "kind: news\n")
    before = read_record(record(plain), path=PATH)
    assert before.is_canonical
    lines = zip(before.text.split("\n"), changed(before, **values).split("\n"), strict=True)
    names = {old.partition(":")[0] for old, new in lines if old != new}
    assert names == {name for name, value in values.items() if value != getattr(before.article, name)}


def test_a_changed_anchor_that_an_unknown_field_follows_is_refused() -> None:
    text = 'title: "Lumen"\npublishedDateTime: 2026-11-10T08:00:00Z\nprovider: &us\n  name: Lumen\n  domain: lumen.example\nowner: *us\n'
    before = read_record(record(text), path=PATH)
    with pytest.raises(RecordError, match="cannot be changed safely"):
        change_record(before, before.article.evolve(provider=Provider(name="Other", domain="other.example")))


@pytest.mark.parametrize(
    "value", ["[" * 200_000, "- " * 5_000, "{a: " * 5_000, "!!bool perhaps", "!!int ''", "!!timestamp soon", "!!set {a, b}"]
)
def test_yaml_that_would_stop_the_loader_is_a_record_error(value: str) -> None:
    with pytest.raises(RecordError, match=PATH):
        read_record(record(f"{PLAIN}related: {value}\n"), path=PATH)


@pytest.mark.parametrize(
    "time", ['"2026-11-10T08:00:00"', '"2026-11-10T10:00:00+02:00"', "2026-11-10 08:00:00", "2026-11-10T10:00:00+02:00"]
)
def test_every_way_to_write_a_time_is_read_as_utc(time: str) -> None:
    article = read_record(record(PLAIN.replace("2026-11-10T08:00:00Z", time)), path=PATH).article
    assert article.published_at.isoformat() == "2026-11-10T08:00:00+00:00"


STYLES = st.sampled_from([*ODD.values(), *(ODD[name].replace("Lumen", '"Lu: men"') for name in ("flow", "four spaces"))])
ITEM = st.sampled_from(
    [
        '  - title: "{n}"\n    webUrl: "https://{n}.example/"\n    mine: {n}\n',
        "  - {{title: t{n}, webUrl: 'https://{n}.example/', mine: [{n}, x]}}\n",
        "  # above {n}\n  - title: >\n      folded {n}\n    mine: |\n      # literal\n\n    # inside {n}\n    quality: {n}\n\n",
        "  - mine: &a{n} {n}\n    title: t{n}\n    again: *a{n}\n    images: []\n",
        "  -\n    title: t{n}\n    mine: 1\n",
    ]
)


@given(STYLES, st.lists(ITEM, min_size=1, max_size=4), st.permutations(range(5)), st.integers(0, 5), st.booleans())
def test_however_a_story_changes_the_rest_stays(style: str, made: list[str], order: list[int], many: int, also: bool) -> None:
    related = "".join(item.format(n=number) for number, item in enumerate(made))
    text = record(f'title: "Lumen"\npublishedDateTime: 2026-11-10T08:00:00Z\nmood: cheerful\n{style}related:\n{related}extra: [1, 2]\n')
    before = read_record(text, path=PATH)
    old = dict(enumerate(before.article.related))
    new = [old.get(number, Related(title=f"new {number}", quality=1)) for number in order[:many]]
    if also and new:
        new[0] = new[0].evolve(quality=77, excerpt='"---"\n')
    after = yaml.safe_load(parse_document(changed(before, related=tuple(new)), where=PATH).front)
    assert (after["mood"], after["extra"], after["provider"]["rating"]) == ("cheerful", [1, 2], 5)
    was = yaml.safe_load(parse_document(text, where=PATH).front)["related"]
    for number, item in zip(order, after.get("related", ()), strict=False):
        if number in old:
            assert item.get("mine") == was[number].get("mine")
            assert item.get("again") == was[number].get("again")
