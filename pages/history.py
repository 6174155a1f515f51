"""Judgements and spells of an authority as figures and tables."""

from __future__ import annotations

from datetime import date, timedelta

from pages.figures import (
    NO_FIGURE,
    Cell,
    Figure,
    KeyEntry,
    Link,
    Table,
    at_risk_table,
    curve_rows,
    iso,
    median_rows,
    plain,
    sources,
    web_address,
)
from pages.reading import (
    ALL_INADEQUATE,
    LEADING,
    NO_OVERALL,
    Row,
    Rows,
    Warehouse,
)
from pages.wording import (
    counted,
    day,
    days_between,
    listed,
    month,
    number,
)

MARGIN = timedelta(days=75)
PARTS = {
    "impact_of_leaders": "Impact of leaders",
    "help_and_protection": "Help and protection",
    "in_care": "Children in care",
    "care_leavers": "Care leavers",
}


def judgement_rows(warehouse: Warehouse, la_code: str) -> Rows:
    """Judgements as the timeline draws them."""
    return [
        {
            "day": iso(row["shown_on"]),
            "row": row["overall_effectiveness"] or NO_OVERALL,
            "label": row["overall_effectiveness"]
            or f"{NO_OVERALL}: worst {row['worst_judgement']}",
            "shown": days_between(row["inspection_start_date"], row["inspection_end_date"])
            or "days not known",
            "published": day(row["publication_date"]),
            "status": "provisional" if row["is_provisional"] else "official",
            "framework": row["framework"],
        }
        for row in warehouse.of["inspections"].get(la_code, [])
    ]


def frame(warehouse: Warehouse, la_code: str) -> Rows:
    """Beginning and end of time on the page: the first inspection or census, to the run's date."""
    days = [row["shown_on"] for row in warehouse.of["inspections"].get(la_code, [])]
    days += [row["period_end"] for row in warehouse.series(la_code, LEADING)]
    first = min(days, default=warehouse.as_at) - MARGIN
    return [{"day": iso(first)}, {"day": iso(warehouse.as_at)}]


def pause_rows(warehouse: Warehouse, since: str) -> Rows:
    """The time without inspections in England, if the page's time reaches back to it."""
    return [
        {
            "from": iso(row["last_before"]),
            "to": iso(row["first_after"]),
            "label": "no inspections",
        }
        for row in warehouse.rows["pause"]
        if row["first_after"] is not None and iso(row["last_before"]) >= since
    ]


def _steps(judgements: Rows, closed_on: date | None, warehouse: Warehouse) -> Rows:
    """The judgement in force along time, to the authority's last day or the date of the run."""
    steps = [{"day": row["day"], "row": row["row"]} for row in judgements]
    return [*steps, {**steps[-1], "day": iso(closed_on or warehouse.as_at)}] if steps else []


def timeline(warehouse: Warehouse, la_code: str) -> Figure:
    """Judgements and visits of an authority along time."""
    name = warehouse.authority[la_code]["la_name"]
    inspections = warehouse.of["inspections"].get(la_code, [])
    visits = warehouse.of["visits"].get(la_code, [])
    judgements = judgement_rows(warehouse, la_code)
    span = frame(warehouse, la_code)
    told = listed(f"{row['label']} (published {row['published']})" for row in judgements)
    return Figure(
        name="timeline",
        chart="timeline",
        title="Judgements and visits",
        summary=f"Timeline of full inspections of {name}: {told or 'none'}. "
        f"{counted(len(visits), 'visit') if visits else 'No visit'} known.",
        data={
            "frame": span,
            "pause": pause_rows(warehouse, span[0]["day"]),
            "judgements": judgements,
            "steps": _steps(judgements, warehouse.authority[la_code]["closed_on"], warehouse),
            "visits": [
                {
                    "day": iso(row["shown_on"]),
                    "row": "Visits",
                    "label": row["visit_type"],
                    "shown": day(row["visit_date"]) or "day not known",
                    "theme": row["theme"] or "not given",
                }
                for row in visits
                if row["shown_on"]
            ],
        },
        tables=[_inspections_table(inspections), *([_visits_table(visits)] if visits else [])],
        notes=[
            "A judgement stands at the first day of the inspection, or at publication where no "
            "report tells that day. SIF and ILACS are different frameworks with the same four "
            "grades.",
            visits_note(warehouse),
        ],
        sources=sources(
            warehouse,
            [
                *(row[key] for row in inspections for key in _INSPECTION_RELEASES),
                *(row["source_release_id"] for row in visits),
            ],
        ),
        key=(
            KeyEntry("dot-square", "SIF"),
            KeyEntry("dot-circle", "ILACS"),
            KeyEntry("dot-hollow", "hollow: provisional"),
            KeyEntry("tick", "visit"),
        ),
        downloads=[
            Link("inspections (CSV)", f"../data/{la_code}-inspections.csv"),
            *([Link("visits (CSV)", f"../data/{la_code}-visits.csv")] if visits else []),
        ],
    )


