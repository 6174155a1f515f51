"""The front page, the page of all authorities, and the rows that pages share."""

from __future__ import annotations

from datetime import date
from typing import Any

from pages.figures import (
    NO_FIGURE,
    Cell,
    Figure,
    KeyEntry,
    Link,
    Table,
    at_risk_table,
    bare,
    curve_rows,
    funnel_limits,
    iso,
    median_rows,
    page_of,
    plain,
    rate_names,
    shown,
    sources,
)
from pages.history import curve_notes
from pages.reading import (
    ALL_INADEQUATE,
    ALL_REQUIRES_IMPROVEMENT,
    CLOCK,
    ENGLAND_CODE,
    GRADES,
    LEADING,
    NO_OVERALL,
    NOT_JUDGED,
    NOT_JUDGED_NOTE,
    WORKFORCE,
    Row,
    Rows,
    Warehouse,
)
from pages.standing import funnel_points
from pages.wording import (
    MONTHS,
    counted,
    day,
    duration,
    listed,
    measure,
    number,
    percent,
    sentence,
    sentences,
)

ORDER = (*GRADES, NO_OVERALL, NOT_JUDGED)


def front_page(warehouse: Warehouse) -> dict[str, Any]:
    """Everything the template of the front page shows."""
    return {
        "brief": _brief(warehouse),
        "regions": _regions(warehouse),
        "abolished": [
            Link(f"{row['la_name']} (to {day(row['closed_on'])})", page_of(row["la_code"]))
            for row in warehouse.rows["authorities"]
            if not row["is_current"]
        ],
        "count": sum(bool(row["is_current"]) for row in warehouse.rows["authorities"]),
        "ratings": ratings(warehouse),
        "spread": spread(warehouse),
        "improvement": improvement(warehouse),
        "by_rating": by_rating(warehouse),
    }


def compare_page(warehouse: Warehouse) -> dict[str, Any]:
    """Every current authority in one table."""
    return {
        "table": compare_table(warehouse),
        "sources": sources(
            warehouse,
            {warehouse.newest[name][0]["release_id"] for name in WORKFORCE},
        ),
    }


def shared_rows(warehouse: Warehouse) -> dict[str, Rows]:
    """Rows that many pages draw, by the name they are asked for with a leading @."""
    england = {name: warehouse.area_series(ENGLAND_CODE, name) for name in WORKFORCE}
    return {
        **{f"strip.{name}": _everyone(warehouse, name) for name in WORKFORCE},
        **{f"england.{name}": [{"value": england[name][-1]["value"]}] for name in WORKFORCE},
        **_funnel_rows(warehouse),
        **{
            f"curve.{population}": curve_rows(warehouse, population)
            for population in (ALL_INADEQUATE, ALL_REQUIRES_IMPROVEMENT)
        },
    }


def _everyone(warehouse: Warehouse, indicator_id: str) -> Rows:
    return [
        {"value": row["value"], "name": row["la_name"], "text": shown(row, warehouse)}
        for row in warehouse.newest[indicator_id]
        if row["value"] is not None
    ]


def _funnel_rows(warehouse: Warehouse) -> dict[str, Rows]:
    """Points, limits up to the highest point drawn, and names at the limits' ends."""
    drawn = [row for row in funnel_points(warehouse) if not row["is_beyond"]]
    judged = next((row for row in warehouse.newest[LEADING] if row["funnel_phi"]), None)
    if judged is None or not drawn:
        return {"funnel.points": drawn, "funnel.limits": [], "funnel.ends": []}
    farthest = max(row["n"] for row in drawn)
    highest = max(row["value"] for row in drawn)
    limits = funnel_limits(judged["england_value"], judged["funnel_phi"], farthest)
    names = {"England": ("England", 8), "99.8 plain high": ("plain limits", -7)}
    names["99.8 adjusted high"] = ("adjusted limits", -7)
    ends = {row["line"]: row for row in limits}
    return {
        "funnel.points": drawn,
        "funnel.limits": [row for row in limits if row["value"] <= highest * 1.15],
        "funnel.ends": [
            {"n": ends[line]["n"], "value": ends[line]["value"], "label": name, "dy": dy}
            for line, (name, dy) in names.items()
        ],
    }


