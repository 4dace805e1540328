"""Names to addresses. The answers of one look-up are checked by the guard and then connected to, never looked up twice."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping, Sequence
from typing import Protocol

import anyio

from newsfold.collect.guard import is_address
from newsfold.collect.refusal import RefusalError
from newsfold.errors import SettingsError

Answers = tuple[tuple[str, int], ...]
"""IP addresses and ports, the preferred one first."""


class Resolver(Protocol):
    """Looks a name up."""

    async def resolve(self, host: str, port: int) -> Answers:
        """The addresses of ``host``, each with the port to connect to. Raises :class:`RefusalError` where the name is not known."""
        ...


class SystemResolver:
    """The machine's own look-up (``getaddrinfo``)."""

    async def resolve(self, host: str, port: int) -> Answers:
        """The addresses of ``host`` as the system knows them."""
        try:
            found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            passing = error.errno == socket.EAI_AGAIN
            words = "could not be looked up in DNS just now" if passing else "is not known in DNS"
            raise RefusalError(f"The host {host} {words}.", code="dns-failed" if passing else "dns-unknown", may_pass=passing) from error
        except (OSError, UnicodeError, ValueError) as error:
            raise RefusalError(f"The host {host} cannot be looked up.", code="dns-unknown") from error
        return tuple(dict.fromkeys((str(answer[4][0]), int(answer[4][1])) for answer in found))


class StaticResolver:
    """A fake that knows only what it was told: host to IP addresses. ``asked`` holds every look-up, in order.

    Where a list of answers is given for each look-up (a tuple of tuples), they are given one after the other, the last one for ever.
    """

    def __init__(self, answers: Mapping[str, Sequence[str] | Sequence[Sequence[str]]]) -> None:
        self._answers = {host: _rounds(given) for host, given in answers.items()}
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int) -> Answers:
        """The addresses it was told for ``host``; an IP address answers for itself."""
        self.asked.append(host)
        rounds = self._answers.get(host)
        if rounds is None:
            if is_address(host):
                return ((host, port),)
            raise RefusalError(f"The host {host} is not known in DNS.", code="dns-unknown")
        current = rounds.pop(0) if len(rounds) > 1 else rounds[0]
        return tuple((address, port) for address in current)


class FixedAnswers:
    """The setting ``collect.resolve`` around another resolver: each rule is ``HOST=ADDRESS:PORT``, in the manner of curl's ``--resolve``.

    ``HOST`` may be ``*.example``, which stands for every name below ``example``, or ``*`` for every name; an exact name wins over
    them, then the longest.
    Raises :class:`SettingsError` for a rule that cannot be read.
    """

    def __init__(self, rules: Sequence[str], inner: Resolver) -> None:
        self._exact: dict[str, tuple[str, int]] = {}
        self._below: dict[str, tuple[str, int]] = {}
        self._inner = inner
        for rule in rules:
            host, target = _rule(rule)
            if host.startswith("*"):
                self._below[host[1:]] = target
            else:
                self._exact[host] = target

    async def resolve(self, host: str, port: int) -> Answers:
        """The fixed answer for ``host``, else what the inner resolver says."""
        name = host.lower().rstrip(".")
        if name in self._exact:
            return (self._exact[name],)
        for start in (index for index, sign in enumerate(name) if sign == "."):
            if name[start:] in self._below:
                return (self._below[name[start:]],)
        if "" in self._below:
            return (self._below[""],)
        return await self._inner.resolve(host, port)


def _rule(rule: str) -> tuple[str, tuple[str, int]]:
    host, _, target = rule.partition("=")
    address, _, port = target.strip().rpartition(":")
    address = address.strip("[]")
    if (
        re.fullmatch(r"(\*\.)?[^*\s]+|\*", host.strip())
        and is_address(address)
        and port.isascii()
        and port.isdigit()
        and 0 < int(port) < 65536
    ):
        return host.strip().lower().rstrip("."), (address, int(port))
    raise SettingsError(f"collect.resolve has a rule that cannot be read: {rule!r}", remedy='Write it as "HOST=ADDRESS:PORT".')


def _rounds(given: Sequence[str] | Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    flat = tuple(answer for answer in given if isinstance(answer, str))
    return [flat] if flat or not given else [tuple(answers) for answers in given]
