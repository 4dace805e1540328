"""Collect: sources to pages. Feeds, sitemaps, archives and folders; the guarded and polite HTTP client; the schedule and health of sources.

Everything that is fetched is hostile: bounded in size and time, refused by reason, never raised.
"""

from newsfold.collect.answer import Response
from newsfold.collect.archives import read_archive
from newsfold.collect.client import Client
from newsfold.collect.clock import Clock, FixedClock, SystemClock
from newsfold.collect.discovery import FoundFeed, discover_feeds, named_feeds
from newsfold.collect.entry_prints import Sorted, entry_print, sort_entries
from newsfold.collect.feeds import Feed, parse_feed
from newsfold.collect.folders import read_folder
from newsfold.collect.guard import AddressGuard
from newsfold.collect.health import source_health
from newsfold.collect.local_visits import LocalVisit, check_local, kind_of, read_local
from newsfold.collect.memory import after_failure, after_news, after_success
from newsfold.collect.mutes import Mutes
from newsfold.collect.opml import Outline, read_opml, write_opml
from newsfold.collect.pages import fetch_page, fetch_picture, read_picture
from newsfold.collect.resolve import FixedAnswers, Resolver, StaticResolver, SystemResolver
from newsfold.collect.rhythm import is_silent
from newsfold.collect.schedule import due_sources, in_turn, is_due, revived, scheduled
from newsfold.collect.sharing import SharedFetches
from newsfold.collect.sitemaps import Sitemap, parse_sitemap
from newsfold.collect.source_list import read_source_list, write_source_list
from newsfold.collect.visits import Checked, check_source
from newsfold.collect.walk import stream, walk
from newsfold.collect.websub import Confirmed, HubRequest, is_signed, needs_renewal, subscribe_request, verify_intent

__all__ = [
    "AddressGuard",
    "Checked",
    "Client",
    "Clock",
    "Confirmed",
    "Feed",
    "FixedAnswers",
    "FixedClock",
    "FoundFeed",
    "HubRequest",
    "LocalVisit",
    "Mutes",
    "Outline",
    "Resolver",
    "Response",
    "SharedFetches",
    "Sitemap",
    "Sorted",
    "StaticResolver",
    "SystemClock",
    "SystemResolver",
    "after_failure",
    "after_news",
    "after_success",
    "check_local",
    "check_source",
    "discover_feeds",
    "due_sources",
    "entry_print",
    "fetch_page",
    "fetch_picture",
    "in_turn",
    "is_due",
    "is_signed",
    "is_silent",
    "kind_of",
    "named_feeds",
    "needs_renewal",
    "parse_feed",
    "parse_sitemap",
    "read_archive",
    "read_folder",
    "read_local",
    "read_opml",
    "read_picture",
    "read_source_list",
    "revived",
    "scheduled",
    "sort_entries",
    "source_health",
    "stream",
    "subscribe_request",
    "verify_intent",
    "walk",
    "write_opml",
    "write_source_list",
]
