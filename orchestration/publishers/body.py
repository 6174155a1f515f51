"""The body of an answer: received whole within a limit of size, and unpacked."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from typing import IO, Final

import requests

from orchestration.publishers.errors import FetchError, RetryableError

CHUNK: Final = 65_536


def read_body(url: str, response: requests.Response, limit: int) -> bytes:
    """The whole body of an answer, unpacked.

    Args:
        url: The address that answered.
        response: The answer, its body not yet read.
        limit: The largest number of bytes taken, before and after unpacking.

    Raises:
        FetchError: The body is empty, too large, or packed in another way than asked for.
        RetryableError: The body was cut short.
    """
    with tempfile.TemporaryFile() as part:
        _receive(url, response, part, limit)
        body = _unpack(url, part, response.headers.get("Content-Encoding", ""), limit)
    if not body:
        raise FetchError(url, "a body", "status 200 with nothing in it")
    return body


def _receive(url: str, response: requests.Response, part: IO[bytes], limit: int) -> None:
    """Stream a body to a file, counting."""
    stated = response.headers.get("Content-Length", "")
    if stated.isdigit() and int(stated) > limit:
        raise FetchError(url, "size limit", f"{int(stated):,} bytes; the limit is {limit:,}")
    received = 0
    while chunk := response.raw.read1(CHUNK, decode_content=False):
        received += len(chunk)
        if received > limit:
            raise FetchError(url, "size limit", f"more than {limit:,} bytes")
        part.write(chunk)
    if stated.isdigit() and received != int(stated):
        raise RetryableError(f"cut short: {received:,} of {int(stated):,} bytes")


def _unpack(url: str, part: IO[bytes], encoding: str, limit: int) -> bytes:
    """The body as meant: a service may pack it without being asked, and a cut one must not pass."""
    part.seek(0)
    if encoding.strip().lower() in ("", "identity"):
        return part.read()
    if encoding.strip().lower() not in ("gzip", "x-gzip"):
        raise FetchError(url, "content encoding", f"{encoding} was not asked for")
    try:
        with gzip.GzipFile(fileobj=part) as packed:
            body = packed.read(limit + 1)
    except (EOFError, OSError, zlib.error) as error:
        raise RetryableError(f"cut short or damaged: {error}") from error
    if len(body) > limit:
        raise FetchError(url, "size limit", f"unpacks to more than {limit:,} bytes")
    return body
