"""A region in figures: its authorities beside one another, and the region beside England."""

from __future__ import annotations

from pages.figures.everyone import axis_words, newest_cut, titled
from pages.figures.parts import (
    Cell,
    Figure,
    KeyEntry,
    Link,
    Table,
    indicator_url,
    iso,
    mark,
    page_of,
    sources,
    web_address,
)
from pages.figures.scale import beyond_label, end_row, label_side
from pages.reading import DEMAND, ENGLAND_CODE, WORKFORCE, Row, Rows, Warehouse
from pages.subjects import BAND_ONLY, leading
from pages.words.indicators import has_interval
from pages.words.values import NO_FIGURE, bare, plain, shown, with_unit
from pages.words.wording import (
    beside_england,
    dated,
    day,
    listed,
    measure,
    number,
    percent,
    sentence,
    sentences,
    within,
)

NO_BREAK = "\N{NO-BREAK SPACE}"
SPEND = {"csc_spend_per_child": "Spend per child (£)"}
TITLES = {**WORKFORCE, **DEMAND, **SPEND}
STRIP_KEY = (
    KeyEntry("mark-own", "the region, as published"),
    KeyEntry("mark-neighbour", "an authority of the region"),
    KeyEntry("mark-england", "England, as published"),
    KeyEntry("mark-other", "every other authority"),
)
SERIES_KEY = (
    KeyEntry("region", "the region, as published"),
    KeyEntry("england", "England, as published"),
)


def judgements_table(warehouse: Warehouse, members: Rows) -> Table:
    """Judgements in force and how long ago the last full report is, the longest first."""
    header = [
        "Authority",
        "Judgement in force",
        "Last full report",
        "Days since",
        "Past gaps that were shorter",
    ]
    body: list[list[Cell]] = []
    for row in longest_first(warehouse, members):
        rating = warehouse.rating(row["la_code"])
        watch = watched(warehouse, row["la_code"])
        published = day(rating["publication_date"]) if rating else None
        body.append(
            [
                Link(row["la_name"], f"../authorities/{page_of(row['la_code'])}"),
                warehouse.judgement(row["la_code"]),
                published or NO_FIGURE,
                plain(watch.get("days_since"), 0),
                percent(watch.get("share_of_gaps_shorter")) or NO_FIGURE,
            ]
        )
    caption = "Judgements in force, the longest since a full report first"
    return Table(caption, header, body, frozenset(header[2:]), is_sortable=True)


def longest_first(warehouse: Warehouse, members: Rows) -> Rows:
    """Authorities by the days since their last full report; those without one last."""
    return sorted(
        members,
        key=lambda row: (
            -(watched(warehouse, row["la_code"]).get("days_since") or -1),
            row["la_name"],
        ),
    )


def watched(warehouse: Warehouse, la_code: str) -> Row:
    """How long an authority has waited for a full inspection."""
    return next(iter(warehouse.of["watch"].get(la_code, [])), {})


def standing_table(warehouse: Warehouse, region_code: str, members: Rows) -> Table:
    """The region's authorities by leading indicators, each with its place in the region."""
    names = [*leading(warehouse), *(name for name in SPEND if name in warehouse.newest)]
    header = ["Authority", *(column_title(warehouse, name) for name in names)]
    body: list[list[Cell]] = [
        [
            Link(row["la_name"], f"../authorities/{page_of(row['la_code'])}"),
            *(_placed(warehouse, row["la_code"], name) for name in names),
        ]
        for row in members
    ]
    areas = ((region_code, warehouse.areas_named.get(region_code)), (ENGLAND_CODE, "England"))
    reference: list[list[Cell]] = [
        [f"{title}, as published", *(_of_area(warehouse, code, name) for name in names)]
        for code, title in areas
    ]
    return Table(
        "Newest figures, with the place within the region (1 lowest)",
        header,
        body,
        frozenset(header[1:]),
        reference=reference,
        is_sortable=True,
    )


def column_title(warehouse: Warehouse, indicator_id: str) -> str:
    """An indicator with its unit, where it does not say it, and the newest period."""
    unit, title = warehouse.indicator[indicator_id]["unit"], TITLES[indicator_id]
    return f"{with_unit(title, unit)}, {warehouse.newest_period(indicator_id)}"


def _placed(warehouse: Warehouse, la_code: str, indicator_id: str) -> str:
    """A figure with its place in the region; none of turnover, nor on fewer than 30."""
    row = warehouse.latest(la_code, indicator_id)
    if row is None:
        return NO_FIGURE
    figure = bare(row, warehouse)
    is_few = has_interval(warehouse, indicator_id) and not row["place"]
    if indicator_id in BAND_ONLY or is_few or row["rank_in_region"] is None:
        return figure
    place = f"{row['rank_in_region']} of {row['n_in_region']}"
    return f"{figure} ({place.replace(' ', NO_BREAK)})"


