"""The live connector against a stand-in of the publishers, through base addresses only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration import asking
from orchestration.archive import Archive
from orchestration.catalogue import (
    LINEAGE,
    STATISTICS,
    OfstedReportsLive,
    Source,
    load_catalogue,
)
from orchestration.connectors.layered import LayeredConnector
from orchestration.connectors.live import LiveConnector
from orchestration.connectors.verdicts import Broken
from orchestration.editions import Asked, Held, Reading, Release
from orchestration.publishers.client import Client
from orchestration.settings import SOURCE_PAGES
from tests.fixtures import area_send_pdf, report_pdf
from tests.fixtures.publishers import faults, files
from tests.fixtures.publishers.gov_uk import Page
from tests.fixtures.publishers.server import serving
from tests.fixtures.publishers.services import (
    OFSTED,
    OUTCOMES_ASSET,
    Entry,
    Publishers,
    revenue_page,
    usual_publishers,
)
from tests.fixtures.trials import FakeTrial

WORKFORCE, OUTCOMES, OUTTURN, POPULATION, REPORTS = (
    "dfe_workforce",
    "ofsted_inspection_outcomes",
    "mhclg_revenue_outturn",
    "ons_population",
    "ofsted_inspection_reports",
)
AREA_SEND = "ofsted_area_send"
FILES = (
    "dfe_children_in_need",
    "dfe_children_looked_after",
    "dfe_looked_after_outcomes",
    "dfe_stability_measures",
    WORKFORCE,
    OUTTURN,
    "mhclg_social_care_outturn",
    OUTCOMES,
    POPULATION,
)


class Below:
    """A connector with the releases it is given."""

    def __init__(self, *releases: Release, held: tuple[Held, ...] = ()) -> None:
        """Take what it is to have."""
        self.releases, self.held = releases, held

    def read(self, source: Source) -> Reading:
        return Reading(
            releases=[r for r in self.releases if r.source == source.source],
            held=[h for h in self.held if h.source == source.source],
        )

    def unrecognised(self) -> list[Held]:
        return []

    def as_at(self) -> date:
        return date(2026, 8, 20)


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Source]:
    pages = load_catalogue(SOURCE_PAGES)
    live = OfstedReportsLive(via="ofsted_reports", fewest_providers=2)
    for name in (REPORTS, AREA_SEND):
        pages[name] = pages[name].model_copy(update={"live": live})
    return pages


@pytest.fixture(scope="session")
def report() -> bytes:
    page = report_pdf.ilacs(
        [
            (report_pdf.LEADERS, "Good"),
            (report_pdf.HELP, "Good"),
            (report_pdf.IN_CARE, "Good"),
            (report_pdf.LEAVERS, "Good"),
            (report_pdf.OVERALL, "Good"),
        ],
        head=("Inspection of Barnsley local authority", "children's services"),
        dates="Inspection dates: 20 January 2025 to 31 January 2025",
    )
    return report_pdf.pdf(page, report_pdf.NARRATIVE)


@pytest.fixture
def served(catalogue: dict[str, Source], report: bytes) -> Iterator[Publishers]:
    publishers = usual_publishers(catalogue)
    publishers.reports = {"60000001": report}
    with serving(publishers):
        yield publishers


class Runs:
    """Runs one after the other on the same archive; each asks anew."""

    def __init__(self, served: Publishers, catalogue: dict[str, Source], data: Path) -> None:
        """Begin with an empty folder."""
        self.served, self.catalogue = served, catalogue
        self.settings = served.settings(data)
        self.waits: list[float] = []
        self.trial = FakeTrial()
        self.connector: LiveConnector

    def start(self, below: Below | None = None) -> LiveConnector:
        self.served.asked.clear()
        self.waits.clear()
        client = Client(
            self.settings, sleep=self.waits.append, timeouts=(2.0, 2.0), answer_seconds=0.3
        )
        archive = Archive(self.settings.landing)
        self.connector = LiveConnector(self.settings, archive, below or Below(), self.trial, client)
        return self.connector

    def read(self, source: str, below: Below | None = None) -> Reading:
        return self.start(below).read(self.catalogue[source])


@pytest.fixture
def runs(served: Publishers, catalogue: dict[str, Source], tmp_path: Path) -> Runs:
    return Runs(served, catalogue, tmp_path)


def ids(reading: Reading) -> list[str]:
    return [release.release_id for release in reading.releases]


def values(reading: Reading, table: str, release_id: str) -> set[str]:
    """Every figure that a release has."""
    frames = [f[f["_release_id"] == release_id] for f in reading.tables[table]]
    known = {*LINEAGE, *STATISTICS}
    assert frames
    return {
        value
        for frame in frames
        for name in frame.columns
        if name not in known
        for value in frame[name]
        if value is not None
    }


# --- one run after the other ----------------------------------------------------------------------


def test_a_first_run_reads_every_source_and_a_second_downloads_nothing(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    first = runs.start()
    readings = {name: first.read(catalogue[name]) for name in (*FILES, REPORTS)}
    assert [note for reading in readings.values() for note in reading.notes] == []
    assert {i for reading in readings.values() for i in ids(reading)} == {
        "dfe_children_in_need_children_in_need_2025",
        "dfe_children_in_need_referrals_2025",
        "dfe_children_in_need_assessment_factors_2025",
        "dfe_children_in_need_enquiries_and_conferences_2025",
        "dfe_children_in_need_repeat_plans_2025",
        "dfe_children_in_need_protection_plans_2025",
        "dfe_children_looked_after_2025",
        "dfe_looked_after_outcomes_placement_stability_2025",
        "dfe_looked_after_outcomes_care_leaver_activity_2025",
        "dfe_looked_after_outcomes_care_leaver_accommodation_2025",
        "dfe_looked_after_outcomes_health_and_convictions_2025",
        "dfe_stability_measures_social_workers_2025",
        "dfe_stability_measures_school_moves_2025",
        "dfe_workforce_2025",
        "mhclg_revenue_outturn_2024-25",
        "mhclg_social_care_outturn_2024-25",
        "ofsted_inspection_outcomes_2025-03-31",
        "ofsted_inspection_reports_60000001",
        "ofsted_inspection_reports_listing",
        "ons_population_2024",
    }
    assert first.changed
    assert len(served.files_sent()) == 19

    second = runs.start()
    again = {name: second.read(catalogue[name]) for name in (*FILES, REPORTS)}
    assert served.files_sent() == []
    assert not second.changed
    assert {n: r.releases for n, r in again.items()} == {n: r.releases for n, r in readings.items()}
    conditional = [a for a in served.asked if "if-none-match" in a.headers]
    assert [a.status for a in conditional] == [304] * 5
    assert all("if-modified-since" in a.headers for a in conditional)


def test_a_page_without_a_live_section_is_left_to_the_snapshot(runs: Runs) -> None:
    assert runs.read("dfe_neighbours") == Reading()


def test_the_publisher_says_when_the_next_release_is_due(runs: Runs) -> None:
    release = runs.read(WORKFORCE).releases[0]
    assert release.next_release == "2027-02-28"
    assert release.published_on == "2026-03-19"
    assert release.url == f"{runs.served.base}/ees/api/releases/rv-1/files/f-1"


def test_the_population_is_of_its_own_year_whatever_the_release_it_comes_with(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    first = runs.read(POPULATION).releases[0]
    assert (first.release_id, first.edition) == ("ons_population_2024", "2024")
    assert first.published_on == "2025-07-30"  # the day of the ONS, which the page knows
    assert first.next_release == "2026-10-31"
    table = catalogue[POPULATION].tables["children"]
    served.children_in_need.data = files.csv_file(table, ["2023", "2024", "2025"])
    served.children_in_need.release, served.children_in_need.version = "2026", "rv-12"
    served.children_in_need.published = "2026-10-29T09:30:00Z"
    reading = runs.read(POPULATION)
    assert ids(reading) == ["ons_population_2024", "ons_population_2025"]
    assert reading.releases[1].published_on == "2026-10-29"


def test_a_silent_revision_is_a_release_of_its_own(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    runs.read(WORKFORCE)
    table = catalogue[WORKFORCE].tables["indicators"]
    served.workforce.data = files.csv_file(table, ["2024", "2025"], "11")
    served.workforce.version, served.workforce.last_updated = "rv-2", "2026-05-07T08:30:00Z"
    revised = runs.read(WORKFORCE)
    assert runs.connector.changed
    assert ids(revised) == ["dfe_workforce_2025", "dfe_workforce_2025_2026-05-07"]
    assert [r.published_on for r in revised.releases] == ["2026-03-19", "2026-05-07"]
    assert values(revised, "indicators", "dfe_workforce_2025") == {"10"}
    assert values(revised, "indicators", "dfe_workforce_2025_2026-05-07") == {"11"}
    assert ids(runs.read(WORKFORCE)) == ids(revised)
    assert not runs.connector.changed


def test_a_revision_without_a_word_is_dated_by_the_files_own_header(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    runs.read(WORKFORCE)
    table = catalogue[WORKFORCE].tables["indicators"]
    served.workforce.data = files.csv_file(table, ["2024", "2025"], "11")
    assert runs.read(WORKFORCE).releases[1].published_on == "2026-10-02"


def test_a_revision_taken_back_is_a_release_too(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    runs.read(WORKFORCE)
    first = served.workforce.data
    table = catalogue[WORKFORCE].tables["indicators"]
    served.workforce.data = files.csv_file(table, ["2024", "2025"], "11")
    runs.read(WORKFORCE)
    served.workforce.data = first
    reading = runs.read(WORKFORCE)
    name = f"dfe_workforce_2025_{date.today()}"
    assert ids(reading)[2] == name
    assert values(reading, "indicators", name) == {"10"}
    assert runs.connector.changed


def test_an_edition_of_the_snapshot_counts_as_the_first_version(runs: Runs) -> None:
    same = runs.read(WORKFORCE).releases[0]
    older = replace(same, sha256="0" * 64, published_on="2026-03-19")
    stacked = LayeredConnector(runs.start(Below(older)), Below(older))
    assert ids(stacked.read(runs.catalogue[WORKFORCE])) == [
        "dfe_workforce_2025",
        "dfe_workforce_2025_2026-10-02",
    ]
    assert ids(runs.read(WORKFORCE, Below(same))) == ["dfe_workforce_2025"]


def test_a_snapshot_newer_than_the_archive_changes_no_order(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    runs.read(WORKFORCE)
    table = catalogue[WORKFORCE].tables["indicators"]
    served.workforce.data = files.csv_file(table, ["2024", "2025"], "11")
    before = runs.read(WORKFORCE).releases
    newest = replace(before[1], release_id="dfe_workforce_2025")
    assert runs.read(WORKFORCE, Below(newest)).releases == before


def test_a_new_edition_stands_beside_the_last(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    runs.read(WORKFORCE)
    table = catalogue[WORKFORCE].tables["indicators"]
    served.workforce.data = files.csv_file(table, ["2025", "2026"])
    served.workforce.release, served.workforce.version = "2026", "rv-9"
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025", "dfe_workforce_2026"]


def test_a_new_version_in_the_public_api_is_fetched(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    runs.read("dfe_children_looked_after")
    table = catalogue["dfe_children_looked_after"].tables["number_and_rate"]
    data_sets = served.data_sets["children-looked-after-in-england-including-adoptions"]
    data_sets["number_and_rate"] = (
        data_sets["number_and_rate"][0],
        files.csv_file(table, ["2025"]),
    )
    runs.read("dfe_children_looked_after")
    assert served.files_sent() == []  # nothing says that it has changed
    served.api_version = ("1.1", "2026-01-15T09:30:00Z")
    reading = runs.read("dfe_children_looked_after")
    assert ids(reading)[1] == "dfe_children_looked_after_2025_2026-01-15"
    assert reading.releases[1].published_on == "2026-01-15"


def test_of_two_data_sets_of_a_title_the_one_with_later_years_counts(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    table = catalogue["dfe_children_looked_after"].tables["number_and_rate"]
    slug = "children-looked-after-in-england-including-adoptions"
    name, (title, data) = next(iter(served.data_sets[slug].items()))
    corrected = {"corrected_since": (title, files.csv_file(table, ["2023", "2024"]))}
    served.data_sets[slug] = {**corrected, name: (title, data)}  # listed by day of publication
    assert ids(runs.read("dfe_children_looked_after")) == ["dfe_children_looked_after_2025"]


def test_a_report_known_below_is_not_downloaded(runs: Runs, served: Publishers) -> None:
    release = runs.read(REPORTS).releases[0]
    Archive(runs.settings.landing).path(release.sha256).unlink()
    reading = runs.read(REPORTS, Below(release))
    assert ids(reading) == ["ofsted_inspection_reports_listing"]
    held = Held(REPORTS, "80426/60000001.pdf page 1", "send-inspection", "")
    assert ids(runs.read(REPORTS, Below(held=(held,)))) == ["ofsted_inspection_reports_listing"]
    assert served.files_sent() == []


@pytest.fixture
def with_area_send(served: Publishers) -> Publishers:
    """The site with an area SEND report of Barnsley, and entries that are none."""
    head = ("Area SEND inspection of Barnsley", "Local Area Partnership")
    page = area_send_pdf.area_send(area_send_pdf.FAILINGS, head=head)
    served.reports["60000011"] = report_pdf.pdf(page, area_send_pdf.SECOND_PAGE)
    served.providers["80426"] += [
        Entry("Area SEND full inspection", "60000011", "13 May 2024", "23 July 2024"),
        Entry("Area SEND full inspection", "60000012", "3 July 2017", "1 September 2017"),
        Entry("Area SEND monitoring inspection", "60000013", "3 June 2026", "9 July 2026"),
    ]
    return served


def test_area_send_reports_come_with_the_one_crawl_for_both_pages(
    runs: Runs, with_area_send: Publishers, catalogue: dict[str, Source]
) -> None:
    connector = runs.start()
    both = [connector.read(catalogue[name]) for name in (AREA_SEND, REPORTS)]
    assert [note for reading in both for note in reading.notes] == []
    assert ids(both[0]) == ["ofsted_area_send_60000011"]
    assert ids(both[1]) == [
        "ofsted_inspection_reports_60000001",
        "ofsted_inspection_reports_listing",
    ]
    (row,) = both[0].frame("inspections", ()).to_dict("records")
    assert (row["urn"], row["outcome"]) == ("80426", area_send_pdf.FAILINGS)
    assert row["publication_date"] == "2024-07-23"
    assert both[0].held == []
    crawled = [asked.path for asked in with_area_send.asked if "/provider/" in asked.path]
    assert len(crawled) == len(set(crawled)) == 2
    sent = {path.rpartition("/")[2] for path in with_area_send.files_sent()}
    assert sent == {"60000001", "60000011"}

    again = runs.read(AREA_SEND)
    assert again.releases == both[0].releases
    assert with_area_send.files_sent() == []
    assert not runs.connector.changed


def test_a_site_that_fails_is_asked_once_and_both_pages_say_so(
    runs: Runs, with_area_send: Publishers, catalogue: dict[str, Source]
) -> None:
    before = {name: runs.read(name).releases for name in (AREA_SEND, REPORTS)}
    with_area_send.faults = {"/ofsted/search": [faults.answer(b"<p>Sorry")] * 4}
    connector = runs.start()
    after = {name: connector.read(catalogue[name]) for name in (AREA_SEND, REPORTS)}
    assert {name: reading.releases for name, reading in after.items()} == before
    assert all("whole list of providers" in reading.notes[0] for reading in after.values())
    assert len([asked for asked in with_area_send.asked if "/search" in asked.path]) == 1


def test_judgements_are_not_known_later_because_area_send_was_asked_for(
    runs: Runs, with_area_send: Publishers, catalogue: dict[str, Source]
) -> None:
    connector = runs.start()
    connector.read(catalogue[AREA_SEND])
    assert connector.as_at() == date(2026, 8, 20)
    connector.read(catalogue[REPORTS])
    assert connector.as_at() > date(2026, 8, 20)


def test_visits_come_from_the_timeline(runs: Runs) -> None:
    reading = runs.read(REPORTS)
    visits = reading.frame("visits", ()).drop(columns=["_file_sha256", "url"])
    assert visits.to_dict("records") == [
        {
            "_release_id": "ofsted_inspection_reports_listing",
            "_locator": "row 3",
            "urn": "80426",
            "visit_type": "Focused visit",
            "visit_date": "2026-06-03",
            "publication_date": "2026-07-09",
            "title": "children's services focused visit",
        },
        {
            "_release_id": "ofsted_inspection_reports_listing",
            "_locator": "row 5",
            "urn": "80551",
            "visit_type": "Monitoring visit",
            "visit_date": "2026-05-01",
            "publication_date": None,
            "title": "monitoring visit",
        },
    ]
    judgement = reading.tables["judgements"][0].iloc[0]
    assert judgement["overall_effectiveness"] == "Good"
    assert judgement["publication_date"] == "2025-03-10"


def test_an_entry_of_no_known_kind_is_named_and_changes_nothing_else(
    runs: Runs, served: Publishers
) -> None:
    before = runs.read(REPORTS).frame("visits", ())
    served.providers["80551"].append(Entry("Monitoring inspection", "60000009"))
    reading = runs.read(REPORTS)
    assert reading.notes == [
        "ofsted_inspection_reports: entries of no known kind, not read: "
        "1 (1 x monitoring inspection)"
    ]
    assert reading.asked is not None
    assert reading.asked.lacking == ()
    assert len(reading.frame("visits", ())) == len(before) == 2


def test_a_new_entry_of_the_listing_is_a_change_once(runs: Runs, served: Publishers) -> None:
    runs.read(REPORTS)
    assert runs.connector.changed
    runs.read(REPORTS)
    assert not runs.connector.changed
    served.providers["80551"].append(Entry("Focused visit", "60000005"))
    runs.read(REPORTS)
    assert runs.connector.changed
    runs.read(REPORTS)
    assert not runs.connector.changed


def test_a_report_that_was_not_to_be_had_is_a_change_when_it_comes(
    runs: Runs, served: Publishers
) -> None:
    served.faults = {"/file/60000001": [faults.status(404)]}
    runs.read(REPORTS)
    runs.read(REPORTS)
    assert runs.connector.changed
    runs.read(REPORTS)
    assert not runs.connector.changed


def test_a_page_in_place_of_a_report_is_a_change_once(runs: Runs, served: Publishers) -> None:
    today = f"{date.today():%d %B %Y}"
    served.providers["80426"] = [Entry("Children's services inspection", "60000001", today, today)]
    good = served.reports["60000001"]
    served.reports.clear()
    runs.read(REPORTS)
    for body in (b"<!DOCTYPE html><p>Not found", good):
        served.reports["60000001"] = body
        runs.read(REPORTS)
        assert runs.connector.changed
        runs.read(REPORTS)
        assert not runs.connector.changed


def test_each_report_has_its_own_version_in_force(runs: Runs, served: Publishers) -> None:
    served.providers["80551"] = [Entry("Children's services inspection", "60000005")]
    served.reports["60000005"] = served.reports["60000001"]
    reading = runs.read(REPORTS)
    assert [h.rule for h in reading.held] == ["authority-differs"]
    runs.read(REPORTS)
    assert served.files_sent() == []


def test_the_search_is_read_page_by_page(runs: Runs, served: Publishers) -> None:
    served.per_page = 1
    assert runs.read(REPORTS).notes == []
    assert len([a for a in served.asked if "/search" in a.path]) == 2


# --- what a publisher may do wrong ----------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        faults.status(429, Retry_After="2"),
        faults.status(503),
        faults.reset,
        faults.truncated,
        faults.chunked_half,
        faults.slow,
    ],
)
@pytest.mark.parametrize(
    ("source", "path"),
    [
        (WORKFORCE, "/files/f-1"),
        ("dfe_children_looked_after", "/csv"),
        (OUTCOMES, "/files/media"),
        (OUTCOMES, "/api/search.json"),
        (REPORTS, "/file/60000001"),
    ],
)
def test_what_passes_is_tried_again(
    runs: Runs, served: Publishers, fault: faults.Fault, source: str, path: str
) -> None:
    served.faults = {path: [fault, fault]}
    reading = runs.read(source)
    assert reading.notes == []
    assert len(runs.waits) == 2
    if fault is not faults.reset and reading.releases:
        assert all(w <= 3 for w in runs.waits)


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        (faults.status(503), "answered within 4 tries: status 503"),
        (faults.status(429, Retry_After="1"), "answered within 4 tries: status 429"),
        (faults.reset, "answered within 4 tries: ConnectionError"),
        (faults.truncated, "answered within 4 tries: ProtocolError: IncompleteRead"),
        (faults.slow, "no whole answer within 0.3 s"),
        (faults.slow_head, "no whole answer within 0.3 s"),
        (faults.status(204), "status 200: status 204"),
        (faults.answer(b""), "a body: status 200 with nothing in it"),
        (faults.answer(b"<!DOCTYPE html><p>Please wait"), "file format: the content is html"),
        (faults.answer(b"Service unavailable\n" * 9, "text/plain"), "recognised table"),
        (faults.unsized_half, "row count"),
        (faults.redirect("https://example.org/x.csv"), "allowed hosts: example.org"),
        (faults.redirect("http://10.0.0.1/x.csv"), "https: the address is http"),
        (faults.redirect("https://169.254.169.254/x"), "allowed hosts: 169.254.169.254"),
    ],
)
def test_what_does_not_pass_leaves_the_last_version_in_force(
    runs: Runs, served: Publishers, fault: faults.Fault, rule: str
) -> None:
    before = runs.read(WORKFORCE)
    served.workforce.version = "rv-2"  # another address, so that there is a body to ask for
    served.faults = {"/files/f-1": [fault] * 4}
    reading = runs.read(WORKFORCE)
    assert reading.releases == before.releases
    assert len(reading.notes) == 1
    assert rule in reading.notes[0]
    assert "the version retrieved at 20" in reading.notes[0]
    assert "\n" not in reading.notes[0]
    assert not runs.connector.changed
    served.faults = {}
    assert runs.read(WORKFORCE).notes == []


def test_a_refused_file_is_kept_and_asked_for_whole_the_next_time(
    runs: Runs, served: Publishers
) -> None:
    renamed = served.workforce.data.replace(b"inpost_fte", b"in_post_fte")
    good, served.workforce.data = served.workforce.data, renamed
    reading = runs.read(WORKFORCE)
    assert reading.releases == []
    assert "unknown column" in reading.notes[0]
    assert reading.notes[0].endswith("the snapshot stands in")
    assert [h.rule for h in reading.held] == ["unknown column"]
    assert not runs.connector.changed
    kept = Archive(runs.settings.landing).versions(WORKFORCE)[-1]
    assert Archive(runs.settings.landing).read(kept.sha256) == renamed
    runs.read(WORKFORCE)
    assert not any("if-none-match" in a.headers for a in served.asked)
    served.workforce.data = good
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025"]


def test_a_failed_source_does_not_stop_the_others(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    served.faults = {"/ees/api": [faults.status(500)] * 40}
    connector = runs.start()
    readings = {name: connector.read(catalogue[name]) for name in (*FILES, REPORTS)}
    failed = [WORKFORCE, POPULATION]
    assert [name for name, reading in readings.items() if not reading.releases] == failed
    assert [name for name, reading in readings.items() if reading.notes] == failed


def test_half_of_a_source_is_not_taken(runs: Runs, served: Publishers) -> None:
    served.faults = {"children-in-need.referrals/csv": [faults.status(503)] * 4}
    reading = runs.read("dfe_children_in_need")
    assert reading.releases == []
    assert len(reading.notes) == 2  # the content API, asked next, does not have it either
    assert Archive(runs.settings.landing).versions("dfe_children_in_need") == []


def test_the_content_type_is_not_believed(runs: Runs, served: Publishers) -> None:
    served.faults = {"/files/f-1": [faults.retyped("text/html")]}
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025"]


def test_a_packed_body_cut_short_is_tried_again(runs: Runs, served: Publishers) -> None:
    served.faults = {"/csv": [faults.truncated_unpacked]}
    assert runs.read("dfe_children_looked_after").notes == []
    assert len(runs.waits) == 1


def test_a_moved_id_is_looked_up_again_once(runs: Runs, served: Publishers) -> None:
    served.workforce.stale_versions = ["rv-0"]
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025"]
    served.workforce.stale_versions, served.workforce.version = ["rv-0", "rv-0"], "rv-2"
    reading = runs.read(WORKFORCE)
    assert "status 403" in reading.notes[0]
    assert ids(reading) == ["dfe_workforce_2025"]


def test_a_file_at_its_other_address_is_told_by_its_release(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    served.files_gone = True
    runs.read(WORKFORCE)
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025"]
    assert served.files_sent() == []
    served.workforce.data = files.csv_file(catalogue[WORKFORCE].tables["indicators"], ["2025"])
    served.workforce.last_updated = "2026-05-07T08:30:00Z"
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025", "dfe_workforce_2025_2026-05-07"]


def test_the_content_api_stands_in_for_the_public_one(
    runs: Runs, catalogue: dict[str, Source]
) -> None:
    page = catalogue[WORKFORCE]
    assert page.live is not None
    public = page.model_copy(update={"live": page.live.model_copy(update={"via": "ees_api"})})
    reading = runs.start().read(public)
    assert ids(reading) == ["dfe_workforce_2025"]
    assert len(reading.notes) == 1
    assert "publication children-s-social-work-workforce: not among: nothing" in reading.notes[0]
    assert reading.notes[0].endswith("; the content API stood in")


def test_a_renamed_slug_is_followed(runs: Runs, served: Publishers) -> None:
    served.workforce.slug = "children-and-family-social-work-workforce"
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025"]


def test_the_website_stands_in_for_release_routes(runs: Runs, served: Publishers) -> None:
    served.routes_gone = True
    assert ids(runs.read(WORKFORCE)) == ["dfe_workforce_2025"]


def test_a_redirect_item_and_a_moved_asset_are_followed(runs: Runs, served: Publishers) -> None:
    served.outcomes.moved_to = "/government/statistics/outcomes-2025-moved"
    old = OUTCOMES_ASSET
    new = "/files/media/ccc/revised.ods"
    served.assets[new] = served.assets.pop(old)
    served.faults = {old: [faults.redirect(new)]}
    reading = runs.read(OUTCOMES)
    assert ids(reading) == ["ofsted_inspection_outcomes_2025-03-31"]
    kept = Archive(runs.settings.landing).versions(OUTCOMES)[0]
    assert kept.stated.final_url == f"{served.base}{new}"


def test_the_collection_stands_in_for_the_search(runs: Runs, served: Publishers) -> None:
    served.faults = {"/search.json": [faults.status(422)]}
    assert ids(runs.read(OUTCOMES)) == ["ofsted_inspection_outcomes_2025-03-31"]


def test_an_edition_stays_on_the_list_behind_a_hundred_newer_pages(
    runs: Runs, served: Publishers
) -> None:
    newer = [
        Page(
            OFSTED,
            f"Inspection of a local authority: outcomes letter {number}",
            f"/government/publications/letter-{number}",
            document_type="guidance",
            updated="2026-05-01T09:30:00Z",
        )
        for number in range(150)
    ]
    served.pages = [*newer, *served.pages]
    served.collections.clear()
    reading = runs.read(OUTCOMES)
    assert reading.notes == []
    assert ids(reading) == ["ofsted_inspection_outcomes_2025-03-31"]


def test_an_outturn_without_its_workbook_gives_way_to_the_edition_before(
    runs: Runs, served: Publishers
) -> None:
    summary = ("Revenue summary (RS) by authority", "/files/media/eee/RS_2025-26.ods")
    coming = revenue_page("2025 to 2026", "outturn", summary, updated="2026-08-27T08:30:00Z")
    served.pages.append(coming)
    reading = runs.read(OUTTURN)
    assert ids(reading) == ["mhclg_revenue_outturn_2024-25"]
    (note,) = reading.notes
    assert coming.path in note
    assert "workbook attached: not among: Revenue summary (RS) by authority RS_2025-26.ods" in note
    assert note.endswith("; an earlier edition stands in")
    assert reading.asked is not None
    assert (reading.asked.is_reached, reading.asked.lacking) == (True, (note,))
    served.pages = [coming]
    assert ids(runs.read(OUTTURN)) == ["mhclg_revenue_outturn_2024-25"]
    assert "; the version retrieved at" in runs.read(OUTTURN).notes[0]


@pytest.mark.parametrize("by_search", [True, False])
def test_a_withdrawn_edition_is_passed_over(
    runs: Runs, served: Publishers, by_search: bool
) -> None:
    path = "/government/statistics/outcomes-2026"
    title = "Local authority inspection outcomes as at 31 March 2026"
    withdrawn = Page(OFSTED, title, path, served.outcomes.files, withdrawn=True)
    served.pages.append(withdrawn)
    served.collections = {name: [withdrawn, *pages] for name, pages in served.collections.items()}
    served.faults = {} if by_search else {"/search.json": [faults.status(422)]}
    runs.read(OUTCOMES)
    assert not any(path in asked.path for asked in served.asked)


def test_a_page_with_two_workbooks_of_the_kind_is_not_passed_over(
    runs: Runs, served: Publishers
) -> None:
    twice = (("RSX data", "/files/media/eee/RSX_a.ods"), ("RSX data", "/files/media/eee/RSX_b.ods"))
    served.pages.append(
        revenue_page("2025 to 2026", "outturn", *twice, updated="2026-12-04T09:30:00Z")
    )
    (note,) = runs.read(OUTTURN).notes
    assert "matches several: RSX data RSX_a.ods; RSX data RSX_b.ods" in note
    assert note.endswith("the snapshot stands in")


def test_a_workbook_revised_under_its_old_name(
    runs: Runs, served: Publishers, catalogue: dict[str, Source]
) -> None:
    runs.read(OUTCOMES)
    revised = OUTCOMES_ASSET.replace("aaa", "ddd")
    served.outcomes.files = (("Underlying data: inspection outcomes", revised),)
    served.assets[revised] = files.outcomes_workbook(catalogue[OUTCOMES], grade="Inadequate")
    reading = runs.read(OUTCOMES)
    assert ids(reading)[1] == "ofsted_inspection_outcomes_2025-03-31_2026-10-02"
    # The file still prints its first date of publication.
    assert [r.published_on for r in reading.releases] == ["2025-09-25", "2026-10-02"]


def test_a_page_that_fails_keeps_its_last_listing(runs: Runs, served: Publishers) -> None:
    runs.read(REPORTS)
    served.faults = {"/provider/44/80551": [faults.answer(b"<!DOCTYPE html><p>Sorry")]}
    reading = runs.read(REPORTS)
    assert "timeline: the page has none" in reading.notes[0]
    assert len(reading.frame("visits", ())) == 2
    assert not runs.connector.changed


@pytest.mark.parametrize("fault", [faults.status(503), faults.answer(b"<p>Sorry")])
def test_a_search_that_fails_keeps_the_last_listing(
    runs: Runs, served: Publishers, fault: faults.Fault
) -> None:
    before = runs.read(REPORTS)
    served.faults = {"/ofsted/search": [fault] * 4}
    reading = runs.read(REPORTS)
    assert reading.releases == before.releases
    assert "the version retrieved at" in reading.notes[0]
    served.providers.popitem()
    served.faults = {}
    assert "1 are listed; at least 2 are expected" in runs.read(REPORTS).notes[0]


def test_a_busy_site_is_asked_again(runs: Runs, served: Publishers) -> None:
    served.faults = {"/ofsted/provider": [faults.status(403)]}
    assert runs.read(REPORTS).notes == []


def test_a_report_that_does_not_come_is_held(runs: Runs, served: Publishers) -> None:
    served.faults = {"/file/60000001": [faults.status(503)] * 4}
    held = runs.read(REPORTS).held[0]
    assert (held.urn, held.publication_date) == ("80426", "2025-03-10")
    assert held.locator == "80426/60000001.pdf"
    assert runs.read(REPORTS).held == []


def test_a_page_in_place_of_a_report_is_asked_for_again_while_it_is_new(
    runs: Runs, served: Publishers
) -> None:
    today = f"{date.today():%d %B %Y}"
    served.providers["80426"] = [Entry("Children's services inspection", "60000001", today, today)]
    good = served.reports["60000001"]
    served.reports["60000001"] = b"<!DOCTYPE html><p>Not found"
    assert [h.rule for h in runs.read(REPORTS).held] == ["html-page"]
    served.reports["60000001"] = good
    assert runs.read(REPORTS).held[0].rule != "html-page"
    assert len(served.files_sent()) == 1
    runs.read(REPORTS)
    assert served.files_sent() == []


@pytest.mark.parametrize(
    ("coming", "due"),
    [
        ({"year": 2027}, "2027-12-31"),
        ({"year": 2027, "month": 4}, "2027-04-30"),
        ({"year": 2027, "month": 4, "day": 8}, "2027-04-08"),
        ({"year": 2027, "day": 8}, "2027-12-31"),
        ({"year": 2027, "month": 2, "day": 30}, None),
        ({"quarter": 2}, None),
        (None, None),
    ],
)
def test_a_release_to_come_is_due_by_the_last_day_of_what_is_known(
    runs: Runs, served: Publishers, coming: dict[str, int] | None, due: str | None
) -> None:
    served.workforce.next_release = coming
    reading = runs.read(WORKFORCE)
    assert reading.notes == []
    assert [release.next_release for release in reading.releases] == [due]


@pytest.mark.parametrize("source", [WORKFORCE, REPORTS])
def test_a_damaged_archive_is_repaired(runs: Runs, source: str) -> None:
    releases = runs.read(source).releases
    path = Archive(runs.settings.landing).path(releases[0].sha256)
    whole = path.read_bytes()
    for damage in (lambda: path.write_bytes(b"damaged"), path.unlink):
        damage()
        assert runs.read(source).releases == releases
        assert path.read_bytes() == whole


# --- what the landing rules refuse, and what was not reached --------------------------------------

RULE = Broken("a rule", "row 2: wrong; row 3: wrong")


def _refuse(runs: Runs, *bodies: bytes) -> None:
    """From now on the landing rules hold unless one of these files is in a reading."""
    hashes = {hashlib.sha256(body).hexdigest() for body in bodies}

    def broken(reading: Reading) -> Broken | None:
        return RULE if hashes & {release.sha256 for release in reading.releases} else None

    runs.trial = FakeTrial(broken)


def _workforce(runs: Runs, year: str, value: str = "10") -> bytes:
    table = runs.catalogue[WORKFORCE].tables["indicators"]
    return files.csv_file(table, [str(int(year) - 1), year], value)


def test_a_flawed_edition_is_held_and_the_mended_one_takes_its_name(
    runs: Runs, served: Publishers
) -> None:
    before = runs.read(WORKFORCE)
    assert before.asked is not None
    assert (before.asked.is_reached, before.asked.lacking) == (True, ())
    flawed, mended = _workforce(runs, "2026", "10x"), _workforce(runs, "2026", "12")
    _refuse(runs, flawed)
    served.workforce.data, served.workforce.version = flawed, "rv-2"
    for _ in range(2):  # told as long as it is what the publisher offers
        reading = runs.read(WORKFORCE)
        assert reading.releases == before.releases
        assert [(h.rule, h.detail) for h in reading.held] == [(RULE.rule, RULE.detail)]
        (note,) = reading.notes
        assert note.startswith("dfe_workforce: ")
        assert ": a rule: row 2: wrong; the version retrieved at 20" in note
        assert reading.asked is not None
        assert (reading.asked.is_reached, reading.asked.lacking) == (True, (note,))
    served.workforce.data = mended
    reading = runs.read(WORKFORCE)
    assert ids(reading) == ["dfe_workforce_2025", "dfe_workforce_2026"]
    assert values(reading, "indicators", "dfe_workforce_2026") == {"12"}
    assert (reading.held, reading.notes) == ([], [])
    assert Archive(runs.settings.landing).has(hashlib.sha256(flawed).hexdigest())


def test_of_a_flawed_first_version_the_snapshot_stands_in(runs: Runs, served: Publishers) -> None:
    _refuse(runs, served.workforce.data)
    reading = runs.read(WORKFORCE)
    assert reading.releases == []
    assert reading.notes[0].endswith("; the snapshot stands in")


def test_only_what_is_new_is_tried(runs: Runs, served: Publishers) -> None:
    runs.read(WORKFORCE)
    runs.read(WORKFORCE)
    assert runs.trial.tried == [WORKFORCE]
    served.workforce.data = _workforce(runs, "2025", "11")
    runs.read(WORKFORCE)
    assert runs.trial.tried == [WORKFORCE] * 2


def test_a_report_that_breaks_a_rule_is_held_alone(
    runs: Runs, served: Publishers, report: bytes
) -> None:
    _refuse(runs, report)
    reading = runs.read(REPORTS)
    assert ids(reading) == ["ofsted_inspection_reports_listing"]
    (held,) = reading.held
    assert (held.locator, held.rule) == ("80426/60000001.pdf", RULE.rule)
    assert (held.urn, held.publication_date) == ("80426", "2025-03-10")
    assert reading.asked is not None
    assert reading.asked.is_reached
    assert reading.asked.lacking == tuple(reading.notes) != ()


def test_a_listing_that_breaks_a_rule_leaves_the_last_in_force(
    runs: Runs, served: Publishers
) -> None:
    before = runs.read(REPORTS)

    def broken(reading: Reading) -> Broken | None:
        visits = reading.frame("visits", ("visit_date",))["visit_date"]
        return RULE if "2027-02-01" in set(visits) else None

    runs.trial = FakeTrial(broken)
    served.providers["80551"].append(Entry("Focused visit", "60000007", "1 February 2027"))
    reading = runs.read(REPORTS)
    assert reading.releases == before.releases
    assert len(reading.frame("visits", ())) == 2
    assert "listing.csv: a rule: row 2: wrong; the version retrieved at" in reading.notes[0]
    served.providers["80551"].pop()
    assert runs.read(REPORTS).notes == []


def test_figures_stand_on_the_day_on_which_the_listing_was_last_read_whole(
    runs: Runs, served: Publishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_on(day: str) -> date:
        monkeypatch.setattr(asking, "now", lambda: f"{day}T09:45:00+00:00")
        runs.read(REPORTS)
        return runs.connector.as_at()

    served.faults = {"/ofsted/search": [faults.status(404)]}
    assert read_on("2026-08-31") == date(2026, 8, 20)  # that of what lies below
    assert read_on("2026-09-01") == date(2026, 9, 1)
    assert read_on("2026-09-02") == date(2026, 9, 2)  # though nothing was new
    served.faults = {"/ofsted/search": [faults.status(404)]}
    assert read_on("2026-09-03") == date(2026, 9, 2)
    served.faults = {"/provider/44/80551": [faults.status(404)]}
    assert read_on("2026-09-04") == date(2026, 9, 2)  # one authority was not looked at
    assert read_on("2026-09-05") == date(2026, 9, 5)
    assert read_on("2026-08-01") == date(2026, 8, 20)
    runs.settings = replace(runs.settings, as_at=date(2026, 1, 1))
    assert read_on("2026-09-06") == date(2026, 1, 1)


def test_it_is_known_when_a_source_was_last_reached(
    runs: Runs, served: Publishers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_on(day: str) -> Asked:
        monkeypatch.setattr(asking, "now", lambda: day)
        asked = runs.read(WORKFORCE).asked
        assert asked is not None
        return asked

    assert read_on("2026-09-01").reached_at == "2026-09-01"
    served.faults = {"/ees/api": [faults.status(404)] * 9}
    asked = read_on("2026-09-02")
    assert (asked.asked_at, asked.reached_at) == ("2026-09-02", "2026-09-01")
    assert not asked.is_reached
    served.faults = {}
    assert read_on("2026-09-03").reached_at == "2026-09-03"
    assert runs.read("dfe_neighbours").asked is None
