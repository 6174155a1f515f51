"""Which reports the live connector asks for, given what lies below it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.archive import Archive
from orchestration.connectors.live import LiveConnector
from orchestration.editions import Held, Reading
from orchestration.publishers import ofsted_reports
from orchestration.publishers.client import Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.ofsted_reports import Crawl, Event
from orchestration.settings import Settings
from tests.fixtures.fake_connector import FakeConnector
from tests.fixtures.published_files import CATALOGUE
from tests.fixtures.trials import FakeTrial

REPORTS = CATALOGUE["ofsted_inspection_reports"]
EVENT = Event(
    urn="80426",
    file_id="60000001",
    listing_name="Barnsley",
    title="children's services inspection",
    event_date="2025-01-20",
    publication_date="2025-03-10",
    url="https://example.org/file/60000001",
)


class Refusing(Client):
    """A client that notes what it is asked for and gives nothing."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is asked yet."""
        super().__init__(settings)
        self.asked: list[str] = []

    def get(self, url: str, **_: object) -> None:  # type: ignore[override]
        self.asked.append(url)
        raise FetchError(url, "answer", "none")


@pytest.mark.parametrize(
    ("rule", "times"), [("html-page", 1), ("authority-differs", 1), ("grade-unknown", 0)]
)
def test_a_report_held_is_asked_for_again_where_something_may_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rule: str, times: int
) -> None:
    assert EVENT.is_full_inspection
    monkeypatch.setattr(ofsted_reports, "crawl", lambda *_: Crawl([EVENT], []))
    settings = replace(Settings.from_environment(), data=tmp_path)
    held = Held(REPORTS.source, f"{EVENT.urn}/{EVENT.file_id}.pdf page 1", rule, "")
    below, client = FakeConnector({REPORTS.source: Reading(held=[held])}), Refusing(settings)
    archive = Archive(settings.landing)
    LiveConnector(settings, archive, below, FakeTrial(), client).read(REPORTS)
    assert client.asked == [EVENT.url] * times


def test_a_visit_at_nobodys_address_is_held_and_the_others_keep_their_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = replace(EVENT, file_id="1", title="monitoring visit", url="javascript:alert(1)")
    sound = replace(hostile, file_id="2", url="https://files.ofsted.gov.uk/v1/file/2")
    monkeypatch.setattr(ofsted_reports, "crawl", lambda *_: Crawl([hostile, sound], []))
    settings = replace(Settings.from_environment(), data=tmp_path)
    below, client = FakeConnector({REPORTS.source: Reading()}), Refusing(settings)
    connector = LiveConnector(settings, Archive(settings.landing), below, FakeTrial(), client)
    reading = connector.read(REPORTS)
    visits = reading.frame("visits", ())
    assert visits[["_locator", "url"]].values.tolist() == [["row 3", sound.url]]
    assert [(h.locator, h.rule) for h in reading.held] == [("80426/1", "report's address")]
