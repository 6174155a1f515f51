"""The publishers' real files, when they lie beside the project: read, gated, corrupted.

Everything here is skipped where `../shared/published` is not there.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from expectations import landing
from expectations.landing.providers import OUTCOMES as OUTCOMES_OF_THEIR_OWN
from orchestration.archive import Archive, ArchivedFile
from orchestration.assets.gathered import STATISTICS_TABLE, statistics_tables
from orchestration.assets.raw import raw_table
from orchestration.connectors.folder import FolderConnector
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.editions import Reading
from orchestration.errors import SourceError
from orchestration.readers.files import read_file
from orchestration.readers.inspection_report.rules import normalise_name
from orchestration.readers.sheets import open_sheets
from orchestration.settings import PROJECT_ROOT, SNAPSHOT
from tests.fixtures.gate import assert_broken, broken, landed
from tests.fixtures.published_files import CATALOGUE

PUBLISHED = PROJECT_ROOT.parent / "shared" / "published"
WORKFORCE, OUTCOMES = "dfe_workforce", "ofsted_inspection_outcomes"
OUTCOMES_2025 = "LA_Inspection_Outcomes_as_at_31_March_2025.ods"
STATISTICS = sorted(
    name
    for name, source in CATALOGUE.items()
    if not source.reads_reports and source.reader != "collection"
)
# Their tables are one to the landing gate.
TOGETHER = [name for name in STATISTICS if statistics_tables(CATALOGUE[name])]

pytestmark = pytest.mark.skipif(not PUBLISHED.is_dir(), reason="the published files are not here")


@pytest.fixture(scope="module")
def connector(tmp_path_factory: pytest.TempPathFactory) -> FolderConnector:
    """The real files that the snapshot holds; reports have an acceptance test of their own."""
    folder = tmp_path_factory.mktemp("published")
    held = {release.sha256 for release in SnapshotConnector(SNAPSHOT).releases}
    for path in PUBLISHED.rglob("*"):
        is_table = path.suffix in (".csv", ".ods")
        if is_table and hashlib.sha256(path.read_bytes()).hexdigest() in held:
            (folder / path.name).symlink_to(path)
    archive = Archive(tmp_path_factory.mktemp("landing"))
    return FolderConnector(folder, CATALOGUE, archive, SnapshotConnector(SNAPSHOT))


@pytest.fixture(scope="module")
def read(connector: FolderConnector) -> Callable[[str], Reading]:
    """What the real files of a source say, read once."""
    return cache(lambda source: connector.read(CATALOGUE[source]))


def test_every_file_is_recognised(connector: FolderConnector) -> None:
    assert connector.unrecognised() == []


def test_inspections_are_known_to_the_last_report_listed(tmp_path: Path) -> None:
    """The listing alone: the reports themselves are not read for their date."""
    archive = Archive(tmp_path)
    reports = FolderConnector(
        PUBLISHED / "ofsted", CATALOGUE, archive, SnapshotConnector(SNAPSHOT, date(2013, 1, 1))
    )
    assert reports.as_at() == SnapshotConnector(SNAPSHOT).as_at() == date(2026, 8, 20)


@pytest.mark.parametrize("source", STATISTICS)
def test_the_snapshot_is_what_the_files_say(read: Callable[[str], Reading], source: str) -> None:
    page = CATALOGUE[source]
    real, embedded = read(source), SnapshotConnector(SNAPSHOT).read(page)
    assert {(r.release_id, r.sha256, r.published_on) for r in real.releases} == {
        (r.release_id, r.sha256, r.published_on) for r in embedded.releases
    }
    for name, table in page.tables.items():
        # None is a figure that an edition does not have, an empty cell would be another thing.
        rows = [
            sorted(
                map(repr, reading.frame(name, table.read_columns).astype(object).values.tolist())
            )
            for reading in (real, embedded)
        ]
        assert rows[0] == rows[1], name


def test_the_real_statistics_pass_every_rule(read: Callable[[str], Reading]) -> None:
    """All together, as they are asked about; an edition is compared with those before it."""
    with landed({name: read(name) for name in TOGETHER}) as connection:
        found = broken(connection, "landing", landing.SUITES, STATISTICS_TABLE)
        loaded = connection.execute(f"SELECT DISTINCT table_name FROM {STATISTICS_TABLE}")
        tables = {name for (name,) in loaded.fetchall()}
    assert [(r.rule, r.examples) for r in found] == []
    assert tables == {
        f"{source}__{table}"
        for source in TOGETHER
        for table in statistics_tables(CATALOGUE[source])
    }


@pytest.mark.parametrize("source", [name for name in STATISTICS if name not in TOGETHER])
def test_the_real_files_pass_every_rule(read: Callable[[str], Reading], source: str) -> None:
    beside = ["mhclg_revenue_outturn"] if source == "mhclg_social_care_outturn" else []
    with landed({name: read(name) for name in (source, *beside)}) as connection:
        for name in CATALOGUE[source].tables:
            found = broken(connection, "landing", landing.SUITES, raw_table(source, name))
            assert [(r.rule, r.examples) for r in found] == []


# --- Corruptions of the bytes themselves ---------------------------------------------------------


@cache
def _bytes(name: str) -> bytes:
    return next(PUBLISHED.rglob(name)).read_bytes()


def _csww() -> str:
    return _bytes("csww_indicators_2017_to_2025.csv").decode()


def _edited(pattern: str, replacement: str, count: int = 1) -> Callable[[], bytes]:
    """The workforce file with a text replaced; the pattern must be there."""

    def make() -> bytes:
        text, times = re.subn(pattern, replacement, _csww(), count=count, flags=re.MULTILINE)
        assert times > 0
        return text.encode()

    return make


def _outcomes(pattern: str, replacement: str, count: int = 1) -> Callable[[], bytes]:
    """The outcomes workbook with a text of its XML replaced."""

    def make() -> bytes:
        data = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(_bytes(OUTCOMES_2025))) as old,
            zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for member in old.infolist():
                content = old.read(member)
                if member.filename == "content.xml":
                    text, times = re.subn(pattern, replacement, content.decode(), count=count)
                    assert times > 0
                    content = text.encode()
                new.writestr(member.filename, content)
        return data.getvalue()

    return make


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "cut short": (WORKFORCE, lambda: _csww().encode()[:200_000], "final newline"),
    "UTF-16": (WORKFORCE, lambda: _csww().encode("utf-16"), "UTF-8"),
    "a title line": (WORKFORCE, lambda: b"Indicators,,\n" + _csww().encode(), "header position"),
    "the old heading": (
        WORKFORCE,
        _edited(",vacancy_rate_fte,", ",vacancy_rate_fte_%,"),
        "renamed column",
    ),
    "a new heading": (WORKFORCE, _edited(",vacancy_rate_fte,", ",vacancy_pc,"), "unknown column"),
    "a workbook cut short": (
        OUTCOMES,
        lambda: _bytes(OUTCOMES_2025)[:60_000],
        "workbook",
    ),
    "no overall column": (
        OUTCOMES,
        _outcomes("Overall effectiveness", "Overall outcome", 0),
        "unknown column",
    ),
}

CROYDON = r"^(2025,.*,Croydon,.*)"
STOPPED: dict[str, tuple[str, str, Callable[[], bytes], str]] = {
    "a marker that is none": (
        WORKFORCE,
        "indicators",
        _edited(r"^(2025,.*,Croydon,[^,]*),[^,]*", r"\1,:"),
        "every figure is a number or one of the publisher's markers",
    ),
    "an authority twice": (
        WORKFORCE,
        "indicators",
        _edited(CROYDON + r"\n", r"\1\n\1\n"),
        "one row per year, area and figure",
    ),
    "an authority dropped": (
        WORKFORCE,
        "indicators",
        _edited(CROYDON + r"\n", ""),
        "every year has England, nine regions and every authority of its day",
    ),
    "a region dropped": (
        WORKFORCE,
        "indicators",
        _edited(r"^2025,.*,E12000004,.*\n", ""),
        "every year has England, nine regions and every authority of its day",
    ),
    "x for 0": (
        WORKFORCE,
        "indicators",
        _edited(r",x(?=,|$)", ",0", 0),
        "rates are what their counts make them",
    ),
    "a grade that is none": (
        OUTCOMES,
        "as_at",
        _outcomes(r"<text:p>Inadequate</text:p>", "<text:p>Needs attention</text:p>", 0),
        "grades are exactly Ofsted's four",
    ),
    "a letter for a digit": (
        OUTCOMES,
        "as_at",
        _outcomes("E09000008", "E0900000B", 0),
        "known codes",
    ),
}


def _read(source: str, data: bytes) -> Reading:
    file = ArchivedFile("real file", "0" * 64, len(data), "2026-11-24T00:00:00+00:00")
    found, frames = read_file(CATALOGUE[source], file, data)
    return Reading([found], {table: [frame] for table, frame in frames})


@pytest.mark.parametrize("what", REFUSED)
def test_a_reader_refuses_a_real_file_with(what: str) -> None:
    source, make, rule = REFUSED[what]
    with pytest.raises(SourceError) as refused:
        _read(source, make())
    assert refused.value.rule == rule


@pytest.mark.parametrize("what", STOPPED)
def test_the_landing_gate_stops_a_real_file_with(what: str) -> None:
    source, table, make, rule = STOPPED[what]
    with landed({source: _read(source, make())}) as connection:
        assert_broken(connection, "landing", landing.SUITES, raw_table(source, table), rule)


# --- Ofsted's edition of March 2024: names without codes, a history of its own shape --------------

OUTCOMES_2024 = "LA_Inspection_Outcomes_as_at_March_2024.ods"


def _both_editions() -> Reading:
    reading = Reading()
    for name in (OUTCOMES_2024, OUTCOMES_2025):
        one = _read(OUTCOMES, _bytes(name))
        reading.releases += one.releases
        for table, frames in one.tables.items():
            reading.tables.setdefault(table, []).extend(frames)
    return reading


def test_the_edition_of_march_2024_is_read_whole() -> None:
    reading = _read(OUTCOMES, _bytes(OUTCOMES_2024))
    (release,) = reading.releases
    assert (release.edition, release.published_on) == ("2024-03-31", "2024-08-30")
    rows = {name: len(frames[0]) for name, frames in reading.tables.items()}
    assert rows == {"as_at": 153, "in_year": 107, "wide_history": 156}
    kinds = reading.tables["in_year"][0]["inspection_type"].value_counts()
    assert (kinds["ILACS Focused Visit"], kinds["LA Monitoring visit"]) == (37, 28)


def test_both_editions_of_outcomes_pass_every_rule_together() -> None:
    with landed({OUTCOMES: _both_editions()}) as connection:
        for name in CATALOGUE[OUTCOMES].tables:
            found = broken(connection, "landing", landing.SUITES, raw_table(OUTCOMES, name))
            assert [(r.rule, r.examples) for r in found] == []


def test_a_misprint_of_the_edition_of_2024_is_all_that_was_accepted() -> None:
    with landed({OUTCOMES: _both_editions()}) as connection:
        connection.execute("DELETE FROM reference.accepted_changes")
        for name in CATALOGUE[OUTCOMES].tables:
            found = broken(connection, "landing", landing.SUITES, raw_table(OUTCOMES, name))
            gone = [r for r in found if "892 2022-11-05" in str(r.examples) and r.unexpected == 1]
            assert found == gone
            assert bool(gone) is (name == "history")


def test_the_judgements_in_force_in_march_2024_are_those_of_the_later_history() -> None:
    """All but Staffordshire's care leavers, which the notes of the later edition correct."""
    reading = _both_editions()
    as_at, history = reading.tables["as_at"][0], reading.tables["history"][0]
    for frame in (as_at, history):
        frame["name"] = frame["la_name"].map(normalise_name)
    judgements = ["overall_effectiveness", "impact_of_leaders", "help_and_protection", "in_care"]
    counted = history[
        (history["inspection_date"] <= "2024-03-31") & (history["publication_date"] <= "2024-06-30")
    ]
    last = counted.sort_values("inspection_date").groupby("name").tail(1).set_index("name")
    by_name = {row["name"]: row for row in as_at.to_dict("records")}
    differing = []
    for name, row in by_name.items():
        if row["inspection_date"] == "Not yet inspected":
            assert name not in last.index
            continue
        then = last.loc[name]
        differing += [name for j in judgements if row[j] != then[j]]
        if (row["care_leavers"] or "") != (then["care_leavers"] or ""):
            differing.append(f"{name}: care leavers")
    assert differing == ["staffordshire: care leavers"]


