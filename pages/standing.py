"""Rates of an authority against England, its region, its neighbours and all others."""

from __future__ import annotations

from pages.brief import HANDFUL
from pages.figures import (
    NO_FIGURE,
    Cell,
    Figure,
    KeyEntry,
    Link,
    Table,
    bare,
    base_of,
    iso,
    page_of,
    plain,
    rate_names,
    short_title,
    shown,
    sources,
)
from pages.history import frame, judgement_rows
from pages.reading import (
    ENGLAND_CODE,
    LEADING,
    WORKFORCE,
    Row,
    Rows,
    Warehouse,
)
from pages.wording import (
    difference,
    listed,
    measure,
    number,
    ranked,
)


def series_key(authority: Row) -> list[KeyEntry]:
    """How the lines of the rates are told apart."""
    return [
        KeyEntry("own", authority["la_name"]),
        KeyEntry("england", "England, as published"),
        KeyEntry("region", f"{authority['region_name']}, as published"),
        KeyEntry("neighbours", "median of statistical neighbours"),
    ]


def strip_key(authority: Row) -> list[KeyEntry]:
    """How the marks of the rank strips are told apart."""
    return [
        KeyEntry("mark-own", authority["la_name"]),
        KeyEntry("mark-neighbour", "a statistical neighbour"),
        KeyEntry("mark-england", "England, as published"),
        KeyEntry("mark-other", "every other authority"),
    ]


def series(warehouse: Warehouse, la_code: str, indicator_id: str) -> Figure:
    """One workforce rate over the years, against England, region and neighbours."""
    authority, indicator = warehouse.authority[la_code], warehouse.indicator[indicator_id]
    own = warehouse.series(la_code, indicator_id)
    areas = {
        "England": warehouse.area_series(ENGLAND_CODE, indicator_id),
        "Region": warehouse.area_series(authority["region_code"], indicator_id),
    }
    span = frame(warehouse, la_code)
    since = span[0]["day"]
    rows = [
        {**row, "who": "This authority", "value": row["value"]}
        for row in _whole(own, areas["England"])
    ]
    rows += [
        {**row, "who": who}
        for who, found in areas.items()
        for row in found
        if iso(row["period_end"]) >= since
    ]
    rows += [{**row, "who": "Neighbours' median", "value": row["neighbour_median"]} for row in own]
    gaps = [row for row in own if row["value"] is None]
    return Figure(
        name=indicator_id.replace("_", "-"),
        chart="series",
        title=f"{WORKFORCE[indicator_id]} ({indicator['unit']})",
        summary=_series_summary(warehouse, own, areas["England"], authority, indicator),
        data={
            "frame": span,
            "judgements": [{"day": row["day"]} for row in judgement_rows(warehouse, la_code)],
            "series": [_point(row, indicator) for row in rows],
            "gaps": [
                {
                    "day": iso(row["period_end"]),
                    "marker": row["marker"],
                    "meaning": warehouse.marker.get(row["marker"], "meaning not known"),
                }
                for row in gaps
            ],
        },
        tables=[_series_table(own, areas, indicator, WORKFORCE[indicator_id])],
        notes=_gap_notes(warehouse, gaps),
        about=[
            f"{_sentence(indicator['description'])} Reference: {indicator['reference_date']}.",
            *([_sentence(indicator["caveats"])] if indicator["caveats"] else []),
        ],
        sources=sources(warehouse, {row["release_id"] for row in [*own, *areas["England"]]}),
        downloads=[Link("rows (CSV)", f"../data/{la_code}-benchmarks.csv")] if own else [],
    )


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
        "who": row["who"],
        "day": iso(row["period_end"]),
        "period": row["period"],
        "value": row["value"],
        "text": measure(row["value"], indicator),
    }


def _sentence(text: str) -> str:
    """Text that ends like a sentence."""
    text = text.strip()
    return text if text.endswith(".") else f"{text}."


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


def _series_summary(
    warehouse: Warehouse, own: Rows, england: Rows, authority: Row, indicator: Row
) -> str:
    title = WORKFORCE[indicator["indicator_id"]].lower()
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
                _rank(row),
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
        "Rank, 1 lowest",
        "Funnel",
        "Funnel, adjusted",
    ]
    return Table(f"{title}, {indicator['unit']}", header, rows, frozenset(header[1:7]))


