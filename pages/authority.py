"""The page of one authority: figures and words, ready for its template."""

from __future__ import annotations

from typing import Any

from pages.compare import authority_links
from pages.figures.funnel import funnel
from pages.figures.improvement import spells_on_curve
from pages.figures.parts import Link, page_of, sources, web_address
from pages.figures.series import series, series_key
from pages.figures.strip import strip, strip_key
from pages.figures.tables import (
    neighbours_table,
    newest_rows,
    revisions_table,
    spells_table,
    standing_table,
)
from pages.figures.timeline import PARTS, timeline
from pages.reading import WORKFORCE, Row, Warehouse
from pages.words import brief
from pages.words.spells import spell_story, spell_title
from pages.words.wording import day

OFSTED = "https://reports.ofsted.gov.uk/provider/44/"


def authority_page(warehouse: Warehouse, la_code: str) -> dict[str, Any]:
    """Everything the template of an authority shows."""
    authority = warehouse.authority[la_code]
    rating = warehouse.rating(la_code)
    spells = warehouse.of["spells"].get(la_code, [])
    return {
        "authority": authority,
        "rating": rating,
        "parts_judged": _parts(rating),
        "in_force": brief.in_force(warehouse, la_code),
        "provider_url": f"{OFSTED}{authority['ofsted_urn']}" if authority["ofsted_urn"] else "",
        "report_url": web_address(rating["report_url"]) if rating else "",
        "successors": _named(warehouse, authority["successor_la_codes"]),
        "predecessors": _named(warehouse, authority["predecessor_la_codes"]),
        "compare": authority_links(warehouse, la_code),
        "opened": day(authority["opened_on"]),
        "closed": day(authority["closed_on"]),
        "warnings": brief.warnings(warehouse, la_code),
        "standing": brief.standing(warehouse, la_code),
        "changes": brief.changes(warehouse, la_code),
        "stories": [
            {"title": spell_title(spell), "lines": spell_story(warehouse, la_code, spell)}
            for spell in spells
        ],
        "timeline": timeline(warehouse, la_code),
        "has_series": bool(warehouse.of["benchmarks"].get(la_code)),
        "series": [series(warehouse, la_code, name) for name in WORKFORCE],
        "strips": [strip(warehouse, la_code, name) for name in WORKFORCE],
        "standing_table": standing_table(warehouse, la_code),
        "standing_sources": sources(
            warehouse,
            {row["release_id"] for row in newest_rows(warehouse, la_code)},
        ),
        "funnel": funnel(warehouse, la_code),
        "improvement": [
            figure
            for figure in (
                spells_on_curve(warehouse, la_code, grade)
                for grade in sorted({spell["from_grade"] for spell in spells})
            )
            if figure
        ],
        "spells_table": spells_table(spells),
        "neighbours": neighbours_table(warehouse, la_code),
        "neighbour_sources": sources(
            warehouse,
            {row["source_release_id"] for row in warehouse.of["neighbours"].get(la_code, [])}
            | {warehouse.newest[name][0]["release_id"] for name in WORKFORCE},
        ),
        "revisions": revisions_table(warehouse, la_code),
        "series_key": series_key(authority),
        "strip_key": strip_key(authority),
    }


def _named(warehouse: Warehouse, codes: str | None) -> list[Link]:
    return [
        Link(warehouse.authority[code]["la_name"], page_of(code))
        for code in (codes or "").split("|")
        if code in warehouse.authority
    ]


def _parts(rating: Row | None) -> list[tuple[str, str]]:
    """The four judgements beside the overall one."""
    if rating is None or rating["inspection_id"] is None:
        return []
    return [(title, rating[column] or "not judged") for column, title in PARTS.items()]
