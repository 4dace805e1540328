"""The transport: httpcore's pool over connections that pass the address guard, as an httpx transport.

A name is looked up once for a connection, every answer is checked, and the connection goes to a checked address, so that a name whose
answers change between check and use (DNS rebinding) gains nothing. Host header and TLS name stay those of the URL.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import httpcore
import httpx

from newsfold.collect.guard import AddressGuard
from newsfold.collect.refusal import RefusalError
from newsfold.collect.resolve import Resolver

_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]

_MAPPED: tuple[tuple[type[Exception], type[httpx.TransportError]], ...] = (
    # Most specific first.
    (httpcore.ConnectTimeout, httpx.ConnectTimeout),
    (httpcore.ReadTimeout, httpx.ReadTimeout),
    (httpcore.WriteTimeout, httpx.WriteTimeout),
    (httpcore.PoolTimeout, httpx.PoolTimeout),
    (httpcore.ConnectError, httpx.ConnectError),
    (httpcore.ReadError, httpx.ReadError),
    (httpcore.WriteError, httpx.WriteError),
    (httpcore.LocalProtocolError, httpx.LocalProtocolError),
    (httpcore.RemoteProtocolError, httpx.RemoteProtocolError),
    (httpcore.UnsupportedProtocol, httpx.UnsupportedProtocol),
    (httpcore.ProxyError, httpx.ProxyError),
    (httpcore.TimeoutException, httpx.TimeoutException),
    (httpcore.NetworkError, httpx.NetworkError),
    (httpcore.ProtocolError, httpx.ProtocolError),
)


@contextmanager
def mapped_errors() -> Iterator[None]:
    """The one seam where httpcore's errors become httpx's; the cause stays attached."""
    try:
        yield
    except Exception as error:
        for theirs, ours in _MAPPED:
            if isinstance(error, theirs):
                raise ours(str(error)) from error
        raise


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections to checked addresses only. Raises :class:`RefusalError` naming why an address is refused."""

    def __init__(self, resolver: Resolver, guard: AddressGuard, inner: httpcore.AsyncNetworkBackend | None = None) -> None:
        self._resolver = resolver
        self._guard = guard
        self._inner = inner or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Look up once, check all answers, connect to the first that takes the connection."""
        answers = await self._resolver.resolve(host, port)
        for address, _ in answers:
            verdict = self._guard.verdict(address)
            if verdict:
                raise RefusalError(f"The host {host} is refused: {address} is {verdict.words}.", code=verdict.code)
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address, target in answers:
            try:
                return await self._inner.connect_tcp(address, target, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[_SocketOption] | None = None
    ) -> httpcore.AsyncNetworkStream:
        """Refused: nothing is collected from a socket file."""
        raise RefusalError(f"A socket file is refused: {path}.", code="scheme")

    async def sleep(self, seconds: float) -> None:
        """Wait; httpcore asks for it only between its own retries, which are off."""
        await self._inner.sleep(seconds)


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with mapped_errors():
            async for part in self._answer.aiter_stream():
                yield part

    async def aclose(self) -> None:
        with mapped_errors():
            await self._answer.aclose()


class GuardedTransport(httpx.AsyncBaseTransport):
    """An httpx transport over one pool of guarded connections, HTTP/1.1 and HTTP/2, TLS always verified, no proxy, no cookies."""

    def __init__(self, backend: httpcore.AsyncNetworkBackend, *, connections: int, tls: ssl.SSLContext | None = None) -> None:
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls or httpx.create_ssl_context(trust_env=False),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=15.0,
            http1=True,
            http2=True,
            retries=0,
            network_backend=backend,
        )

    async def __aenter__(self) -> Self:
        with mapped_errors():
            await self._pool.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None = None, error: BaseException | None = None, trace: TracebackType | None = None
    ) -> None:
        with mapped_errors():
            await self._pool.__aexit__(kind, error, trace)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._pool.aclose()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body of the answer is a stream. Redirects are not followed."""
        url = httpcore.URL(scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path)
        with mapped_errors():
            answer = await self._pool.handle_async_request(
                httpcore.Request(
                    request.method, url, headers=request.headers.raw, content=request.content, extensions=dict(request.extensions)
                )
            )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions, request=request)
