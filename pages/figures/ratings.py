"""Authorities by the judgement in force, over time."""

from __future__ import annotations

from datetime import date

from pages.figures.parts import Figure, KeyEntry, Link, Table, judgement_sources
from pages.reading import (
    GRADES,
    NO_OVERALL,
    NOT_JUDGED,
    NOT_JUDGED_NOTE,
    Rows,
    Warehouse,
)
from pages.words.values import NO_FIGURE
from pages.words.wording import MONTHS, counted, day, listed, number, sentence, sentences

ORDER = (*GRADES, NO_OVERALL, NOT_JUDGED)
Counts = dict[str, int]


def ratings(warehouse: Warehouse) -> Figure:
    """Stacked bars of authorities by judgement, with the counts as a table."""
    by_date = counts_by_date(warehouse)
    first, last = min(by_date), max(by_date)
    return Figure(
        name="ratings",
        chart="ratings",
        title=_title(by_date),
        subtitle=f"Authorities by judgement in force, {day(first)} to {day(last)}, number of "
        "authorities",
        summary=f"Stacked bars of authorities by judgement. {day(first)}: "
        f"{counted_words(by_date[first])}. {day(last)}: {counted_words(by_date[last])}.",
        data={"ratings": [bar for as_at in by_date for bar in _bars(as_at, by_date[as_at])]},
        tables=[_table(by_date)],
        notes=_notes(warehouse, by_date),
        sources=judgement_sources(warehouse),
        key=tuple(KeyEntry(f"fill-{n}", grade) for n, grade in enumerate(ORDER)),
        downloads=[Link("ratings (CSV)", "csv/ratings.csv")],
    )


def _title(by_date: dict[date, Counts]) -> str:
    """How many are at the worst grade, against the first date."""
    first, last = min(by_date), max(by_date)
    worst = GRADES[-1]
    now, then = (by_date[as_at].get(worst, 0) for as_at in (last, first))
    return (
        f"{counted(now, 'authority', 'authorities')} judged {worst} on {day(last)}, against {then} "
        f"on {day(first)}"
    )


def counts_by_date(warehouse: Warehouse) -> dict[date, Counts]:
    """Authorities per judgement, at each date."""
    by_date: dict[date, Counts] = {}
    for row in warehouse.rows["ratings_counted"]:
        by_date.setdefault(row["as_at"], {})[row["judgement"]] = row["n"]
    return by_date


def counted_words(counts: Counts) -> str:
    """`3 Outstanding, 20 Good and 2 without an overall grade`, from the best grade on."""
    words = {
        NO_OVERALL: "without an overall grade",
        NOT_JUDGED: "with no judgement under SIF or ILACS yet",
    }
    return listed(
        f"{counts[grade]} {words.get(grade, grade)}" for grade in ORDER if counts.get(grade)
    )


def _bars(as_at: date, counts: Counts) -> Rows:
    """The parts of a bar from its foot up: the year of 31 March, else month and year."""
    month = f"{MONTHS[as_at.month - 1][:3]} "
    bars, base = [], 0
    for grade in reversed(ORDER):
        n = counts.get(grade, 0)
        if n:
            bars.append(
                {
                    "date": f"{'' if as_at.month == 3 else month}{as_at.year}",
                    "grade": grade,
                    "n": n,
                    "from": base,
                    "to": base + n,
                    "middle": base + n / 2,
                    "shown": str(n) if n > 4 else "",
                }
            )
        base += n
    return bars


def _table(by_date: dict[date, Counts]) -> Table:
    return Table(
        "Authorities by judgement in force",
        ["As at", *ORDER, "All"],
        [
            [
                day(as_at) or NO_FIGURE,
                *(str(counts.get(grade, 0)) for grade in ORDER),
                str(sum(counts.values())),
            ]
            for as_at, counts in by_date.items()
        ],
        frozenset((*ORDER, "All")),
    )


def _notes(warehouse: Warehouse, by_date: dict[date, Counts]) -> list[str]:
    last = max(by_date)
    derived = sum(
        row["n_part_inadequate"]
        for row in warehouse.rows["ratings_counted"]
        if row["as_at"] == last
    )
    return [
        f"Bars stand at 31 March of each year, the last at {day(last)}. Grades are "
        "stacked from Outstanding at the top to Inadequate below, then those without a grade. "
        "Numbers below 5 are in the table only.",
        *([NOT_JUDGED_NOTE] if any(NOT_JUDGED in row for row in by_date.values()) else []),
        *sentences(
            sentence(
                "{reason}; of those without one at the last date, {derived} had a part judged "
                "Inadequate.",
                reason=_absent_reason(warehouse),
                derived=number(derived),
            )
        ),
    ]


def _absent_reason(warehouse: Warehouse) -> str | None:
    """Why inspections have no overall grade, as the data give it."""
    return next(
        (
            row["overall_absent_reason"]
            for row in warehouse.rows["ratings"]
            if row["overall_absent_reason"]
        ),
        None,
    )