def _of_area(warehouse: Warehouse, area_code: str, indicator_id: str) -> str:
    row = warehouse.newest_area(area_code, indicator_id)
    return bare(row, warehouse) if row else NO_FIGURE


def areas_table(warehouse: Warehouse, areas: dict[str, str]) -> Table:
    """The leading indicators of areas beside one another, as published."""
    header = ["Indicator", "Newest figures", *areas.values()]
    body: list[list[Cell]] = [
        [
            Link(TITLES[name], f"../{indicator_url(warehouse, name)}"),
            warehouse.newest_period(name) or NO_FIGURE,
            *(_of_area(warehouse, code, name) for code in areas),
        ]
        for name in leading(warehouse)
    ]
    return Table("Leading indicators, as published", header, body, frozenset(areas.values()))


def strip(warehouse: Warehouse, region_code: str, indicator_id: str) -> Figure:
    """How far the region's authorities lie apart, among all others."""
    rows = [row for row in warehouse.newest[indicator_id] if row["value"] is not None]
    end, beyond = newest_cut(warehouse, indicator_id)
    inside = [row for row in rows if row["region_code"] == region_code]
    region = warehouse.newest_area(region_code, indicator_id)
    england = warehouse.newest_area(ENGLAND_CODE, indicator_id)
    is_shared = indicator_id in WORKFORCE
    return Figure(
        name=f"strip-{indicator_id.replace('_', '-')}",
        chart="strip",
        title=_beside_england(region, england, indicator_id, warehouse),
        subtitle=f"{titled(warehouse, indicator_id)}: the region's authorities among all",
        summary=" ".join(
            sentences(
                _strip_summary(warehouse, indicator_id, inside, region, england),
                axis_words(warehouse, indicator_id, end, beyond),
            )
        ),
        data={
            "axis": f"@axis.{indicator_id}" if is_shared else end_row(end),
            "everyone": f"@strip.{indicator_id}"
            if is_shared
            else [mark(row, warehouse) for row in rows if row not in beyond],
            "england": [{"value": england["value"]}] if england and england["value"] else [],
            "neighbours": [mark(row, warehouse) for row in inside if row not in beyond],
            "own": _own(region, end, warehouse),
            "beyond": [
                {**mark(row, warehouse), "who": "other", "label": beyond_label(beyond, warehouse)}
                for row in beyond
            ],
        },
    )


def _beside_england(
    region: Row | None, england: Row | None, indicator_id: str, warehouse: Warehouse
) -> str:
    """On which side of England the region is."""
    if not (region and england) or region["value"] is None or england["value"] is None:
        return f"No {within(TITLES[indicator_id])} of the region is published beside England's"
    gap = region["value"] - england["value"]
    side = "above" if gap > 0 else "below" if gap < 0 else "level with"
    return (
        f"{region['area_name']} was {side} England: {within(TITLES[indicator_id])} "
        f"{bare(region, warehouse)} against {bare(england, warehouse)}"
    )


def _years_beside_england(name: str, areas: dict[str, Rows], indicator_id: str) -> str:
    """On which side of England the region was in how many years."""
    england = {row["period"]: row["value"] for row in areas["England"]}
    gaps = [
        row["value"] - england[row["period"]]
        for row in areas["Region"]
        if row["value"] is not None and england.get(row["period"]) is not None
    ]
    told = beside_england(name, gaps, of="England")
    if told is None:
        return f"No {within(TITLES[indicator_id])} of {name} can be set beside England's"
    return f"{told}: {within(TITLES[indicator_id])}"


def _own(region: Row | None, end: float | None, warehouse: Warehouse) -> Rows:
    """The region's mark, with the side of its label that keeps it inside the chart."""
    if region is None or region["value"] is None or not end:
        return []
    return [
        {
            "value": region["value"],
            "name": region["area_name"],
            "text": bare(region, warehouse),
            "align": label_side(region["value"], end),
        }
    ]


def _strip_summary(
    warehouse: Warehouse, indicator_id: str, inside: Rows, region: Row | None, england: Row | None
) -> str | None:
    if not inside:
        return "No authority of the region has a figure."
    lowest, highest = (pick(inside, key=lambda row: row["value"]) for pick in (min, max))
    indicator = warehouse.indicator[indicator_id]
    return sentence(
        "From {low} in {first} to {high} in {last}; {name} {region}, England {england}.",
        low=bare(lowest, warehouse),
        first=lowest["la_name"],
        high=bare(highest, warehouse),
        last=highest["la_name"],
        name=region["area_name"] if region else "the region",
        region=shown(region, warehouse) if region else "no figure",
        england=measure(england["value"], indicator) if england else "no figure",
    )