_INSPECTION_RELEASES = ("source_release_id", "report_release_id")


def _inspections_table(inspections: Rows) -> Table:
    def overall(row: Row) -> str:
        if row["overall_effectiveness"]:
            return str(row["overall_effectiveness"])
        return f"{NO_OVERALL}; worst part {row['worst_judgement']} (derived)"

    rows: list[list[Cell]] = [
        [
            days_between(row["inspection_start_date"], row["inspection_end_date"]) or "not known",
            day(row["publication_date"]) or NO_FIGURE,
            row["inspection_type"],
            overall(row),
            *(row[part] or NO_FIGURE for part in PARTS),
            "report only: provisional" if row["is_provisional"] else row["evidence"],
            Link("report", web_address(row["report_url"])) if row["report_url"] else NO_FIGURE,
        ]
        for row in reversed(inspections)
    ]
    header = ["Inspected", "Published", "Type", "Overall", *PARTS.values(), "Evidence", "Report"]
    return Table("Full inspections, newest first", header, rows)


def _visits_table(visits: Rows) -> Table:
    return Table(
        "Visits known, newest first (visits carry no grades)",
        ["Begun", "Published", "Kind", "Theme"],
        [
            [
                day(row["visit_date"]) or "not known",
                day(row["publication_date"]) or "not known",
                row["visit_type"],
                row["theme"] or "not given",
            ]
            for row in reversed(visits)
        ],
    )


def visits_known(warehouse: Warehouse) -> str | None:
    """When visits are known: `from March 2022 to February 2023 and from ...`; None if never."""
    times = [
        f"from {month(row['first_day'])} to {month(row['last_day'])}"
        for row in warehouse.rows["visits_known"]
    ]
    return listed(times) or None


def visits_note(warehouse: Warehouse) -> str:
    """Why no visit shown does not mean no visit made."""
    known = visits_known(warehouse)
    if known is None:
        return "No visit is in these data, which does not mean that none was made."
    return f"Visits are known only {known}: none shown does not mean none made."


def improvement(warehouse: Warehouse, la_code: str, population: str) -> Figure | None:
    """The authority's spells of one kind on the curve of all spells of that kind."""
    summary = warehouse.summary(population)
    if summary is None:
        return None
    grade = "Inadequate" if population == ALL_INADEQUATE else "Requires improvement"
    under = "" if population == ALL_INADEQUATE else " that began under ILACS"
    spells = [
        row for row in warehouse.of["spells"].get(la_code, []) if row["population"] == population
    ]
    name = warehouse.authority[la_code]["la_name"]
    told = listed(_spell_words(row) for row in spells)
    return Figure(
        name=f"improvement-{population.replace('_', '-')}",
        chart="improvement",
        title=f"Time from {grade} to a better judgement",
        summary=f"Kaplan-Meier curve of {counted(summary['spells'], 'spell')} at {grade}{under}: "
        f"{_median_words(summary)}. {name}: {told}.",
        data={
            "curve": f"@curve.{population}",
            "median": median_rows(warehouse, population),
            "spells": _spell_marks(spells, curve_rows(warehouse, population)),
        },
        tables=[at_risk_table(warehouse, population)],
        notes=curve_notes(warehouse, population),
        sources=[
            *sources(warehouse, _spell_releases(warehouse, la_code)),
            Link(
                "The curve rests on the inspections of every authority, listed in inspections.csv",
                "../../csv/inspections.csv",
            ),
        ],
        key=(
            KeyEntry("england-solid", "share not yet improved"),
            KeyEntry("band", "95% limits"),
            KeyEntry("mark-improved", "ended improved"),
            KeyEntry("mark-open", "not ended improved: seen so far"),
        ),
        downloads=[Link("spells (CSV)", f"../data/{la_code}-spells.csv")],
    )