def _brief(warehouse: Warehouse) -> list[str]:
    england = warehouse.area_series(ENGLAND_CODE, LEADING)
    summary = warehouse.summary(ALL_INADEQUATE) or {}
    indicator = warehouse.indicator[LEADING]
    now = {
        row["grade"]: row["n"]
        for row in warehouse.rows["ratings_counted"]
        if row["as_at"] == warehouse.as_at
    }
    grades = listed(f"{now[grade]} {_in_words(grade)}" for grade in ORDER if now.get(grade))
    judged = {
        row["la_code"] for row in warehouse.rows["spells"] if row["population"] == ALL_INADEQUATE
    }
    peak = max(england, key=lambda row: row["value"] or 0) if england else None
    return sentences(
        sentence(
            "Judgements in force on {date}, for {total}: {grades}.",
            date=day(warehouse.as_at),
            total=counted(sum(now.values()), "authority", "authorities"),
            grades=grades,
        ),
        sentence(
            "England's vacancy rate for children's social workers was {last} on {date}; its "
            "highest in these data was {peak} on {peak_date}.",
            last=measure(england[-1]["value"], indicator),
            date=day(england[-1]["period_end"]),
            peak=measure(peak["value"], indicator),
            peak_date=day(peak["period_end"]),
        )
        if england and peak
        else None,
        sentence(
            "Half of spells at Inadequate are estimated to have ended in a better judgement by "
            "{median} after the report (Kaplan-Meier median of {spells} of {authorities}, of "
            "which {improved} ended improved; 95% limits {lower} to {upper} days).",
            median=duration(summary.get("median_days")),
            spells=counted(summary.get("spells"), "spell"),
            authorities=counted(len(judged), "authority", "authorities"),
            improved=number(summary.get("improved")),
            lower=number(summary.get("median_lower")),
            upper=number(summary.get("median_upper")),
        ),
        sentence(
            "Within two, three and four years of the report an estimated {two}, {three} and {four} "
            "of spells had ended in a better judgement.",
            two=percent(summary.get("improved_within_2y")),
            three=percent(summary.get("improved_within_3y")),
            four=percent(summary.get("improved_within_4y")),
        ),
    )


def _regions(warehouse: Warehouse) -> list[tuple[str, Rows]]:
    """Current authorities by region, each with its judgement."""
    groups: dict[str, Rows] = {}
    for row in warehouse.rows["authorities"]:
        if row["is_current"]:
            rating = warehouse.rating(row["la_code"])
            groups.setdefault(row["region_name"], []).append(
                {
                    "name": row["la_name"],
                    "code": row["la_code"],
                    "url": f"authorities/{page_of(row['la_code'])}",
                    "judgement": rating["judgement"] if rating else NOT_JUDGED,
                }
            )
    return sorted(groups.items())


