"""What a connection may end in, as refusals with a sentence, a word and whether another try may succeed."""

from __future__ import annotations

import ssl

import anyio
import httpx

from newsfold.collect.refusal import RefusalError

BROKEN = (httpx.HTTPError, OSError, anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream)
"""What a connection may end in; httpcore lets some of the lower ones through."""

_MEANINGS: tuple[tuple[type[Exception], str, str, bool], ...] = (
    # Most specific first.
    (httpx.ConnectTimeout, "The host {host} did not take a connection in time.", "timeout", False),
    (httpx.ConnectError, "No connection to {host} could be made.", "connect", True),
    (httpx.LocalProtocolError, "The request cannot be written in HTTP.", "protocol", False),
    (httpx.RemoteProtocolError, "The host {host} broke off or did not speak HTTP.", "protocol", True),
    (Exception, "The connection to {host} broke.", "connection-broken", True),
)


def connection_refusal(error: Exception, host: str) -> RefusalError:
    """What a foreign error of a connection to ``host`` means."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return RefusalError(f"The certificate of {host} is not valid: {cause.verify_message}.", code="certificate")
        if isinstance(cause, ssl.SSLError):
            return RefusalError(f"No secure connection to {host} could be made.", code="tls")
        cause = cause.__cause__ or cause.__context__  # httpcore clears the cause on the way.
    _, words, code, may_pass = next(meaning for meaning in _MEANINGS if isinstance(error, meaning[0]))
    return RefusalError(words.format(host=host), code=code, may_pass=may_pass)
