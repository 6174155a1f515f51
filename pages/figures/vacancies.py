"""Vacancy rates in England: over the years, and by the judgement in force."""

from __future__ import annotations

from datetime import date

from pages.figures.parts import (
    Cell,
    Figure,
    KeyEntry,
    Link,
    Table,
    iso,
    judgement_sources,
    sources,
)
from pages.reading import ENGLAND_CODE, GRADES, LEADING, Row, Rows, Warehouse
from pages.words.values import NO_FIGURE, plain
from pages.words.wording import day, listed, measure


def spread(warehouse: Warehouse) -> Figure:
    """England's vacancy rate over the years with the spread of authorities."""
    indicator = warehouse.indicator[LEADING]
    england = warehouse.area_series(ENGLAND_CODE, LEADING)
    known = [row for row in england if row["value"] is not None]
    return Figure(
        name="vacancy",
        chart="spread",
        title=_spread_title(known, indicator),
        subtitle="Vacancies as a share of filled and vacant posts of children's social workers, %, "
        f"{indicator['reference_date']}; England and the middle half of authorities",
        summary="Line chart of England's vacancy rate: "
        + listed(f"{measure(row['value'], indicator)} in {row['period']}" for row in known)
        + ".",
        data={
            "england": labelled(england, indicator),
            "spread": [
                {
                    "day": iso(row["period_end"]),
                    **{name: round(row[name], 3) for name in ("q1", "median", "q3")},
                }
                for row in warehouse.rows["spread"]
            ],
        },
        tables=[_spread_table(england, warehouse.rows["spread"])],
        notes=[
            f"{indicator['description']} {indicator['caveats'] or ''}".strip(),
            "England is the figure as published. The band holds the middle half of authorities and "
            "the dotted line their median (linear interpolation, a joint return once): neither is "
            "England.",
        ],
        sources=sources(warehouse, {row["release_id"] for row in england}),
        key=(
            KeyEntry("england-solid", "England, as published"),
            KeyEntry("median", "median authority"),
            KeyEntry("band", "middle half of authorities"),
        ),
        downloads=[
            Link("indicator values (CSV)", "csv/indicator_values.csv"),
            Link("benchmarks (CSV)", "csv/la_benchmarks.csv"),
        ],
    )


def _spread_title(known: Rows, indicator: Row) -> str:
    """England's newest rate against its highest."""
    if not known:
        return "No vacancy rate of England is published"
    last, peak = known[-1], max(known, key=lambda row: row["value"])
    now = f"England's vacancy rate was {measure(last['value'], indicator)} in {last['period']}"
    if peak is last:
        return f"{now}, its highest in these data"
    return f"{now}, against {measure(peak['value'], indicator)} at its highest, in {peak['period']}"


def _by_rating_title(newest: Rows, indicator: Row) -> str:
    """The medians of the best grade and of the worst that authorities have."""
    told = listed(
        f"{measure(row['median'], indicator)} where the judgement was {row['grade']}"
        for row in (newest[:1] if len(newest) == 1 else [newest[0], newest[-1]])
    )
    return f"The median vacancy rate was {told}"


def _spread_table(england: Rows, spreads: Rows) -> Table:
    header = ["Year", "England", "Lower quarter", "Median", "Upper quarter", "Returns"]
    found = {row["period"]: row for row in spreads}
    rows: list[list[Cell]] = []
    for row in england:
        spread = found.get(row["period"], {})
        rows.append(
            [
                row["period"],
                plain(row["value"], 1),
                *(plain(spread.get(name), 1) for name in ("q1", "median", "q3")),
                plain(spread.get("n"), 0),
            ]
        )
    return Table("Vacancy rate, %", header, rows, frozenset(header[1:]))


def labelled(rows: Rows, indicator: Row) -> Rows:
    """Points with a label at the first, the last, the lowest and the highest."""
    known = [row["value"] for row in rows if row["value"] is not None]
    points = []
    for place, row in enumerate(rows):
        is_end = place in (0, len(rows) - 1)
        text = measure(row["value"], indicator)
        points.append(
            {
                "day": iso(row["period_end"]),
                "period": row["period"],
                "value": row["value"],
                "text": text,
                "label": text if is_end or row["value"] in (min(known), max(known)) else "",
                "dy": 18 if row["value"] == min(known) else -12,
                "align": "center" if not is_end else "left" if place == 0 else "right",
            }
        )
    return points


def by_rating(warehouse: Warehouse) -> Figure | None:
    """Vacancy rate by judgement in force at the newest census."""
    ordered = _newest_first(warehouse.rows["rating_summary"])
    if not ordered:
        return None
    indicator = warehouse.indicator[LEADING]
    newest = [row for row in ordered if row["as_at"] == ordered[0]["as_at"]]
    told = listed(
        f"{row['grade']} {measure(row['median'], indicator)} ({row['n']})" for row in newest
    )
    return Figure(
        name="by-rating",
        chart="by_rating",
        title=_by_rating_title(newest, indicator),
        subtitle=f"Vacancy rate, %, by judgement in force on {day(newest[0]['as_at'])}; the middle "
        "half of authorities and their median",
        summary=f"Bars of the middle half of authorities. Median vacancy rate and number of "
        f"authorities: {told}.",
        data={"grades": [_grade_bar(row, indicator) for row in newest]},
        tables=[_by_rating_table(ordered)],
        notes=[
            "Each bar holds the middle half of authorities with that judgement; the line in it is "
            "their median. A joint figure is given to both members and withheld values are left "
            "out. Association is not cause: the chart does not say whether vacancies come before a "
            "judgement, after it, or neither.",
        ],
        sources=[
            *sources(warehouse, {warehouse.newest[LEADING][0]["release_id"]}),
            *judgement_sources(warehouse),
        ],
        key=(KeyEntry("band", "middle half"), KeyEntry("tick", "median")),
        downloads=[Link("summary (CSV)", "csv/rating_indicator_summary.csv")],
    )


def _newest_first(rows: Rows) -> Rows:
    """From the newest census back, each from the best grade to the worst."""

    def place(row: Row) -> tuple[int, int]:
        census: date = row["as_at"]
        return -census.toordinal(), GRADES.index(row["grade"])

    return sorted(rows, key=place)


def _grade_bar(row: Row, indicator: Row) -> Row:
    return {
        "label": f"{row['grade']}|n = {row['n']}",
        "order": GRADES.index(row["grade"]),
        "q1": row["q1"],
        "q3": row["q3"],
        "median": row["median"],
        "text": f"median {measure(row['median'], indicator)}",
        "grade": row["grade"],
        "n": row["n"],
        "half": f"{measure(row['q1'], indicator)} to {measure(row['q3'], indicator)}",
    }


def _by_rating_table(ordered: Rows) -> Table:
    header = ["Census", "Judgement", "Authorities", "Lower quarter", "Median", "Upper quarter"]
    header.append("Unweighted mean")
    rows: list[list[Cell]] = [
        [
            day(row["as_at"]) or NO_FIGURE,
            row["grade"],
            str(row["n"]),
            *(plain(row[name], 1) for name in ("q1", "median", "q3", "mean")),
        ]
        for row in ordered
    ]
    return Table("Vacancy rate by judgement in force, %", header, rows, frozenset(header[2:]))
