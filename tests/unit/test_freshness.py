"""Until when a source's tables count as fresh: by its cadence, and for ever where there is none."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg
import pytest
from dagster._core.definitions.freshness import CronFreshnessPolicy, TimeWindowFreshnessPolicy

from orchestration.catalogue import Source, load_catalogue
from orchestration.freshness import WEEKLY, freshness_policy
from orchestration.schedules import LONDON
from orchestration.settings import SOURCE_PAGES

CATALOGUE = load_catalogue(SOURCE_PAGES)


def page(schedule: str | None) -> Source:
    """A source page with another schedule."""
    return CATALOGUE["dfe_workforce"].model_copy(update={"schedule": schedule})


def test_a_source_that_nobody_can_be_asked_for_is_never_late() -> None:
    silent = [source for source in CATALOGUE.values() if source.schedule is None]
    assert silent
    assert {freshness_policy(source) for source in silent} == {None}


def test_a_source_that_is_asked_every_week_is_late_after_eight_days() -> None:
    weekly = freshness_policy(CATALOGUE["ofsted_inspection_reports"])
    assert weekly == WEEKLY
    assert isinstance(weekly, TimeWindowFreshnessPolicy)
    assert weekly.warn_window is not None
    assert weekly.warn_window.to_timedelta() == timedelta(days=8)
    assert weekly.fail_window.to_timedelta() == timedelta(days=10)


@pytest.mark.parametrize(
    ("months", "deadline", "days"),
    [
        ("2,3", "0 0 1 4 *", 28 + 31),
        ("11", "0 0 1 12 *", 30),
        ("12", "0 0 1 1 *", 31),
        ("11,12", "0 0 1 1 *", 30 + 31),
    ],
)
def test_a_yearly_source_is_late_when_the_months_of_its_release_are_over(
    months: str, deadline: str, days: int
) -> None:
    policy = freshness_policy(page(f"45 9 * {months} 4"))
    assert isinstance(policy, CronFreshnessPolicy)
    assert policy.deadline_cron == deadline
    assert policy.lower_bound_delta == timedelta(days=days)
    assert policy.timezone == LONDON


@pytest.mark.parametrize("months", ["3,2", "2-3", "mar", "2,,3"])
def test_months_that_are_no_list_in_the_order_of_a_year_are_refused(months: str) -> None:
    with pytest.raises(ValueError, match=r"dfe_workforce\.yml: schedule: list its months"):
        freshness_policy(page(f"45 9 * {months} 4"))


def test_every_page_with_a_schedule_has_a_policy_that_dagster_takes() -> None:
    for source in CATALOGUE.values():
        policy = freshness_policy(source)
        assert (policy is None) == (source.schedule is None), source.source
        dg.AssetSpec("figures", freshness_policy=policy)
