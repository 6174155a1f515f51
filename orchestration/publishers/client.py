"""One polite and sturdy HTTP client for every publisher.

Polite: it says who it is, keeps a distance between requests to a host, waits as long as it is
asked to, and asks "has this changed?" before it asks for a body. Sturdy: it tries again what may
pass, gives nothing half received, and goes nowhere but to the publishers' own hosts.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, TypeVar
from urllib.parse import urljoin

import requests
import urllib3
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel

from orchestration.publishers.allowed import PUBLISHERS, check_address, host_of, is_loopback
from orchestration.publishers.body import read_body
from orchestration.publishers.errors import FetchError, RetryableError
from orchestration.publishers.time_limit import TimeLimitAdapter
from orchestration.readers.sheets import MAX_BYTES, kind_of
from orchestration.settings import Settings

log = logging.getLogger(__name__)

PROJECT: Final = "childrens-services-benchmarks"
# GOV.UK allows ten requests a second; Ofsted's site says nothing and resets those in a hurry.
SECONDS_BETWEEN: Final = 0.25
SECONDS_BETWEEN_OFSTED: Final = 1.0
TIMEOUTS: Final = (10.0, 30.0)
# The time a whole answer may take, so that one that drips does not hold the run for ever.
ANSWER_SECONDS: Final = 120.0
TRIES: Final = 4
MAX_WAIT: Final = 120.0
MAX_REDIRECTS: Final = 5
RETRIED_STATUSES: Final = frozenset({429, 500, 502, 503, 504})
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PAGE_BYTES: Final = 20_000_000
# The headers worth keeping: how to ask again, and what came.
KEPT_HEADERS: Final = ("etag", "last-modified", "content-type", "content-length")


class Answer(BaseModel):
    """Base of the shapes expected of a service: camel case there, snake case here."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


AnswerT = TypeVar("AnswerT", bound=BaseModel)
# Query parameters; one with several values is repeated.
Params = Mapping[str, str | Sequence[str]]


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