PROVIDERS = "ofsted_social_care_providers"
PROVIDERS_2025 = "Childrens_social_care_in_England_2025_underlying_data.ods"
PROVIDERS_2023 = "Childrens_social_care_in_England_2023_underlying_data.ods"
HOMES = {
    "8c": "Children's home",
    "8d": "Residential special school (registered as a children's home)",
    "8e": "Secure children's home",
}
# Their tables of judgements have no words in the rows: 8a all, 8b all homes, then kind by kind.
KINDS = {
    **HOMES,
    "8f": "Independent Fostering Agency",
    "8g": "Voluntary Adoption Agency",
    "8h": "Residential Special School",
    "8i": "Boarding School",
    "8j": "Residential Family Centre",
    "8k": "Adoption Support Agency",
    "8l": "Further Education College with Residential Accommodation",
    "8m": "Residential Holiday Scheme for Disabled Children",
    "8n": "Secure Training Centre",
}


def _printed_judgements(name: str, day: str) -> dict[str, list[int]]:
    """The row of a day of each of the publisher's tables of judgements."""
    sheet = open_sheets(name, _bytes(name)).read("Latest_OE_31_Mar_Time_Series")
    printed, table = {}, ""
    for row in sheet:
        if title := re.match(r"Table (8\w):", row[0]):
            table = title[1]
        elif row[0] == day:
            printed[table] = [int(cell) for cell in row[1:] if cell]
    return printed


