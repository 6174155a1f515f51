"""The brief: an authority in sentences whose every figure is a query's.

Each sentence is a template; one whose figures are not all there is left out. The words say what was
seen, in which order, and never why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages.reading import NOT_JUDGED_NOTE, WORKFORCE, Row, Warehouse
from pages.words.values import HANDFUL, shown
from pages.words.values import standing as place
from pages.words.wording import (
    above_or_below,
    counted,
    day,
    days_between,
    difference,
    listed,
    measure,
    number,
    sentence,
    sentences,
)

_OVERALL = (
    "Ofsted judged overall effectiveness {grade}: inspected {inspected}, published {published}."
)

_OVERALL_UNDATED = (
    "Ofsted judged overall effectiveness {grade}, in a report published {published}; "
    "no evidence gives the days of the inspection."
)

_DERIVED = (
    "The newest inspection (inspected {inspected}, published {published}) has no overall grade: "
    "{reason}. Derived here from the parts: the worst part is {worst}, and {inadequate} judged "
    "Inadequate."
)

_RATE = (
    "{title}, {date}: {value}, {gap} England ({england}); {rank}. The median of {neighbours} with "
    "a value was {median}."
)

_CHANGE = "{title}: {one} in one year, {three} in three years."

_CHANGE_1Y = "{title}: {one} in one year."

_JOINT = (
    "{names} make one workforce return, so the figures of {this} are those of both together; "
    "ranks count the return once."
)

_SMALL = (
    "The newest vacancy rate rests on {posts} posts, filled and vacant: one worker more or fewer "
    "moves it by {step} points, so read rates here with care."
)


def in_force(warehouse: Warehouse, la_code: str) -> list[str]:
    """The judgement in force and where it comes from."""
    row = warehouse.rating(la_code)
    if row is None:
        return []
    if row["inspection_id"] is None:
        return ["No full inspection under SIF or ILACS is known.", NOT_JUDGED_NOTE]
    inspected = days_between(row["inspection_start_date"], row["inspection_end_date"])
    facts = {"inspected": inspected, "published": day(row["publication_date"])}
    if row["basis"] == "derived":
        inadequate = "at least one part was" if row["any_inadequate"] else "no part was"
        derived = sentence(
            _DERIVED,
            worst=row["worst_judgement"],
            inadequate=inadequate,
            reason=row["overall_absent_reason"],
            **facts,
        )
        return sentences(derived)
    grade = row["overall_effectiveness"]
    if inspected is None:
        return sentences(
            sentence(_OVERALL_UNDATED, grade=grade, published=day(row["publication_date"]))
        )
    return sentences(sentence(_OVERALL, grade=grade, **facts))


def warnings(warehouse: Warehouse, la_code: str) -> list[str]:
    """What may mislead a reader of this page in particular."""
    row = warehouse.rating(la_code) or {}
    unread = (
        "A newer Ofsted report is published but has not been read into these data, so the "
        "judgement shown may be out of date."
        if row.get("newer_report_not_yet_read")
        else None
    )
    provisional = (
        "Provisional: the judgement is read from the inspection report and is not yet in Ofsted's "
        "official statistics."
        if row.get("is_provisional")
        else None
    )
    return sentences(unread, provisional, _small(warehouse, la_code), joint(warehouse, la_code))


def joint(warehouse: Warehouse, la_code: str) -> str | None:
    """Whose figures a joint return holds."""
    base = warehouse.base(la_code)
    if base is None or not base["is_joint_return"]:
        return None
    members = base["area_code"].split("+")
    names = listed(warehouse.authority[code]["la_name"] for code in members)
    return sentence(_JOINT, names=names, this=warehouse.authority[la_code]["la_name"])


def _small(warehouse: Warehouse, la_code: str) -> str | None:
    base = warehouse.base(la_code)
    if base is None or not base["denominator"] or base["denominator"] >= HANDFUL:
        return None
    return sentence(
        _SMALL,
        posts=number(base["denominator"], 1),
        step=number(100 / base["denominator"], 0),
    )


def standing(warehouse: Warehouse, la_code: str) -> list[str]:
    """Each workforce rate of the newest census against England and neighbours."""
    return sentences(*(_rate(warehouse, la_code, name) for name in WORKFORCE))


def _rate(warehouse: Warehouse, la_code: str, indicator_id: str) -> str | None:
    row = warehouse.latest(la_code, indicator_id)
    if row is None:
        return None
    title, indicator = WORKFORCE[indicator_id], warehouse.indicator[indicator_id]
    if row["value"] is None:
        return sentence(
            "{title}, {date}: no figure, marked {marker} ({meaning}); England {england}.",
            title=title,
            date=_period(row, indicator),
            marker=row["marker"],
            meaning=warehouse.marker.get(row["marker"], "meaning not known").lower(),
            england=measure(row["england_value"], indicator),
        )
    compared = sentence(
        _RATE,
        title=title,
        date=_period(row, indicator),
        value=shown(row, warehouse),
        gap=above_or_below(row["gap_to_england"], indicator),
        england=measure(row["england_value"], indicator),
        rank=place(row),
        neighbours=counted(row["neighbours_used"], "statistical neighbour"),
        median=measure(row["neighbour_median"], indicator),
    )
    alone = sentence(
        "{title}, {date}: {value}.",
        title=title,
        date=_period(row, indicator),
        value=shown(row, warehouse),
    )
    return compared or alone


def _period(row: Row, indicator: Mapping[str, Any]) -> str:
    """The day or year that a rate of the census measures."""
    end = day(row["period_end"]) or row["period"]
    return f"year to {end}" if indicator["reference_date"].startswith("year to") else end


def changes(warehouse: Warehouse, la_code: str) -> list[str]:
    """How each workforce rate differs from one and three years before."""
    return sentences(*(_change(warehouse, la_code, name) for name in WORKFORCE))


def _change(warehouse: Warehouse, la_code: str, indicator_id: str) -> str | None:
    """Over one year alone where there is no figure of three years before."""
    row, indicator = warehouse.latest(la_code, indicator_id), warehouse.indicator[indicator_id]
    if row is None:
        return None
    facts = {"title": WORKFORCE[indicator_id], "one": difference(row["change_1y"], indicator)}
    three = difference(row["change_3y"], indicator)
    return sentence(_CHANGE, three=three, **facts) or sentence(_CHANGE_1Y, **facts)
