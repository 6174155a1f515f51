"""What a person sees while a run works."""

from __future__ import annotations

import io
import logging
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from orchestration.errors import SourceError
from orchestration.progress import ProgressHandler, progress_logger


def _record(level: int = logging.DEBUG, **meta: Any) -> logging.LogRecord:
    record = logging.LogRecord("dagster", level, "", 0, "", None, None)
    record.dagster_meta = meta
    return record


def _event(kind: str, step: str, error: Any = None) -> logging.LogRecord:
    event = SimpleNamespace(
        event_type_value=kind, step_key=step, step_failure_data=SimpleNamespace(error=error)
    )
    return _record(dagster_event=event)


def _shown(*records: logging.LogRecord) -> list[str]:
    stream = io.StringIO()
    handler = ProgressHandler(stream)
    for record in records:
        handler.emit(record)
    return stream.getvalue().splitlines()


def test_a_step_has_one_line_when_it_ends() -> None:
    (line,) = _shown(_event("STEP_START", "register"), _event("STEP_SUCCESS", "register"))
    assert line.split() == ["register", "done", "0.0", "s"]


def test_other_events_are_not_shown() -> None:
    assert _shown(_event("ASSET_MATERIALIZATION", "register"), _event("STEP_START", "x")) == []


def test_a_failed_step_shows_its_innermost_cause_in_one_line() -> None:
    inner = SimpleNamespace(
        message="orchestration.errors.SourceError: a.csv: UTF-8: no\n", cause=None
    )
    outer = SimpleNamespace(message="DagsterExecutionStepExecutionError: ...", cause=inner)
    lines = _shown(_event("STEP_FAILURE", "dfe_workforce", outer))
    assert lines[0].split()[:2] == ["dfe_workforce", "FAILED"]
    assert lines[1:] == ["  a.csv: UTF-8: no"]


@pytest.mark.parametrize(
    ("level", "message", "shown"),
    [
        (logging.WARNING, "raw.t: rule: row 2", ["  raw.t: rule: row 2"]),
        (logging.ERROR, "raw.t: rule: row 2", ["  raw.t: rule: row 2"]),
        (logging.INFO, "3 releases", []),
        (logging.ERROR, "Dependencies for step publish were not executed", []),
    ],
)
def test_warnings_and_errors_of_assets_are_shown_as_they_are(
    level: int, message: str, shown: list[str]
) -> None:
    assert _shown(_record(level, orig_message=message)) == shown


def test_a_run_shows_each_step_and_the_file_and_rule_that_stopped_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @dg.asset
    def first() -> None: ...

    @dg.asset(deps=[first])
    def second() -> None:
        raise SourceError("a.csv", "final newline", "cut short", "row 9")

    @dg.asset(deps=[second])
    def third() -> None: ...

    job = dg.define_asset_job("job", executor_def=dg.in_process_executor)
    logger = dg.LoggerDefinition(progress_logger)
    defs = dg.Definitions([first, second, third], jobs=[job], loggers={"progress": logger})
    result = defs.resolve_job_def("job").execute_in_process(
        run_config={"loggers": {"progress": {}}}, raise_on_error=False
    )
    lines = capsys.readouterr().out.splitlines()
    assert not result.success
    assert [line.split()[:2] for line in lines if not line.startswith("  ")] == [
        ["first", "done"], ["second", "FAILED"],
    ]  # fmt: skip
    assert any("a.csv (row 9): final newline: cut short" in line for line in lines)
