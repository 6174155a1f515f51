"""The dbt project as assets: what dbt is told to build, what comes of it, and what is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration.assets import dbt
from orchestration.assets.dbt import dbt_project_assets
from orchestration.dbt_process import NodeResult
from orchestration.resources import UNPUBLISHED, BuildDatabase

SEED, TABLE, TEST, BOTH = (
    "seed.b.regions",
    "model.b.spells",
    "test.b.unique_spells",
    "test.b.related",
)


def _node(name: str, kind: str, folder: str, *parents: str, **facts: Any) -> dict[str, Any]:
    return {
        "unique_id": name,
        "name": name.rsplit(".", 1)[1],
        "resource_type": kind,
        "fqn": ["b", folder, name.rsplit(".", 1)[1]],
        "description": "Spells.",
        "schema": "main",
        "original_file_path": "models/x.sql",
        "config": {"severity": "error", "contract": {"enforced": False}},
        "columns": {"spell_id": {"description": "The spell."}},
        "depends_on": {"nodes": list(parents)},
        **facts,
    }


MANIFEST = {
    "nodes": {
        SEED: _node(SEED, "seed", "seeds"),
        TABLE: _node(TABLE, "model", "marts", SEED),
        TEST: _node(TEST, "test", "marts", TABLE, attached_node=TABLE),
        BOTH: _node(BOTH, "test", "marts", SEED, TABLE, attached_node=None),
    },
    "sources": {},
}
LINEAGE = {TABLE: {"spell_id": [(SEED, "region"), (SEED, "code")], "one": []}}
SPELLS, REGIONS = dg.AssetKey(["marts", "spells"]), dg.AssetKey(["seeds", "regions"])
GOOD = {SEED: "success", TABLE: "success", TEST: "pass", BOTH: "pass"}


class Told:
    """Stands for dbt: answers as it is told, and keeps what it was asked to build."""

    def __init__(self) -> None:
        """Everything goes well."""
        self.commands: list[list[str]] = []
        self.results = dict(GOOD)

    def build(self, command: Sequence[str]) -> Iterator[NodeResult]:
        self.commands.append(list(command))
        for name, status in self.results.items():
            is_table = name == TABLE and status == "success"
            yield NodeResult(
                name, status, 0.1, "went wrong" if status in ("fail", "error") else None, 3,
                7 if is_table else None, {"spell_id": "VARCHAR"} if is_table else {},
            )  # fmt: skip

    @property
    def selected(self) -> list[str] | None:
        """What the one command selects; None where it is everything."""
        (command,) = self.commands
        return command[command.index("--select") + 1 :] if "--select" in command else None


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Told:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    stand_in = Told()
    monkeypatch.setattr(dbt, "take_dbt", lambda: stand_in)
    return stand_in


def build(selection: dg.AssetSelection | None = None) -> dg.ExecuteInProcessResult:
    job = dg.Definitions(
        assets=[dbt_project_assets(MANIFEST, LINEAGE)],
        resources={"build": BuildDatabase()},
        executor=dg.in_process_executor,
        jobs=[dg.define_asset_job("the_job", selection=selection)],
    ).resolve_job_def("the_job")
    return job.execute_in_process(raise_on_error=False)


def built(result: dg.ExecuteInProcessResult) -> dict[str, dict[str, Any]]:
    return {
        str(event.asset_key and event.asset_key.to_user_string()): {
            name: value.value for name, value in event.materialization.metadata.items()
        }
        for event in result.get_asset_materialization_events()
    }


def checked(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    return {c.check_name: c.passed for c in result.get_asset_check_evaluations()}


def test_everything_is_one_build_without_a_selection(told: Told) -> None:
    result = build()
    assert result.success
    assert told.selected is None
    assert built(result).keys() == {"seeds/regions", "marts/spells"}
    assert checked(result) == {"unique_spells": True, "related": True}


def test_a_table_shows_its_rows_its_columns_and_that_it_is_published_with_the_rest(
    told: Told,
) -> None:
    assert "published" not in built(build())["marts/spells"]
    told.commands.clear()
    told.results = {TABLE: "success", TEST: "pass"}
    alone = built(build(dg.AssetSelection.assets(SPELLS)))["marts/spells"]
    assert told.selected == ["spells"]
    assert alone["dagster/row_count"] == 7
    (column,) = alone["dagster/column_schema"].columns
    assert (column.name, column.type, column.description) == ("spell_id", "varchar", "The spell.")
    assert alone["published"] == UNPUBLISHED


def test_a_table_shows_of_which_columns_its_columns_are_before_and_after_it_is_built(
    told: Told,
) -> None:
    of_regions = [dg.TableColumnDep(REGIONS, "region"), dg.TableColumnDep(REGIONS, "code")]
    expected = dg.TableColumnLineage({"spell_id": of_regions, "one": []})
    defined = dbt_project_assets(MANIFEST, LINEAGE).metadata_by_key
    assert defined[SPELLS]["dagster/column_lineage"] == expected
    assert "dagster/column_lineage" not in defined[REGIONS]
    shown = built(build())
    assert shown["marts/spells"]["dagster/column_lineage"] == expected
    assert "dagster/column_lineage" not in shown["seeds/regions"]


def test_a_table_without_its_checks_is_built_without_tests(told: Told) -> None:
    told.results = {TABLE: "success"}
    result = build(dg.AssetSelection.assets(SPELLS).without_checks())
    assert result.success
    (command,) = told.commands
    assert "test" in command[: command.index("--select")]
    assert checked(result) == {}


def test_a_check_is_asked_by_its_name_without_its_table(told: Told) -> None:
    told.results = {TEST: "pass"}
    result = build(dg.AssetSelection.checks(dg.AssetCheckKey(SPELLS, "unique_spells")))
    assert result.success
    assert told.selected == ["unique_spells"]
    assert built(result) == {} and checked(result) == {"unique_spells": True}


def test_a_test_of_several_tables_belongs_to_the_one_that_it_is_written_beside() -> None:
    specs = {spec.name: spec for spec in dbt_project_assets(MANIFEST, {}).check_specs}
    assert specs["related"].asset_key == SPELLS
    assert [dep.asset_key for dep in specs["related"].additional_deps] == [REGIONS]


def test_what_dbt_could_not_build_fails_the_step_in_dbts_words(told: Told) -> None:
    told.results = {SEED: "success", TABLE: "error", TEST: "skipped", BOTH: "skipped"}
    result = build()
    assert not result.success
    assert built(result).keys() == {"seeds/regions"}
    failure = result.failure_data_for_node("dbt_build")
    assert failure and failure.error and failure.user_failure_data
    assert "model spells: went wrong" in str(failure.user_failure_data.description)


def test_a_test_that_fails_is_shown_with_its_rows_and_fails_the_step(told: Told) -> None:
    told.results = {**GOOD, TEST: "fail"}
    result = build()
    assert not result.success
    assert checked(result)["unique_spells"] is False
    (check,) = [c for c in result.get_asset_check_evaluations() if c.check_name == "unique_spells"]
    assert check.metadata["failures"].value == 3
    assert check.severity is dg.AssetCheckSeverity.ERROR


def test_a_test_that_warns_stops_nothing(told: Told) -> None:
    told.results = {**GOOD, TEST: "warn"}
    result = build()
    assert result.success
    assert checked(result)["unique_spells"] is False
