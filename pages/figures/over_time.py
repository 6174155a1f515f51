"""An indicator over the years: England, the regions, and how far authorities lie apart."""

from __future__ import annotations

from pages.figures.parts import Cell, Figure, KeyEntry, Link, Table, iso, sources
from pages.figures.vacancies import labelled
from pages.reading import ENGLAND_CODE, Row, Rows, Warehouse
from pages.words.values import NO_FIGURE, bare, plain, short_title, with_unit
from pages.words.wording import listed, measure, sentence

REGIONS = tuple(f"E1200000{number}" for number in range(1, 10))


def over_time(warehouse: Warehouse, indicator_id: str) -> Figure:
    """England and regions as published, with the middle half of authorities and their median."""
    indicator = warehouse.indicator[indicator_id]
    title = with_unit(short_title(warehouse, indicator_id), indicator["unit"])
    england = warehouse.area_series(ENGLAND_CODE, indicator_id)
    regions = {code: warehouse.area_series(code, indicator_id) for code in REGIONS}
    spreads = {row["period"]: row for row in warehouse.told["spreads"].get(indicator_id, [])}
    days = {row["period"]: iso(row["period_end"]) for row in england}
    return Figure(
        name="over-time",
        chart="over_time",
        title=_finding(england, indicator),
        subtitle=f"{title}, England, the regions and authorities by year",
        summary=_summary(england, indicator),
        data={
            "england": [
                {
                    **point,
                    "name": "England",
                    "label": bare(row, warehouse) if point["label"] else "",
                }
                for row, point in zip(england, labelled(england, indicator), strict=True)
            ],
            "regions": [
                {
                    "day": iso(row["period_end"]),
                    "period": row["period"],
                    "value": row["value"],
                    "name": row["area_name"],
                    "text": measure(row["value"], indicator),
                }
                for rows in regions.values()
                for row in rows
            ],
            "spread": [
                {
                    "day": days[period],
                    **{name: round(row[name], 3) for name in ("q1", "median", "q3")},
                }
                for period, row in spreads.items()
                if period in days
            ],
        },
        tables=[_table(warehouse, indicator_id, england, regions, spreads)],
        notes=[
            "The band holds the middle half of authorities and the dotted line their median "
            "(linear interpolation, a joint return once): neither is England.",
        ],
        sources=sources(warehouse, {row["release_id"] for row in england}),
        key=(
            KeyEntry("england-solid", "England, as published"),
            KeyEntry("region-thin", "a region, as published"),
            KeyEntry("median", "median authority"),
            KeyEntry("band", "middle half of authorities"),
        ),
        downloads=[
            Link("spread of authorities (CSV)", "../csv/indicator_spread.csv"),
            Link("every figure of every edition (CSV)", "../csv/indicator_values.csv"),
        ],
    )


def _finding(england: Rows, indicator: Row) -> str:
    """The newest figure of England beside its highest and lowest."""
    known = [row for row in england if row["value"] is not None]
    if not known:
        return "No figure of England is published"
    last = known[-1]
    told = f"England was at {measure(last['value'], indicator)} in {last['period']}"
    if len(known) == 1:
        return told
    ends = (max, "highest"), (min, "lowest")
    named = [
        f"{word} {measure(row['value'], indicator)} in {row['period']}"
        for pick, word in ends
        if (row := pick(known, key=lambda each: each["value"]))["value"] != last["value"]
    ]
    return f"{told}; {listed(named)}" if named else f"{told}, as in every year"


def _summary(england: Rows, indicator: Row) -> str:
    known = [row for row in england if row["value"] is not None]
    if not known:
        return "No figure of England is published; regions and the middle half of authorities."
    lowest, highest = (pick(known, key=lambda row: row["value"]) for pick in (min, max))
    told = sentence(
        "England: {first} in {first_year}, {last} in {last_year}; lowest {low} in {low_year}, "
        "highest {high} in {high_year}.",
        first=measure(known[0]["value"], indicator),
        first_year=known[0]["period"],
        last=measure(known[-1]["value"], indicator),
        last_year=known[-1]["period"],
        low=measure(lowest["value"], indicator),
        low_year=lowest["period"],
        high=measure(highest["value"], indicator),
        high_year=highest["period"],
    )
    alone = f"England: {measure(known[0]['value'], indicator)} in {known[0]['period']}, one year."
    return told if told and len(known) > 1 else alone


def _table(
    warehouse: Warehouse,
    indicator_id: str,
    england: Rows,
    regions: dict[str, Rows],
    spreads: dict[str, Row],
) -> Table:
    indicator = warehouse.indicator[indicator_id]
    places = indicator["decimal_places"]
    shown = {code: rows for code, rows in regions.items() if rows}
    spread = ["Lower quarter", "Median authority", "Upper quarter", "Middle half, width"]
    header = [
        *("Year", "England", *spread, "Returns"),
        *(rows[0]["area_name"] for rows in shown.values()),
    ]
    found = {code: {row["period"]: row for row in rows} for code, rows in shown.items()}
    body: list[list[Cell]] = []
    for row in england:
        period = row["period"]
        quartiles = spreads.get(period, {})
        body.append(
            [
                period,
                bare(row, warehouse),
                *(plain(quartiles.get(name), places) for name in ("q1", "median", "q3", "iqr")),
                plain(quartiles.get("n"), 0),
                *(
                    bare(values[period], warehouse) if period in values else NO_FIGURE
                    for values in found.values()
                ),
            ]
        )
    caption = f"{with_unit(short_title(warehouse, indicator_id), indicator['unit'])}, by year"
    return Table(caption, header, body, frozenset(header[1:]))
