"""Time to improvement in sentences: framework beside framework, and when Ofsted returned."""

from __future__ import annotations

from pages.reading import CLOCK_WITHOUT_PAUSE, FRAMEWORKS, POPULATIONS, Row, Warehouse
from pages.words.wording import counted, day, duration, number, percent, sentence, sentences

_MIDDLE = (
    "Of {spells} at {grade} that began under {framework}, half are estimated to have ended in a "
    "better judgement by {median} after the report (95% limits {lower} to {upper}){pause}{held}."
)

_NO_MIDDLE = (
    "Of {spells} at {grade} that began under {framework}, fewer than half are estimated to have "
    "improved so far{held}."
)

_ONLY_THEN = "Improvement is seen only when Ofsted returns."

_RETURNED = (
    "Half of the {judgements} under {framework} are estimated to have been returned to by "
    "{median}, and of {returned} returned to {better} were then found better ({share}, 95% limits "
    "{lower} to {upper})."
)

_RETURNED_TO_FEW = (
    "Of the {judgements} under {framework} {returned} have been returned to so far, and {better} "
    "were then found better."
)


def middle(warehouse: Warehouse, grade: str, framework: str) -> str | None:
    """The median of a framework, with the pause left out where that differs."""
    population = POPULATIONS[grade][framework]
    summary = warehouse.summary(population)
    if summary is None or not summary["spells"]:
        return None
    facts = {
        "spells": counted(summary["spells"], "period"),
        "grade": grade,
        "framework": framework,
        "held": _held(summary),
    }
    told = sentence(
        _MIDDLE,
        median=duration(summary["median_days"]),
        lower=number(summary["median_lower"]),
        upper=number(summary["median_upper"]) or "not reached",
        pause=_without_pause(warehouse, summary),
        **facts,
    )
    return told or sentence(_NO_MIDDLE, **facts)


def _held(summary: Row) -> str:
    """What the median is without the periods that a held report keeps open."""
    if not summary["held_reports"]:
        return ""
    without = number(summary["median_days_without_held"])
    then = f"the median is {without} days" if without else "there is no median"
    still_open = counted(summary["held_reports"], "period")
    return f"; without {still_open} open only because a newer report is held back unread, {then}"


def _without_pause(warehouse: Warehouse, summary: Row) -> str:
    other = warehouse.summary(summary["population"], CLOCK_WITHOUT_PAUSE)
    if other is None or other["median_days"] in (None, summary["median_days"]):
        return ""
    return f", and by {number(other['median_days'])} days without {pause_words(warehouse)}"


def pause_words(warehouse: Warehouse) -> str:
    """The time without inspections: `the pause of inspections from 9 March 2020 to ...`."""
    pause = warehouse.pause()
    if pause is None:
        return "the pause of inspections"
    first, last = day(pause["last_start_before"]), day(pause["first_start_after"])
    return f"the pause of inspections from {first} to {last}"


def returned(warehouse: Warehouse, grade: str, framework: str) -> str | None:
    """When Ofsted first returned to the judgements of a framework, and what it found."""
    row = warehouse.returns(POPULATIONS[grade][framework])
    if row is None or not row["judgements"]:
        return None
    facts = {
        "judgements": counted(row["judgements"], f"judgement of {grade}", f"judgements of {grade}"),
        "framework": framework,
        "returned": number(row["returned"]),
        "better": number(row["better"]),
    }
    told = sentence(
        _RETURNED,
        median=duration(row["median_days_to_return"]),
        share=percent(row["better_share"]),
        lower=percent(row["better_lower"]),
        upper=percent(row["better_upper"]),
        **facts,
    )
    return told or sentence(_RETURNED_TO_FEW, **facts)


def frameworks_beside(warehouse: Warehouse, grade: str, first: str = "SIF") -> list[str]:
    """Both frameworks' medians and returns, the one that is asked about before the other."""
    order = sorted(FRAMEWORKS, key=lambda name: name != first)
    medians = sentences(*(middle(warehouse, grade, name) for name in order))
    returns = sentences(*(returned(warehouse, grade, name) for name in order))
    return [*medians, *([_ONLY_THEN, *returns] if returns else [])]