@pytest.mark.parametrize(
    ("source", "name", "day", "homes"),
    [
        (PROVIDERS, PROVIDERS_2025, "2025-03-31", [459, 2637, 489, 44]),
        ("ofsted_social_care_2023", PROVIDERS_2023, "2023-03-31", [294, 2008, 525, 63]),
    ],
)
def test_judgements_of_providers_are_the_publishers_own_tables(
    source: str, name: str, day: str, homes: list[int]
) -> None:
    frame = _read(source, _bytes(name)).tables["judgements"][0]
    frame["providers"] = frame["providers"].astype(int)

    def counted(kinds: Iterable[str], column: str, words: Iterable[str]) -> list[int]:
        chosen = frame[frame["provision_type"].isin(list(kinds))]
        return [int(chosen[chosen[column] == word]["providers"].sum()) for word in words]

    printed = _printed_judgements(name, day)
    grades = ["Outstanding", "Good", "Requires improvement to be good", "Inadequate"]
    assert printed["8a"] == counted(KINDS.values(), "overall", grades)
    assert printed["8b"] == counted(HOMES.values(), "overall", grades) == homes
    if source != PROVIDERS:
        # Of homes that require improvement 8c has two fewer than 8b less 8d and 8e.
        assert printed["8c"] == [288, 1962, 506, 63]
        printed["8c"][2] += 2
    for table, kind in KINDS.items():
        assert printed[table] == counted([kind], "overall", grades), table
    if "8o" in printed:
        accommodation = ["Supported Accommodation"]
        assert printed["8o"] == counted(
            accommodation, "supported_accommodation", OUTCOMES_OF_THEIR_OWN
        )
    assert ("8o" in printed) == (source == PROVIDERS)


def test_no_word_about_a_single_provider_is_kept() -> None:
    """No number, name, organisation or date of the workbook is anywhere in what was read."""
    sheet = open_sheets(PROVIDERS_2025, _bytes(PROVIDERS_2025)).read(
        "Provider_level_at_31_Mar_2025"
    )
    header = sheet[3]
    told = ("URN", "Name", "Town", "Postcode", "Organisation which owns the provider")
    places = [header.index(heading) for heading in told]
    words = {row[place] for row in sheet[4:] for place in places} - {""}
    frames = _read(PROVIDERS, _bytes(PROVIDERS_2025)).tables
    kept = {
        cell
        for name in ("providers", "judgements")
        for column, cells in frames[name][0].items()
        if column not in ("la_name", "region_name", "places", "providers")
        for cell in cells
    }
    assert kept & words == set()
    assert set(frames["providers"][0]["_locator"]) == {"Providers+places_at_31_Mar_2025"}
