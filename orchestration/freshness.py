"""Until when a table counts as fresh, by when its publisher publishes.

Dagster asks when a table was last written, by whichever run. Whether something newer should be
here is another question, which the published `source_status` answers.
"""

from __future__ import annotations

from datetime import date, timedelta

import dagster as dg

from orchestration.catalogue import Source
from orchestration.schedules import LONDON

# A weekly run that is a day late is late; one that is three days late was missed.
WEEKLY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(days=8), fail_window=timedelta(days=10)
)


def freshness_policy(source: Source) -> dg.FreshnessPolicy | None:
    """What is expected of a source's tables; nothing of those that nobody can be asked for.

    A page that is asked for every week has tables of this week. One that is asked for in the months
    of its release has, when they are over, tables written since they began.

    Raises:
        ValueError: The months of the page's schedule are not a list in the order of a year.
    """
    if source.schedule is None:
        return None
    months = source.schedule.split()[3]
    if months == "*":
        return WEEKLY
    numbers = [int(month) for month in months.split(",") if month.isdecimal()]
    if ",".join(map(str, numbers)) != months or sorted(numbers) != numbers:
        raise ValueError(f"{source.page.name}: schedule: list its months in the order of a year")
    first, after = numbers[0], numbers[-1] % 12 + 1
    # Any years but leap years, in which a window is a day longer.
    begins, ends = date(2025, first, 1), date(2025 if after > first else 2026, after, 1)
    return dg.FreshnessPolicy.cron(
        deadline_cron=f"0 0 1 {after} *", lower_bound_delta=ends - begins, timezone=LONDON
    )
