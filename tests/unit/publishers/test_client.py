"""What the client sends, where it goes, and how long it waits."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import requests

from orchestration.catalogue import load_catalogue
from orchestration.publishers import client as http_client
from orchestration.publishers.allowed import check_address
from orchestration.publishers.client import Answer, Client
from orchestration.publishers.errors import FetchError
from orchestration.settings import SOURCE_PAGES, Settings
from tests.fixtures.publishers import faults
from tests.fixtures.publishers.faults import Reply
from tests.fixtures.publishers.server import serving
from tests.fixtures.publishers.services import Publishers, usual_publishers

FILE = "/files/media/aaa/LA_Inspection_Outcomes_as_at_31_March_2025.ods"


@pytest.fixture
def served() -> Iterator[Publishers]:
    with serving(usual_publishers(load_catalogue(SOURCE_PAGES))) as publishers:
        yield publishers


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(served: Publishers, waits: list[float]) -> Client:
    return Client(served.settings(Path()), sleep=waits.append, timeouts=(1.0, 1.0))


@pytest.fixture
def public() -> Client:
    """A client of the publishers themselves; nothing is to be asked of them here."""
    settings = Settings(
        data=Path(),
        source="live",
        as_at=None,
        govuk_url="https://www.gov.uk",
        ees_content_url="https://content.explore-education-statistics.service.gov.uk/api",
        ees_api_url="https://api.education.gov.uk/statistics",
        ofsted_reports_url="https://reports.ofsted.gov.uk",
    )
    return Client(settings, sleep=lambda _: None)


def test_it_says_who_it_is_and_where_to_write(client: Client, served: Publishers) -> None:
    client.get(served.base + FILE)
    agent = served.asked[0].headers["user-agent"]
    assert agent == "childrens-services-benchmarks/1.0 (+benchmarks@example.org)"


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("7", 7.0),
        ("86400", http_client.MAX_WAIT),
        pytest.param(
            format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True),
            http_client.MAX_WAIT,
            id="in two hours",
        ),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0),
    ],
)
def test_it_waits_as_long_as_it_is_asked_to(
    client: Client, served: Publishers, waits: list[float], value: str, wait: float
) -> None:
    served.faults = {FILE: [faults.status(429, Retry_After=value)]}
    client.get(served.base + FILE)
    assert waits == [wait]


def test_without_a_word_it_backs_off_longer_each_time(
    client: Client, served: Publishers, waits: list[float]
) -> None:
    served.faults = {FILE: [faults.status(503, Retry_After="soon")] * 9}
    with pytest.raises(FetchError, match="answered within 4 tries: status 503"):
        client.get(served.base + FILE)
    assert [0.5 * 2**n <= wait <= 1.5 * 2**n for n, wait in enumerate(waits)] == [True] * 3
    assert len(served.asked) == 4


def test_it_keeps_its_distance_from_a_publisher(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    public._sleep = waited.append
    for host in ("www.gov.uk", "www.gov.uk", "api.education.gov.uk", "127.0.0.1", "127.0.0.1"):
        public._pace(host)
    assert len(waited) == 1
    assert 0 < waited[0] <= http_client.SECONDS_BETWEEN


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://www.gov.uk/api/content/x", "https"),
        ("ftp://www.gov.uk/x", "https"),
        ("https://user:word@www.gov.uk/x", "no password in the address"),
        ("https://www.gov.uk.example.org/x", "allowed hosts"),
        ("https://www.gov.uk@example.org/x", "no password in the address"),
        ("http://127.0.0.1:9/x", "allowed hosts"),
        ("https://10.1.2.3/x", "allowed hosts"),
        ("https://[fe80::1]/x", "allowed hosts"),
        ("http://[::1/x", "address"),
        ("nonsense", "address"),
    ],
)
def test_it_goes_to_publishers_only(public: Client, url: str, rule: str) -> None:
    with pytest.raises(FetchError) as error:
        public.get(url)
    assert error.value.rule == rule


def test_a_publishers_name_that_leads_inwards_is_refused(
    public: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    inwards = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.168.0.7", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inwards)
    monkeypatch.setattr(requests.utils, "get_environ_proxies", lambda _: {})
    with pytest.raises(FetchError, match=r"public address: www\.gov\.uk leads to 192\.168\.0\.7"):
        public.get("https://www.gov.uk/api/content/x")


def test_a_base_address_adds_its_host_and_no_other(served: Publishers) -> None:
    settings = served.settings(Path())
    client = Client(settings, sleep=lambda _: None)
    assert client.get(served.base + FILE).body
    with pytest.raises(FetchError, match="localhost is neither"):
        client.get(served.base.replace("127.0.0.1", "localhost") + FILE)
    mirror = Client(replace(settings, ees_api_url="https://mirror.example.org/ees"))
    check_address("https://mirror.example.org/x", mirror._named)
    with pytest.raises(FetchError, match="https: the address is http"):
        check_address("http://mirror.example.org/x", mirror._named)


def test_redirects_are_checked_and_counted(client: Client, served: Publishers) -> None:
    served.faults = {FILE: [faults.redirect("../../files/media/aaa/next.ods")]}
    served.assets["/files/media/aaa/next.ods"] = b"PK\x03\x04"
    served.faults[FILE] = [faults.redirect("next.ods")]
    assert client.get(served.base + FILE).url == f"{served.base}/files/media/aaa/next.ods"
    served.faults[FILE] = [faults.redirect(FILE)] * 9
    with pytest.raises(FetchError, match="redirects: more than 5"):
        client.get(served.base + FILE)
    served.faults[FILE] = [faults.redirect("http://192.168.0.1/x")]
    with pytest.raises(
        FetchError, match=r"https: the address is http \(redirected from http://127"
    ):
        client.get(served.base + FILE)


def test_a_body_is_taken_up_to_a_limit(client: Client, served: Publishers) -> None:
    with pytest.raises(FetchError, match=r"size limit: .* the limit is 10"):
        client.get(served.base + FILE, limit=10)
    packed = Reply(gzip.compress(b"0" * 1000), headers={"Content-Encoding": "gzip"})
    served.faults = {FILE: [lambda handler: packed]}
    with pytest.raises(FetchError, match="unpacks to more than 500 bytes"):
        client.get(served.base + FILE, limit=500)


@pytest.mark.parametrize(
    "fault", [faults.slow, faults.slow_head, faults.slow_chunk], ids=["body", "head", "chunk"]
)
def test_a_whole_answer_has_a_limit_of_time_wherever_it_drips(
    served: Publishers, fault: faults.Fault
) -> None:
    waits: list[float] = []
    client = Client(
        served.settings(Path()), sleep=waits.append, timeouts=(1.0, 1.0), answer_seconds=0.3
    )
    served.faults = {FILE: [fault]}
    began = time.monotonic()
    assert client.get(served.base + FILE).body == served.assets[FILE]
    assert len(waits) == 1
    assert time.monotonic() - began < 1.5
    served.faults = {FILE: [fault] * 4}
    with pytest.raises(FetchError, match=r"within 4 tries: \w+: no whole answer within 0\.3 s"):
        client.get(served.base + FILE)


def test_a_limit_of_time_is_per_answer_and_not_per_connection(served: Publishers) -> None:
    client = Client(served.settings(Path()), timeouts=(1.0, 1.0), answer_seconds=0.2)
    for _ in range(3):
        assert client.get(served.base + FILE).body
        time.sleep(0.15)


def test_a_packing_that_was_not_asked_for_is_refused(client: Client, served: Publishers) -> None:
    served.faults = {FILE: [lambda _: Reply(b"x", headers={"Content-Encoding": "br"})]}
    with pytest.raises(FetchError, match="content encoding: br"):
        client.get(served.base + FILE)


def test_an_unchanged_file_has_no_body(client: Client, served: Publishers) -> None:
    first = client.get(served.base + FILE)
    again = client.get(served.base + FILE, validators=first.headers)
    assert (again.unchanged, again.body) == (True, b"")


class Shape(Answer):
    some_name: int


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"<!DOCTYPE html>", "JSON: the content is html"),
        (b'{"someName": 1', "JSON: the content is text"),
        (b'{"someName": "x"}', "shape of the answer: someName"),
        (b"[]", "shape of the answer"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_an_answer_in_another_shape_is_refused(
    client: Client, served: Publishers, body: bytes, rule: str
) -> None:
    served.faults = {FILE: [faults.answer(body)]}
    with pytest.raises(FetchError, match=rule):
        client.get_json(served.base + FILE, Shape)


def test_an_error_is_one_line() -> None:
    error = FetchError("https://www.gov.uk/\nx", "rule", "a\n\n b" + "c" * 1000)
    assert str(error).startswith("https://www.gov.uk/ x: rule: a b")
    assert len(str(error)) < 400


def test_a_host_that_cannot_be_reached_is_asked_once_at_its_other_addresses(
    client: Client, served: Publishers, waits: list[float]
) -> None:
    served.faults = {FILE: [faults.reset] * 5}
    with pytest.raises(FetchError, match="answered within 4 tries: ConnectionError"):
        client.get(served.base + FILE)
    with pytest.raises(FetchError, match="answered: ConnectionError"):
        client.get(f"{served.base}{FILE}?again")
    assert (len(served.asked), len(waits)) == (5, 3)
    client.get(served.base + FILE)
    served.faults = {FILE: [faults.reset]}
    client.get(served.base + FILE)  # it has answered since
    assert len(waits) == 4