def series(warehouse: Warehouse, region_code: str, indicator_id: str) -> Figure:
    """The region's figure over the years against England's, both as published."""
    areas = {
        "Region": warehouse.area_series(region_code, indicator_id),
        "England": warehouse.area_series(ENGLAND_CODE, indicator_id),
    }
    indicator = warehouse.indicator[indicator_id]
    name = warehouse.areas_named.get(region_code, "The region")
    return Figure(
        name=f"series-{indicator_id.replace('_', '-')}",
        chart="series",
        title=_years_beside_england(name, areas, indicator_id),
        subtitle=f"{with_unit(TITLES[indicator_id], indicator['unit'])}, {name} and England, as "
        "published, by year",
        summary=_series_summary(name, areas, indicator),
        data={
            **{part: [] for part in ("frame", "judgements", "axis", "gaps", "beyond")},
            "series": [
                {
                    "who": who,
                    "day": iso(row["period_end"]),
                    "period": row["period"],
                    "value": row["value"],
                    "text": measure(row["value"], indicator),
                }
                for who, rows in areas.items()
                for row in rows
            ],
        },
        tables=[_series_table(warehouse, name, areas, indicator_id)],
        sources=sources(warehouse, {row["release_id"] for rows in areas.values() for row in rows}),
        downloads=[Link("every figure of every edition (CSV)", "../csv/indicator_values.csv")],
    )


def _series_summary(name: str, areas: dict[str, Rows], indicator: Row) -> str:
    known = [row for row in areas["Region"] if row["value"] is not None]
    if not known:
        return f"No figure of {name} is published."
    england = {row["period"]: row["value"] for row in areas["England"]}
    told = listed(
        f"{measure(row['value'], indicator)} in {row['period']} (England "
        f"{measure(england.get(row['period']), indicator) or 'no figure'})"
        for row in ([known[0], known[-1]] if len(known) > 1 else known)
    )
    return f"Line chart of {name} and England. {name}: {told}."


def _series_table(
    warehouse: Warehouse, name: str, areas: dict[str, Rows], indicator_id: str
) -> Table:
    region = {row["period"]: row for row in areas["Region"]}
    header = ["Year", name, "England"]
    body: list[list[Cell]] = [
        [
            row["period"],
            bare(region[row["period"]], warehouse) if row["period"] in region else NO_FIGURE,
            bare(row, warehouse),
        ]
        for row in areas["England"]
    ]
    unit = warehouse.indicator[indicator_id]["unit"]
    return Table(with_unit(TITLES[indicator_id], unit), header, body, frozenset(header[1:]))


def interventions_table(warehouse: Warehouse, members: Rows) -> Table | None:
    """Notices and directions known, of the region's authorities, by authority, the newest first."""
    header = ["Authority", "Kind", "About", "Issued", "Closed", "What became of it", "Document"]
    body: list[list[Cell]] = [
        [
            Link(member["la_name"], f"../authorities/{page_of(member['la_code'])}"),
            row["kind"],
            row["subject"],
            dated(row["issued_on"], row["issued_precision"]) or NO_FIGURE,
            dated(row["closed_on"], row["closed_precision"]) or NO_FIGURE,
            row["outcome"] or "not known",
            Link(row["title"] or row["kind"], web_address(row["url"])),
        ]
        for member in members
        for row in reversed(warehouse.of["interventions"].get(member["la_code"], []))
    ]
    if not body:
        return None
    return Table("Improvement notices and statutory directions known", header, body)


def improvement_words(warehouse: Warehouse, region_code: str, as_at: str | None) -> list[str]:
    """How many spells at Inadequate have ended better, where there are five or more."""
    population = f"inadequate_all:{region_code}"
    row = next(
        (r for r in warehouse.rows["regional_summaries"] if r["population"] == population), None
    )
    if row is None or row["is_suppressed"]:
        return ["Fewer than five times at Inadequate are known in this region: too few to count."]
    told = sentence(
        "Of {spells} times at Inadequate under SIF or ILACS of authorities of the region, "
        "{improved} had ended in a better judgement by {as_at}, and {others} had not, or ended "
        "with their authority.",
        spells=number(row["spells"]),
        improved=number(row["improved"]),
        others=number(row["censored"]),
        as_at=as_at,
    )
    return sentences(told, "Improvement is seen only when Ofsted returns.")
