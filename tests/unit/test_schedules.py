"""When a run starts by itself: by the calendar, and on the day of an announced release."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from orchestration import schedules
from orchestration.catalogue import load_catalogue
from orchestration.schedules import due_releases, expected_release_sensor
from orchestration.settings import SOURCE_PAGES, Settings
from orchestration.warehouse import connect

TODAY = date(2026, 3, 19)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    return Settings.from_environment()


def announce(settings: Settings, **days: str | None) -> None:
    """Publish indicators, two of each publication, with the day of its next release."""
    settings.published.mkdir()
    with connect(settings.published / "benchmarks.duckdb") as connection:
        connection.execute("CREATE TABLE indicators (publication VARCHAR, next_release DATE)")
        rows = [(publication, day) for publication, day in days.items()] * 2
        connection.executemany("INSERT INTO indicators VALUES (?, ?)", rows)


def evaluate(monkeypatch: pytest.MonkeyPatch, day: date, hour: int, minute: int) -> Any:
    """What the sensor answers at a time of London's clock."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            london = ZoneInfo("Europe/London")
            return datetime(day.year, day.month, day.day, hour, minute, tzinfo=london)

    monkeypatch.setattr(schedules, "datetime", Clock)
    (answer,) = expected_release_sensor("the_job")(dg.build_sensor_context())
    return answer


def test_a_release_is_due_from_its_day_until_it_is_loaded(settings: Settings) -> None:
    announce(settings, b="2026-03-19", a="2026-01-01", later="2026-03-20", unknown=None)
    assert due_releases(settings, TODAY) == ["a", "b"]


def test_nothing_is_due_before_the_first_publication(settings: Settings) -> None:
    assert due_releases(settings, TODAY) == []


def test_a_due_release_asks_for_a_live_run_of_the_job(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    announce(settings, workforce="2026-03-19", spend="2026-03-01")
    asked = evaluate(monkeypatch, TODAY, 9, 45)
    assert isinstance(asked, dg.RunRequest)
    assert asked.run_config == {"resources": {"sources": {"config": {"source": "live"}}}}
    assert asked.tags["expected_release"] == "spend, workforce"
    assert expected_release_sensor("the_job").job_name == "the_job"


def test_it_asks_once_a_day(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Dagster starts one run per key, however often a sensor asks."""
    announce(settings, workforce="2026-03-19")
    keys = [
        evaluate(monkeypatch, day, hour, 0).run_key
        for day, hour in ((TODAY, 10), (TODAY, 17), (date(2026, 3, 20), 10))
    ]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    ("day", "hour", "minute"),
    [(TODAY, 9, 44), (TODAY, 0, 50), (date(2026, 3, 18), 12, 0)],
    ids=["before statistics are out", "early in the day", "the day before"],
)
def test_before_a_release_is_out_nothing_is_asked(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, day: date, hour: int, minute: int
) -> None:
    announce(settings, workforce="2026-03-19")
    assert isinstance(evaluate(monkeypatch, day, hour, minute), dg.SkipReason)


def test_every_page_with_a_schedule_has_one_for_the_job_on_the_live_sources() -> None:
    catalogue = load_catalogue(SOURCE_PAGES)
    made = schedules.schedules(catalogue, "the_job")
    assert {s.name: s.cron_schedule for s in made} == {
        source.source: source.schedule for source in catalogue.values() if source.schedule
    }
    assert {s.name for s in made} < set(catalogue)
    for schedule in made:
        assert (schedule.job_name, schedule.execution_timezone) == ("the_job", "Europe/London")
        ((request),) = schedule.evaluate_tick(dg.build_schedule_context()).run_requests or ()
        assert request.run_config["resources"]["sources"]["config"] == {"source": "live"}


def test_one_schedule_is_on_from_the_start_and_it_is_there() -> None:
    made = schedules.schedules(load_catalogue(SOURCE_PAGES), "the_job")
    on = [s.name for s in made if s.default_status is dg.DefaultScheduleStatus.RUNNING]
    assert on == [schedules.SWITCHED_ON]
    (schedule,) = [s for s in made if s.name == schedules.SWITCHED_ON]
    assert str(schedule.cron_schedule).split()[2:] == ["*", "*", "1"], "every week, on a Monday"
