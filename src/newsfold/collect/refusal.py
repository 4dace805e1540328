"""The one exception inside the room: why a request came to nothing. It never leaves the room; the client turns it into a Rejected."""

from __future__ import annotations


class RefusalError(Exception):
    """A request that came to nothing. ``reason`` is one sentence for an editor; ``may_pass`` tells that another try may succeed."""

    def __init__(self, reason: str, *, may_pass: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.may_pass = may_pass
