"""`make snapshot`: new editions are laid over the snapshot, and nothing else in it moves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from orchestration.connectors import snapshot_writer
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.connectors.snapshot_writer import write_snapshot
from orchestration.editions import Held, Reading, Release, frame_of
from orchestration.errors import SourceError
from tests.fixtures.command import contents
from tests.fixtures.fake_connector import FakeConnector, frame, release
from tests.fixtures.published_files import CATALOGUE

WORKFORCE, OUTCOMES = CATALOGUE["dfe_workforce"], CATALOGUE["ofsted_inspection_outcomes"]
CHOSEN = {source.source: source for source in (WORKFORCE, OUTCOMES)}
SHA = "a" * 64
HELD = Held(WORKFORCE.source, "row 9", "rule", "detail", "80001", "2020-01-01")


def workforce(year: str, *values: str, sha256: str = SHA) -> Reading:
    """An edition with a row per value."""
    name = f"dfe_workforce_{year}"
    odd = 'Bournemouth, "Christchurch" and Poole'
    rows = [
        frame(WORKFORCE, "indicators", name, la_name=odd, absence_rate_fte=value)
        for value in values
    ]
    table = pd.concat(rows).assign(_file_sha256=sha256) if rows else None
    tables = {} if table is None else {"indicators": [table]}
    return Reading([release(name, WORKFORCE.source, sha256)], tables)


def outcomes() -> Reading:
    name = "ofsted_inspection_outcomes_2025"
    rows = frame(OUTCOMES, "history", name, publication_date="2025-06-13")
    return Reading([release(name, OUTCOMES.source)], {"history": [rows]})


def laid(folder: Path, *readings: Reading, known_to: date = date(2025, 6, 13)) -> list[str]:
    """Lay readings over a snapshot."""
    given = {r.releases[0].source: r for r in readings}
    return write_snapshot(folder, CHOSEN, FakeConnector(given, known_to=known_to))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot with two editions of one source, one of another, and a row held back."""
    folder = tmp_path / "snapshot"
    folder.mkdir()
    for name, kind in (("releases", Release), ("held_rows", Held)):
        frame_of(kind, []).to_csv(folder / f"{name}.csv", index=False)
    (folder / "snapshot.yml").write_text("as_at: 2013-01-01\n", "utf-8")
    laid(folder, workforce("2025", "19.2", "20", sha256="b" * 64))
    second = workforce("2023", "1", "2")
    second.held.append(HELD)
    laid(folder, second, outcomes())
    return folder


def lines_of(folder: Path, name: str) -> list[str]:
    return (folder / name).read_text("utf-8").splitlines()


def test_what_is_written_is_read_back_cell_by_cell(folder: Path) -> None:
    snapshot, given = SnapshotConnector(folder), workforce("2023", "1", "2")
    reading = snapshot.read(WORKFORCE)
    assert [r.release_id for r in reading.releases] == ["dfe_workforce_2025", "dfe_workforce_2023"]
    assert reading.releases[1:] == given.releases
    assert reading.held == [HELD]
    rows = reading.frame("indicators", WORKFORCE.tables["indicators"].read_columns)
    expected = given.tables["indicators"][0].reset_index(drop=True)
    pd.testing.assert_frame_equal(rows[2:].reset_index(drop=True), expected, check_dtype=False)
    assert set(rows["_file_sha256"]) == {"b" * 64, SHA}
    assert snapshot.read(OUTCOMES).releases == outcomes().releases


def test_the_same_again_changes_no_byte(folder: Path) -> None:
    before = contents(folder)
    assert laid(folder, workforce("2023", "1", "2"), outcomes()) == []
    assert contents(folder) == before


def test_the_same_bytes_under_another_name_on_another_day_change_no_byte(folder: Path) -> None:
    before, again = contents(folder), workforce("2023", "1", "2")
    renamed = replace(again.releases[0], file_name="download (1).csv", retrieved_at="2030-01-01")
    assert laid(folder, replace(again, releases=[renamed])) == []
    assert contents(folder) == before


def test_a_new_edition_is_added_and_no_other_row_changes(folder: Path) -> None:
    files = ("releases.csv", "held_rows.csv", "dfe_workforce/indicators.csv")
    before = {name: lines_of(folder, name) for name in files}
    others = contents(folder / OUTCOMES.source)
    assert laid(folder, workforce("2024", "3")) == ["Added dfe_workforce_2024: 1 rows"]
    assert contents(folder / OUTCOMES.source) == others
    assert lines_of(folder, "held_rows.csv") == before["held_rows.csv"]
    for name in ("releases.csv", "dfe_workforce/indicators.csv"):
        after = lines_of(folder, name)
        new = [line for line in after if "dfe_workforce_2024" in line]
        assert len(new) == 1, name
        assert [line for line in after if line not in new] == before[name]


