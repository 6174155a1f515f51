"""An indicator over the years, against England, region and neighbours."""

from __future__ import annotations

from pages.figures.parts import Cell, Figure, KeyEntry, Link, Table, iso, sources
from pages.figures.scale import beyond_words, cut, end_row
from pages.figures.timeline import frame, judgement_rows
from pages.reading import DRAWN, ENGLAND_CODE, WORKFORCE, Row, Rows, Warehouse
from pages.words.values import NO_FIGURE, plain, rank
from pages.words.wording import beside_england, listed, measure, possessive, sentences, within


def series_key(authority: Row) -> list[KeyEntry]:
    """How the lines of the rates are told apart."""
    return [
        KeyEntry("own", authority["la_name"]),
        KeyEntry("england", "England, as published"),
        KeyEntry("region", f"{authority['region_name']}, as published"),
        KeyEntry("neighbours", "neighbours' median"),
    ]


def series(warehouse: Warehouse, la_code: str, indicator_id: str) -> Figure:
    """One indicator over the years, against England, region and neighbours."""
    authority, indicator = warehouse.authority[la_code], warehouse.indicator[indicator_id]
    own = warehouse.series(la_code, indicator_id)
    areas = {
        "England": warehouse.area_series(ENGLAND_CODE, indicator_id),
        "Region": warehouse.area_series(authority["region_code"], indicator_id),
    }
    span = frame(warehouse, la_code)
    since = min(span[0]["day"], *(iso(row["period_end"]) for row in own[:1]))
    others = _others(own, areas, since)
    end, beyond = cut(warehouse, own, (row["value"] for row in others))
    drawn = [{**row, "value": None} if row in beyond else row for row in own]
    rows = [
        *({**row, "who": "This authority"} for row in _whole(drawn, areas["England"])),
        *others,
    ]
    gaps = [row for row in own if row["value"] is None]
    return Figure(
        name=indicator_id.replace("_", "-"),
        chart="series",
        title=_title(warehouse, own, authority, indicator_id),
        subtitle=_subtitle(own, indicator),
        summary=_series_summary(warehouse, own, areas["England"], authority, indicator),
        data={
            "frame": span,
            "judgements": [{"day": row["day"]} for row in judgement_rows(warehouse, la_code)],
            "axis": end_row(end),
            "series": [_point(row, indicator) for row in rows],
            "gaps": _gap_rows(warehouse, gaps),
            "beyond": [{**_point(row, indicator), "label": f"{row['value']:g}"} for row in beyond],
        },
        tables=[_series_table(own, areas, indicator, DRAWN[indicator_id])],
        notes=sentences(
            *_gap_notes(warehouse, gaps), beyond_words(warehouse, end, beyond, "period")
        ),
        about=_definition(indicator),
        sources=sources(warehouse, {row["release_id"] for row in [*own, *areas["England"]]}),
        key=series_key(authority),
        downloads=[Link("rows (CSV)", f"../data/{la_code}-benchmarks.csv")] if own else [],
    )


def noun(indicator_id: str) -> str:
    """An indicator within a sentence."""
    return within(DRAWN[indicator_id])


def _title(warehouse: Warehouse, own: Rows, authority: Row, indicator_id: str) -> str:
    """On which side of England in how many years: on the side of most of them."""
    name = authority["la_name"]
    gaps = [row["gap_to_england"] for row in own if row["gap_to_england"] is not None]
    if indicator_id in WORKFORCE:
        told = beside_england(f"{possessive(name)} {noun(indicator_id)}", gaps)
    else:
        # Their names are of many: referrals, children.
        side = beside_england(name, gaps, of="England")
        told = f"{side}: {noun(indicator_id)}" if side else None
    return told or f"No {noun(indicator_id)} of {name} can be set beside England's"


def _subtitle(own: Rows, indicator: Row) -> str:
    """Indicator, unit, day or year, and the years drawn."""
    periods = f", {own[0]['period']} to {own[-1]['period']}" if own else ""
    title = DRAWN[indicator["indicator_id"]]
    if indicator["indicator_id"] in WORKFORCE:
        title = f"{title} of children's social workers"
    return f"{title}, {indicator['unit']}, {indicator['reference_date']}{periods}"


