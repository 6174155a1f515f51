"""The page of a region, and the list of all: its authorities side by side, and against England."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pages.compare import HALVES, LONDON, address
from pages.figures import regional
from pages.figures.parts import (
    Cell,
    Link,
    Table,
    judgement_sources,
    page_of,
    region_url,
    sources,
)
from pages.reading import (
    ENGLAND_CODE,
    GRADES,
    NO_OVERALL,
    NOT_JUDGED,
    NOT_JUDGED_NOTE,
    Rows,
    Warehouse,
)
from pages.subjects import leading
from pages.words.values import NO_FIGURE, bare
from pages.words.wording import counted, day, listed, number, percent, sentence, sentences, within

_LONGEST = (
    "The longest since a full report: {name}, {days} days; {share} of past gaps between full "
    "reports were shorter."
)


def members_of(warehouse: Warehouse, region_code: str) -> Rows:
    """The authorities of a region that exist today, by name."""
    return [
        row
        for row in warehouse.rows["authorities"]
        if row["is_current"] and row["region_code"] == region_code
    ]


def region_page(warehouse: Warehouse, region_code: str) -> dict[str, Any]:
    """Everything the template of a region shows."""
    members = members_of(warehouse, region_code)
    names = leading(warehouse)
    return {
        "title": warehouse.regions()[region_code],
        "region_code": region_code,
        "count": counted(len(members), "authority", "authorities"),
        "compare": _compare(region_code, members),
        "judged": _judged(warehouse, members),
        "judgements": regional.judgements_table(warehouse, members),
        "waiting": _waiting(warehouse, members),
        "not_judged": _not_judged(warehouse, members),
        "standing": regional.standing_table(warehouse, region_code, members),
        "halves": _halves(warehouse, region_code, members),
        "strips": [regional.strip(warehouse, region_code, name) for name in names],
        "strip_key": regional.STRIP_KEY,
        "series": [regional.series(warehouse, region_code, name) for name in names],
        "series_key": regional.SERIES_KEY,
        "improvement": regional.improvement_words(warehouse, region_code, day(warehouse.as_at)),
        "interventions": regional.interventions_table(warehouse, members),
        "abolished": _abolished(warehouse, region_code),
        "downloads": [
            Link("newest figures of this region (CSV)", f"../data/region-{region_code}.csv"),
            Link("benchmarks of all authorities (CSV)", "../csv/la_benchmarks.csv"),
            Link("time since the last full inspection (CSV)", "../csv/inspection_watch.csv"),
            Link("interventions (CSV)", "../csv/interventions.csv"),
        ],
        "sources": [
            *sources(
                warehouse,
                {
                    row["release_id"]
                    for name in names
                    for row in warehouse.newest[name]
                    if row["region_code"] == region_code
                },
            ),
            *(
                Link(each.text, f"../{each.url}" if each.url.startswith("csv/") else each.url)
                for each in judgement_sources(warehouse)
            ),
        ],
    }


def _compare(region_code: str, members: Rows) -> list[Link]:
    region = f"region:{region_code}"
    return [
        Link("Compare these authorities", address(region, "../")),
        Link("Compare them over the years", address(region, "../", years="all")),
        *(
            Link(f"Compare {half}", address(f"region:{code}", "../"))
            for half, code in HALVES.items()
            if any(row["inner_outer_london"] == half for row in members)
        ),
    ]


def _judged(warehouse: Warehouse, members: Rows) -> str | None:
    """How many authorities hold each judgement."""
    held = Counter(warehouse.judgement(row["la_code"]) for row in members)
    told = listed(
        f"{held[name]} {name if name in GRADES else within(name)}"
        for name in (*GRADES, NO_OVERALL, NOT_JUDGED)
        if held[name]
    )
    return sentence(
        "Judgements in force on {date}: {told}.", date=day(warehouse.as_at), told=told or None
    )


def _not_judged(warehouse: Warehouse, members: Rows) -> str | None:
    is_there = any(warehouse.judgement(row["la_code"]) == NOT_JUDGED for row in members)
    return NOT_JUDGED_NOTE if is_there else None


def _waiting(warehouse: Warehouse, members: Rows) -> list[str]:
    """Who has waited longest for a full inspection; history and no forecast."""
    longest = next(iter(regional.longest_first(warehouse, members)), None)
    watch = regional.watched(warehouse, longest["la_code"]) if longest else {}
    told = sentence(
        _LONGEST,
        name=longest["la_name"] if longest else None,
        days=number(watch.get("days_since")),
        share=percent(watch.get("share_of_gaps_shorter")),
    )
    unread = [
        row["la_name"]
        for row in members
        if regional.watched(warehouse, row["la_code"]).get("newer_report_not_yet_read")
    ]
    return sentences(
        told,
        f"A newer report of {listed(unread)} is published and not yet read here; the days count "
        "from the one before."
        if unread
        else None,
        "Past gaps are those between consecutive full reports of any authority and any judgement, "
        "without the pause of inspections. That is history and no forecast of the next one.",
    )


def _halves(warehouse: Warehouse, region_code: str, members: Rows) -> dict[str, Any] | None:
    """Inner and Outer London beside London and England; nothing for any other region."""
    if region_code != LONDON:
        return None
    areas = {code: half for half, code in HALVES.items()}
    return {
        "table": regional.areas_table(
            warehouse, {**areas, LONDON: "London", ENGLAND_CODE: "England"}
        ),
        "members": [
            (
                half,
                _judged(warehouse, found),
                [
                    Link(row["la_name"], f"../authorities/{page_of(row['la_code'])}")
                    for row in found
                ],
            )
            for half in HALVES
            for found in ([row for row in members if row["inner_outer_london"] == half],)
        ],
    }


def _abolished(warehouse: Warehouse, region_code: str) -> list[Link]:
    return [
        Link(
            f"{row['la_name']} (to {day(row['closed_on'])})",
            f"../authorities/{page_of(row['la_code'])}",
        )
        for row in warehouse.rows["authorities"]
        if not row["is_current"] and row["region_code"] == region_code
    ]


def regions_page(warehouse: Warehouse) -> dict[str, Any]:
    """Every region, with the leading indicators as published."""
    names = leading(warehouse)
    header = ["Region", "Authorities", *(regional.column_title(warehouse, name) for name in names)]
    body: list[list[Cell]] = [
        [
            Link(name, f"../{region_url(code)}"),
            str(len(members_of(warehouse, code))),
            *_figures(warehouse, code, names),
        ]
        for code, name in warehouse.regions().items()
    ]
    current = sum(bool(row["is_current"]) for row in warehouse.rows["authorities"])
    return {
        "count": len(body),
        "table": Table(
            "Regions: newest figures, as published",
            header,
            body,
            frozenset(header[1:]),
            reference=[["England", str(current), *_figures(warehouse, ENGLAND_CODE, names)]],
            is_sortable=True,
        ),
        "sources": sources(warehouse, {warehouse.newest[name][0]["release_id"] for name in names}),
    }


def _figures(warehouse: Warehouse, area_code: str, names: list[str]) -> list[str]:
    found = (warehouse.newest_area(area_code, name) for name in names)
    return [bare(row, warehouse) if row else NO_FIGURE for row in found]
