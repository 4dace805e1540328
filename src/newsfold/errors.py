"""One tree of errors. Each says what is wrong and what to do, and knows its exit status and HTTP status.

    NewsfoldError                 1  500
    ├── InputError                2  400   a file or value given on the command line or in a request
    │   ├── SettingsError         2  500   newsfold.toml or the environment
    │   └── PortalError           2  404   a folder that is no portal
    ├── RecordError               1  422   a record, topic or organization file
    ├── SourceError               1  502   a source list, feed or page
    ├── StoreError                1  503   the state in .newsfold/ or PostgreSQL
    ├── MailError                 1  503   the mail server, or a certificate of its
    └── StoppedError              0  503   work that was asked to stop, and did

A failing source or page never raises to the user: it becomes a :class:`newsfold.outcome.Rejected`.
These errors are for what stops a command.
"""

from __future__ import annotations

from typing import ClassVar


class NewsfoldError(Exception):
    """The base of all errors. ``where`` names the file, address or setting; ``remedy`` what to do about it."""

    code: ClassVar[str] = "error"
    exit_status: ClassVar[int] = 1
    http_status: ClassVar[int] = 500

    def __init__(self, problem: str, *, where: str = "", remedy: str = "") -> None:
        self.problem = problem
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        sentence = f"{self.where}: {self.problem}" if self.where else self.problem
        return f"{sentence.rstrip('.')}. {self.remedy}" if self.remedy else sentence


class InputError(NewsfoldError):
    """A file or value the user gave cannot be used."""

    code = "input"
    exit_status = 2
    http_status = 400


class SettingsError(InputError):
    """A setting is unknown or has the wrong type."""

    code = "settings"
    http_status = 500


class PortalError(InputError):
    """A folder that should be a portal is none."""

    code = "portal"
    http_status = 404


class RecordError(NewsfoldError):
    """A record, topic or organization file cannot be read. ``line`` is counted from 1, 0 where unknown."""

    code = "record"
    http_status = 422

    def __init__(self, problem: str, *, where: str = "", remedy: str = "", line: int = 0) -> None:
        self.line = line
        super().__init__(problem, where=where, remedy=remedy)


class SourceError(NewsfoldError):
    """A source list, feed or page cannot be used."""

    code = "source"
    http_status = 502


class MailError(NewsfoldError):
    """The mail server cannot be reached, is not who it says, or does not let us in."""

    code = "mail"
    http_status = 503


class StoreError(NewsfoldError):
    """The store cannot be opened, read or written."""

    code = "store"
    http_status = 503


class StoppedError(NewsfoldError):
    """The work was asked to stop and did; what was done is kept."""

    code = "stopped"
    exit_status = 0
    http_status = 503
