"""The brief: an authority in sentences whose every figure is a query's.

Each sentence is a template; one whose figures are not all there is left out. The words say what was
seen, in which order, and never why.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages.figures import base_of, shown
from pages.history import visits_known
from pages.reading import (
    CLOCK,
    LEADING,
    NOT_JUDGED_NOTE,
    WORKFORCE,
    Row,
    Warehouse,
)
from pages.wording import (
    above_or_below,
    counted,
    day,
    days_between,
    difference,
    duration,
    listed,
    measure,
    number,
    percent,
    ranked,
    sentence,
    sentences,
)

HANDFUL = 30
FEW_CENSUSES = 4
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
_JUDGED = "Ofsted judged {name} {grade} ({inspected}, published {published})."
_JUDGED_DERIVED = (
    "Ofsted gave {name} no overall grade; judged by its parts it is {grade} (derived here; "
    "{inspected}, published {published})."
)
_AT_CENSUS = (
    "In the first workforce census after that, on {date}, the vacancy rate was {value} against "
    "England's {england}: {rank}."
)
_EACH = "Vacancy rates at {which} while the spell lasted: {rates}."
_EACH_RATE = "{value} on {date} against England's {england}{neighbours}, {rank}"
_HIGHEST = (
    "Of the {censuses} censuses while the spell lasted the vacancy rate was highest on {date}: "
    "{value} against England's {england}{neighbours}, {rank}."
)
_NO_VISIT = (
    "No visit within this spell is known: visits are in these data only {known}, so a letter on a "
    "visit at any other time is not in the data."
)
_ENDED = (
    "The next inspection with another judgement ({inspected}, published {published}) {found}: "
    "{days} from report to report{other_clock}."
)
_OPEN = (
    "On {until} the spell had not ended and had been observed for {days} from its report: it "
    "counts as far as it was seen (censored), not as a failure to improve."
)
_ABOLISHED = (
    "The authority was abolished on {until}, {days} after the report: the spell is censored there. "
    "Abolition is not improvement."
)
_MIDDLE = (
    "Of all {spells} at {grade} in the data, half are estimated to have ended in a better "
    "judgement by {median} after the report (Kaplan-Meier median, 95% limits {lower} to "
    "{upper}; spells that have not ended count as far as they were seen)."
)
_NO_MIDDLE = (
    "Of all {spells} at {grade} in the data, fewer than half are estimated to have improved so far."
)
_BY_THEN = (
    "By {days} after the report, the length of this spell, an estimated {share} had improved{self}."
)
_JOINT = (
    "{names} make one workforce return, so the figures of {this} are those of both together; "
    "ranks count the return once."
)
_SMALL = (
    "The newest vacancy rate rests on {posts} posts, filled and vacant: one worker more or fewer "
    "moves it by {step} points, so read rates and ranks here with care."
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
    base = base_of(warehouse, la_code)
    if base is None or not base["is_joint_return"]:
        return None
    members = base["area_code"].split("+")
    names = listed(warehouse.authority[code]["la_name"] for code in members)
    return sentence(_JOINT, names=names, this=warehouse.authority[la_code]["la_name"])


def _small(warehouse: Warehouse, la_code: str) -> str | None:
    base = base_of(warehouse, la_code)
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
        rank=ranked(row["rank_lowest"], row["n_ranked"], row["n_tied"]),
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


def spell_title(spell: Row) -> str:
    """A spell's heading: `Inadequate, 2017 to 2020`."""
    began, ended = spell["started_published_on"], spell["ended_published_on"]
    until = f"{began.year} to {ended.year}" if ended else f"since {began.year}"
    if spell["outcome"] == "abolished":
        until = f"{began.year} until abolition"
    return f"{spell['from_grade']}, {until}"


def spell_story(warehouse: Warehouse, la_code: str, spell: Row) -> list[str]:
    """One spell from the judgement that opened it to its end, against all others."""
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
        *_against_all(warehouse, spell),
        "A newer report is held back unread, so the spell may have ended."
        if spell["newer_report_not_yet_read"]
        else None,
        "No earlier inspection under these frameworks is known, so the same standing may have been "
        "held before it (left truncation)."
        if spell["is_left_truncated"]
        else None,
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
    row = _first([row for row in rows if row["period_end"] >= after])
    if row is None:
        return None
    indicator = warehouse.indicator[LEADING]
    return sentence(
        _AT_CENSUS,
        date=day(row["period_end"]),
        value=measure(row["value"], indicator),
        england=measure(row["england_value"], indicator),
        rank=ranked(row["rank_lowest"], row["n_ranked"], row["n_tied"]),
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
        "rank": ranked(row["rank_lowest"], row["n_ranked"], row["n_tied"]),
        "neighbours": f" and a neighbours' median of {median}" if median else "",
    }


def _no_visit(warehouse: Warehouse, spell: Row) -> str | None:
    """Why no visit is told of a spell that reaches outside the times when visits are known."""
    until = spell["ended_published_on"] or spell["censored_on"]
    within = any(
        time["first_day"] <= spell["started_published_on"] and until <= time["last_day"]
        for time in warehouse.rows["visits_known"]
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


def _against_all(warehouse: Warehouse, spell: Row) -> list[str]:
    """The spell against every spell of its kind."""
    summary = warehouse.summary(spell["population"], CLOCK) if spell["population"] else None
    if summary is None:
        return []
    facts = {
        "spells": counted(summary["spells"], "spell"),
        "grade": spell["from_grade"]
        + (" that began under ILACS" if spell["from_grade"] != "Inadequate" else ""),
    }
    middle = sentence(
        _MIDDLE,
        median=duration(summary["median_days"]),
        lower=number(summary["median_lower"]),
        upper=number(summary["median_upper"]) or "not reached",
        **facts,
    )
    by_then = sentence(
        _BY_THEN,
        days=counted(spell["days_publication_clock"], "day"),
        share=percent(spell["share_improved_by"]),
        self=", this one among them" if spell["outcome"] == "improved" else "",
    )
    return sentences(middle or sentence(_NO_MIDDLE, **facts), by_then)


def _first(rows: list[Row]) -> Row | None:
    return rows[0] if rows else None
