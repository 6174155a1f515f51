"""What a run is on, under which name it is published, and that one run builds at a time."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from orchestration import resources
from orchestration.editions import Reading
from orchestration.resources import BuildDatabase, Sources
from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.fixtures.fake_connector import FakeConnector, release


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("BENCHMARKS_SOURCE", raising=False)
    return Settings.from_environment()


def test_a_run_is_on_what_it_is_told_and_else_on_what_the_settings_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert Sources().chosen == "snapshot"
    monkeypatch.setenv("BENCHMARKS_SOURCE", "live")
    assert Sources().chosen == "live"
    assert Sources(source="snapshot").chosen == "snapshot"


def test_a_folder_is_published_without_its_path(tmp_path: Path) -> None:
    folder, other = tmp_path / "jo's files", tmp_path / "others"
    name = Sources(source=str(folder)).identity
    assert name.startswith("folder ") and "jo" not in name
    assert name == Sources(source=f"{folder}/../{folder.name}").identity
    assert name != Sources(source=str(other)).identity
    assert [Sources(source=source).identity for source in ("snapshot", "live")] == [
        "snapshot",
        "live",
    ]


def test_a_source_is_asked_once_in_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counting(FakeConnector):
        def read(self, source: object) -> Reading:  # type: ignore[override]
            asked.append(source.source)  # type: ignore[attr-defined]
            return Reading()

    monkeypatch.setattr(resources, "connector_for", lambda *_: Counting())
    sources = Sources()
    page = sources.catalogue["dfe_workforce"]
    assert sources.reading(page) is sources.reading(page)
    assert asked == ["dfe_workforce"]


def test_what_is_known_is_what_is_published_and_before_that_the_snapshot(
    settings: Settings,
) -> None:
    assert "dfe_workforce_2025" in Sources().known
    with connect(settings.published / "benchmarks.duckdb") as connection:
        connection.execute("CREATE TABLE releases AS SELECT 'a_2024' AS release_id")
    assert Sources().known == {"a_2024"}


def test_what_a_run_publishes_from_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reading = Reading(releases=[release("dfe_workforce_2024")])
    connector = FakeConnector({"dfe_workforce": reading})
    monkeypatch.setattr(resources, "connector_for", lambda *_: connector)
    sources = Sources()
    before = sources.made_from
    reading.releases.append(release("dfe_workforce_2025"))
    assert sources.made_from == before
    assert Sources().made_from != before


def test_of_two_runs_at_once_the_second_is_told_to_wait(settings: Settings) -> None:
    first, second = BuildDatabase(), BuildDatabase()
    context = dg.build_init_resource_context()
    first.setup_for_execution(context)
    with pytest.raises(dg.Failure) as refused:
        second.setup_for_execution(context)
    assert str(settings.build) in str(refused.value.description)
    assert "Another run is building" in str(refused.value.description)
    first.teardown_after_execution(context)
    second.setup_for_execution(context)
    second.teardown_after_execution(context)


def test_what_a_run_left_out_is_named_and_forgotten_by_the_next() -> None:
    table, other = dg.AssetKey("table"), dg.AssetKey(["a", "other"])
    check = dg.AssetCheckKey(table, "landing")
    build, context = BuildDatabase(), dg.build_init_resource_context()
    build.setup_for_execution(context)
    build.note([table])
    build.note([check])
    assert build.left_out({table, check, other}) == [other]
    assert build.left_out({table, check}) == []
    build.teardown_after_execution(context)
    build.setup_for_execution(context)
    assert build.left_out({table, check, other}) == [other, table, check]
    build.teardown_after_execution(context)
