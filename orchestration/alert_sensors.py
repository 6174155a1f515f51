"""Who watches when nobody does: failed runs and stale tables are told by webhook or mail.

Both are on where a setting says whom to tell, and say nothing where none does.
"""

import json
from collections import defaultdict
from collections.abc import Iterable

import dagster as dg
from dagster import DagsterEventType

from orchestration.alerts import Alert, send
from orchestration.errors import listed
from orchestration.progress import innermost
from orchestration.settings import Settings
from orchestration.warehouse import connect

NOBODY = "nobody is to be told: neither BENCHMARKS_ALERT_URL nor BENCHMARKS_ALERT_MAIL is set"
# What a rule found may be pages long; the run has all of it.
MOST_LINES, MOST_CHARACTERS = 10, 300


def alert_sensors(watched: Iterable[dg.AssetKey]) -> list[dg.SensorDefinition]:
    """The sensor of failed runs and that of stale tables.

    Args:
        watched: Assets that have a freshness policy.
    """
    told = Settings.from_environment().has_alerts
    status = dg.DefaultSensorStatus.RUNNING if told else dg.DefaultSensorStatus.STOPPED
    return [_failed_runs(status), _stale_tables(status, sorted(watched))]


def _failed_runs(status: dg.DefaultSensorStatus) -> dg.SensorDefinition:
    @dg.run_failure_sensor(
        name="failed_runs",
        default_status=status,
        minimum_interval_seconds=30,
        description="Tells of every run that failed or that a gate stopped, and why.",
    )
    def sensor(context: dg.RunFailureSensorContext) -> dg.SkipReason | None:
        settings = Settings.from_environment()
        if not settings.has_alerts:
            return dg.SkipReason(NOBODY)
        send(settings, failure_alert(context.instance, context.dagster_run, settings))
        return None

    return sensor


def failure_alert(instance: dg.DagsterInstance, run: dg.DagsterRun, settings: Settings) -> Alert:
    """What stopped a run, and where to read more."""
    steps, lines = [], []
    wanted = {DagsterEventType.STEP_FAILURE, DagsterEventType.ASSET_CHECK_EVALUATION}
    for entry in instance.all_logs(run.run_id, of_type=wanted):
        event = entry.get_dagster_event()
        if event.event_type is DagsterEventType.STEP_FAILURE:
            steps.append(str(event.step_key))
            why = innermost(event.step_failure_data.error)
            # A gate says in its checks what does not hold.
            lines += [] if "DagsterAssetCheckFailedError" in why else why.splitlines()
        else:
            check = event.asset_check_evaluation_data
            if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR:
                table = check.asset_key.to_user_string()
                lines.append(f"{check.check_name}, {table}: {check.description or 'does not hold'}")
    shown = [line[:MOST_CHARACTERS] for line in lines[:MOST_LINES]]
    more = [f"and {len(lines) - MOST_LINES} lines more"] if len(lines) > MOST_LINES else []
    place = f" at {', '.join(steps)}" if steps else ""
    return Alert(
        f"Stopped: {run.job_name}{place}",
        "\n".join(
            [
                f"Run {run.run_id} stopped{place}. What was published before is untouched.",
                *shown,
                *more,
                f"http://127.0.0.1:{settings.ui_port}/runs/{run.run_id}",
            ]
        ),
    )


def _stale_tables(
    status: dg.DefaultSensorStatus, watched: list[dg.AssetKey]
) -> dg.SensorDefinition:
    @dg.sensor(
        name="stale_tables",
        default_status=status,
        minimum_interval_seconds=3600,
        description="Tells once of each publication that has become stale, and of tables that "
        "were not written when they should have been.",
    )
    def sensor(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        settings = Settings.from_environment()
        if not settings.has_alerts:
            return dg.SkipReason(NOBODY)
        stale = {**stale_publications(settings), **overdue_tables(context.instance, watched)}
        known = set(json.loads(context.cursor or "[]"))
        news = [why for what, why in sorted(stale.items()) if what not in known]
        if news:
            send(settings, Alert(f"Stale: {len(news)} more", "\n".join(news)))
        context.update_cursor(json.dumps(sorted(stale)))
        return dg.SkipReason(f"{len(stale)} stale, {len(news)} of them told now")

    return sensor


def stale_publications(settings: Settings) -> dict[str, str]:
    """By source page, a line about each that the publication in force calls stale or awaits."""
    database = settings.published / "benchmarks.duckdb"
    if not database.exists():
        return {}
    with connect(database, read_only=True) as connection:
        rows = connection.execute(
            "SELECT source, publication, last_reached_at, next_release, note "
            "FROM source_status WHERE is_stale OR next_release < current_date"
        ).fetchall()
    return {
        source: f"{source}: {publication}: last reached {reached or 'never'}"
        + (f", release announced for {announced}" if announced else "")
        + (f": {note[:MOST_CHARACTERS]}" if note else "")
        for source, publication, reached, announced, note in rows
    }


def overdue_tables(instance: dg.DagsterInstance, watched: list[dg.AssetKey]) -> dict[str, str]:
    """By layer and source page, a line about tables whose freshness policy fails."""
    overdue = defaultdict(list)
    for key, record in instance.get_freshness_state_records(watched).items():
        if record.freshness_state == "FAIL":
            overdue["/".join(key.path[:-1])].append(key.path[-1])
    return {
        place: f"{place}: not written when it was due: {listed(sorted(names), 3)}"
        for place, names in overdue.items()
    }
