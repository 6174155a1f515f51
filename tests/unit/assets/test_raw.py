"""Each source's step keeps its own register: what it loaded, held back and lacked."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration import resources
from orchestration.assets.raw import editions_of, grains, raw_assets
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


def _shown(*keys: str) -> tuple[dict[str, dict[str, object]], dict[str, str]]:
    """What a run says of the tables it wrote, and its tags."""
    with dg.DagsterInstance.ephemeral() as instance:
        done = dg.materialize(
            raw_assets(CATALOGUE),
            instance=instance,
            selection=dg.AssetSelection.assets(*keys) if keys else None,
            resources={"sources": Sources(source="snapshot"), "build": BuildDatabase()},
        )
        run = instance.get_run_by_id(done.run_id)
        assert run
    shown = {
        event.materialization.asset_key.to_user_string(): {
            name: value.value for name, value in event.materialization.metadata.items()
        }
        for event in done.get_asset_materialization_events()
    }
    return shown, dict(run.tags)


def test_a_run_is_tagged_with_the_editions_that_no_publication_has_had(
    readings: dict[str, Reading],
) -> None:
    database = Settings.from_environment().published / "benchmarks.duckdb"
    with connect(database) as connection:
        connection.execute("CREATE TABLE releases AS SELECT 'dfe_workforce_2024' AS release_id")
    readings["dfe_workforce"] = _reading("dfe_workforce", "2024", "2025")
    readings["dfe_neighbours"] = Reading()
    shown, tags = _shown()
    assert {k: v for k, v in tags.items() if k.startswith("new_editions/")} == {
        "new_editions/dfe_workforce": "dfe_workforce_2025"
    }
    assert tags["source"] == "snapshot"
    facts = shown["raw/dfe_workforce/indicators"]
    assert facts["editions"] == "dfe_workforce_2025, dfe_workforce_2024"
    assert (facts["newest_edition"], facts["new_editions"]) == ("2025", "dfe_workforce_2025")
    assert facts["landing_page"] == CATALOGUE["dfe_workforce"].landing_page
    assert shown["raw/dfe_neighbours/model_2025"]["editions"] == "none"
    assert "editions" not in shown["raw/dfe_workforce/releases"]


def test_one_table_of_a_source_is_written_alone(readings: dict[str, Reading]) -> None:
    shown, _ = _shown("raw/dfe_workforce/releases")
    assert shown.keys() == {"raw/dfe_workforce/releases"}
    assert shown["raw/dfe_workforce/releases"]["dagster/row_count"] == 1


def test_of_many_editions_as_many_are_shown_as_a_person_reads() -> None:
    reading = _reading("dfe_workforce", *map(str, range(2000, 2025)))
    facts = editions_of(CATALOGUE["dfe_workforce"], "indicators", reading, [])
    assert facts["editions"].startswith("dfe_workforce_2024, dfe_workforce_2023, ")
    assert "dfe_workforce_2000" not in facts["editions"]
    assert facts["new_editions"] == "none"


def test_tables_of_a_source_are_as_fresh_as_its_page_says() -> None:
    specs = {spec.key.path[1]: spec for a in raw_assets(CATALOGUE) for spec in a.specs}
    assert specs["dfe_workforce"].freshness_policy is not None
    assert specs["dfe_neighbours"].freshness_policy is None
