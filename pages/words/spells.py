"""Time at a grade in sentences: its beginning, what was seen meanwhile, its end, and all others."""

from __future__ import annotations

from typing import Any

from pages.reading import LEADING, Row, Warehouse
from pages.words.improvement import frameworks_beside
from pages.words.values import standing
from pages.words.wording import (
    counted,
    day,
    days_between,
    duration,
    listed,
    measure,
    month,
    number,
    percent,
    sentence,
    sentences,
)

FEW_CENSUSES = 4

_JUDGED = "Ofsted judged {name} {grade} ({inspected}, published {published})."

_JUDGED_DERIVED = (
    "Ofsted gave {name} no overall grade; judged by its parts it is {grade} (derived here; "
    "{inspected}, published {published})."
)

_AT_CENSUS = (
    "In the first workforce census after that, on {date}, the vacancy rate was {value} against "
    "England's {england}: {rank}."
)

_EACH = "Vacancy rates at {which} while it lasted: {rates}."

_EACH_RATE = "{value} on {date} against England's {england}{neighbours}, {rank}"

_HIGHEST = (
    "Of the {censuses} censuses while it lasted the vacancy rate was highest on {date}: "
    "{value} against England's {england}{neighbours}, {rank}."
)

_NO_VISIT = (
    "No visit within this time is known: visits are in these data only {known}, so a letter on a "
    "visit at any other time is not in the data."
)

_ENDED = (
    "The next inspection with another judgement ({inspected}, published {published}) {found}: "
    "{days} from report to report{other_clock}."
)

_OPEN = (
    "On {until} it had not ended, {days} after its report: it counts as far as it was seen, not as "
    "a failure to improve."
)

_ABOLISHED = (
    "The authority was abolished on {until}, {days} after the report. Abolition is not improvement."
)

_BY_THEN = (
    "By {days} after the report, as long as this lasted, an estimated {share} of those under "
    "{framework} had improved{self}."
)

# What is known of the time before a spell that no earlier inspection under SIF or ILACS precedes.
_BEFORE = {
    "yes": "Ofsted had judged child protection Inadequate before SIF, too: days count from the "
    "first report under SIF, and the time before is not in them.",
    "no": "Before SIF Ofsted's last judgement on child protection was not Inadequate.",
    "not known": "No earlier inspection under these frameworks is known, and no published "
    "judgement tells how the authority stood before.",
}


def spell_title(spell: Row) -> str:
    """Its heading: `Time at Inadequate, 2017 to 2020`."""
    began, ended = spell["started_published_on"], spell["ended_published_on"]
    until = f"{began.year} to {ended.year}" if ended else f"since {began.year}"
    if spell["outcome"] == "abolished":
        until = f"{began.year} until abolition"
    return f"Time at {spell['from_grade']}, {until}"


def spell_story(warehouse: Warehouse, la_code: str, spell: Row) -> list[str]:
    """One spell from the judgement that opened it to its end."""
    return sentences(
        sentence(
            _JUDGED if spell["first_overall"] else _JUDGED_DERIVED,
            name=warehouse.authority[la_code]["la_name"],
            grade=spell["from_grade"],
            inspected=_inspected(spell["started_on"], spell["first_day_last"]),
            published=day(spell["started_published_on"]),
        ),
        _census(warehouse, la_code, spell["started_published_on"]),
        _during(warehouse, la_code, spell),
        _no_visit(warehouse, spell),
        _ending(spell),
        _census(warehouse, la_code, spell["ended_published_on"])
        if spell["to_grade"] in ("Good", "Outstanding")
        else None,
        _by_then(spell),
        "A newer report is held back unread, so it may have ended."
        if spell["newer_report_not_yet_read"]
        else None,
        _BEFORE[spell["held_before"]] if spell["is_left_truncated"] else None,
    )


def _inspected(first: Any, last: Any) -> str:
    words = days_between(first, last)
    return f"inspected {words}" if words else "days of the inspection not known"


def _census(warehouse: Warehouse, la_code: str, after: Any) -> str | None:
    """The vacancy rate at the first census on or after a day."""
    rows = warehouse.series(la_code, LEADING)
    oldest = warehouse.rows["spread"][0]["period_end"] if warehouse.rows["spread"] else None
    if after is None or oldest is None or (oldest - after).days > 365:
        return None
    row = next((row for row in rows if row["period_end"] >= after), None)
    if row is None:
        return None
    indicator = warehouse.indicator[LEADING]
    return sentence(
        _AT_CENSUS,
        date=day(row["period_end"]),
        value=measure(row["value"], indicator),
        england=measure(row["england_value"], indicator),
        rank=standing(row),
    )


