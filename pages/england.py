"""The front page, and the rows that pages share."""

from __future__ import annotations

from typing import Any

from pages.compare import front_links
from pages.figures import funnel, improvement, strip
from pages.figures.parts import Link, page_of
from pages.figures.ratings import counted_words, counts_by_date, ratings
from pages.figures.vacancies import by_rating, spread
from pages.lists import front_lists
from pages.reading import (
    ENGLAND_CODE,
    LEADING,
    LED,
    Rows,
    Warehouse,
)
from pages.words.improvement import frameworks_beside
from pages.words.wording import counted, day, measure, sentence, sentences


def front_page(warehouse: Warehouse) -> dict[str, Any]:
    """Everything the template of the front page shows."""
    return {
        "brief": _brief(warehouse),
        "compare": front_links(warehouse),
        "lists": front_lists(warehouse),
        "regions": _regions(warehouse),
        "abolished": [
            Link(f"{row['la_name']} (to {day(row['closed_on'])})", page_of(row["la_code"]))
            for row in warehouse.rows["authorities"]
            if not row["is_current"]
        ],
        "count": sum(bool(row["is_current"]) for row in warehouse.rows["authorities"]),
        "ratings": ratings(warehouse),
        "spread": spread(warehouse),
        "improvement": improvement.curve_of_england(warehouse),
        "by_rating": by_rating(warehouse),
    }


def shared_rows(warehouse: Warehouse) -> dict[str, Rows]:
    """Rows that many pages draw, by the name they are asked for with a leading @."""
    england = {name: warehouse.area_series(ENGLAND_CODE, name)[-1:] for name in LED}
    return {
        **{key: rows for name in LED for key, rows in strip.shared_rows(warehouse, name).items()},
        **{f"england.{name}": [{"value": row["value"]} for row in england[name]] for name in LED},
        **funnel.shared_rows(warehouse),
        **improvement.shared_rows(warehouse),
    }


def _brief(warehouse: Warehouse) -> list[str]:
    return sentences(
        _judgements(warehouse), _vacancies(warehouse), *frameworks_beside(warehouse, "Inadequate")
    )


def _judgements(warehouse: Warehouse) -> str | None:
    now = counts_by_date(warehouse).get(warehouse.as_at, {})
    return sentence(
        "Judgements in force on {date}, for {total}: {grades}.",
        date=day(warehouse.as_at),
        total=counted(sum(now.values()), "authority", "authorities"),
        grades=counted_words(now),
    )


def _vacancies(warehouse: Warehouse) -> str | None:
    england = warehouse.area_series(ENGLAND_CODE, LEADING)
    if not england:
        return None
    indicator = warehouse.indicator[LEADING]
    peak = max(england, key=lambda row: row["value"] or 0)
    return sentence(
        "England's vacancy rate for children's social workers was {last} on {date}; its "
        "highest in these data was {peak} on {peak_date}.",
        last=measure(england[-1]["value"], indicator),
        date=day(england[-1]["period_end"]),
        peak=measure(peak["value"], indicator),
        peak_date=day(peak["period_end"]),
    )


def _regions(warehouse: Warehouse) -> list[tuple[str, Rows]]:
    """Current authorities by region, each with its judgement."""
    groups: dict[str, Rows] = {}
    for row in warehouse.rows["authorities"]:
        if row["is_current"]:
            groups.setdefault(row["region_name"], []).append(
                {
                    "name": row["la_name"],
                    "code": row["la_code"],
                    "url": f"authorities/{page_of(row['la_code'])}",
                    "judgement": warehouse.judgement(row["la_code"]),
                }
            )
    return sorted(groups.items())
