"""Ofsted's outcomes one year on: the inspections of the year as their reports gave them.

The reports of the snapshot are real, so the workbook is what Ofsted would have published of them;
its visits are those of the year before, 52 or 53 weeks later.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache

from orchestration.settings import SEEDS, SNAPSHOT
from tests.fixtures.published_files import OUTCOMES, PublishedTable, Workbook, published_workbook

Row = dict[str, str]
BEGIN, END = "2025-04-01", "2026-03-31"
# The days after which a report came too late for the edition before, and for this one.
TOO_LATE_BEFORE, TOO_LATE = "2025-06-30", "2026-06-30"
JUDGEMENTS = {
    "overall_effectiveness": "Overall effectiveness",
    "impact_of_leaders": "The impact of leaders on social work practice with children and families",
    "help_and_protection": "The experiences and progress of children who need help and protection",
    "in_care": "The experiences and progress of children in care",
    "care_leavers": "The experiences and progress of care leavers",
}
VISIT_DATE, VISIT_TYPE = "Inspection/Visit date", "Inspection/Visit type"
CODE, NAME, REGION = "Local authority area code", "Local authority name", "Ofsted region"


def next_outcomes() -> Workbook:
    """The workbook as at 31 March 2026."""
    workbook = published_workbook(OUTCOMES)
    workbook.covers["Cover"] = [
        ["Local authority inspection outcomes as at 31 March 2026"],
        ["Published on:", "2026-09-24"],
    ]
    as_at, history = workbook.tables["as_at"], workbook.tables["history"]
    year = workbook.tables["in_year"]
    visits = [_a_year_on(row) for row in year.rows.values() if not row["Overall effectiveness"]]
    year.rows = {}
    by_urn = _codes_by_urn()
    for report in _reports():
        codes = by_urn[report["urn"]]
        (in_force,) = [row for row in as_at.rows.values() if row[CODE] in codes]
        inspection = {
            "Inspection date": report["inspection_start_date"],
            "Publication date": report["publication_date"],
            **{theirs: _long(report[ours]) for ours, theirs in JUDGEMENTS.items()},
        }
        in_force.update(inspection)
        history.append(
            {
                **in_force,
                "Local authority status": "Current",
                "Inspection type": report["inspection_type"],
            }
        )
        if report["inspection_start_date"] >= BEGIN:
            visits.append(
                {
                    **in_force,
                    "Region": in_force[REGION],
                    VISIT_DATE: report["inspection_start_date"],
                    VISIT_TYPE: report["inspection_type"],
                    "Visit Theme": "",
                }
            )
    for number, row in enumerate(visits, start=year.header_row + 1):
        year.rows[number] = row
    _sort(history)
    return workbook


def _reports() -> list[Row]:
    return [
        row
        for row in _read(SNAPSHOT / "ofsted_inspection_reports" / "judgements.csv")
        if row["inspection_start_date"] <= END
        and row["publication_date"] <= TOO_LATE
        and (row["inspection_start_date"] >= BEGIN or row["publication_date"] > TOO_LATE_BEFORE)
    ]


@cache
def _codes_by_urn() -> dict[str, set[str]]:
    """Every area code of an authority by Ofsted's number."""
    urns = {row["la_code"]: row["ofsted_urn"] for row in _read(SEEDS / "authorities.csv")}
    codes: dict[str, set[str]] = {}
    for row in _read(SEEDS / "authority_codes.csv"):
        codes.setdefault(urns[row["la_code"]], set()).add(row["ons_code"])
    return codes


def _read(path: object) -> list[Row]:
    with open(str(path), encoding="utf-8", newline="") as file:  # noqa: PTH123
        return list(csv.DictReader(file))


def _long(grade: str) -> str:
    return f"{grade} to be good" if grade == "Requires improvement" else grade


def _a_year_on(row: Row) -> Row:
    visit = date.fromisoformat(row[VISIT_DATE]) + timedelta(weeks=52)
    weeks = 52 if visit.isoformat() >= BEGIN else 53
    return {
        **row,
        VISIT_DATE: shifted(row[VISIT_DATE], weeks),
        "Publication date": shifted(row["Publication date"], weeks),
    }


def shifted(day: str, weeks: int) -> str:
    """A day some weeks later; a blank stays one."""
    return day and (date.fromisoformat(day) + timedelta(weeks=weeks)).isoformat()


def _sort(table: PublishedTable) -> None:
    """Order a history as Ofsted does, by authority and date."""
    rows = sorted(table.rows.values(), key=lambda row: (row[NAME], row["Inspection date"]))
    table.rows = dict(enumerate(rows, start=table.header_row + 1))
