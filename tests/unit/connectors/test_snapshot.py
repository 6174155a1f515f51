"""The embedded snapshot: written from any connector, read back as the same raw tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from orchestration.catalogue import Source
from orchestration.connectors.snapshot import SnapshotConnector, write_snapshot
from orchestration.editions import Held, Reading
from orchestration.settings import SNAPSHOT
from tests.fixtures.fake_connector import FakeConnector, frame, release
from tests.fixtures.published_files import CATALOGUE

WORKFORCE, OUTCOMES = CATALOGUE["dfe_workforce"], CATALOGUE["ofsted_inspection_outcomes"]
CHOSEN = {source.source: source for source in (WORKFORCE, OUTCOMES)}
SHA = "a" * 64


@pytest.fixture
def connector() -> FakeConnector:
    odd = 'Bournemouth, "Christchurch" and Poole'
    figures = frame(WORKFORCE, "indicators", "w_2025", la_name=odd, measure="m", value="19.2")
    figures["_file_sha256"] = SHA
    history = frame(OUTCOMES, "history", "o_2025", publication_date="2025-06-13")
    return FakeConnector(
        {
            WORKFORCE.source: Reading(
                [release("w_2025", sha256=SHA)],
                {"indicators": [figures]},
                [Held(WORKFORCE.source, "row 9", "rule", "detail", "80001", "2020-01-01")],
            ),
            OUTCOMES.source: Reading([release("o_2025", OUTCOMES.source)], {"history": [history]}),
        },
        held=[Held("", "x.txt", "recognised-file", "no page")],
    )


def test_what_is_written_is_read_back_cell_by_cell(
    tmp_path: Path, connector: FakeConnector
) -> None:
    write_snapshot(tmp_path, CHOSEN, connector)
    snapshot = SnapshotConnector(tmp_path)
    for source in CHOSEN.values():
        before, after = connector.read(source), snapshot.read(source)
        assert after.releases == before.releases
        assert after.held == before.held
        for name, frames in before.tables.items():
            pd.testing.assert_frame_equal(after.tables[name][0], frames[0], check_dtype=False)
    assert snapshot.unrecognised() == connector.unrecognised()


def test_the_date_is_that_of_the_latest_inspection_in_it(
    tmp_path: Path, connector: FakeConnector
) -> None:
    assert write_snapshot(tmp_path, CHOSEN, connector) == date(2025, 6, 13)
    assert SnapshotConnector(tmp_path).as_at() == date(2025, 6, 13)
    assert SnapshotConnector(tmp_path, date(2024, 1, 1)).as_at() == date(2024, 1, 1)


def test_the_same_again_is_written_byte_for_byte(tmp_path: Path, connector: FakeConnector) -> None:
    for name in ("one", "two"):
        write_snapshot(tmp_path / name, CHOSEN, connector)
    for path in (tmp_path / "one").rglob("*.csv"):
        other = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("source", CATALOGUE.values(), ids=list(CATALOGUE))
def test_the_embedded_snapshot_has_every_table_of_every_page(source: Source) -> None:
    reading = SnapshotConnector(SNAPSHOT).read(source)
    assert reading.releases
    known = {release.release_id: release.sha256 for release in reading.releases}
    for name, table in source.tables.items():
        frame_ = reading.frame(name, table.raw_columns)
        assert list(frame_.columns) == list(table.raw_columns)
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
