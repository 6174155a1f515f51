"""Lists of authorities that readers come for, each with what to know when reading it.

Ten of each stand on the front page, all on a page of their own. The lists are those of published
tables, in the order that the table gives; nothing is scored.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pages.figures.parts import Cell, Link, Table, ofsted_url, page_of, web_address
from pages.reading import FRAMEWORKS, LEADING, Row, Rows, Warehouse
from pages.words.values import NO_FIGURE
from pages.words.wording import dated, day, difference, listed, number, percent

Gaps = dict[tuple[str, int], float]

TOP = 10


@dataclass(frozen=True)
class Leading:
    """The first of a list, for the front page.

    Attributes:
        caption: What they are.
        items: Authority, and what stands beside its name.
    """

    caption: str
    items: Sequence[tuple[Link, str]]


@dataclass(frozen=True)
class List:
    """A list of authorities.

    Attributes:
        name: Anchor of the whole list, and of the first of it on the front page.
        title: Heading.
        tables: All its rows, in tables of the same kind.
        notes: What to know when reading it.
        downloads: The published tables that it is from.
        caveat: The same as the notes in a line or two, for the front page.
        leading: The first of each table, for the front page.
    """

    name: str
    title: str
    tables: Sequence[Table]
    notes: Sequence[str]
    downloads: Sequence[Link]
    caveat: str = ""
    leading: Sequence[Leading] = ()


def front_lists(warehouse: Warehouse) -> list[List]:
    """Those of which the front page has the first rows."""
    return [_interventions(warehouse), _waiting(warehouse), _improved(warehouse)]


def lists_page(warehouse: Warehouse) -> dict[str, Any]:
    """Everything the template of the page of lists shows."""
    return {"lists": [*front_lists(warehouse), _letters(warehouse)]}


def _named(warehouse: Warehouse, la_code: str) -> Link:
    return Link(warehouse.authority[la_code]["la_name"], f"authorities/{page_of(la_code)}")


def _interventions(warehouse: Warehouse) -> List:
    found = [
        row
        for row in warehouse.rows["interventions_open"]
        if warehouse.authority[row["la_code"]]["is_current"]
    ]
    rows: list[list[Cell]] = [
        [
            _named(warehouse, row["la_code"]),
            Link(row["kind"].capitalize(), web_address(row["url"])),
            row["subject"],
            _issued(row),
            _state(row),
            warehouse.judgement(row["la_code"]),
        ]
        for row in found
    ]
    header = ["Authority", "Intervention", "Subject", "Issued", "State", "Judgement in force"]
    return List(
        "intervention",
        "Under intervention now, as far as is known",
        [Table("Improvement notices and statutory directions, newest first", header, rows)],
        [
            _partial(warehouse, "interventions"),
            "“No end seen” is not “in force”: old directions are on the list because nobody was "
            "seen to say that they ended. “Listed as open” are those that the department's own "
            "collection lists, which a live load reads.",
        ],
        [Link("interventions (CSV)", "csv/interventions.csv")],
        caveat=f"{_partial(warehouse, 'interventions').split('. ')[0].rstrip('.')}; and no end "
        "seen is not the same as in force.",
        leading=[
            Leading(
                "Newest first",
                [
                    (
                        _named(warehouse, row["la_code"]),
                        f"{row['kind']}, {_issued(row)}; subject {row['subject']}; {_state(row)}",
                    )
                    for row in found[:TOP]
                ],
            )
        ],
    )


def _issued(row: Row) -> str:
    return dated(row["issued_on"], row["issued_precision"]) or "not dated"


def _state(row: Row) -> str:
    return "listed as open" if row["outcome"] else "no end seen"


def _partial(warehouse: Warehouse, table: str) -> str:
    """What the table's own description says of how much of it is here."""
    comment = next(
        (r["table_comment"] for r in warehouse.rows["dictionary"] if r["table_name"] == table), ""
    )
    found = re.search(r"Partial: .*?No row does not mean no intervention\.", comment or "")
    return found[0] if found else str(comment or "")


