"""The steps that bring a people database of any age to the tables of today."""

from __future__ import annotations

from newsfold.store.migrations import Migrations
from newsfold.store.people.steps import deliveries, desk, subscribers, tips, webhooks

PEOPLE = Migrations(
    what="the people database",
    lock=0x6E65777370656F70,  # "newspeop" in ASCII
    steps={
        "0001-subscribers": subscribers.take,
        "0002-deliveries": deliveries.take,
        "0003-webhooks": webhooks.take,
        "0004-desk": desk.take,
        "0005-tips": tips.take,
    },
)
"""The steps of the people database."""