def _rank(row: Row) -> str:
    if not row.get("rank_lowest"):
        return NO_FIGURE
    return f"{row['rank_lowest']} of {row['n_ranked']}"


def strip(warehouse: Warehouse, la_code: str, indicator_id: str) -> Figure:
    """Where the authority stands among all in the newest period."""
    indicator = warehouse.indicator[indicator_id]
    row = warehouse.latest(la_code, indicator_id)
    name = warehouse.authority[la_code]["la_name"]
    near = [
        found
        for neighbour in warehouse.of["neighbours"].get(la_code, [])
        if (found := warehouse.latest(neighbour["neighbour_la_code"], indicator_id))
        and found["value"] is not None
    ]
    period = warehouse.newest_period(indicator_id)
    if row is None or row["value"] is None:
        summary = f"{name} has no value for {period}."
    else:
        summary = (
            f"{measure(row['value'], indicator)} in {period}, "
            f"{ranked(row['rank_lowest'], row['n_ranked'], row['n_tied']) or 'not ranked'}."
        )
    return Figure(
        name=f"strip-{indicator_id.replace('_', '-')}",
        chart="strip",
        title=f"{WORKFORCE[indicator_id]} ({indicator['unit']})",
        summary=summary,
        data={
            "everyone": f"@strip.{indicator_id}",
            "england": f"@england.{indicator_id}",
            "neighbours": [_mark(found, indicator) for found in near],
            "own": [
                {
                    **_mark(row, indicator),
                    "align": _inwards(warehouse, row),
                    "text": bare(row, warehouse),
                },
            ]
            if row and row["value"] is not None
            else [],
        },
    )


def _inwards(warehouse: Warehouse, row: Row) -> str:
    """The side of a label that keeps it inside the chart."""
    everyone = warehouse.newest[row["indicator_id"]]
    highest = max(found["value"] or 0 for found in everyone)
    share = row["value"] / highest if highest else 0
    return "left" if share < 0.1 else "right" if share > 0.9 else "center"


def _mark(row: Row, indicator: Row) -> Row:
    return {
        "value": row["value"],
        "name": row["la_name"],
        "text": measure(row["value"], indicator),
    }


def newest_rows(warehouse: Warehouse, la_code: str) -> Rows:
    """The authority's benchmarks for each indicator's newest period."""
    return [row for row in warehouse.of["benchmarks"].get(la_code, []) if row["is_newest"]]


def standing_table(warehouse: Warehouse, la_code: str) -> Table:
    """Every benchmarked indicator of an authority in its newest period."""
    header = [
        "Indicator",
        "Period",
        "Authority",
        "England",
        "Region",
        "Neighbours' median",
        "Rank, 1 lowest",
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
                short_title(warehouse, row["indicator_id"]),
                row["period"],
                shown(row, warehouse),
                measure(row["england_value"], indicator) or NO_FIGURE,
                measure(row["region_value"], indicator) or NO_FIGURE,
                measure(row["neighbour_median"], indicator) or NO_FIGURE,
                _rank(row),
                f"{row['quartile'] or NO_FIGURE}",
                difference(row["change_1y"], indicator) or NO_FIGURE,
                difference(row["change_3y"], indicator) or NO_FIGURE,
            ]
        )
    return Table("Newest figure of every indicator compared", header, rows, frozenset(header[2:]))


