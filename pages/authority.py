"""The page of one authority: figures and words, ready for its template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pages.compare import authority_links
from pages.figures.funnel import funnel
from pages.figures.improvement import spells_on_curve
from pages.figures.parts import Figure, Link, ofsted_url, page_of, sources, web_address
from pages.figures.series import series
from pages.figures.strip import beyond_note, strip, strip_key
from pages.figures.tables import (
    neighbours_table,
    newest_rows,
    revisions_table,
    spells_table,
    standing_table,
)
from pages.figures.timeline import PARTS, inspection_releases, timeline
from pages.reading import LEADING, LED, WORKFORCE, Row, Warehouse
from pages.words import brief
from pages.words.changed import changed
from pages.words.measures import markers_note, measured
from pages.words.spells import all_others, spell_story, spell_title
from pages.words.wording import day

# Of demand, timeliness, care and spend, what a page draws over the years beside the workforce.
OVER_TIME = (
    "cla_rate",
    "icpc_15_days_percent",
    "cla_3_placements_percent",
    "csc_spend_per_child",
)


def authority_page(warehouse: Warehouse, la_code: str) -> dict[str, Any]:
    """Everything the template of an authority shows: today first, details last."""
    authority = warehouse.authority[la_code]
    rating = warehouse.rating(la_code)
    return {
        "authority": authority,
        "rating": rating,
        "provider_url": ofsted_url(authority),
        "report_url": web_address(rating["report_url"]) if rating else "",
        "successors": _named(warehouse, authority["successor_la_codes"]),
        "predecessors": _named(warehouse, authority["predecessor_la_codes"]),
        "compare": authority_links(warehouse, la_code),
        "opened": day(authority["opened_on"]),
        "closed": day(authority["closed_on"]),
        "warnings": brief.warnings(warehouse, la_code),
        "timeline": timeline(warehouse, la_code),
        **_today(warehouse, la_code, rating),
        **_measures(warehouse, la_code),
        **_improvement(warehouse, la_code),
        **_details(warehouse, la_code),
    }


def _today(warehouse: Warehouse, la_code: str, rating: Row | None) -> dict[str, Any]:
    """The judgement in force, what is known of interventions, how long since the last report."""
    return {
        "in_force": brief.in_force(warehouse, la_code),
        "parts_judged": _parts(rating),
        "intervention": brief.open_intervention(warehouse, la_code),
        "since_report": brief.since_report(warehouse, la_code),
        "changed": changed(warehouse, la_code),
    }


def _measures(warehouse: Warehouse, la_code: str) -> dict[str, Any]:
    """The measures that the page begins with, each with its strip; the leading one over time."""
    rows = measured(warehouse, la_code)
    releases = {row["release_id"] for name in LED if (row := warehouse.latest(la_code, name))}
    beyond = [
        f"{LED[row.indicator_id]}: {note}"
        for row in rows
        if (note := beyond_note(warehouse, row.indicator_id))
    ]
    authority = warehouse.authority[la_code]
    return {
        "measures": [(row, strip(warehouse, la_code, row.indicator_id)) for row in rows],
        "measures_notes": markers_note(warehouse, la_code),
        "axis_notes": beyond,
        "measures_sources": sources(warehouse, releases),
        "brief_sources": sources(warehouse, {*releases, *inspection_releases(warehouse, la_code)}),
        "leading": _drawn(warehouse, la_code, LEADING),
        "strip_key": strip_key(authority),
    }


def _drawn(warehouse: Warehouse, la_code: str, indicator_id: str) -> Figure | None:
    """A rate over the years, where the authority has a row of any."""
    if not warehouse.series(la_code, indicator_id):
        return None
    return series(warehouse, la_code, indicator_id)


def _drawn_all(warehouse: Warehouse, la_code: str, names: Iterable[str]) -> list[Figure]:
    drawn = (_drawn(warehouse, la_code, name) for name in names)
    return [figure for figure in drawn if figure]


def _improvement(warehouse: Warehouse, la_code: str) -> dict[str, Any]:
    """The newest period at a grade worse than Good and the curves of its grade; then those before.

    The curves of a grade stand once, with all of the authority's periods at it.
    """
    spells = warehouse.of["spells"].get(la_code, [])
    grades = sorted({spell["from_grade"] for spell in spells})
    newest = spells[-1]["from_grade"] if spells else None
    figures = {grade: spells_on_curve(warehouse, la_code, grade) for grade in grades}
    stories = [
        {
            "title": spell_title(spell),
            "lines": spell_story(warehouse, la_code, spell),
            "all": all_others(warehouse, spell),
        }
        for spell in reversed(spells)
    ]
    return {
        "story": stories[0] if stories else None,
        "improvement": figures.get(newest) if newest else None,
        "earlier_stories": stories[1:],
        "earlier_improvement": [
            figure for grade, figure in figures.items() if figure and grade != newest
        ],
        "spells_table": spells_table(spells),
    }


def _details(warehouse: Warehouse, la_code: str) -> dict[str, Any]:
    """Rates and a measure of each other subject over the years, chance, all figures, neighbours."""
    newest = newest_rows(warehouse, la_code)
    return {
        "series": _drawn_all(warehouse, la_code, [n for n in WORKFORCE if n != LEADING]),
        "other_series": _drawn_all(warehouse, la_code, OVER_TIME),
        "standing_table": standing_table(warehouse, la_code),
        "standing_sources": sources(warehouse, {row["release_id"] for row in newest}),
        "funnel": funnel(warehouse, la_code),
        "neighbours": neighbours_table(warehouse, la_code),
        "neighbour_sources": sources(
            warehouse,
            {row["source_release_id"] for row in warehouse.of["neighbours"].get(la_code, [])}
            | {warehouse.newest[name][0]["release_id"] for name in WORKFORCE},
        ),
        "revisions": revisions_table(warehouse, la_code),
    }


def _named(warehouse: Warehouse, codes: str | None) -> list[Link]:
    return [
        Link(warehouse.authority[code]["la_name"], page_of(code))
        for code in (codes or "").split("|")
        if code in warehouse.authority
    ]


def _parts(rating: Row | None) -> str | None:
    """The four judgements beside the overall one: `Impact of leaders Good; ...`."""
    if rating is None or rating["inspection_id"] is None:
        return None
    return "; ".join(f"{title} {rating[column] or 'not judged'}" for column, title in PARTS.items())