def _waiting(warehouse: Warehouse) -> List:
    last = {r["la_code"]: day(r["publication_date"]) for r in warehouse.rows["inspections"]}
    rows: list[list[Cell]] = [
        [
            _named(warehouse, row["la_code"]),
            warehouse.judgement(row["la_code"]),
            last.get(row["la_code"]) or NO_FIGURE,
            number(row["days_since"]) or NO_FIGURE,
            number(row["clock_days"]) or NO_FIGURE,
            percent(row["share_of_gaps_shorter"]) or NO_FIGURE,
            "yes" if row["newer_report_not_yet_read"] else "no",
        ]
        for row in warehouse.rows["watch"]
        if row["days_since"] is not None
    ]
    never = [
        warehouse.authority[row["la_code"]]["la_name"]
        for row in warehouse.rows["watch"]
        if row["days_since"] is None
    ]
    header = [
        "Authority",
        "Judgement in force",
        "Last full report",
        "Days since",
        "Days without the pause",
        "Past gaps that were shorter",
        "A newer report is not read",
    ]
    pauses = [
        f"No inspection began between {day(row['last_start_before'])} and "
        f"{day(row['first_start_after'])}; “days without the pause” leaves that time out."
        for row in warehouse.rows["pauses"]
    ]
    return List(
        "waiting",
        "Waiting longest since a full inspection",
        [Table("Days since the last full report, longest first", header, rows, _right(header, 3))],
        [
            "History, not a forecast: a long wait does not say that Ofsted is about to come. How "
            "soon it returns depends on the judgement, which is not looked at here; the "
            "frameworks of 2026 and 2027 may change it.",
            *pauses,
            *([f"No full report under SIF or ILACS yet: {listed(never)}."] if never else []),
        ],
        [Link("inspection_watch (CSV)", "csv/inspection_watch.csv")],
        caveat="History, not a forecast. "
        + " ".join(
            f"No inspection began between {day(row['last_start_before'])} and "
            f"{day(row['first_start_after'])}; past gaps are told without that time."
            for row in warehouse.rows["pauses"]
        ),
        leading=[
            Leading(
                "Days since the last full report",
                [
                    (
                        _named(warehouse, row["la_code"]),
                        f"{number(row['days_since'])} days; "
                        f"{percent(row['share_of_gaps_shorter'])} of past gaps were shorter",
                    )
                    for row in warehouse.rows["watch"][:TOP]
                    if row["days_since"] is not None
                ],
            )
        ],
    )


def _right(header: Sequence[str], start: int) -> frozenset[str]:
    return frozenset(header[start : start + 3])


def _improved(warehouse: Warehouse) -> List:
    gaps = {(row["spell_id"], row["k"]): row["gap"] for row in warehouse.rows["gaps"]}
    spells = {framework: _improved_spells(warehouse, framework) for framework in FRAMEWORKS}
    return List(
        "improved",
        "Improved in the fewest days, and what their workforce did",
        [_improved_table(warehouse, gaps, name, rows) for name, rows in spells.items()],
        [
            "Days run from the report that judged Inadequate to the report that judged better: "
            "they tell when Ofsted came back as much as when services got better. The two "
            "frameworks were years of different timetables and stand apart.",
            "The shortest times are picked from all, so chance and selection are in them; periods "
            "that go on are not here. Association is not cause: the vacancy rate before and after "
            "says nothing about why a judgement was better.",
            "The vacancy rate stands as its gap to those of its statistical neighbours (2025 "
            "model) that were not Inadequate at any time since 2015, their unweighted mean, at the "
            "last census "
            "before the inspection that found it better and at the first after; no figure where "
            "fewer than three have one.",
            "Where the last column says yes, child protection was Inadequate before SIF, and the "
            "time was longer than counted.",
        ],
        [
            Link("improvement_spells (CSV)", "csv/improvement_spells.csv"),
            Link("event_study_lines (CSV)", "csv/event_study_lines.csv"),
        ],
        caveat="From report to report, so Ofsted's timetable is in it; picked from all, so chance "
        "and selection are. The vacancy rate is set against neighbours, at the census before the "
        "better judgement and at the one after: association, not cause.",
        leading=[
            Leading(
                f"Inadequate under {name}",
                [
                    (_named(warehouse, row["la_code"]), _told(warehouse, gaps, row))
                    for row in rows[:TOP]
                ],
            )
            for name, rows in spells.items()
        ],
    )


