"""Reports that a person looked at: `data/sources/confirmed_reports.csv`, reviewed like code.

One row per report and finding. A report that breaks exactly that rule, and in exactly that way,
counts; whatever else it breaks holds it still, as does another file under the same number.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

from orchestration.readers.inspection_report.rules import CONFIRMABLE, Finding
from orchestration.settings import SOURCE_PAGES

CONFIRMED_REPORTS = SOURCE_PAGES / "confirmed_reports.csv"


def confirmed_findings(path: Path = CONFIRMED_REPORTS) -> dict[str, frozenset[Finding]]:
    """What was confirmed of each report, by its file id.

    Raises:
        ValueError: A line confirms a rule that cannot be, or does not say what was found, on which
            page, when it was looked at and why it is true.
    """
    confirmed: defaultdict[str, set[Finding]] = defaultdict(set)
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            _require(row, f"data/sources/{path.name} line {number}")
            confirmed[row["file_id"]].add((row["rule"], row["detail"]))
    return {file_id: frozenset(findings) for file_id, findings in confirmed.items()}


def _require(row: dict[str, str], place: str) -> None:
    if row["rule"] not in CONFIRMABLE:
        known = ", ".join(sorted(CONFIRMABLE))
        raise ValueError(f"{place}: {row['rule']!r} cannot be confirmed; only {known}")
    for column in ("file_id", "detail", "page", "reason"):
        if not row[column]:
            raise ValueError(f"{place}: {column} is empty")
    try:
        date.fromisoformat(row["reviewed_on"])
    except ValueError as error:
        raise ValueError(f"{place}: reviewed_on: {error}") from error