def curve_notes(warehouse: Warehouse, population: str) -> list[str]:
    """What is said beside every figure of time to improvement."""
    summary = warehouse.summary(population) or {}
    other = warehouse.summary(population, "inspection") or {}
    pause = next(iter(warehouse.rows["pause"]), {})
    between = (
        f"no inspection began between {day(pause['last_before'])} and {day(pause['first_after'])}"
        if pause.get("first_after")
        else "there were times without inspections"
    )
    notes = [
        "Days run from publication to publication, because the official file of the SIF years "
        "gives no inspection dates. "
        + (
            f"From inspection to inspection, which leaves out {other['spells_without_date']} of "
            f"{summary['spells']} spells, the median is {number(other['median_days'])} days."
            if other.get("median_days")
            else ""
        ),
        "A spell that has not ended is censored: it counts as not improved for as long as it was "
        "seen, and tells nothing about later. The curve (Kaplan-Meier, log-log 95% limits) is made "
        "so that such spells neither shorten nor lengthen it.",
        f"Improvement is seen only when Ofsted returns, and {between}. Spells that began before "
        "the data are left-truncated: their time before the first inspection known is not counted. "
        "Association is not cause.",
    ]
    if population != ALL_INADEQUATE:
        notes.append(
            "Improved means judged Good or better. A decline to Inadequate is censored: the curve "
            "answers for spells that do not end in a decline."
        )
    return notes


def _median_words(summary: Row) -> str:
    if summary["median_days"] is None:
        return "fewer than half are estimated to have improved so far"
    median = number(summary["median_days"])
    return f"half are estimated to have improved by {median} days (the median)"


def _spell_words(spell: Row) -> str:
    ended = "improved after" if spell["outcome"] == "improved" else f"{spell['outcome']}, seen for"
    began = day(spell["started_published_on"])
    return f"spell published {began}, {ended} {counted(spell['days_publication_clock'], 'day')}"


def _spell_marks(spells: Rows, curve: Rows) -> Rows:
    """Spells on the curve, labels above its limits; the year is told where there are several."""
    marks = []
    for spell in spells:
        days = spell["days_publication_clock"]
        upper = [point["upper"] for point in curve if point["years"] <= days / 365.25 + 1e-4]
        began = f"{spell['started_published_on'].year}: " if len(spells) > 1 else ""
        so_far = {"improved": "", "open": " so far"}.get(spell["outcome"], f", {spell['outcome']}")
        marks.append(
            {
                "years": round(days / 365.25, 4),
                "share": round(1 - (spell["share_improved_by"] or 0), 4),
                "label_at": min(upper[-1] + 0.07, 0.92) if upper else 0.92,
                "ended": "improved" if spell["outcome"] == "improved" else "not ended",
                "label": f"{began}{number(days)} days{so_far}",
            }
        )
    return marks


def _spell_releases(warehouse: Warehouse, la_code: str) -> list[str]:
    return [
        row[key]
        for row in warehouse.of["inspections"].get(la_code, [])
        for key in _INSPECTION_RELEASES
    ]


def spells_table(spells: Rows) -> Table | None:
    """Every spell at a grade worse than Good."""
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
            str(row["visits_in_spell"]),
            row["basis"],
        ]
        for row in spells
    ]
    return Table("Spells at a grade worse than Good", header, rows, frozenset((*header[4:8],)))