def _told(warehouse: Warehouse, gaps: Gaps, spell: Row) -> str:
    before, after = _around(warehouse, gaps, spell)
    rate = f"{before} before, {after} after" if before and after else "not known at both"
    return (
        f"{number(spell['days_publication_clock'])} days, to {spell['to_grade']}; "
        f"vacancy rate {rate}"
    )


def _around(warehouse: Warehouse, gaps: Gaps, spell: Row) -> list[str | None]:
    """The vacancy rate against neighbours at the census before and at the one after."""
    indicator = warehouse.indicator[LEADING]
    return [difference(gaps.get((spell["spell_id"], k)), indicator) for k in (-1, 0)]


def _improved_spells(warehouse: Warehouse, framework: str) -> Rows:
    """Spells at Inadequate that improved, the fewest days first."""
    return sorted(
        (
            row
            for row in warehouse.rows["spells"]
            if (row["from_grade"], row["outcome"]) == ("Inadequate", "improved")
            and row["framework_at_start"] == framework
        ),
        key=lambda row: (row["days_publication_clock"], row["spell_id"]),
    )


def _improved_table(warehouse: Warehouse, gaps: Gaps, framework: str, spells: Rows) -> Table:
    rows: list[list[Cell]] = [
        [
            _named(warehouse, row["la_code"]),
            day(row["ended_published_on"]) or NO_FIGURE,
            row["to_grade"] or NO_FIGURE,
            number(row["days_publication_clock"]) or NO_FIGURE,
            *(each or NO_FIGURE for each in _around(warehouse, gaps, row)),
            row["held_before"],
        ]
        for row in spells
    ]
    header = [
        "Authority",
        "Judged better",
        "To",
        "Days",
        "Vacancy rate against neighbours, census before",
        "the same, census after",
        "Inadequate before, too",
    ]
    caption = f"From Inadequate to a better judgement, periods that began under {framework}"
    return Table(caption, header, rows, _right(header, 3))


def _letters(warehouse: Warehouse) -> List:
    visits: Rows = sorted(
        warehouse.rows["visits"],
        key=lambda row: (str(row["shown_on"] or ""), row["visit_id"]),
        reverse=True,
    )
    rows: list[list[Cell]] = [
        [
            _named(warehouse, row["la_code"]),
            row["visit_type"],
            day(row["visit_date"]) or "not known",
            day(row["publication_date"]) or "not known",
            row["theme"] or "not given",
            _letter(warehouse, row),
        ]
        for row in visits
    ]
    header = ["Authority", "Kind", "Visited", "Letter published", "What it looked at", "Letter"]
    spans = [
        f"Visits are known from {day(row['first_day'])} to {day(row['last_day'])}; outside that "
        "time, no visit known does not mean none made."
        for row in warehouse.rows["visit_coverage"]
    ]
    return List(
        "letters",
        "What the letters of visits are about",
        [Table("Monitoring and focused visits known, newest first", header, rows)],
        [
            "Visits carry no grades. The theme is that of official statistics. Where the address "
            "of the letter is not known, the link is to Ofsted's page of the authority, which "
            "has its letters.",
            *spans,
        ],
        [Link("visits (CSV)", "csv/visits.csv")],
    )


def _letter(warehouse: Warehouse, row: Row) -> Cell:
    if row["url"]:
        return Link("letter", web_address(row["url"]))
    url = ofsted_url(warehouse.authority[row["la_code"]])
    return Link("Ofsted's page", url) if url else NO_FIGURE
