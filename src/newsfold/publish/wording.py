"""The words of the site, all in one place, and how it writes dates. A translation replaces this table."""

from __future__ import annotations

from datetime import datetime

from newsfold.article import Frozen

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Wording(Frozen, frozen=True, kw_only=True):
    """Every text of the templates. Braces name what is filled in."""

    language: str = "en"
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
    shown_here: str = "shown above"
    newer: str = "Newer stories"
    older: str = "Older stories"
    page: str = "Page {page} of {last}"
    empty: str = "No stories yet."
    empty_topic: str = "No stories on this topic yet."
    topic_count: str = "{count} stories"
    topic_count_one: str = "1 story"
    feed: str = "Atom feed"
    api: str = "JSON API"
    home: str = "Front page"
    utc: str = "All times are UTC."
    latest: str = "Latest story: {date}."
    made_with: str = "Published with newsfold."
    not_found: str = "There is no page here"
    not_found_help: str = "The address may be mistyped, or the story has been taken down."
    back: str = "Go to the front page"
    updated: str = "updated {time}"
    subject: str = "On"
    more: str = "More stories"
    untitled: str = "News"
    unknown: str = "unknown publisher"


ENGLISH = Wording()
"""The site in plain English."""


def day_words(time: datetime) -> str:
    """A date in words, such as ``Thursday, 11 April 2024``."""
    return f"{_DAYS[time.weekday()]}, {date_words(time)}"


def date_words(time: datetime) -> str:
    """A date in words without the day of the week, such as ``11 April 2024``."""
    return f"{time.day} {_MONTHS[time.month - 1]} {time.year}"


def clock_words(time: datetime) -> str:
    """Hours and minutes, such as ``08:05``."""
    return f"{time.hour:02}:{time.minute:02}"


def weekday_words(time: datetime) -> str:
    """The day of the week."""
    return _DAYS[time.weekday()]


def month_words(time: datetime) -> str:
    """Month and year, such as ``April 2024``."""
    return f"{_MONTHS[time.month - 1]} {time.year}"
