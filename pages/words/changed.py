"""What changed since the editions before: the newest report, measures, and figures revised."""

from __future__ import annotations

from pages.reading import DRAWN, LED, Row, Warehouse
from pages.words.values import is_handful, told
from pages.words.wording import (
    counted,
    day,
    difference,
    listed,
    measure,
    quarter,
    sentence,
    sentences,
)

SHOWN = 3


def changed(warehouse: Warehouse, la_code: str) -> list[str]:
    """The newest report against the one before, then measures, then revisions."""
    return [
        *_reported(warehouse, la_code),
        *_measures(warehouse, la_code),
        *_revisions(warehouse, la_code),
    ]


def _reported(warehouse: Warehouse, la_code: str) -> list[str]:
    """The newest full report against the one before."""
    reports = warehouse.of["inspections"].get(la_code, [])
    if not reports:
        return []
    *before, newest = reports
    if not before:
        template = "The newest full report, of {published}, is the first under SIF or ILACS: {now}."
        return sentences(sentence(template, published=_published(newest), now=_grade(newest)))
    is_same = _grade(newest) == _grade(before[-1])
    against = "as in the one before" if is_same else f"after {_grade(before[-1])} in the one before"
    return sentences(
        sentence(
            "The newest full report, of {published}: {now}, {against} ({earlier}).",
            published=_published(newest),
            now=_grade(newest),
            against=against,
            earlier=_published(before[-1]),
        )
    )


def _published(inspection: Row) -> str | None:
    return day(inspection["publication_date"])


def _grade(inspection: Row) -> str:
    if inspection["overall_effectiveness"]:
        return str(inspection["overall_effectiveness"])
    return f"no overall grade, worst part {inspection['worst_judgement']}"


def _measures(warehouse: Warehouse, la_code: str) -> list[str]:
    """Measures that moved to another quarter, or changed beyond chance, within a year."""
    found = [row for name in LED if (row := warehouse.latest(la_code, name))]
    told = sentences(*(_changed(warehouse, row) for row in found))
    if found and not told:
        return ["No measure above moved to another quarter, or changed beyond chance, in a year."]
    return told


def _changed(warehouse: Warehouse, row: Row) -> str | None:
    """Against the year before, where both have a figure on more than a handful."""
    before = warehouse.series(row["la_code"], row["indicator_id"])[-2:-1]
    if row["change_1y"] is None or not before or is_handful(row, warehouse):
        return None
    is_beyond = (row["change_flag"] or "").startswith(("high", "low"))
    if before[0]["quartile"] == row["quartile"] and not is_beyond:
        return None
    indicator = warehouse.indicator[row["indicator_id"]]
    return sentence(
        "{title}: {now} in {period}, {change} against {earlier}{beyond}; {quarters}.",
        title=LED[row["indicator_id"]],
        now=measure(row["value"], indicator),
        period=row["period"],
        change=difference(row["change_1y"], indicator),
        earlier=before[0]["period"],
        beyond=", beyond chance and England's own change" if is_beyond else "",
        quarters=_quarters(before[0], row),
    )


def _quarters(before: Row, row: Row) -> str | None:
    if row["quartile"] is None:
        return None
    now = quarter(row["quartile"], row["n_ranked"])
    if before["quartile"] in (None, row["quartile"]):
        return now
    then, _, _ = quarter(before["quartile"], before["n_ranked"]).partition(" of ")
    return f"{now}, before {then}"


def _revisions(warehouse: Warehouse, la_code: str) -> list[str]:
    """What the newest editions revised of this authority's earlier figures, few of them named."""
    newest = {row["release_id"] for row in warehouse.periods.values()}
    rows = [r for r in warehouse.of["revisions"].get(la_code, []) if r["release_id"] in newest]
    if not rows:
        return ["The newest editions revised no earlier figure of this authority."]
    named = sorted(rows, key=lambda row: row["indicator_id"] not in DRAWN)[:SHOWN]
    others = sentences(counted(len(rows) - len(named) or None, "other"))
    told = listed([*(_revision(warehouse, row) for row in named), *others])
    return [f"The newest editions revised {counted(len(rows), 'earlier figure')}: {told}."]


def _revision(warehouse: Warehouse, row: Row) -> str:
    indicator = warehouse.indicator[row["indicator_id"]]
    then = told(row["previous_value"], row["previous_marker"], indicator)
    now = told(row["value"], row["marker"], indicator)
    title = DRAWN.get(row["indicator_id"]) or indicator["title"]
    return f"{title} {row['period']}, {then} before, {now} now"