def funnel(warehouse: Warehouse, la_code: str) -> Figure | None:
    """The newest vacancy rate against the posts it rests on, with limits of chance."""
    row, base = warehouse.latest(la_code, LEADING), base_of(warehouse, la_code)
    if row is None or row["value"] is None or base is None or not base["denominator"]:
        return None
    indicator = warehouse.indicator[LEADING]
    name = warehouse.authority[la_code]["la_name"]
    posts = number(base["denominator"], 1)
    return Figure(
        name="funnel",
        chart="funnel",
        title=f"Vacancy rate {row['period']} against the size of the workforce",
        summary=f"Funnel plot. {name}: {measure(row['value'], indicator)} on {posts} posts. "
        f"Against plain limits of chance: {_flag(row['funnel_flag'])}. Against limits adjusted for "
        f"overdispersion: {_flag(row['funnel_flag_adjusted'])}.",
        data={
            "limits": "@funnel.limits",
            "points": "@funnel.points",
            "ends": "@funnel.ends",
            "own": [{**_mark(row, indicator), "n": base["denominator"]}],
        },
        tables=[_funnel_table(warehouse, la_code)],
        notes=[
            "Plain limits show how far rates would scatter around England's if only chance were at "
            "work (exact form, 95% and 99.8%). Vacancy rates scatter much more than that, so the "
            "adjusted limits are wider by the square root of the overdispersion "
            f"φ = {plain(row['funnel_phi'], 2)} (Spiegelhalter 2005, multiplicative).",
            *funnel_note(warehouse, base["area_code"]),
            "Outside the limits means farther from England's rate than they allow for chance; it "
            "does not say why.",
        ],
        sources=sources(warehouse, [row["release_id"]]),
        key=(
            KeyEntry("england-solid", "England"),
            KeyEntry("plain-95", "plain 95% limits"),
            KeyEntry("plain-998", "plain 99.8% limits"),
            KeyEntry("adjusted-95", "adjusted 95% limits"),
            KeyEntry("adjusted-998", "adjusted 99.8% limits"),
            KeyEntry("mark-own", name),
        ),
        downloads=[
            Link("rows of this authority (CSV)", f"../data/{la_code}-benchmarks.csv"),
            Link("every authority in the chart (CSV)", "../data/funnel.csv"),
            Link("every authority (page)", "../compare.html"),
        ],
    )


def funnel_note(warehouse: Warehouse, area_code: str) -> list[str]:
    """Which small returns the chart leaves out, so that the others can be told apart."""
    beyond = [
        f"{row['name']} ({row['text']} on {number(row['n'], 1)} posts)"
        for row in funnel_points(warehouse)
        if row["is_beyond"] and row["area_code"] != area_code
    ]
    if not beyond:
        return []
    return [f"Not drawn, so that the others can be told apart: {listed(beyond)}."]


def funnel_points(warehouse: Warehouse) -> Rows:
    """Every return of the newest census with its posts; a joint return once.

    A return of few posts with a rate higher than any larger return's is beyond the drawn scale.
    """
    indicator = warehouse.indicator[LEADING]
    returns = {
        row["area_code"]: row
        for row in warehouse.rows["bases"]
        if row["indicator_id"] == LEADING and row["value"] is not None and row["denominator"]
    }
    top = max(
        (row["value"] for row in returns.values() if row["denominator"] >= HANDFUL), default=100
    )
    return [
        {
            "area_code": row["area_code"],
            "name": row["area_name"],
            "n": row["denominator"],
            "value": row["value"],
            "text": measure(row["value"], indicator),
            "is_beyond": row["value"] > top,
        }
        for row in returns.values()
    ]


def _flag(flag: str | None) -> str:
    if flag is None:
        return "not computed"
    side, _, level = flag.partition(" ")
    return f"outside the {level}% limits, {side}" if level else "within the 95% limits"


def _funnel_table(warehouse: Warehouse, la_code: str) -> Table:
    """The authority and its neighbours: rate, posts and flags."""
    codes = [la_code] + [
        row["neighbour_la_code"] for row in warehouse.of["neighbours"].get(la_code, [])
    ]
    rows: list[list[Cell]] = []
    for code in codes:
        row, base = warehouse.latest(code, LEADING), base_of(warehouse, code)
        rows.append(
            [
                warehouse.authority[code]["la_name"],
                shown(row, warehouse) if row else NO_FIGURE,
                plain(base["denominator"], 1) if base else NO_FIGURE,
                _flag(row["funnel_flag"]) if row else NO_FIGURE,
                _flag(row["funnel_flag_adjusted"]) if row else NO_FIGURE,
            ]
        )
    header = ["Authority", "Vacancy rate", "Posts (FTE)", "Plain limits", "Adjusted limits"]
    return Table("This authority and its neighbours", header, rows, frozenset(header[1:3]))


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
