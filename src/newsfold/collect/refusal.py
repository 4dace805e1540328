"""The one exception inside the room: why a request came to nothing. It never leaves the room; the client turns it into a Rejected."""

from __future__ import annotations

from newsfold.outcome import Rejected


class RefusalError(Exception):
    """A request or file that came to nothing.

    ``reason`` is one sentence for an editor, ``code`` the same in a word that never changes (docs/reference/collecting.md lists them);
    ``may_pass`` tells that another try may succeed.
    """

    def __init__(self, reason: str, *, code: str, may_pass: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
        self.may_pass = may_pass

    def as_rejected(self, url: str, *, source: str | None = None) -> Rejected:
        """The refusal as the value that leaves the room."""
        return Rejected(stage="collect", reason=self.reason, code=self.code, url=url, source=source)
