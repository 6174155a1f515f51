"""What reading and the landing gate let through, file by file: `silent.csv`.

A line says what stops the file later in a whole run, or why nothing can. The list is kept true: a
file on it that is caught is as much an error as one that is silent and not on it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from tests.corruptions.case import Case
from tests.corruptions.judge import RUN, Verdict

LIST = Path(__file__).with_name("silent.csv")
COLUMNS = ("source", "edition", "case", "stopped_by", "reason")
NO_RULE = "no rule yet"


def listed() -> dict[str, dict[str, str]]:
    """Every line by the case's id."""
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {f"{row['source']}: {row['case']} ({row['edition']})": row for row in rows}


def write(passed: Iterable[tuple[Case, Verdict]]) -> None:
    """Write the list anew: files that passed reading and landing, with what a run said of them.

    Reasons given by hand are kept.
    """
    known = listed()
    with LIST.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for case, verdict in passed:
            reason = known.get(case.id, {}).get("reason") or _reason(case)
            stopped_by = known.get(case.id, {}).get("stopped_by", "")
            if verdict.stage == RUN:
                stopped_by = "a whole run"
            writer.writerow([case.source, case.edition, case.name, stopped_by, reason])


def _reason(case: Case) -> str:
    """A case that is meant to be stopped by nothing says why."""
    said, _, why = case.meant.partition(": ")
    return why if said == "nothing" else NO_RULE
