"""Organization and topic files: new fields are read, known ones changed, and all the rest stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfold.article import Image, Organization
from newsfold.content.organization_files import change_organization, write_organization
from newsfold.content.taxonomy import read_organization, read_topic
from newsfold.errors import RecordError

PATH = "_data/organizations/lumen.example.md"
TEXT = """---
taxonomy: organization
# written by hand
_id: lumen.example
name: Lumen
domain: lumen.example
motto: "Light --- always"
images:
  - url: /assets/lumen.jpg
    width: 50
    height: 50
rank: 7
---

A body.
"""


def test_what_the_tool_does_not_know_stays_when_an_authority_is_set() -> None:
    before = read_organization(TEXT, path=PATH)
    text = change_organization(
        TEXT, before.evolve(authority=20, zone="Europe/Berlin", network="owner.example", notes='says "hi"'), path=PATH
    )
    after = read_organization(text, path=PATH)
    assert (after.authority, after.zone, after.network, after.notes) == (20, "Europe/Berlin", "owner.example", 'says "hi"')
    assert [line for line in text.splitlines() if line in TEXT.splitlines()] == TEXT.splitlines()


def test_a_field_that_is_taken_back_leaves_the_file_as_it_was() -> None:
    before = read_organization(TEXT, path=PATH)
    changed = change_organization(TEXT, before.evolve(authority=20), path=PATH)
    assert change_organization(changed, before, path=PATH) == TEXT


def test_pictures_can_be_changed() -> None:
    before = read_organization(TEXT, path=PATH)
    text = change_organization(TEXT, before.evolve(images=(Image(url="/b.png", width=400, height=400),)), path=PATH)
    assert read_organization(text, path=PATH).images == (Image(url="/b.png", width=400, height=400),)
    assert "rank: 7" in text


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).map(str.strip).filter(bool)


@given(name=TEXTS, notes=TEXTS, authority=st.integers(0, 30))
def test_a_written_file_reads_back(name: str, notes: str, authority: int) -> None:
    organization = Organization(domain="lumen.example", name=name, notes=notes, authority=authority)
    assert read_organization(write_organization(organization), path=PATH) == organization


@pytest.mark.parametrize(
    ("line", "told"), [("authority: 31", "authority 31"), ("authority: high", "authority"), ("zone: Mars/Olympus", "no IANA time zone")]
)
def test_a_wrong_field_is_told_with_a_remedy(line: str, told: str) -> None:
    with pytest.raises(RecordError, match=told):
        read_organization(TEXT.replace("rank: 7", line), path=PATH)


def test_a_topic_file_says_what_counts_and_what_does_not() -> None:
    text = (
        "name: Teams\nparent: Code\nkeywords: [teams]\ncase: [Teams]\nnot: [sports teams]\nweight: 1.5\ncontext: [video call]\n"
        "together: [maker + chat]\nrivals: [Chatter]\naddresses: ['https://www.teams.example/Blog']\n"
    )
    topic = read_topic(text, path="_data/topics/teams.yaml")
    assert (topic.case_keywords, topic.excluded, topic.weight) == (("Teams",), ("sports teams",), 1.5)
    assert (topic.context, topic.together, topic.rivals) == (("video call",), ("maker + chat",), ("Chatter",))
    assert topic.addresses == ("teams.example/blog",)


def test_a_weight_out_of_bounds_is_told() -> None:
    with pytest.raises(RecordError, match="weight 99"):
        read_topic("name: Teams\nweight: 99\n", path="_data/topics/teams.yaml")