def _during(warehouse: Warehouse, la_code: str, spell: Row) -> str | None:
    """Vacancy rates while a spell lasted: each that is not told yet, or the highest of many."""
    until = spell["ended_published_on"] or spell["censored_on"]
    rows = [
        row
        for row in warehouse.series(la_code, LEADING)
        if spell["started_published_on"] <= row["period_end"] <= until and row["value"] is not None
    ]
    if len(rows) < 2:
        return None
    if len(rows) <= FEW_CENSUSES:
        told = _census(warehouse, la_code, spell["started_published_on"]) is not None
        rates = sentences(
            *(sentence(_EACH_RATE, **_compared(warehouse, row)) for row in rows[int(told) :])
        )
        return sentence(
            _EACH, which="later censuses" if told else "censuses", rates="; ".join(rates) or None
        )
    row = max(rows, key=lambda census: census["value"])
    return sentence(_HIGHEST, censuses=number(len(rows)), **_compared(warehouse, row))


def _compared(warehouse: Warehouse, row: Row) -> dict[str, str | None]:
    """A vacancy rate against England, all authorities and, where known, the neighbours."""
    indicator = warehouse.indicator[LEADING]
    median = measure(row["neighbour_median"], indicator)
    return {
        "date": day(row["period_end"]),
        "value": measure(row["value"], indicator),
        "england": measure(row["england_value"], indicator),
        "rank": standing(row),
        "neighbours": f" and a neighbours' median of {median}" if median else "",
    }


def _no_visit(warehouse: Warehouse, spell: Row) -> str | None:
    """Why no visit is told of a spell that reaches outside the times when visits are known."""
    until = spell["ended_published_on"] or spell["censored_on"]
    within = any(
        time["first_day"] <= spell["started_published_on"] and until <= time["last_day"]
        for time in warehouse.rows["visit_coverage"]
    )
    if spell["visits_in_spell"] or within:
        return None
    return sentence(_NO_VISIT, known=visits_known(warehouse))


def _ending(spell: Row) -> str | None:
    days = duration(spell["days_publication_clock"])
    if spell["ended_published_on"] is None:
        template = _ABOLISHED if spell["outcome"] == "abolished" else _OPEN
        return sentence(template, until=day(spell["censored_on"]), days=days)
    between = duration(spell["days_inspection_clock"])
    found = f"judged it {spell['ending_overall']}"
    if spell["ending_overall"] is None:
        found = f"gave no overall grade, its worst part {spell['to_grade']} (derived here)"
    return sentence(
        _ENDED,
        inspected=_inspected(spell["ended_on"], spell["ending_day_last"]),
        published=day(spell["ended_published_on"]),
        found=found,
        days=days,
        other_clock=f", {between} from inspection to inspection" if between else "",
    )


def _by_then(spell: Row) -> str | None:
    """What share of its framework had improved within its length, once the first had."""
    return sentence(
        _BY_THEN,
        days=counted(spell["days_publication_clock"], "day"),
        share=percent(spell["framework_share_improved_by"] or None),
        framework=spell["framework_at_start"],
        self=", this one among them" if spell["outcome"] == "improved" else "",
    )


def all_others(warehouse: Warehouse, spell: Row) -> list[str]:
    """Every period of its kind, the frameworks beside each other, its own first."""
    return frameworks_beside(warehouse, spell["from_grade"], spell["framework_at_start"])


def visits_known(warehouse: Warehouse) -> str | None:
    """When visits are known: `from March 2022 to February 2023 and from ...`; None if never."""
    times = [
        f"from {month(row['first_day'])} to {month(row['last_day'])}"
        for row in warehouse.rows["visit_coverage"]
    ]
    return listed(times) or None


def visits_note(warehouse: Warehouse) -> str:
    """Why no visit shown does not mean no visit made."""
    known = visits_known(warehouse)
    if known is None:
        return "No visit is in these data, which does not mean that none was made."
    return f"Visits are known only {known}: none shown does not mean none made."
