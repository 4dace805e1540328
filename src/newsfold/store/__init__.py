"""The store: how the published came to be. Sources' state, entries, drafts with their texts and reasons, stories, rejections.

Deleting it loses caches only: the content repository holds what is published.
"""

from newsfold.store.state import Draft, DraftState, Store

__all__ = ["Draft", "DraftState", "Store"]
