"""The table of ways: every address of the desk, who may ask it, and what answers. Tests go through it; programs get it as OpenAPI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from newsfold.desk.actions import (
    accounts,
    apart,
    edit,
    give_back,
    hide,
    lead,
    merge,
    move,
    publish,
    remove,
    save_rules,
    searches,
    seen,
    split,
    take,
    tips,
    undo,
    unpin,
)
from newsfold.desk.actions import sources as source_actions
from newsfold.desk.ask import Way
from newsfold.desk.pages import article, files, front, history, interface, overview, people, preview, queues, rules, search, sources, story

WAYS: Final[Sequence[Way]] = (
    front.WAY,
    seen.WAY,
    story.WAY,
    preview.WAY,
    merge.WAY,
    split.WAY,
    move.WAY,
    apart.WAY,
    lead.WAY,
    unpin.WAY,
    hide.WAY,
    publish.WAY,
    undo.WAY,
    article.WAY,
    edit.WAY,
    give_back.WAY,
    remove.WAY,
    queues.WAY,
    queues.ONE,
    take.WAY,
    *tips.WAYS,
    search.WAY,
    *searches.WAYS,
    sources.WAY,
    sources.EXPORT,
    *source_actions.WAYS,
    rules.WAY,
    rules.TOPIC,
    rules.TRY_TOPIC,
    rules.TRY_SETTING,
    save_rules.TOPIC,
    save_rules.SETTING,
    overview.WAY,
    history.WAY,
    history.AUDIT,
    people.WAY,
    people.ME,
    *accounts.WAYS,
    interface.WAY,
    files.STATIC_WAY,
    files.PICTURE,
    files.HEALTH,
)
