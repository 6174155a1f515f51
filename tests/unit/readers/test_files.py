"""Archived files read through their page: releases, lineage, revisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.archive import Archive, ArchivedFile, Facts
from orchestration.editions import Reading
from orchestration.errors import SourceError
from orchestration.readers.files import read_file, read_files, read_versions
from tests.fixtures.fake_connector import release
from tests.fixtures.published_files import CATALOGUE, csv_bytes, published_csv, published_workbook

SOURCE = CATALOGUE["dfe_workforce"]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def _file(cases: str = "", edition: str = "2025") -> bytes:
    table = published_csv("dfe_workforce", "indicators", edition)
    if cases:
        table.where(la_name="Croydon", time_period=edition)["cases"] = cases
    return csv_bytes(table.grid())


def _keep(archive: Archive, data: bytes, **stated: str) -> ArchivedFile:
    facts = Facts(**stated)
    return archive.keep("w.csv", data, url="https://x/w.csv", source="s", stated=facts)


def test_every_row_names_its_release_its_file_and_its_place(archive: Archive) -> None:
    file = archive.keep("w.csv", _file())
    found, ((table, rows),) = read_file(SOURCE, file, archive.read(file.sha256))
    assert table == "indicators"
    assert list(rows.columns) == list(SOURCE.tables["indicators"].read_columns)
    assert set(rows["_release_id"]) == {found.release_id} == {"dfe_workforce_2025"}
    assert set(rows["_file_sha256"]) == {file.sha256} == {found.sha256}
    assert rows["_locator"].str.fullmatch(r"row \d+").all()
    assert (found.rows_read, found.bytes) == (len(rows), file.size)


def test_a_figure_can_be_found_again_in_the_file_by_its_locator(archive: Archive) -> None:
    data = _file()
    _, ((_, rows),) = read_file(SOURCE, archive.keep("w.csv", data), data)
    row = rows[(rows.la_name == "Croydon") & (rows.period == "2025")]
    number = int(row["_locator"].iloc[0].split()[1])
    line = data.decode().splitlines()[number - 1]
    assert "Croydon" in line
    assert row["cases"].iloc[0] in line.split(",")


def test_a_file_of_another_source_is_refused(archive: Archive) -> None:
    file = archive.keep("x.csv", b"animal,legs\ncat,4\n")
    with pytest.raises(SourceError, match=r"holds no table of data/sources/dfe_workforce\.yml"):
        read_file(SOURCE, file, archive.read(file.sha256))


def test_an_edition_that_no_page_knows_has_no_date_but_an_address(archive: Archive) -> None:
    table = published_csv("dfe_workforce", "indicators", "2025")
    table.append({**table.where(la_name="Croydon", time_period="2025"), "time_period": "2031"})
    data = csv_bytes(table.grid())
    found, _ = read_file(SOURCE, archive.keep("new.csv", data), data)
    assert (found.release_id, found.published_on) == ("dfe_workforce_2031", None)
    assert found.url == SOURCE.landing_page


def test_what_the_service_states_dates_an_edition_that_no_page_knows(archive: Archive) -> None:
    table = published_csv("dfe_workforce", "indicators", "2025")
    table.append({**table.where(la_name="Croydon", time_period="2025"), "time_period": "2031"})
    file = _keep(
        archive, csv_bytes(table.grid()), published_on="2032-02-01", next_release="2033-02-01"
    )
    found, _ = read_file(SOURCE, file, archive.read(file.sha256))
    assert (found.published_on, found.next_release) == ("2032-02-01", "2033-02-01")


def test_a_damaged_archive_is_noticed_before_it_is_read(archive: Archive) -> None:
    file = archive.keep("w.csv", _file())
    archive.path(file.sha256).write_bytes(_file("1"))
    with pytest.raises(ValueError, match="damaged"):
        read_files(SOURCE, [file], archive)


def test_other_bytes_for_a_known_edition_are_a_release_of_their_own(archive: Archive) -> None:
    files = [
        _keep(archive, _file()),
        _keep(archive, _file("1"), updated_on="2026-05-05"),
        _keep(archive, _file("2")),
    ]
    reading = read_versions(SOURCE, files, archive, [])
    assert [r.release_id for r in reading.releases] == [
        "dfe_workforce_2025",
        "dfe_workforce_2025_2026-05-05",
        f"dfe_workforce_2025_{files[2].retrieved_at[:10]}",
    ]  # fmt: skip
    assert [r.published_on for r in reading.releases] == [
        "2026-03-19", "2026-05-05", files[2].retrieved_at[:10],
    ]  # fmt: skip


def test_the_bytes_already_known_below_are_no_revision(archive: Archive) -> None:
    file = _keep(archive, _file())
    known = release("dfe_workforce_2025", sha256=file.sha256)
    reading = read_versions(SOURCE, [file], archive, [known])
    assert [r.release_id for r in reading.releases] == ["dfe_workforce_2025"]


def test_a_version_that_breaks_a_rule_is_held_and_the_others_are_read(archive: Archive) -> None:
    bad = _keep(archive, b"<html>")
    good = _keep(archive, _file())
    reading = read_versions(SOURCE, [bad, good], archive, [])
    assert [r.release_id for r in reading.releases] == ["dfe_workforce_2025"]
    assert [(h.locator, h.rule) for h in reading.held] == [("w.csv", "file format")]
    assert len(reading.notes) == 1


def _given(archive: Archive, *files: tuple[bytes, str]) -> Reading:
    """What is read of files that a person gives with the days of their publication."""
    kept = [archive.keep(f"{number}.csv", data) for number, (data, _) in enumerate(files)]
    days = {file.sha256: day for file, (_, day) in zip(kept, files, strict=True) if day}
    return read_files(SOURCE, kept, archive, days=days)


def _edition_of_2031(cases: str = "7") -> bytes:
    table = published_csv("dfe_workforce", "indicators", "2025")
    croydon = table.where(la_name="Croydon", time_period="2025")
    table.append({**croydon, "time_period": "2031", "cases": cases})
    return csv_bytes(table.grid())


def _days(reading: Reading) -> dict[str, str | None]:
    return {release.release_id: release.published_on for release in reading.releases}


def test_an_edition_published_again_is_a_later_release(archive: Archive) -> None:
    reading = _given(archive, (_file("1"), "2026-05-07"), (_file(), ""), (_file("2"), "2026-02-01"))
    assert _days(reading) == {
        "dfe_workforce_2025_2026-05-07": "2026-05-07",
        "dfe_workforce_2025": "2026-03-19",
        "dfe_workforce_2025_2026-02-01": "2026-02-01",
    }


def test_of_an_edition_no_page_knows_the_first_day_bears_the_plain_name(archive: Archive) -> None:
    reading = _given(
        archive, (_edition_of_2031("8"), "2026-10-01"), (_edition_of_2031(), "2026-09-01")
    )
    assert _days(reading) == {
        "dfe_workforce_2031_2026-10-01": "2026-10-01",
        "dfe_workforce_2031": "2026-09-01",
    }


def test_an_edition_known_below_was_first_published_then(archive: Archive) -> None:
    file = archive.keep("w.csv", _edition_of_2031())
    below = replace(release("dfe_workforce_2031"), published_on="2026-08-01")
    reading = read_files(SOURCE, [file], archive, [below], {file.sha256: "2026-09-01"})
    assert [r.release_id for r in reading.releases] == ["dfe_workforce_2031_2026-09-01"]


def test_a_release_whose_day_nobody_says_asks_for_it(archive: Archive) -> None:
    with pytest.raises(SourceError, match="day of publication") as asked:
        _given(archive, (_edition_of_2031(), ""))
    assert '- {edition: "2031", published_on: YYYY-MM-DD}' in asked.value.detail
    assert "data/sources/dfe_workforce.yml" in asked.value.detail
    assert "`0.csv,YYYY-MM-DD`" in asked.value.detail


def test_a_day_before_the_one_the_file_states_is_refused(archive: Archive) -> None:
    outcomes = CATALOGUE["ofsted_inspection_outcomes"]
    file = archive.keep("o.ods", published_workbook("ofsted_inspection_outcomes").to_bytes())
    with pytest.raises(SourceError, match=r"published\.csv says 2025-09-01, the file itself 2025-"):
        read_files(outcomes, [file], archive, days={file.sha256: "2025-09-01"})
    reading = read_files(outcomes, [file], archive, days={file.sha256: "2025-10-01"})
    assert [*_days(reading).values()] == ["2025-10-01"]


@pytest.mark.parametrize(
    ("name", "edition", "edition_id"),
    [
        ("dfe_workforce_2025_2026-05-07", "2025", "dfe_workforce_2025"),
        ("dfe_workforce_2025", "2025", "dfe_workforce_2025"),
        ("outcomes_2025-03-31", "2025-03-31", "outcomes_2025-03-31"),
        ("outcomes_2025-03-31_2025-10-01", "2025-03-31", "outcomes_2025-03-31"),
        ("care_2023_2023", "2023", "care_2023_2023"),
        ("outturn_2024-25_2026-05-07", "2024-25", "outturn_2024-25"),
    ],
)
def test_a_release_knows_its_edition_by_name(name: str, edition: str, edition_id: str) -> None:
    assert replace(release(name), edition=edition).edition_id == edition_id


def test_a_day_that_is_still_to_come_is_refused(archive: Archive) -> None:
    with pytest.raises(SourceError, match="day of publication: 2199-01-01 is still to come"):
        _given(archive, (_edition_of_2031(), "2199-01-01"))
