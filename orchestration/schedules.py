"""When a run starts by itself: each source at its cadence, and on an announced release's day."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import dagster as dg

from orchestration.catalogue import Source
from orchestration.settings import Settings
from orchestration.warehouse import connect

LONDON = "Europe/London"
# Statistics are released at 9:30; a quarter of an hour later they are there.
RELEASED_BY = (9, 45)
LIVE = {"resources": {"sources": {"config": {"source": "live"}}}}
# The page whose schedule is on without anybody's doing. Reports come every week, and a run for them
# asks every publisher; the other schedules only ask sooner in the months of a release.
SWITCHED_ON = "ofsted_inspection_reports"


def schedules(catalogue: dict[str, Source], job_name: str) -> list[dg.ScheduleDefinition]:
    """A schedule per source page that names one: all run the whole job on the live sources.

    Gates hold only within one run, and what has not changed is not downloaded again, so there is
    one job and not one per source.
    """
    return [
        dg.ScheduleDefinition(
            name=source.source,
            job_name=job_name,
            cron_schedule=source.schedule,
            execution_timezone=LONDON,
            run_config=LIVE,
            description=f"{source.publication} ({source.publisher}): {source.cadence}.",
            default_status=dg.DefaultScheduleStatus.RUNNING
            if source.source == SWITCHED_ON
            else dg.DefaultScheduleStatus.STOPPED,
        )
        for source in catalogue.values()
        if source.schedule
    ]


def expected_release_sensor(job_name: str) -> dg.SensorDefinition:
    """Starts a run on the day a publisher said it would release, and daily until it has."""

    @dg.sensor(
        name="expected_releases",
        job_name=job_name,
        minimum_interval_seconds=3600,
        description="A run a day from the day of an expected release until it is loaded.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        now = datetime.now(ZoneInfo(LONDON))
        due = due_releases(Settings.from_environment(), now.date())
        if not due or (now.hour, now.minute) < RELEASED_BY:
            yield dg.SkipReason("no release is due")
            return
        yield dg.RunRequest(
            run_key=f"{now.date()}: {', '.join(due)}",
            run_config=LIVE,
            tags={"expected_release": ", ".join(due)},
        )

    return sensor


def due_releases(settings: Settings, today: date) -> list[str]:
    """Publications whose next release was announced for today or earlier and is not loaded."""
    database = settings.published / "benchmarks.duckdb"
    if not database.exists():
        return []
    with connect(database, read_only=True) as connection:
        rows = connection.execute(
            "SELECT DISTINCT publication FROM indicators WHERE next_release <= ? ORDER BY 1",
            [today],
        ).fetchall()
    return [publication for (publication,) in rows]