class Client:
    """Asks publishers, and only publishers, for pages and files."""

    def __init__(
        self,
        settings: Settings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        timeouts: tuple[float, float] = TIMEOUTS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        """Open a session; no request is made yet.

        Args:
            settings: The base addresses; their hosts are added to the publishers' own.
            sleep: How to wait.
            timeouts: Seconds to connect, and seconds without a byte.
            answer_seconds: Seconds a whole answer may take, its head included.
        """
        bases = (
            settings.govuk_url,
            settings.ees_content_url,
            settings.ees_api_url,
            settings.ofsted_reports_url,
        )
        self._named = frozenset(host_of(base) for base in bases) - PUBLISHERS
        self._sleep, self._timeouts = sleep, timeouts
        self._asked_at: dict[str, float] = {}
        self._silent: set[str] = set()
        self._session = requests.Session()
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, TimeLimitAdapter(answer_seconds))
        contact = f" (+{' '.join(settings.contact.split())})" if settings.contact else ""
        self._session.headers.update(
            {"User-Agent": f"{PROJECT}/1.0{contact}", "Accept-Encoding": "gzip"}
        )

    def get_json(self, url: str, shape: type[AnswerT], params: Params | None = None) -> AnswerT:
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

    def get_page(
        self,
        url: str,
        params: Params | None = None,
        also_retried: frozenset[int] = frozenset(),
    ) -> str:
        """The text of a web page.

        Raises:
            FetchError: As `get`, or the body is not a web page.
        """
        response = self.get(url, params=params, limit=PAGE_BYTES, also_retried=also_retried)
        kind = kind_of(response.body)
        if kind != "html":  # a service may answer 200 with a text of excuses
            raise FetchError(response.url, "file format", f"the content is {kind}, not html")
        return response.body.decode("utf-8", errors="replace")

    def get(
        self,
        url: str,
        *,
        params: Params | None = None,
        validators: Mapping[str, str] | None = None,
        limit: int = MAX_BYTES,
        also_retried: frozenset[int] = frozenset(),
    ) -> Response:
        """What an address gives, tried again while the reason may pass.

        A host that could not be connected to is not tried again at its other addresses until one
        of them answers.

        Args:
            url: The address.
            params: Query parameters to add to it.
            validators: Headers kept from the last time; with them the answer may be "unchanged".
            limit: The largest number of bytes taken, before and after unpacking.
            also_retried: Statuses to try again beside the usual ones.

        Raises:
            FetchError: The address is not allowed, or did not give a whole body within the limits.
        """
        try:
            url = requests.Request("GET", url, params=params).prepare().url or url
        except (requests.RequestException, ValueError) as error:
            raise FetchError(url, "address", f"is none: {error}") from error
        retried = RETRIED_STATUSES | also_retried
        host = host_of(url)
        tries = 1 if host in self._silent else TRIES
        for number in range(1, tries + 1):
            try:
                response = self._follow_redirects(
                    url, _conditions(validators or {}), limit, retried
                )
                self._silent.discard(host)
                return response
            except RetryableError as reason:
                if number == tries:
                    if isinstance(reason.__cause__, requests.ConnectionError):
                        self._silent.add(host)
                    rule = f"answered within {tries} tries" if tries > 1 else "answered"
                    raise FetchError(url, rule, str(reason)) from reason
                backoff = 2.0 ** (number - 1) * random.uniform(0.5, 1.5)
                wait = min(backoff if reason.wait is None else reason.wait, MAX_WAIT)
                log.info("%s: %s; trying again in %.1f s", url, reason, wait)
                self._sleep(wait)
        raise AssertionError("unreachable")

    def _follow_redirects(
        self, url: str, conditions: dict[str, str], limit: int, retried: frozenset[int]
    ) -> Response:
        """Ask an address and those it redirects to, each checked before it is asked.

        Raises:
            FetchError: As `get`.
            RetryableError: The connection or the answer failed in a way that may pass.
        """
        asked = url
        for _ in range(MAX_REDIRECTS + 1):
            check_address(asked, self._named, url)
            self._pace(host_of(asked))
            try:
                with self._send(asked, conditions) as response:
                    if response.status_code not in REDIRECTS:
                        return self._read_response(asked, response, conditions, limit, retried)
                    location = response.headers.get("Location")
            except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
                raise RetryableError(_innermost_reason(error)) from error
            if not location:
                raise FetchError(asked, "redirect", "without a Location", response.status_code)
            try:
                asked = urljoin(asked, location)
            except ValueError as error:
                raise FetchError(url, "redirect", f"leads to no address: {error}") from error
        raise FetchError(url, "redirects", f"more than {MAX_REDIRECTS}")

    def _send(self, url: str, conditions: dict[str, str]) -> requests.Response:
        # The operator's proxy leads outwards, never back to the machine itself.
        proxies = dict.fromkeys(("http", "https", "all")) if is_loopback(host_of(url)) else None
        return self._session.get(
            url,
            headers=conditions,
            stream=True,
            allow_redirects=False,
            timeout=self._timeouts,
            proxies=proxies,  # type: ignore[arg-type]
        )

    def _read_response(
        self,
        url: str,
        response: requests.Response,
        conditions: dict[str, str],
        limit: int,
        retried: frozenset[int],
    ) -> Response:
        """The answer with its whole body.

        Raises:
            FetchError: The status is no success, or the body is not taken.
            RetryableError: The status or the body is one that may be better another time.
        """
        status = response.status_code
        headers = {n: response.headers[n] for n in KEPT_HEADERS if n in response.headers}
        if status == 304 and conditions:
            return Response(url, True, headers, b"")
        if status in retried:
            raise RetryableError(
                f"status {status}", _retry_after(response.headers.get("Retry-After"))
            )
        if status != 200:
            raise FetchError(url, "status 200", f"status {status}", status)
        body = read_body(url, response, limit)
        return Response(url, False, headers, body)

    def _pace(self, host: str) -> None:
        """Wait until the host may be asked again; the machine itself needs no courtesy."""
        if is_loopback(host):
            return
        distance = SECONDS_BETWEEN_OFSTED if host.endswith("ofsted.gov.uk") else SECONDS_BETWEEN
        wait = self._asked_at.get(host, -distance) + distance - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        self._asked_at[host] = time.monotonic()


def has_validators(headers: Mapping[str, str]) -> bool:
    """Whether headers allow a service to be asked "has this changed?"."""
    return bool(_conditions(headers))


def _conditions(headers: Mapping[str, str]) -> dict[str, str]:
    asked = {
        "If-None-Match": headers.get("etag", ""),
        "If-Modified-Since": headers.get("last-modified", ""),
    }
    return {name: value for name, value in asked.items() if value}


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


def _innermost_reason(error: Exception) -> str:
    """The innermost reason: the outer ones only repeat the address."""
    reason: BaseException = error
    while reason.__context__ is not None:
        reason = reason.__context__
    return f"{type(error).__name__}: {reason}"
