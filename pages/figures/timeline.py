"""Judgements, visits and interventions of an authority along time."""

from __future__ import annotations

from datetime import date, timedelta

from pages.figures.parts import Cell, Figure, KeyEntry, Link, Table, iso, sources, web_address
from pages.reading import LEADING, NO_OVERALL, Row, Rows, Warehouse
from pages.words.brief import INTERVENTIONS_NOTE
from pages.words.spells import visits_note
from pages.words.values import NO_FIGURE
from pages.words.wording import counted, dated, day, days_between, listed

MARGIN = timedelta(days=75)

PARTS = {
    "impact_of_leaders": "Impact of leaders",
    "help_and_protection": "Help and protection",
    "in_care": "Children in care",
    "care_leavers": "Care leavers",
}

INTERVENTIONS_SOURCE = Link(
    "Department for Education, pages of notices and directions as they were seen, listed in "
    "interventions.csv",
    "../csv/interventions.csv",
)
INTERVENTIONS_KEY = (
    KeyEntry("intervention", "intervention"),
    KeyEntry("intervention-open", "end not known"),
)
_RELEASES = ("source_release_id", "report_release_id")


def timeline(warehouse: Warehouse, la_code: str) -> Figure:
    """Judgements, visits and interventions of an authority along time."""
    name = warehouse.authority[la_code]["la_name"]
    inspections = warehouse.of["inspections"].get(la_code, [])
    visits = warehouse.of["visits"].get(la_code, [])
    interventions = warehouse.of["interventions"].get(la_code, [])
    judgements = judgement_rows(warehouse, la_code)
    span = frame(warehouse, la_code)
    told = listed(f"{row['label']} (published {row['published']})" for row in judgements)
    return Figure(
        name="timeline",
        chart="timeline",
        title=_title(name, judgements),
        subtitle="Ofsted's full inspections and visits, the Department for Education's "
        f"interventions, as known on {day(warehouse.as_at)}",
        summary=f"Timeline, a row for each grade. Full inspections of {name}: {told or 'none'}. "
        f"{counted(len(visits), 'visit') if visits else 'No visit'} and "
        f"{counted(len(interventions), 'intervention') if interventions else 'no intervention'} "
        "known.",
        data={
            "frame": span,
            "pause": _pause_rows(warehouse, span[0]["day"]),
            "judgements": judgements,
            "steps": _steps(judgements, warehouse.authority[la_code]["closed_on"], warehouse),
            "visits": _visit_rows(visits),
            "interventions": _intervention_rows(warehouse, interventions),
        },
        tables=[
            _inspections_table(inspections),
            *([_visits_table(visits)] if visits else []),
            *([_interventions_table(warehouse, interventions)] if interventions else []),
        ],
        method=[
            "A judgement stands at the first day of the inspection, or at publication where no "
            "report tells that day. SIF and ILACS are different frameworks with the same four "
            "grades.",
            visits_note(warehouse),
            INTERVENTIONS_NOTE,
        ],
        sources=[
            *sources(
                warehouse,
                [
                    *inspection_releases(warehouse, la_code),
                    *(row["source_release_id"] for row in visits),
                ],
            ),
            *([INTERVENTIONS_SOURCE] if interventions else []),
        ],
        key=(
            KeyEntry("dot-square", "SIF"),
            KeyEntry("dot-circle", "ILACS"),
            KeyEntry("dot-hollow", "provisional"),
            KeyEntry("tick", "visit"),
            *(INTERVENTIONS_KEY if interventions else ()),
        ),
        downloads=[
            Link("inspections (CSV)", f"../data/{la_code}-inspections.csv"),
            *([Link("visits (CSV)", f"../data/{la_code}-visits.csv")] if visits else []),
            *(
                [Link("interventions (CSV)", f"../data/{la_code}-interventions.csv")]
                if interventions
                else []
            ),
        ],
    )


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
    """Beginning and end of time on the page: the first of what is drawn, to the run's date."""
    days = [row["shown_on"] for row in warehouse.of["inspections"].get(la_code, [])]
    days += [row["period_end"] for row in warehouse.series(la_code, LEADING)]
    days += [
        row["issued_on"]
        for row in warehouse.of["interventions"].get(la_code, [])
        if row["issued_on"]
    ]
    first = min(days, default=warehouse.as_at) - MARGIN
    return [{"day": iso(first)}, {"day": iso(warehouse.as_at)}]


def _pause_rows(warehouse: Warehouse, since: str) -> Rows:
    """The time without inspections in England, if the page's time reaches back to it."""
    pause = warehouse.pause()
    if pause is None or iso(pause["last_start_before"]) < since:
        return []
    return [
        {
            "from": iso(pause["last_start_before"]),
            "to": iso(pause["first_start_after"]),
            "label": "no inspections",
        }
    ]


def _steps(judgements: Rows, closed_on: date | None, warehouse: Warehouse) -> Rows:
    """The judgement in force along time, to the authority's last day or the date of the run."""
    steps = [{"day": row["day"], "row": row["row"]} for row in judgements]
    return [*steps, {**steps[-1], "day": iso(closed_on or warehouse.as_at)}] if steps else []


def _visit_rows(visits: Rows) -> Rows:
    return [
        {
            "day": iso(row["shown_on"]),
            "row": "Visits",
            "label": row["visit_type"],
            "shown": day(row["visit_date"]) or "day not known",
            "theme": row["theme"] or "not given",
        }
        for row in visits
        if row["shown_on"]
    ]


def _intervention_rows(warehouse: Warehouse, interventions: Rows) -> Rows:
    """From issue to end: a bar where the end is known or it is open, else a mark at the issue."""
    return [
        {
            "from": iso(row["issued_on"]),
            "to": iso(row["closed_on"] or (warehouse.as_at if is_open else row["issued_on"])),
            "row": "Interventions",
            "label": row["kind"],
            "issued": dated(row["issued_on"], row["issued_precision"]),
            "ended": _ended(row),
            "status": "known" if row["closed_on"] or is_open else "end not known",
        }
        for row in interventions
        if row["issued_on"]
        for is_open in [row["outcome"] == "open"]
    ]


def _ended(row: Row) -> str:
    """`replaced 8 May 2018`, `open`, `end not known`."""
    ended = dated(row["closed_on"], row["closed_precision"])
    return " ".join(part for part in (row["outcome"], ended) if part) or "end not known"


def _interventions_table(warehouse: Warehouse, interventions: Rows) -> Table:
    def helped(row: Row) -> str:
        partner = warehouse.authority.get(row["support_partner_la_code"])
        names = [partner["la_name"] if partner else None, row["commissioner"]]
        return listed([name for name in names if name]) or NO_FIGURE

    return Table(
        "Interventions known, newest first",
        ["Kind", "About", "Issued", "How it ended", "Partner or commissioner", "Seen"],
        [
            [
                row["kind"],
                row["subject"],
                dated(row["issued_on"], row["issued_precision"]) or "not known",
                _ended(row),
                helped(row),
                Link(day(row["seen_on"]) or "page", web_address(row["url"])),
            ]
            for row in reversed(interventions)
        ],
    )


def _title(name: str, judgements: Rows) -> str:
    """Each judgement with its year."""
    told = listed(f"{row['label']} in {row['day'][:4]}" for row in judgements)
    return f"{name} was judged {told}" if told else f"No full inspection of {name} is known"


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


def inspection_releases(warehouse: Warehouse, la_code: str) -> list[str]:
    """The editions that an authority's inspections are known from."""
    return [row[key] for row in warehouse.of["inspections"].get(la_code, []) for key in _RELEASES]
