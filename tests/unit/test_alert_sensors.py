"""Failed runs and stale tables are told, once each, to whom a setting names."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState, FreshnessStateChange

from orchestration.alert_sensors import (
    MOST_CHARACTERS,
    MOST_LINES,
    alert_sensors,
    failure_alert,
    overdue_tables,
    stale_publications,
)
from orchestration.alerts import AlertError
from orchestration.settings import Settings
from orchestration.warehouse import connect
from tests.fixtures.receivers import Webhook, webhook

WATCHED = [dg.AssetKey(["raw", "press", name]) for name in ("figures", "status")]
LINES = "\n".join(f"problem {number} {'x' * 400}" for number in range(1, 15))


@dg.asset
def fine() -> None: ...


@dg.asset(deps=[fine])
def broken() -> None:
    raise dg.Failure(LINES)


@dg.asset(deps=[fine])
def below() -> None: ...


@dg.asset_check(asset=fine, blocking=True)
def landing() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False, description="a rule: row 3: 200.0 [w.csv]")


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    for name in ("ALERT_URL", "ALERT_MAIL", "UI_PORT"):
        monkeypatch.delenv(f"BENCHMARKS_{name}", raising=False)
    return Settings.from_environment()


@pytest.fixture
def hook(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with webhook() as listening:
        monkeypatch.setenv("BENCHMARKS_ALERT_URL", listening.url)
        yield listening


def fail(instance: dg.DagsterInstance, *definitions: object) -> dg.ExecuteInProcessResult:
    assets = [d for d in definitions if not isinstance(d, dg.AssetChecksDefinition)]
    checks = [d for d in definitions if isinstance(d, dg.AssetChecksDefinition)]
    job = dg.Definitions(
        assets=assets,  # type: ignore[arg-type]
        asset_checks=checks,
        jobs=[dg.define_asset_job("the_job")],
        executor=dg.in_process_executor,
    ).resolve_job_def("the_job")
    result = job.execute_in_process(instance=instance, raise_on_error=False)
    assert not result.success
    return result


def sensors() -> tuple[dg.SensorDefinition, dg.SensorDefinition]:
    failed_runs, stale_tables = alert_sensors(WATCHED)
    return failed_runs, stale_tables


def react(instance: dg.DagsterInstance, result: dg.ExecuteInProcessResult) -> object:
    """What the sensor of failed runs does about a run."""
    sensor, _ = sensors()
    context = dg.build_run_status_sensor_context(
        sensor_name=sensor.name,
        dagster_instance=instance,
        dagster_run=result.dagster_run,
        dagster_event=result.get_run_failure_event(),
    ).for_run_failure()
    return sensor(context)


def test_what_a_gate_stopped_is_told_with_table_and_rule(
    instance: dg.DagsterInstance, hook: Webhook
) -> None:
    result = fail(instance, fine, below, landing)
    react(instance, result)
    (told,) = hook.told
    assert told["text"].splitlines() == [
        "Stopped: the_job at fine_landing",
        f"Run {result.run_id} stopped at fine_landing. What was published before is untouched.",
        "landing, fine: a rule: row 3: 200.0 [w.csv]",
        f"http://127.0.0.1:3000/runs/{result.run_id}",
    ]


def test_of_a_long_failure_as_much_is_told_as_a_person_reads(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    result = fail(instance, fine, broken)
    _, *shown, more, _ = failure_alert(instance, result.dagster_run, settings).text.splitlines()
    assert len(shown) == MOST_LINES and more == f"and {14 - MOST_LINES} lines more"
    assert shown[0].startswith("problem 1 ") and len(shown[0]) == MOST_CHARACTERS


def test_an_error_that_nobody_foresaw_is_told_by_its_message(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    @dg.asset
    def odd() -> None:
        raise KeyError("figures")

    result = fail(instance, odd)
    assert "KeyError: 'figures'" in failure_alert(instance, result.dagster_run, settings).text


def test_without_a_setting_a_failed_run_is_told_nobody(
    instance: dg.DagsterInstance, settings: Settings
) -> None:
    answer = react(instance, fail(instance, fine, broken))
    assert isinstance(answer, dg.SkipReason)


def test_the_sensors_are_on_where_somebody_is_to_be_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert {s.default_status for s in sensors()} == {dg.DefaultSensorStatus.STOPPED}
    monkeypatch.setenv("BENCHMARKS_ALERT_MAIL", "a@example.org")
    assert {s.default_status for s in sensors()} == {dg.DefaultSensorStatus.RUNNING}


def publish(settings: Settings, **stale: bool) -> None:
    """The publication's word on how far each source is up to date."""
    with connect(settings.published / "benchmarks.duckdb") as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE source_status (source VARCHAR, publication VARCHAR, "
            "last_reached_at VARCHAR, next_release DATE, is_stale BOOLEAN, note VARCHAR)"
        )
        for source, is_stale in stale.items():
            connection.execute(
                "INSERT INTO source_status VALUES (?, 'Figures', '2026-11-02', NULL, ?, 'away')",
                [source, is_stale],
            )


