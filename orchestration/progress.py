"""What a person sees while a run works: one line per step, errors in full, nothing else."""

import logging
import re
import sys
import time
from typing import Any, TextIO

import dagster as dg

STARTED, FAILED, SKIPPED = "STEP_START", "STEP_FAILURE", "STEP_SKIPPED"
RUN_FAILED = "PIPELINE_FAILURE"
# Steps that were not run because of an earlier one; the earlier one says why.
CONSEQUENCE = ("Dependencies for step", "Blocking asset check")
# A publisher may take minutes to answer; a person wants to know which.
ASKING = "asking"
# Our own errors say all in their text; of any other the type is of use.
OWN_ERROR = re.compile(r"^(orchestration\.errors\.SourceError|dagster\.\S*Failure): ")
ENDED = {"STEP_SUCCESS": "done", FAILED: "FAILED", SKIPPED: "skipped"}


class ProgressHandler(logging.Handler):
    """Prints a line when a step ends, with how long it took."""

    def __init__(self, stream: TextIO) -> None:
        """Print to a stream."""
        super().__init__()
        self._stream = stream
        self._started: dict[str, float] = {}
        self._told = False

    def emit(self, record: logging.LogRecord) -> None:
        """Turn Dagster's events into lines; errors that assets log are shown as they are."""
        event = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None:
            message = str(getattr(record, "dagster_meta", {}).get("orig_message", ""))
            is_problem = record.levelno >= logging.WARNING and not message.startswith(CONSEQUENCE)
            if is_problem or message.startswith(ASKING):
                self._print(f"  {message}")
            return
        kind, step = event.event_type_value, event.step_key
        if kind == STARTED:
            self._started[step] = time.monotonic()
        elif kind in ENDED:
            started = self._started.get(step)
            took = f" {time.monotonic() - started:5.1f} s" if started else ""
            self._print(f"{step:<32} {ENDED[kind]:<8}{took}".rstrip())
            if kind == FAILED:
                self._told = True
                self._print(f"  {innermost(event.step_failure_data.error)}")
        elif kind == RUN_FAILED and not self._told:
            self._print(f"  {innermost(event.job_failure_data.error)}")

    def _print(self, line: str) -> None:
        print(line, file=self._stream, flush=True)


def innermost(error: Any) -> str:
    """The innermost error of a failure, in one line."""
    while error and error.cause:
        error = error.cause
    return OWN_ERROR.sub("", error.message.strip()) if error else "failed"


def progress_logger(context: dg.InitLoggerContext) -> logging.Logger:
    """Dagster's log as progress lines on standard output."""
    logger = logging.getLogger("benchmarks.progress")
    logger.setLevel(logging.DEBUG)
    logger.handlers = [ProgressHandler(sys.stdout)]
    logger.propagate = False
    return logger
