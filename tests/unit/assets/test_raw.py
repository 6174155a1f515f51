"""Each source's step keeps its own register: what it loaded, held back and lacked."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration import resources
from orchestration.assets.raw import grains, raw_assets
from orchestration.catalogue import load_catalogue
from orchestration.editions import Asked, Held, Reading
from orchestration.publication.inputs import remember
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import SOURCE_PAGES, Settings
from orchestration.warehouse import connect
from tests.fixtures.fake_connector import FakeConnector, release

PAGES = load_catalogue(SOURCE_PAGES)
CATALOGUE = {name: PAGES[name] for name in ("dfe_neighbours", "dfe_workforce")}
STRAY = Held("", "letter.txt", "unrecognised", "belongs to no source page")


def _reading(source: str, *editions: str) -> Reading:
    return Reading(
        releases=[release(f"{source}_{edition}", source) for edition in editions],
        held=[Held(source, "file row 2", "a rule", "what was found")],
        notes=[f"{source} was not reached"],
    )


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Reading]:
    """What the connector of a run gives, source by source."""
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    given = {source: _reading(source, "2024") for source in CATALOGUE}
    connector = FakeConnector(given, [STRAY])
    monkeypatch.setattr(resources, "connector_for", lambda *_: connector)
    return given


def _materialise(*keys: str) -> None:
    selection = dg.AssetSelection.assets(*keys) if keys else None
    done = dg.materialize(
        raw_assets(CATALOGUE),
        selection=selection,
        resources={"sources": Sources(source="snapshot"), "build": BuildDatabase()},
    )
    assert done.success


def _rows(query: str) -> list[tuple[object, ...]]:
    with connect(Settings.from_environment().build_database, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_source_registers_what_it_loaded_held_and_lacked(readings: dict[str, Reading]) -> None:
    _materialise()
    for source in CATALOGUE:
        assert _rows(f"SELECT release_id FROM raw.{source}__releases") == [(f"{source}_2024",)]
        assert _rows(f"SELECT source, rule FROM raw.{source}__held_rows") == [(source, "a rule")]
        assert _rows(f"FROM raw.{source}__notes") == [(source, f"{source} was not reached")]
    assert _rows("FROM raw.run") == [("2025-03-31", "snapshot")]
    assert _rows("SELECT locator FROM raw.unrecognised") == [("letter.txt",)]


def test_a_source_registers_how_far_it_could_be_had(readings: dict[str, Reading]) -> None:
    readings["dfe_workforce"].asked = Asked(
        "dfe_workforce", False, ("status 503",), "2026-11-02", "2026-11-01"
    )
    _materialise()
    page = CATALOGUE["dfe_workforce"]
    assert _rows("FROM raw.dfe_workforce__status") == [
        (page.source, page.publisher, page.publication, "2026-11-02", "2026-11-01", "true")
    ]
    page = CATALOGUE["dfe_neighbours"]
    assert _rows("FROM raw.dfe_neighbours__status") == [
        (page.source, page.publisher, page.publication, None, None, "false")
    ]


def test_what_one_step_writes_no_other_step_takes_away(readings: dict[str, Reading]) -> None:
    _materialise()
    readings["dfe_workforce"] = _reading("dfe_workforce", "2024", "2025")
    workforce = [f"raw/dfe_workforce/{table}" for table in grains(CATALOGUE["dfe_workforce"])]
    _materialise(*workforce)
    _materialise("raw/run", "raw/unrecognised")
    assert _rows("SELECT count(*) FROM raw.dfe_neighbours__releases") == [(1,)]
    assert _rows("SELECT count(*) FROM raw.dfe_workforce__releases") == [(2,)]
    assert _rows("SELECT count(*) FROM raw.dfe_workforce__notes") == [(1,)]


def test_a_table_of_a_page_cannot_have_a_name_of_the_register() -> None:
    page = CATALOGUE["dfe_workforce"]
    clash = page.model_copy(update={"tables": {"notes": page.tables["indicators"]}})
    with pytest.raises(ValueError, match=r"dfe_workforce\.yml: a table cannot be called"):
        grains(clash)


def _materialise_live() -> list[str]:
    """Assets that a live run materialised."""
    done = dg.materialize(
        raw_assets(CATALOGUE),
        resources={"sources": Sources(source="live"), "build": BuildDatabase()},
    )
    assert done.success
    return [str(event.asset_key) for event in done.get_asset_materialization_events()]


def test_a_live_run_stops_early_where_all_is_as_it_was_published(
    readings: dict[str, Reading], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "load_catalogue", lambda _: CATALOGUE)
    (tmp_path / "published").mkdir()
    assert _materialise_live() != []
    remember(Settings.from_environment(), Sources(source="live").made_from)
    assert _materialise_live() == []
    readings["dfe_workforce"].releases.append(release("dfe_workforce_2025", "dfe_workforce"))
    assert _materialise_live() != []


def test_a_live_run_that_reached_nobody_stops_and_says_so_once(
    readings: dict[str, Reading], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resources, "load_catalogue", lambda _: CATALOGUE)
    for source, reading in readings.items():
        reading.asked = Asked(source, False, (f"{source}: status 503",))
    with pytest.raises(dg.Failure) as stopped:
        _materialise_live()
    assert stopped.value.description == (
        "no network: none of the 2 live sources could be reached; "
        "the first: dfe_neighbours: status 503"
    )
    assert not Settings.from_environment().build_database.exists()
    readings["dfe_workforce"].asked = Asked("dfe_workforce", True)
    assert _materialise_live() != []
