"""The store: how the published came to be. Sources' state, entries, drafts with their texts and reasons, stories, rejections.

Deleting it loses caches only: the content repository holds what is published.
"""

from newsfold.store.backfills import Arrived, BackfillState
from newsfold.store.drafts import Draft, DraftState, Provenance
from newsfold.store.entries import MOST_TRIES, Added, Waiting
from newsfold.store.index import IndexRow, Intent, RecordIndex
from newsfold.store.state import Store
from newsfold.store.tidying import Tidied

__all__ = [
    "MOST_TRIES",
    "Added",
    "Arrived",
    "BackfillState",
    "Draft",
    "DraftState",
    "IndexRow",
    "Intent",
    "Provenance",
    "RecordIndex",
    "Store",
    "Tidied",
    "Waiting",
]