def test_an_edition_with_other_bytes_is_replaced_in_its_place(folder: Path) -> None:
    before = lines_of(folder, "dfe_workforce/indicators.csv")
    changes = laid(folder, workforce("2025", "19.2", "21", "22", sha256="c" * 64))
    assert changes == ["Replaced dfe_workforce_2025: 2 rows in, 1 out"]
    after = lines_of(folder, "dfe_workforce/indicators.csv")
    assert after[:2] == before[:2]
    assert [line.rsplit(",", 1)[1] for line in after[1:]] == ["19.2", "21", "22", "1", "2"]
    assert SnapshotConnector(folder).releases[0].sha256 == "c" * 64


def test_rows_that_a_page_reads_otherwise_from_the_same_bytes_are_replaced(folder: Path) -> None:
    assert laid(folder, workforce("2023", "1", "3")) == [
        "Replaced dfe_workforce_2023: 1 rows in, 1 out"
    ]


def test_the_date_goes_forward_and_never_back(folder: Path) -> None:
    assert laid(folder, outcomes(), known_to=date(2024, 1, 1)) == []
    assert SnapshotConnector(folder).as_at() == date(2025, 6, 13)
    assert laid(folder, outcomes(), known_to=date(2026, 1, 1)) == [
        "Inspections known to 2026-01-01"
    ]
    assert SnapshotConnector(folder).as_at() == date(2026, 1, 1)


def test_a_file_that_no_page_recognises_is_named_and_stays_outside(folder: Path) -> None:
    before = contents(folder)
    stranger = Held("", "x.txt", "recognised-file", "no page")
    changes = write_snapshot(folder, CHOSEN, FakeConnector(held=[stranger], known_to=date.min))
    assert changes == ["Not in the snapshot: x.txt: no page"]
    assert contents(folder) == before


def test_a_row_held_back_is_told_and_one_that_is_now_read_leaves(folder: Path) -> None:
    given = workforce("2023", "1", "2")
    given.held.append(replace(HELD, locator="row 10"))
    assert laid(folder, given) == ["Held back: dfe_workforce row 10: rule: detail"]
    assert [h.locator for h in SnapshotConnector(folder).held] == ["row 9", "row 10"]


def test_an_edition_is_dropped_only_by_name(folder: Path) -> None:
    assert write_snapshot(folder, CHOSEN, drop=["dfe_workforce_2025"]) == [
        "Dropped dfe_workforce_2025: 2 rows"
    ]
    snapshot = SnapshotConnector(folder)
    assert [r.release_id for r in snapshot.releases] == [
        "dfe_workforce_2023",
        "ofsted_inspection_outcomes_2025",
    ]
    rows = snapshot.read(WORKFORCE).frame("indicators", [])
    assert set(rows["_release_id"]) == {"dfe_workforce_2023"}
    assert snapshot.as_at() == date(2025, 6, 13)


def test_an_edition_to_drop_that_is_not_there_names_those_near(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(SourceError, match=r"dfe_workforce_2052.*near it: dfe_workforce_2025"):
        write_snapshot(folder, CHOSEN, drop=["dfe_workforce_2052"])
    assert contents(folder) == before


def test_an_edition_is_emptied_only_by_name(folder: Path) -> None:
    before, empty = contents(folder), workforce("2025", sha256="c" * 64)
    with pytest.raises(SourceError, match=r"indicators would be empty.*DROP=dfe_workforce_2025"):
        laid(folder, empty)
    assert contents(folder) == before
    connector = FakeConnector({WORKFORCE.source: empty})
    assert write_snapshot(folder, CHOSEN, connector, ["dfe_workforce_2025"]) == [
        "Replaced dfe_workforce_2025: 0 rows in, 2 out"
    ]


def test_an_empty_cell_is_not_written_as_a_figure_that_there_is_not(folder: Path) -> None:
    before, given = contents(folder), workforce("2024", "3", "4")
    (table,) = given.tables["indicators"]
    table["_locator"] = ["row 2", "row 3"]
    table.iloc[1, table.columns.get_loc("cases")] = ""
    with pytest.raises(SourceError) as refused:
        laid(folder, given)
    assert refused.value.rule == "figure or marker"
    assert (refused.value.file, refused.value.locator) == ("dfe_workforce_2024.csv", "row 3")
    assert refused.value.detail == "cases of indicators is an empty cell"
    assert contents(folder) == before


@pytest.mark.parametrize("failing", ["_write", "_move_into_place", "the second move"])
def test_a_snapshot_that_fails_leaves_the_one_before(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    before, moves, rename = contents(folder), [], Path.rename

    def fails(*_: object) -> None:
        raise OSError("disk full")

    def second_fails(path: Path, target: Path) -> Path:
        moves.append(target)
        return fails() if len(moves) == 2 else rename(path, target)  # type: ignore[func-returns-value, return-value]

    if failing == "the second move":
        monkeypatch.setattr(Path, "rename", second_fails)
    if failing != "the second move":
        monkeypatch.setattr(snapshot_writer, failing, fails)
    with pytest.raises(OSError, match="disk full"):
        laid(folder, workforce("2024", "3"))
    assert contents(folder) == before
    monkeypatch.undo()
    assert laid(folder, workforce("2024", "3")) == ["Added dfe_workforce_2024: 1 rows"]
    assert [path.name for path in folder.parent.iterdir()] == ["snapshot"]