def ratings(warehouse: Warehouse) -> Figure:
    """Authorities per judgement in force over time."""
    counted_rows = warehouse.rows["ratings_counted"]
    by_date: dict[Any, dict[str, int]] = {}
    for row in counted_rows:
        by_date.setdefault(row["as_at"], {})[row["grade"]] = row["n"]
    bars: Rows = []
    for as_at, counts in by_date.items():
        base = 0
        for grade in reversed(ORDER):
            n = counts.get(grade, 0)
            bars.append(
                {
                    "date": _bar(as_at),
                    "grade": grade,
                    "n": n,
                    "from": base,
                    "to": base + n,
                    "middle": base + n / 2,
                    "shown": str(n) if n > 4 else "",
                }
            )
            base += n
    first, last = min(by_date), max(by_date)
    derived = sum(row["n_part_inadequate"] for row in counted_rows if row["as_at"] == last)

    def told(as_at: Any) -> str:
        counts = by_date[as_at]
        return listed(f"{counts[grade]} {_in_words(grade)}" for grade in ORDER if grade in counts)

    return Figure(
        name="ratings",
        chart="ratings",
        title="Judgements in force over time",
        summary=f"Stacked bars of authorities by judgement. {day(first)}: {told(first)}. "
        f"{day(last)}: {told(last)}.",
        data={"ratings": [row for row in bars if row["n"]]},
        tables=[
            Table(
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
        ],
        notes=[
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
        ],
        sources=judgement_sources(warehouse),
        key=tuple(KeyEntry(f"fill-{n}", grade) for n, grade in enumerate(ORDER)),
        downloads=[Link("ratings (CSV)", "../csv/ratings.csv")],
    )


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


def _in_words(grade: str) -> str:
    return {
        NO_OVERALL: "without an overall grade",
        NOT_JUDGED: "with no judgement under SIF or ILACS yet",
    }.get(grade, grade)


def _bar(as_at: date) -> str:
    """A bar's name: the year for 31 March, month and year for the date of the run."""
    return str(as_at.year) if as_at.month == 3 else f"{MONTHS[as_at.month - 1][:3]} {as_at.year}"


def judgement_sources(warehouse: Warehouse) -> list[Link]:
    """Editions of official statistics, and how many single reports there are beside them."""
    reports = {row["report_release_id"] for row in warehouse.rows["inspections"]} - {None}
    official = {
        row["source_release_id"]
        for row in warehouse.rows["inspections"]
        if row["source_release_id"] not in reports
    }
    listed_in = "linked on each authority's page and listed in releases.csv"
    return [
        *sources(warehouse, official),
        Link(f"Ofsted, {len(reports):,} inspection reports, {listed_in}", "../csv/releases.csv"),
    ]


def spread(warehouse: Warehouse) -> Figure:
    """England's vacancy rate over the years with the spread of authorities."""
    indicator = warehouse.indicator[LEADING]
    england = warehouse.area_series(ENGLAND_CODE, LEADING)
    spreads = {row["period"]: row for row in warehouse.rows["spread"]}
    rows: list[list[Cell]] = [
        [
            row["period"],
            plain(row["value"], 1),
            *(
                plain(spreads[row["period"]][name], 1) if row["period"] in spreads else NO_FIGURE
                for name in ("q1", "median", "q3")
            ),
            str(spreads[row["period"]]["n"]) if row["period"] in spreads else NO_FIGURE,
        ]
        for row in england
    ]
    header = ["Year", "England", "Lower quarter", "Median", "Upper quarter", "Returns"]
    known = [row for row in england if row["value"] is not None]
    return Figure(
        name="vacancy",
        chart="spread",
        title="Vacancy rate of children's social workers (%)",
        summary="Line chart of England's vacancy rate: "
        + listed(f"{measure(row['value'], indicator)} in {row['period']}" for row in known)
        + ".",
        data={
            "england": _labelled(england, indicator),
            "spread": [
                {
                    "day": iso(row["period_end"]),
                    **{name: round(row[name], 3) for name in ("q1", "median", "q3")},
                }
                for row in warehouse.rows["spread"]
            ],
        },
        tables=[Table("Vacancy rate, %", header, rows, frozenset(header[1:]))],
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
            Link("indicator values (CSV)", "../csv/indicator_values.csv"),
            Link("benchmarks (CSV)", "../csv/la_benchmarks.csv"),
        ],
    )


def _labelled(rows: Rows, indicator: Row) -> Rows:
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


def improvement(warehouse: Warehouse) -> Figure | None:
    """Time from Inadequate to a better judgement, all of England."""
    summary = warehouse.summary(ALL_INADEQUATE)
    if summary is None:
        return None
    return Figure(
        name="improvement",
        chart="improvement",
        title="Time from Inadequate to a better judgement",
        summary=f"Kaplan-Meier curve of {counted(summary['spells'], 'spell')} at Inadequate: "
        f"{percent(summary['improved_within_2y'])} improved within two years, "
        f"{percent(summary['improved_within_3y'])} within three, "
        f"{percent(summary['improved_within_4y'])} within four; median "
        f"{number(summary['median_days'])} days.",
        data={
            "curve": f"@curve.{ALL_INADEQUATE}",
            "median": median_rows(warehouse, ALL_INADEQUATE),
            "spells": [],
        },
        tables=[at_risk_table(warehouse, ALL_INADEQUATE), _populations_table(warehouse)],
        notes=curve_notes(warehouse, ALL_INADEQUATE),
        sources=judgement_sources(warehouse),
        key=(
            KeyEntry("england-solid", "share not yet improved"),
            KeyEntry("band", "95% limits"),
        ),
        downloads=[
            Link("curves (CSV)", "../csv/improvement_curves.csv"),
            Link("summary (CSV)", "../csv/improvement_summary.csv"),
            Link("spells (CSV)", "../csv/improvement_spells.csv"),
        ],
    )


