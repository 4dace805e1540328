"""Collect: sources to pages. Feeds, the guarded and polite HTTP client, pictures and the source list.

Everything that is fetched is hostile: bounded in size and time, refused by reason, never raised.
"""

from newsfold.collect.answer import Response
from newsfold.collect.client import Client
from newsfold.collect.clock import Clock, FixedClock, SystemClock
from newsfold.collect.feeds import Feed, parse_feed
from newsfold.collect.guard import AddressGuard
from newsfold.collect.pages import fetch_page, fetch_picture, read_picture
from newsfold.collect.resolve import FixedAnswers, Resolver, StaticResolver, SystemResolver
from newsfold.collect.source_list import read_source_list, write_source_list
from newsfold.collect.visits import Checked, check_source
from newsfold.collect.walk import walk

__all__ = [
    "AddressGuard",
    "Checked",
    "Client",
    "Clock",
    "Feed",
    "FixedAnswers",
    "FixedClock",
    "Resolver",
    "Response",
    "StaticResolver",
    "SystemClock",
    "SystemResolver",
    "check_source",
    "fetch_page",
    "fetch_picture",
    "parse_feed",
    "read_picture",
    "read_source_list",
    "walk",
    "write_source_list",
]
