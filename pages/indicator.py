"""The page of an indicator, and the list of all: what it is, every authority, the years."""

from __future__ import annotations

from typing import Any

from pages.compare import address
from pages.figures.everyone import everyone, everyone_table, notes
from pages.figures.over_time import over_time
from pages.figures.parts import (
    Cell,
    Link,
    Table,
    indicator_anchor,
    indicator_url,
    sources,
)
from pages.reading import ENGLAND_CODE, Row, Warehouse
from pages.subjects import BAND_ONLY, by_subject, subject_of
from pages.words.indicators import (
    POLARITY,
    area_name,
    breaks,
    revised,
    updates,
)
from pages.words.values import NO_FIGURE, bare, change, marked, plain, short_title, with_unit
from pages.words.wording import counted, day

# Of the figures that editions changed as many as a page lists; the rest is in the table.
_REVISIONS = 20


def indicator_page(warehouse: Warehouse, indicator_id: str) -> dict[str, Any]:
    """Everything the template of an indicator shows."""
    indicator = warehouse.indicator[indicator_id]
    rows = warehouse.newest[indicator_id]
    england = warehouse.area_series(ENGLAND_CODE, indicator_id)
    return {
        "indicator": indicator,
        "title": short_title(warehouse, indicator_id),
        "subject": subject_of(indicator),
        "period": rows[0]["period"],
        "facts": _facts(warehouse, indicator, rows),
        "everyone": everyone(warehouse, indicator_id),
        "table": everyone_table(warehouse, indicator_id),
        "notes": notes(warehouse, indicator_id),
        "is_band_only": indicator_id in BAND_ONLY,
        "compare": Link("Compare these authorities", address("all", "../", what=indicator_id)),
        "compare_years": Link(
            "Compare authorities over the years",
            address("all", "../", what=indicator_id, years="all"),
        ),
        "over_time": over_time(warehouse, indicator_id),
        "breaks": breaks(indicator, [row["period"] for row in england]),
        "definition": _definition(warehouse, indicator),
        "dictionary": f"../dictionary.html#{indicator_anchor(indicator_id)}",
        "revised": revised(warehouse, indicator_id),
        "revisions": _revisions(warehouse, indicator_id),
        "updates": updates(warehouse, indicator_id),
        "downloads": [
            Link("this indicator, every year and authority (CSV)", f"../data/{indicator_id}.csv"),
            Link("benchmarks of all indicators (CSV)", "../csv/la_benchmarks.csv"),
            Link("intervals of ranks (CSV)", "../csv/rank_intervals.csv"),
            Link("every figure of every edition (CSV)", "../csv/indicator_values.csv"),
            Link("figures that editions changed (CSV)", "../csv/value_revisions.csv"),
        ],
        "sources": sources(warehouse, {row["release_id"] for row in [*rows, *england]}),
    }


def _facts(warehouse: Warehouse, indicator: Row, rows: list[Row]) -> list[tuple[str, str]]:
    """What to know before the first figure."""
    england = warehouse.newest_area(ENGLAND_CODE, indicator["indicator_id"])
    figures = counted(sum(row["value"] is not None for row in rows), "authority", "authorities")
    return [
        ("Unit", indicator["unit"]),
        ("Measured", indicator["reference_date"]),
        ("Newest figures", f"{rows[0]['period']} (to {day(rows[0]['period_end'])})"),
        ("England", bare(england, warehouse) if england else NO_FIGURE),
        ("With a figure", f"{figures} of {len(rows)}"),
        ("How to read it", POLARITY[indicator["polarity"]]),
    ]


def _definition(warehouse: Warehouse, indicator: Row) -> list[tuple[str, str]]:
    """What is divided by what, and who publishes it."""
    parts = (("Counted", indicator["numerator"]), ("Out of", indicator["denominator"]))
    made = "worked out here" if indicator["is_derived"] else "as published"
    return [
        *((name, _in_words(warehouse, text)) for name, text in parts if text),
        ("Figure", made),
        ("Published in", f"{indicator['publisher']}, {indicator['publication']}"),
    ]


def _in_words(warehouse: Warehouse, parts: str) -> str:
    """Indicators that a figure is made of, by title; words stay words."""
    named = (
        warehouse.indicator[part]["title"] if part in warehouse.indicator else part
        for part in parts.split(" + ")
    )
    return " + ".join(named)


def _revisions(warehouse: Warehouse, indicator_id: str) -> Table | None:
    """The figures that editions moved furthest, the newest edition first."""
    changed = warehouse.told["changed_values"].get(indicator_id, [])
    if not changed:
        return None
    indicator = warehouse.indicator[indicator_id]
    places = indicator["decimal_places"]
    # Within an edition they come the furthest moved first, and stay so.
    newest_first = sorted(
        changed, key=lambda row: _published(warehouse, row["release_id"]), reverse=True
    )
    header = ["Authority or area", "Period", "Before", "After", "Change", "Edition that changed it"]
    body: list[list[Cell]] = [
        [
            area_name(warehouse, row["area_code"]),
            row["period"],
            *(
                plain(row[value], places) if row[value] is not None else marked(row[marker])
                for value, marker in (("previous_value", "previous_marker"), ("value", "marker"))
            ),
            change(row["change"], indicator),
            _edition(warehouse, row["release_id"]),
        ]
        for row in newest_first[:_REVISIONS]
    ]
    title = with_unit(short_title(warehouse, indicator_id), indicator["unit"])
    caption = f"{title}: {len(body)} of {len(changed)} figures that a later edition changed"
    return Table(caption, header, body, frozenset(header[2:5]))


def _published(warehouse: Warehouse, release_id: str) -> str:
    """When an edition was published, to order by; one without a day comes first."""
    return str(warehouse.release[release_id]["published_on"] or "")


def _edition(warehouse: Warehouse, release_id: str) -> str:
    release = warehouse.release[release_id]
    return f"{release['edition']}, published {day(release['published_on']) or 'on a day not known'}"


def indicators_page(warehouse: Warehouse) -> dict[str, Any]:
    """Every indicator that is benchmarked, by subject."""
    return {
        "count": len(warehouse.newest),
        "subjects": [
            (_anchor(subject), subject, _subject_table(warehouse, subject, names))
            for subject, names in by_subject(warehouse)
        ],
        "counts": sum(name not in warehouse.newest for name in warehouse.indicator),
    }


def _anchor(subject: str) -> str:
    return subject.lower().replace(" ", "-")


def _subject_table(warehouse: Warehouse, subject: str, names: list[str]) -> Table:
    header = ["Indicator", "Unit", "England", "Newest figures", "Measured"]
    body: list[list[Cell]] = []
    for name in names:
        indicator = warehouse.indicator[name]
        england = warehouse.newest_area(ENGLAND_CODE, name)
        body.append(
            [
                Link(short_title(warehouse, name), f"../{indicator_url(warehouse, name)}"),
                indicator["unit"],
                bare(england, warehouse) if england else NO_FIGURE,
                warehouse.newest_period(name) or NO_FIGURE,
                indicator["reference_date"],
            ]
        )
    return Table(subject, header, body, frozenset({"England"}))
