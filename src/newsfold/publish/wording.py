"""The words of the site, all in one table, and how it writes dates. A translation is another table of the same names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from newsfold.article import Frozen
from newsfold.errors import SettingsError

WORDING_FILE = "_templates/wording.toml"
"""Where a portal puts words of its own."""


class Wording(Frozen, frozen=True, kw_only=True):
    """Every text of the site. Braces name what is filled in; ``language`` is the language all of it is in."""

    language: str = "en"
    months: tuple[str, ...] = (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    )  # fmt: skip
    days: tuple[str, ...] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    date: str = "{day} {month} {year}"
    skip: str = "Skip to the stories"
    topics: str = "Topics"
    all_topics: str = "Front page"
    paywall: str = "Paywall"
    paywall_help: str = "The publisher asks readers to pay or sign in."
    video: str = "Video"
    also: str = "Also reported by"
    and_: str = "and"
    more_publishers: str = "{count} more"
    publishers: str = "{count} publishers"
    read_at: str = "Read the full story at {provider}"
    watch_at: str = "Watch at {provider}"
    play: str = "Play the video here; it loads from {host}"
    timeline: str = "Who reported it, and when"
    timeline_note: str = "{count} reports, in the order in which they were published."
    plot: str = "How the story grew: from {first} to {last} it was reported by {count} publishers."
    shown_here: str = "shown above"
    newer: str = "Newer stories"
    older: str = "Older stories"
    part: str = "{title}, part {number}"
    empty: str = "No stories yet."
    empty_topic: str = "No stories here yet."
    topic_count: str = "{count} stories"
    topic_count_one: str = "1 story"
    feed: str = "Feed"
    feed_title: str = "{title} ({format})"
    top_feed: str = "Top stories"
    api: str = "JSON API"
    utc: str = "All times are UTC."
    made_with: str = "Published with newsfold."
    not_found: str = "There is no page here"
    not_found_help: str = "The address may be mistyped, or the story has been taken down."
    back: str = "Go to the front page"
    updated: str = "updated {time}"
    more: str = "More stories"
    untitled: str = "News"
    unknown: str = "unknown publisher"
    all_publishers: str = "Publishers"
    all_publishers_help: str = "Everyone whose reports are shown here, by the number of stories they lead."
    about_publisher: str = "More at {domain}"
    archive: str = "Archive"
    archive_help: str = "Every story, month by month."
    search: str = "Search"
    search_label: str = "Search all stories"
    search_wait: str = "Searching …"
    search_none: str = "Nothing was found."
    search_found: str = "{count} found."
    search_no_script: str = "The search needs JavaScript. Without it, the archive has every story."
    posts: str = "From the editors"
    newsletter: str = "Newsletter"
    newsletter_help: str = "Every edition, the newest first."
    subscribe: str = "Get it by mail"
    about_portal: str = "About this site"
    contact: str = "Contact"
    new_since: str = "New since your last visit: {count}"
    new_mark: str = "New"


ENGLISH = Wording()
"""The site in plain English."""


def wording_of(locale: str, own: Mapping[str, object] | None = None) -> Wording:
    """The words for a locale, English where there is no translation, with a portal's ``own`` in place of some.

    Raises :class:`SettingsError` for a word that does not exist, one of the wrong type, or one that wants something filled in that
    the site does not give.
    """
    from newsfold.publish.german import GERMAN  # noqa: PLC0415 - it is made of the class above

    words = GERMAN if locale.partition("-")[0].lower() == GERMAN.language else ENGLISH
    if not own:
        return words
    plain = msgspec.structs.asdict(words)
    for name, value in own.items():
        if name not in plain:
            import difflib  # noqa: PLC0415 - for what went wrong only

            near = difflib.get_close_matches(name, plain, n=1)
            raise SettingsError(f"has an unknown word {name!r}", where=WORDING_FILE, remedy=f"Did you mean {near[0]}?" if near else "")
        if isinstance(value, str) and not _names(value) <= _names(str(plain[name])):
            raise SettingsError(
                f"{name} wants what is not given: {value!r}", where=WORDING_FILE, remedy=f"The original is {plain[name]!r}."
            )
    try:
        changed = msgspec.convert({**plain, **own}, Wording)
    except msgspec.ValidationError as error:
        raise SettingsError(f"has a wrong value: {error}", where=WORDING_FILE, remedy="Write each word as a text.") from error
    if (len(changed.months), len(changed.days)) != (12, 7):
        raise SettingsError("must name 12 months and 7 days", where=WORDING_FILE, remedy="Days begin with Monday.")
    return changed


def _names(text: str) -> set[str | None]:
    import string  # noqa: PLC0415 - for words of the portal's own

    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {None}


def date_words(words: Wording, time: datetime) -> str:
    """A date in words without the day of the week, such as ``11 April 2024``."""
    return words.date.format(day=time.day, month=words.months[time.month - 1], year=time.year)


def clock_words(time: datetime) -> str:
    """Hours and minutes, such as ``08:05``."""
    return f"{time.hour:02}:{time.minute:02}"


def weekday_words(words: Wording, time: datetime) -> str:
    """The day of the week."""
    return words.days[time.weekday()]


def month_words(words: Wording, month: int, year: int) -> str:
    """Month and year, such as ``April 2024``."""
    return f"{words.months[month - 1]} {year}"
