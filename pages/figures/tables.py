"""Tables of an authority that stand without a chart."""

from __future__ import annotations

from pages.compare import address
from pages.figures.parts import Cell, Link, Table, page_of
from pages.reading import LEADING, WORKFORCE, Rows, Warehouse
from pages.words.values import NO_FIGURE, bare, plain, rank, rate_names, short_title, shown
from pages.words.wording import day, difference, measure


def standing_table(warehouse: Warehouse, la_code: str) -> Table:
    """Every benchmarked indicator of an authority in its newest period."""
    header = [
        "Indicator",
        "Period",
        "Authority",
        "England",
        "Region",
        "Neighbours' median",
        "Rank (95% interval), 1 lowest",
        "Quarter, 1 lowest",
        "Change, 1 year",
        "Change, 3 years",
    ]
    order = {name: place for place, name in enumerate(WORKFORCE)}
    newest = sorted(
        newest_rows(warehouse, la_code),
        key=lambda row: (order.get(row["indicator_id"], len(order)), row["indicator_id"]),
    )
    rows: list[list[Cell]] = []
    for row in newest:
        indicator = warehouse.indicator[row["indicator_id"]]
        rows.append(
            [
                _over_time(warehouse, la_code, row["indicator_id"]),
                row["period"],
                shown(row, warehouse),
                measure(row["england_value"], indicator) or NO_FIGURE,
                measure(row["region_value"], indicator) or NO_FIGURE,
                measure(row["neighbour_median"], indicator) or NO_FIGURE,
                rank(row) if row["place"] else NO_FIGURE,
                f"{row['quartile'] or NO_FIGURE}",
                difference(row["change_1y"], indicator) or NO_FIGURE,
                difference(row["change_3y"], indicator) or NO_FIGURE,
            ]
        )
    return Table("Newest figure of every indicator compared", header, rows, frozenset(header[2:]))


def _over_time(warehouse: Warehouse, la_code: str, indicator_id: str) -> Cell:
    """The indicator's title, leading to it among the authority's neighbours over the years."""
    title = short_title(warehouse, indicator_id)
    if not warehouse.of["neighbours"].get(la_code):
        return title
    return Link(title, address(f"neighbours:{la_code}", "../", what=indicator_id, years="all"))


def newest_rows(warehouse: Warehouse, la_code: str) -> Rows:
    """The authority's benchmarks for each indicator's newest period."""
    return [row for row in warehouse.of["benchmarks"].get(la_code, []) if row["is_newest"]]


def spells_table(spells: Rows) -> Table | None:
    """Every period at a grade worse than Good."""
    if not spells:
        return None
    header = [
        "Grade",
        "Began (published)",
        "Ended (published)",
        "Outcome",
        "Days, report to report",
        "Days, inspection to inspection",
        "Inspections",
        "Visits known",
        "Basis",
    ]
    rows: list[list[Cell]] = [
        [
            f"{row['from_grade']} ({row['framework_at_start']})",
            day(row["started_published_on"]) or NO_FIGURE,
            day(row["ended_published_on"]) or f"not by {day(row['censored_on'])}",
            f"{row['outcome']} to {row['to_grade']}" if row["to_grade"] else row["outcome"],
            plain(row["days_publication_clock"], 0),
            plain(row["days_inspection_clock"], 0),
            str(row["inspections_in_spell"]),
            plain(row["visits_in_spell"], 0),
            row["basis"],
        ]
        for row in spells
    ]
    return Table("Periods at a grade worse than Good", header, rows, frozenset((*header[4:8],)))


def neighbours_table(warehouse: Warehouse, la_code: str) -> Table | None:
    """The ten statistical neighbours with judgement and newest rates."""
    neighbours = warehouse.of["neighbours"].get(la_code, [])
    if not neighbours:
        return None
    rates = rate_names(warehouse)
    header = ["Neighbour", "Closeness", "Judgement in force", *rates]
    rows: list[list[Cell]] = []
    for row in neighbours:
        code = row["neighbour_la_code"]
        rating = warehouse.rating(code)
        newest = [warehouse.latest(code, name) for name in WORKFORCE]
        rows.append(
            [
                Link(warehouse.authority[code]["la_name"], page_of(code)),
                f"{row['neighbour_rank']}: {row['closeness']}",
                rating["judgement"] if rating else NO_FIGURE,
                *(bare(found, warehouse) if found else NO_FIGURE for found in newest),
            ]
        )
    period = warehouse.newest_period(LEADING)
    caption = f"Statistical neighbours (2025 model), nearest first, with rates of {period}"
    return Table(caption, header, rows, frozenset(rates))


def revisions_table(warehouse: Warehouse, la_code: str) -> Table | None:
    """What a publisher changed between editions for this authority."""
    revisions = warehouse.of["revisions"].get(la_code, [])
    if not revisions:
        return None
    header = ["Indicator", "Period", "Before", "After", "Edition that changed it"]
    rows: list[list[Cell]] = []
    for row in revisions:
        places = warehouse.indicator[row["indicator_id"]]["decimal_places"]
        before, after = (
            plain(row[value], places) if row[value] is not None else f"[{row[marker]}]"
            for value, marker in (("previous_value", "previous_marker"), ("value", "marker"))
        )
        title = short_title(warehouse, row["indicator_id"])
        rows.append([title, row["period"], before, after, row["release_id"]])
    return Table("Figures that a later edition changed", header, rows, frozenset(header[2:4]))