def _populations_table(warehouse: Warehouse) -> Table:
    names = {
        ALL_INADEQUATE: "Inadequate, SIF and ILACS",
        "inadequate_sif": "Inadequate, begun under SIF",
        "inadequate_ilacs": "Inadequate, begun under ILACS",
        "inadequate_ilacs_official": "Inadequate, official ILACS grades only",
        ALL_REQUIRES_IMPROVEMENT: "Requires improvement, begun under ILACS",
    }
    header = [
        "Spells",
        "Seen to",
        "Number",
        "Improved",
        "Censored",
        "Median days",
        "95% limits",
        "Within 3 years",
    ]
    rows: list[list[Cell]] = []
    for population, name in names.items():
        row = warehouse.summary(population, CLOCK)
        if row is not None:
            limits = (
                f"{plain(row['median_lower'], 0)} to {number(row['median_upper']) or 'not reached'}"
            )
            rows.append(
                [
                    name,
                    day(row["as_at"]) or NO_FIGURE,
                    str(row["spells"]),
                    str(row["improved"]),
                    str(row["censored"]),
                    number(row["median_days"]) or "not reached",
                    limits if row["median_lower"] else NO_FIGURE,
                    percent(row["improved_within_3y"]) or NO_FIGURE,
                ]
            )
    return Table(
        "Time to improvement by kind of spell, from report to report",
        header,
        rows,
        frozenset(header[2:]),
    )


def by_rating(warehouse: Warehouse) -> Figure | None:
    """Vacancy rate by judgement in force at the newest census."""
    rows = warehouse.rows["rating_summary"]
    if not rows:
        return None
    indicator = warehouse.indicator[LEADING]
    censuses = sorted({row["as_at"] for row in rows}, reverse=True)
    ordered = sorted(
        rows, key=lambda row: (censuses.index(row["as_at"]), GRADES.index(row["grade"]))
    )
    newest = [row for row in ordered if row["as_at"] == censuses[0]]
    told = listed(
        f"{row['grade']} {measure(row['median'], indicator)} ({row['n']})" for row in newest
    )
    header = ["Census", "Judgement", "Authorities", "Lower quarter", "Median", "Upper quarter"]
    header.append("Unweighted mean")
    return Figure(
        name="by-rating",
        chart="by_rating",
        title=f"Vacancy rate by judgement in force, {day(newest[0]['as_at'])}",
        summary=f"Bars of the middle half of authorities. Median vacancy rate and number of "
        f"authorities: {told}.",
        data={
            "grades": [
                {
                    "label": f"{row['grade']}|n = {row['n']}",
                    "order": GRADES.index(row["grade"]),
                    "q1": row["q1"],
                    "q3": row["q3"],
                    "median": row["median"],
                    "text": f"median {measure(row['median'], indicator)}",
                }
                for row in newest
            ]
        },
        tables=[
            Table(
                "Vacancy rate by judgement in force, %",
                header,
                [
                    [
                        day(row["as_at"]) or NO_FIGURE,
                        row["grade"],
                        str(row["n"]),
                        *(plain(row[name], 1) for name in ("q1", "median", "q3", "mean")),
                    ]
                    for row in ordered
                ],
                frozenset(header[2:]),
            )
        ],
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
        downloads=[Link("summary (CSV)", "../csv/rating_indicator_summary.csv")],
    )


def compare_table(warehouse: Warehouse) -> Table:
    """Every current authority with its judgement and newest rates."""
    header = ["Authority", "Region", "Judgement in force", "Published", *rate_names(warehouse)]
    header.append("Vacancy rank, 1 lowest")
    rows: list[list[Cell]] = []
    for authority in warehouse.rows["authorities"]:
        if not authority["is_current"]:
            continue
        code = authority["la_code"]
        rating = warehouse.rating(code)
        leading = warehouse.latest(code, LEADING)
        newest = [warehouse.latest(code, name) for name in WORKFORCE]
        rows.append(
            [
                Link(authority["la_name"], f"authorities/{page_of(code)}"),
                authority["region_name"],
                rating["judgement"] if rating else NOT_JUDGED,
                (day(rating["publication_date"]) if rating else None) or NO_FIGURE,
                *(bare(row, warehouse) if row else NO_FIGURE for row in newest),
                f"{leading['rank_lowest']} of {leading['n_ranked']}"
                if leading and leading["rank_lowest"]
                else NO_FIGURE,
            ]
        )
    caption = f"All authorities, workforce rates of {warehouse.newest_period(LEADING)}"
    return Table(caption, header, rows, frozenset(header[4:]))
