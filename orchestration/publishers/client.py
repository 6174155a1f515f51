"""One polite and sturdy HTTP client for every publisher.

Polite: it says who it is, keeps a distance between requests to a host, waits as long as it is
asked to, and asks "has this changed?" before it asks for a body. Sturdy: it tries again what may
pass, gives nothing half received, and goes nowhere but to the publishers' own hosts.
"""

from __future__ import annotations

import gzip
import ipaddress
import json
import logging
import random
import re
import socket
import tempfile
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import IO, Final, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from orchestration.errors import SourceError
from orchestration.readers.sheets import MAX_BYTES, Kind, kind_of
from orchestration.settings import Settings

log = logging.getLogger(__name__)

PROJECT: Final = "childrens-services-benchmarks"
# Where the publishers put their pages and files.
PUBLISHERS: Final = frozenset(
    {
        "www.gov.uk",
        "assets.publishing.service.gov.uk",
        "content.explore-education-statistics.service.gov.uk",
        "explore-education-statistics.service.gov.uk",
        "api.education.gov.uk",
        "reports.ofsted.gov.uk",
        "files.ofsted.gov.uk",
        "files.api.ofsted.gov.uk",
    }
)
# GOV.UK allows ten requests a second; Ofsted's site says nothing and resets those in a hurry.
SECONDS_BETWEEN: Final = 0.25
SECONDS_BETWEEN_OFSTED: Final = 1.0
TIMEOUTS: Final = (10.0, 30.0)
# The time a whole body may take, so that one that drips does not hold the run for ever.
BODY_SECONDS: Final = 120.0
TRIES: Final = 4
MAX_WAIT: Final = 120.0
MAX_REDIRECTS: Final = 5
PASSING: Final = frozenset({429, 500, 502, 503, 504})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PAGE_BYTES: Final = 20_000_000
CHUNK: Final = 65_536
# The headers worth keeping: how to ask again, and what came.
KEPT_HEADERS: Final = ("etag", "last-modified", "content-type", "content-length")


class FetchError(SourceError):
    """A publisher's service did not give what was asked for.

    Args:
        url: The address that was asked.
        rule: What was expected, in a few words.
        detail: What came instead.
        status: The HTTP status, where the service answered with one that is not a success.
    """

    def __init__(self, url: str, rule: str, detail: str, status: int | None = None) -> None:
        """Make one line of it; what a service says of itself may be long and have many."""
        self.status = status
        super().__init__(" ".join(url.split())[:300], rule, " ".join(detail.split())[:300])


class _Passing(Exception):  # noqa: N818 - not an error yet
    """What may go well when tried again; `wait` is how long the service asked for."""

    def __init__(self, detail: str, wait: float | None = None) -> None:
        self.wait = wait
        super().__init__(detail)


