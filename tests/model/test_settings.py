"""Settings: one table, one file, the environment above it."""

from __future__ import annotations

import tomllib

import pytest

from newsfold.errors import SettingsError
from newsfold.settings import Settings, table
from newsfold.settings_file import read_settings, settings_file


def read(text: str = "", **environment: str) -> Settings:
    return read_settings(text, where="newsfold.toml", environment=environment)


def test_without_a_file_every_setting_has_its_default() -> None:
    assert read() == Settings()


def test_the_file_is_read_and_the_environment_wins() -> None:
    text = '[portal]\nlanguages = ["en", "de"]\n[collect]\ntimeout = 5\n'
    assert read(text).collect.timeout == 5
    settings = read(text, NEWSFOLD_COLLECT_TIMEOUT="7.5", NEWSFOLD_PORTAL_LANGUAGES="fr, it", NEWSFOLD_COLLECT_ROBOTS="false")
    assert (settings.collect.timeout, settings.portal.languages, settings.collect.robots) == (7.5, ("fr", "it"), False)


def test_a_file_of_an_editor_that_puts_a_byte_order_mark_first_is_read() -> None:
    assert read("\ufeff[collect]\r\ntimeout = 5\r\n").collect.timeout == 5


@pytest.mark.parametrize("old", ['[mail]\npublic_url = "https://d.example"\n', '[collect]\nwebsub_url = "https://d.example"\n'])
def test_the_public_door_is_one_setting_and_its_old_names_are_still_read(old: str) -> None:
    assert read(old).serve.public_url == "https://d.example"
    assert read(old + '[serve]\npublic_url = "https://new.example"\n').serve.public_url == "https://new.example"
    for name in ("NEWSFOLD_MAIL_PUBLIC_URL", "NEWSFOLD_COLLECT_WEBSUB_URL"):
        assert read("", **{name: "https://e.example"}).serve.public_url == "https://e.example"
        assert (
            read("", **{name: "https://e.example"}, NEWSFOLD_SERVE_PUBLIC_URL="https://f.example").serve.public_url == "https://f.example"
        )


def test_two_old_names_that_contradict_each_other_are_told_and_the_same_is_no_contradiction() -> None:
    old = '[mail]\npublic_url = "https://{}.example"\n[collect]\nwebsub_url = "https://b.example"\n'
    assert read(old.format("b")).serve.public_url == "https://b.example"
    with pytest.raises(SettingsError, match="differ, and are one setting now"):
        read(old.format("a"))
    assert read(old.format("a") + '[serve]\npublic_url = "https://c.example"\n').serve.public_url == "https://c.example"


def test_the_values_of_an_older_portal_stand_below_the_file() -> None:
    settings = read_settings('[portal]\ntitle = "Mine"\n', where="newsfold.toml", below={"title": "Old", "topic": "Azure"})
    assert (settings.portal.title, settings.portal.topic) == ("Mine", "Azure")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[collect]\ntimout = 3\n", "newsfold.toml: has an unknown setting collect.timout. Did you mean timeout?"),
        ("[colect]\ntimeout = 3\n", "newsfold.toml: has an unknown section [colect]. Did you mean collect?"),
        ('[collect]\ntimeout = "soon"\n', "collect.timeout must be a number, not 'soon'"),
        ("[collect]\nconcurrency = 1.5\n", "collect.concurrency must be a whole number, not 1.5"),
        ('[portal]\nlanguages = "en"\n', "portal.languages must be a list of texts"),
        ("collect = 1\n", "collect must be a section"),
        ("[collect\n", "newsfold.toml: is not valid TOML"),
    ],
)
def test_a_wrong_setting_is_told_with_file_and_remedy(text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read(text)
    assert sentence in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "[collect]\ntimeout = nan",
        "[collect]\ntimeout = inf",
        "[collect]\nmax_bytes = -1",
        "[collect]\nconcurrency = 0",
        "[fold]\nlikeness = 5.0",
        "[fold]\nclose_after_days = -5",
        "[collect]\nmax_age_days = 99999999999",
        "[rate]\nminimum_quality = 99999999999999",
        "[rate]\nauthority_weight = 1e300",
    ],
)
def test_a_number_that_cannot_be_meant_is_told_with_what_can(text: str) -> None:
    with pytest.raises(SettingsError, match=r"must be from [\d.,]+ to [\d,]+, not"):
        read(text)


def test_a_wrong_value_in_the_environment_names_the_variable() -> None:
    with pytest.raises(SettingsError, match="NEWSFOLD_FOLD_LIKENESS"):
        read(NEWSFOLD_FOLD_LIKENESS="very")


def test_the_commented_file_names_every_setting_and_reads_back() -> None:
    text = settings_file({("portal", "title"): 'The "AI" Fold', ("collect", "delay"): 0.0})
    assert all(f"{row.name} =" in text and row.help in text for row in table())
    chosen = {"portal": {"title": 'The "AI" Fold'}, "collect": {"delay": 0.0}}
    assert tomllib.loads(text) == {row.section: chosen.get(row.section, {}) for row in table()}
    uncommented = "\n".join(line.removeprefix("# ") if " = " in line else line for line in text.splitlines())
    assert read(uncommented).collect == Settings().collect.__class__(delay=0.0)