def tick(instance: dg.DagsterInstance, cursor: str | None) -> str | None:
    """One look for what is stale; the cursor to go on from."""
    _, sensor = sensors()
    context = dg.build_sensor_context(instance=instance, cursor=cursor)
    sensor.evaluate_tick(context)
    return context.cursor


def test_a_publication_is_told_when_it_becomes_stale_and_not_again(
    instance: dg.DagsterInstance, settings: Settings, hook: Webhook
) -> None:
    publish(settings, a=True, b=False)
    cursor = tick(instance, None)
    cursor = tick(instance, cursor)
    assert [told["text"] for told in hook.told] == [
        "Stale: 1 more\na: Figures: last reached 2026-11-02: away"
    ]
    publish(settings, a=True, b=True)
    cursor = tick(instance, cursor)
    publish(settings, a=False, b=False)
    cursor = tick(instance, cursor)
    assert len(hook.told) == 2 and "\nb: " in hook.told[1]["text"]
    publish(settings, a=True, b=False)
    tick(instance, cursor)
    assert len(hook.told) == 3, "stale again"


def test_a_release_that_was_announced_and_is_not_here_is_stale(settings: Settings) -> None:
    publish(settings, a=False, b=False)
    with connect(settings.published / "benchmarks.duckdb") as connection:
        connection.execute(
            "UPDATE source_status SET next_release = CASE source WHEN 'a' "
            "THEN DATE '2020-01-01' ELSE DATE '2999-01-01' END"
        )
    assert [*stale_publications(settings)] == ["a"]


def test_nothing_is_stale_before_the_first_publication(
    instance: dg.DagsterInstance, settings: Settings, hook: Webhook
) -> None:
    tick(instance, None)
    assert hook.told == []


def test_what_could_not_be_told_is_told_at_the_next_look(
    instance: dg.DagsterInstance, settings: Settings, hook: Webhook
) -> None:
    publish(settings, a=True)
    hook.status = 500
    with pytest.raises(AlertError):
        tick(instance, None)
    hook.status = 200
    tick(instance, None)
    assert len(hook.told) == 2


def test_tables_that_dagster_calls_overdue_are_told_by_their_source(
    instance: dg.DagsterInstance, settings: Settings, hook: Webhook
) -> None:
    assert overdue_tables(instance, WATCHED) == {}
    for key, state in zip(WATCHED, (FreshnessState.FAIL, FreshnessState.PASS), strict=True):
        change = FreshnessStateChange(
            key=key,
            previous_state=FreshnessState.UNKNOWN,
            new_state=state,
            state_change_timestamp=time.time(),
        )
        instance._report_runless_asset_event(change)
    tick(instance, None)
    assert [told["text"] for told in hook.told] == [
        "Stale: 1 more\nraw/press: not written when it was due: figures"
    ]


def test_without_a_setting_nobody_looks(instance: dg.DagsterInstance, settings: Settings) -> None:
    publish(settings, a=True)
    assert tick(instance, None) is None