class Answer(BaseModel):
    """Base of the shapes expected of a service: camel case there, snake case here."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


AnswerT = TypeVar("AnswerT", bound=BaseModel)
OfferedT = TypeVar("OfferedT")


@dataclass(frozen=True)
class Response:
    """What a service gave.

    Attributes:
        url: The address that answered, after redirects.
        unchanged: The service says that what the validators stand for is still in force.
        headers: The headers worth keeping, names in lower case.
        body: All bytes, unpacked; empty when unchanged.
    """

    url: str
    unchanged: bool
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Offer:
    """A file that a publisher's service names, with what the service says of it.

    Attributes:
        table: The table of the source page that it holds; empty for a workbook, which has all.
        name: The file's name.
        urls: Where it is; a further address is asked when the one before is not known there.
        signal: What changes when the file does; looked at where an address has no validators.
        stated: `published_on` and `updated_on` of the edition, `next_release`; dates as ISO 8601.
        rows: The number of rows that the service gives for it.
    """

    table: str
    name: str
    urls: tuple[str, ...]
    signal: str
    stated: dict[str, str]
    rows: int | None = None


class Client:
    """Asks publishers, and only publishers, for pages and files."""

    def __init__(
        self,
        settings: Settings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        timeouts: tuple[float, float] = TIMEOUTS,
        body_seconds: float = BODY_SECONDS,
    ) -> None:
        """Nothing is asked before the first question.

        Args:
            settings: The base addresses; their hosts are added to the publishers' own.
            sleep: How to wait.
            timeouts: Seconds to connect, and seconds without a byte.
            body_seconds: Seconds a whole body may take.
        """
        bases = (
            settings.govuk_url,
            settings.ees_content_url,
            settings.ees_api_url,
            settings.ofsted_reports_url,
        )
        self._named = frozenset(_host(base) for base in bases) - PUBLISHERS
        self._sleep, self._timeouts, self._body_seconds = sleep, timeouts, body_seconds
        self._asked_at: dict[str, float] = {}
        self._session = requests.Session()
        contact = f" (+{' '.join(settings.contact.split())})" if settings.contact else ""
        self._session.headers.update(
            {"User-Agent": f"{PROJECT}/1.0{contact}", "Accept-Encoding": "gzip"}
        )

    def answer(
        self, url: str, shape: type[AnswerT], params: Mapping[str, str] | None = None
    ) -> AnswerT:
        """A JSON answer in the shape expected.

        Raises:
            FetchError: As `get`, or the body is not JSON or has another shape.
        """
        response = self.get(url, params=params, limit=PAGE_BYTES)
        try:
            return shape.model_validate(json.loads(response.body))
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise FetchError(
                response.url, "shape of the answer", f"{place}: {first['msg']}"
            ) from error
        except (ValueError, RecursionError) as error:
            what = kind_of(response.body)
            raise FetchError(
                response.url, "JSON", f"the content is {'text' if what == 'csv' else what}: {error}"
            ) from error

    def page(
        self,
        url: str,
        params: Mapping[str, str] | None = None,
        also_passing: frozenset[int] = frozenset(),
    ) -> str:
        """The text of a web page.

        Raises:
            FetchError: As `get`, or the body is not a web page.
        """
        response = self.get(url, params=params, limit=PAGE_BYTES, also_passing=also_passing)
        require_kind(response, "html")
        return response.body.decode("utf-8", errors="replace")

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        validators: Mapping[str, str] | None = None,
        limit: int = MAX_BYTES,
        also_passing: frozenset[int] = frozenset(),
    ) -> Response:
        """What an address gives, tried again while the reason may pass.

        Args:
            url: The address.
            params: Query parameters to add to it.
            validators: Headers kept from the last time; with them the answer may be "unchanged".
            limit: The largest number of bytes taken, before and after unpacking.
            also_passing: Statuses to try again beside the usual ones.

        Raises:
            FetchError: The address is not allowed, or did not give a whole body within the limits.
        """
        try:
            url = requests.Request("GET", url, params=params).prepare().url or url
        except (requests.RequestException, ValueError) as error:
            raise FetchError(url, "address", f"is none: {error}") from error
        passing = PASSING | also_passing
        for number in range(1, TRIES + 1):
            try:
                return self._follow(url, _conditions(validators or {}), limit, passing)
            except _Passing as reason:
                if number == TRIES:
                    raise FetchError(url, f"answered within {TRIES} tries", str(reason)) from reason
                backoff = 2.0 ** (number - 1) * random.uniform(0.5, 1.5)
                wait = min(backoff if reason.wait is None else reason.wait, MAX_WAIT)
                log.info("%s: %s; trying again in %.1f s", url, reason, wait)
                self._sleep(wait)
        raise AssertionError("unreachable")

    def _follow(
        self, url: str, conditions: dict[str, str], limit: int, passing: frozenset[int]
    ) -> Response:
        """Follow redirects by hand, each address checked before it is asked."""
        asked = url
        for _ in range(MAX_REDIRECTS + 1):
            self._check(asked, url)
            self._keep_distance(_host(asked))
            try:
                with self._open(asked, conditions) as response:
                    if response.status_code not in REDIRECTS:
                        return self._take(asked, response, conditions, limit, passing)
                    location = response.headers.get("Location")
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise _Passing(_why(error)) from error
            if not location:
                raise FetchError(asked, "redirect", "without a Location", response.status_code)
            try:
                asked = urljoin(asked, location)
            except ValueError as error:
                raise FetchError(url, "redirect", f"leads to no address: {error}") from error
        raise FetchError(url, "redirects", f"more than {MAX_REDIRECTS}")

    def _open(self, url: str, conditions: dict[str, str]) -> requests.Response:
        # The operator's proxy leads outwards, never back to the machine itself.
        proxies = dict.fromkeys(("http", "https", "all")) if _is_loopback(_host(url)) else None
        return self._session.get(
            url,
            headers=conditions,
            stream=True,
            allow_redirects=False,
            timeout=self._timeouts,
            proxies=proxies,  # type: ignore[arg-type]
        )

    def _take(
        self,
        url: str,
        response: requests.Response,
        conditions: dict[str, str],
        limit: int,
        passing: frozenset[int],
    ) -> Response:
        """The whole body of an answer, or the reason why there is none."""
        status = response.status_code
        headers = {n: response.headers[n] for n in KEPT_HEADERS if n in response.headers}
        if status == 304 and conditions:
            return Response(url, True, headers, b"")
        if status in passing:
            raise _Passing(f"status {status}", _retry_after(response.headers.get("Retry-After")))
        if status != 200:
            raise FetchError(url, "status 200", f"status {status}", status)
        with tempfile.TemporaryFile() as part:
            self._receive(url, response, part, limit)
            body = _unpacked(url, part, response.headers.get("Content-Encoding", ""), limit)
        if not body:
            raise FetchError(url, "a body", "status 200 with nothing in it")
        return Response(url, False, headers, body)

    def _receive(self, url: str, response: requests.Response, part: IO[bytes], limit: int) -> None:
        """Stream a body to a file, counting."""
        stated = response.headers.get("Content-Length", "")
        if stated.isdigit() and int(stated) > limit:
            raise FetchError(url, "size limit", f"{int(stated):,} bytes; the limit is {limit:,}")
        until, received = time.monotonic() + self._body_seconds, 0
        # What has come, as it comes: waiting for a full chunk would let a drip go unnoticed.
        while chunk := response.raw.read1(CHUNK, decode_content=False):
            received += len(chunk)
            if received > limit:
                raise FetchError(url, "size limit", f"more than {limit:,} bytes")
            if time.monotonic() > until:
                raise _Passing(f"{received:,} bytes in {self._body_seconds:.0f} s are too slow")
            part.write(chunk)
        if stated.isdigit() and received != int(stated):
            raise _Passing(f"cut short: {received:,} of {int(stated):,} bytes")

    def _keep_distance(self, host: str) -> None:
        """Wait until the host may be asked again; the machine itself needs no courtesy."""
        if _is_loopback(host):
            return
        distance = SECONDS_BETWEEN_OFSTED if host.endswith("ofsted.gov.uk") else SECONDS_BETWEEN
        wait = self._asked_at.get(host, -distance) + distance - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        self._asked_at[host] = time.monotonic()

    def _check(self, url: str, first: str) -> None:
        """Refuse an address that no publisher's file can be at.

        Raises:
            FetchError: Naming the rule.
        """
        parts, host = _split(url), _host(url)
        came_from = "" if url == first else f" (redirected from {first})"
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(host)):
            raise FetchError(
                url, "https", f"the address is {parts.scheme or 'no address'}{came_from}"
            )
        if parts.username is not None or parts.password is not None:
            raise FetchError(url, "no password in the address", f"it has one{came_from}")
        if host in self._named:
            return
        if host not in PUBLISHERS:
            raise FetchError(
                url,
                "allowed hosts",
                f"{host} is neither a publisher's host nor that of a base address{came_from}",
            )
        if not requests.utils.get_environ_proxies(url):
            _refuse_private(url, host)


def only_match(
    url: str, what: str, offered: Mapping[str, OfferedT], patterns: Iterable[str]
) -> OfferedT:
    """The one of several things that a pattern matches; the patterns are tried in order.

    Args:
        url: Where the things were offered.
        what: What is looked for, for people.
        offered: The things by title and file name; an underscore counts as a space.
        patterns: Patterns of the title or the file name.

    Raises:
        FetchError: No pattern matches, or one matches several things.
    """
    for pattern in patterns:
        named = [
            name for name in offered if re.search(pattern, name.replace("_", " "), re.IGNORECASE)
        ]
        if len(named) > 1:
            raise FetchError(url, what, f"{pattern!r} matches several: {'; '.join(named)}")
        if named:
            return offered[named[0]]
    raise FetchError(url, what, f"not among: {'; '.join(offered) or 'nothing'}")


def require_kind(response: Response, kind: Kind) -> None:
    """Tell a body by its first bytes: a service may answer 200 with a page of excuses.

    Raises:
        FetchError: It is something else.
    """
    found = kind_of(response.body)
    if found != kind:
        raise FetchError(response.url, "file format", f"the content is {found}, not {kind}")


def has_validators(headers: Mapping[str, str]) -> bool:
    """Whether headers allow a service to be asked "has this changed?"."""
    return bool(_conditions(headers))


def _conditions(headers: Mapping[str, str]) -> dict[str, str]:
    asked = {
        "If-None-Match": headers.get("etag", ""),
        "If-Modified-Since": headers.get("last-modified", ""),
    }
    return {name: value for name, value in asked.items() if value}


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise FetchError(url, "address", f"is none: {error}") from error


def _host(url: str) -> str:
    return (_split(url).hostname or "").rstrip(".")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refuse_private(url: str, host: str) -> None:
    """A publisher's name that leads into a private network is not the publisher."""
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return  # the request will say so itself
    addresses: Iterator[str] = (str(entry[4][0]).partition("%")[0] for entry in found)
    for address in addresses:
        if not ipaddress.ip_address(address).is_global:
            raise FetchError(url, "public address", f"{host} leads to {address}")


def _unpacked(url: str, part: IO[bytes], encoding: str, limit: int) -> bytes:
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
        raise _Passing(f"cut short or damaged: {error}") from error
    if len(body) > limit:
        raise FetchError(url, "size limit", f"unpacks to more than {limit:,} bytes")
    return body


def _retry_after(value: str | None) -> float | None:
    """Seconds to wait, given as a number or as a date."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())


def _why(error: Exception) -> str:
    """The innermost reason: the outer ones only repeat the address."""
    reason: BaseException = error
    while reason.__context__ is not None:
        reason = reason.__context__
    return f"{type(error).__name__}: {reason}"
