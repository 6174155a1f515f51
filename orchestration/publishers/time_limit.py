"""A limit of time on a whole answer, its head included.

The time-outs of requests count from one byte to the next, so a service that drips would hold a run
for ever. The limit therefore sits where all bytes pass: below the reading of heads and chunks.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from urllib3.connection import HTTPConnection
    from urllib3.connectionpool import ConnectionPool


class TimeLimitAdapter(HTTPAdapter):
    """Connections whose answers raise `TimeoutError` when they are not whole in time."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds that an answer may take, from the request sent to its last byte."""
        self._seconds = seconds
        super().__init__()

    def get_connection_with_tls_context(self, *args: Any, **given: Any) -> ConnectionPool:
        """The usual pool, whose connections are watched."""
        pool = super().get_connection_with_tls_context(*args, **given)
        pool.ConnectionCls = partial(self._connection, type(pool).ConnectionCls)  # type: ignore[attr-defined]
        return pool

    def _connection(self, kind: type[HTTPConnection], **given: Any) -> HTTPConnection:
        connection = kind(**given)
        connection.response_class = partial(_TimedResponse, self._seconds)  # type: ignore[assignment]
        return connection


class _TimedResponse(http.client.HTTPResponse):
    """An answer that is read through a clock."""

    def __init__(self, seconds: float, sock: socket.socket, *args: Any, **given: Any) -> None:
        super().__init__(sock, *args, **given)
        self.fp = io.BufferedReader(_Timed(self.fp.detach(), seconds))


class _Timed(io.RawIOBase):
    """Bytes of a socket until a time."""

    def __init__(self, raw: io.RawIOBase, seconds: float) -> None:
        self._raw, self._seconds = raw, seconds
        self._until = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        received = self._raw.readinto(buffer)
        if time.monotonic() > self._until:
            raise TimeoutError(f"no whole answer within {self._seconds:g} s")
        return received

    def close(self) -> None:
        self._raw.close()
        super().close()
