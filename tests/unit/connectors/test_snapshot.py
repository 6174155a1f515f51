"""The embedded snapshot: read as the raw tables it was written from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.assets.raw import load_raw
from orchestration.catalogue import LINEAGE, Source
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.settings import SNAPSHOT
from tests.fixtures.published_files import CATALOGUE

WORKFORCE = CATALOGUE["dfe_workforce"]
READ = WORKFORCE.tables["indicators"].read_columns


def test_the_date_is_the_one_it_states_unless_another_is_given(tmp_path: Path) -> None:
    (tmp_path / "snapshot.yml").write_text("as_at: 2025-06-13\n", "utf-8")
    assert SnapshotConnector(tmp_path).as_at() == date(2025, 6, 13)
    assert SnapshotConnector(tmp_path, date(2024, 1, 1)).as_at() == date(2024, 1, 1)


def test_one_whose_replacement_was_killed_between_two_moves_is_put_back(tmp_path: Path) -> None:
    (tmp_path / ".snapshot.before").mkdir()
    (tmp_path / ".snapshot.before" / "snapshot.yml").write_text("as_at: 2025-06-13\n", "utf-8")
    assert SnapshotConnector(tmp_path / "snapshot").as_at() == date(2025, 6, 13)
    assert not (tmp_path / ".snapshot.before").exists()


def test_a_figure_that_a_page_gained_since_is_in_no_edition_of_it(tmp_path: Path) -> None:
    """Its cells are null, which is no row of the raw table; an empty cell would be one."""
    header = ["_release_id", "_locator", *READ[len(LINEAGE) :]]
    header.remove("cases")
    (tmp_path / "releases.csv").write_text("release_id,source\n", "utf-8")
    (tmp_path / "held_rows.csv").write_text("source\n", "utf-8")
    (tmp_path / WORKFORCE.source).mkdir()
    path = tmp_path / WORKFORCE.source / "indicators.csv"
    path.write_text(f"{','.join(header)}\nr,row 2{',' * (len(header) - 3)},9\n", "utf-8")
    reading = SnapshotConnector(tmp_path).read(WORKFORCE)
    assert list(reading.frame("indicators", READ).columns) == list(READ)
    with duckdb.connect() as connection:
        load_raw(connection, WORKFORCE, "indicators", reading)
        rows = connection.execute(
            "SELECT _release_id, measure, value FROM raw.dfe_workforce__indicators"
        ).fetchall()
    assert rows == [("r", "absence_rate_fte", "9")]


# A collection of web pages is read from live alone.
EMBEDDED = {name: page for name, page in CATALOGUE.items() if page.reader != "collection"}


@pytest.mark.parametrize("source", EMBEDDED.values(), ids=list(EMBEDDED))
def test_the_embedded_snapshot_has_every_table_of_every_page(source: Source) -> None:
    reading = SnapshotConnector(SNAPSHOT).read(source)
    assert reading.releases
    known = {release.release_id: release.sha256 for release in reading.releases}
    for name, table in source.tables.items():
        frame_ = reading.frame(name, table.read_columns)
        assert list(frame_.columns) == list(table.read_columns)
        assert set(frame_["_release_id"]) <= set(known)
        assert frame_["_file_sha256"].notna().all()
        assert frame_["_locator"].notna().all()


def test_the_embedded_snapshot_holds_no_file_of_a_publisher() -> None:
    assert {path.suffix for path in SNAPSHOT.rglob("*") if path.is_file()} == {".csv", ".yml"}


def test_every_release_of_the_embedded_snapshot_says_where_it_comes_from() -> None:
    for source in CATALOGUE.values():
        for found in SnapshotConnector(SNAPSHOT).read(source).releases:
            assert len(found.sha256) == 64, found.release_id
            assert found.url and found.url.startswith("https://"), found.release_id
            assert found.bytes > 0, found.release_id
            assert found.licence == "Open Government Licence v3.0", found.release_id
