"""The store: how the published came to be. Sources' state, entries, drafts with their texts and reasons, stories, rejections.

Deleting it loses caches only: the content repository holds what is published.
"""

from newsfold.store.index import IndexRow, RecordIndex
from newsfold.store.state import Draft, DraftState, Provenance, Store

__all__ = ["Draft", "DraftState", "IndexRow", "Provenance", "RecordIndex", "Store"]