def _others(own: Rows, areas: dict[str, Rows], since: str) -> Rows:
    """The rows of the other lines, each saying whose it is; areas from the page's first day on."""
    return [
        *(
            {**row, "who": who}
            for who, found in areas.items()
            for row in found
            if iso(row["period_end"]) >= since
        ),
        *({**row, "who": "Neighbours' median", "value": row["neighbour_median"]} for row in own),
    ]


def _whole(own: Rows, england: Rows) -> Rows:
    """The authority's periods with those that have no row at all between the first and the last."""
    if not own:
        return []
    found = {row["period"]: row for row in own}
    first, last = own[0]["period"], own[-1]["period"]
    between = [row for row in england if first <= row["period"] <= last]
    return [found.get(row["period"]) or {**row, "value": None} for row in between] or own


def _point(row: Row, indicator: Row) -> Row:
    return {
        "who": row.get("who"),
        "day": iso(row["period_end"]),
        "period": row["period"],
        "value": row["value"],
        "text": measure(row["value"], indicator),
    }


def _gap_rows(warehouse: Warehouse, gaps: Rows) -> Rows:
    return [
        {
            "day": iso(row["period_end"]),
            "marker": row["marker"],
            "meaning": warehouse.marker.get(row["marker"], "meaning not known"),
        }
        for row in gaps
    ]


def _gap_notes(warehouse: Warehouse, gaps: Rows) -> list[str]:
    """Each withheld year with its marker in words."""
    years: dict[str, list[str]] = {}
    for row in gaps:
        years.setdefault(row["marker"], []).append(row["period"])
    return [
        f"No figure for {listed(periods)}: marked “{marker}”, "
        f"{warehouse.marker.get(marker, 'meaning not known').lower()}. That is not zero."
        for marker, periods in years.items()
    ]


def _definition(indicator: Row) -> list[str]:
    reference = f"{_sentence(indicator['description'])} Reference: {indicator['reference_date']}."
    return [reference, *([_sentence(indicator["caveats"])] if indicator["caveats"] else [])]


def _sentence(text: str) -> str:
    """Text that ends like a sentence."""
    text = text.strip()
    return text if text.endswith(".") else f"{text}."


def _series_summary(
    warehouse: Warehouse, own: Rows, england: Rows, authority: Row, indicator: Row
) -> str:
    title = noun(indicator["indicator_id"])
    known = [row for row in own if row["value"] is not None]
    if not known:
        return f"No {title} is published for {authority['la_name']}."
    lowest, highest = (pick(known, key=lambda row: row["value"]) for pick in (min, max))
    words = (
        f"Line chart of the {title} in {authority['la_name']}: "
        f"{measure(known[0]['value'], indicator)} in {known[0]['period']}, "
        f"{measure(known[-1]['value'], indicator)} in {known[-1]['period']}; lowest "
        f"{measure(lowest['value'], indicator)} in {lowest['period']}, highest "
        f"{measure(highest['value'], indicator)} in {highest['period']}."
    )
    england = [row for row in england if row["period"] >= known[0]["period"]]
    if england:
        words += (
            f" England: {measure(england[0]['value'], indicator)} in {england[0]['period']}, "
            f"{measure(england[-1]['value'], indicator)} in {england[-1]['period']}."
        )
    gaps = [row["period"] for row in own if row["value"] is None]
    return f"{words} No figure for {listed(gaps)}." if gaps else words


def _series_table(own: Rows, areas: dict[str, Rows], indicator: Row, title: str) -> Table:
    places = indicator["decimal_places"]
    region = {row["period"]: row["value"] for row in areas["Region"]}
    mine = {row["period"]: row for row in own}
    rows: list[list[Cell]] = []
    for england in areas["England"]:
        row = mine.get(england["period"], {})
        value = plain(row.get("value"), places)
        rows.append(
            [
                england["period"],
                f"[{row['marker']}]" if row.get("marker") else value,
                plain(england["value"], places),
                plain(region.get(england["period"]), places),
                plain(row.get("neighbour_median"), places),
                f"{row.get('neighbours_used') or NO_FIGURE}",
                rank(row),
                row.get("funnel_flag") or NO_FIGURE,
                row.get("funnel_flag_adjusted") or NO_FIGURE,
            ]
        )
    header = [
        "Year",
        "Authority",
        "England",
        "Region",
        "Neighbours' median",
        "Neighbours used",
        "Rank (95% interval) or quarter, 1 lowest",
        "Funnel",
        "Funnel, adjusted",
    ]
    return Table(f"{title}, {indicator['unit']}", header, rows, frozenset(header[1:7]))
