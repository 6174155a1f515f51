"""The brief: an authority in sentences whose every figure is a query's.

Each sentence is a template; one whose figures are not all there is left out. The words say what was
seen, in which order, and never why.
"""

from __future__ import annotations

from pages.reading import NOT_JUDGED_NOTE, Row, Warehouse
from pages.words.values import HANDFUL
from pages.words.wording import (
    dated,
    day,
    days_between,
    duration,
    listed,
    number,
    percent,
    sentence,
    sentences,
)

INTERVENTIONS_NOTE = (
    "The list of interventions is known to be incomplete: none in it does not mean none made."
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


def open_intervention(warehouse: Warehouse, la_code: str) -> list[str]:
    """What is known to be in force of notices, directions and trusts, and that not all is known."""
    known = warehouse.of["interventions"].get(la_code, [])
    in_force = [row for row in known if row["outcome"] == "open"]
    unended = [row for row in known if row["outcome"] is None and row["closed_on"] is None]
    told = [
        *(f"{_named(row)}: open when last seen on {day(row['seen_on'])}." for row in in_force),
        *(
            f"{_named(row)}: no end is known; last seen on {day(row['seen_on'])}."
            for row in unended
        ),
    ]
    if known and not told:
        newest = known[-1]
        ended = dated(newest["closed_on"], newest["closed_precision"])
        when = f" {ended}" if ended else ""
        told = [f"No intervention in force is known. {_named(newest)}: {newest['outcome']}{when}."]
    partial = [] if _is_whole(warehouse) else [INTERVENTIONS_NOTE]
    return [*(told or ["No intervention is known."]), *partial]


def _is_whole(warehouse: Warehouse) -> bool:
    """Whether the department's whole collection was read: its listing then confirms rows."""
    return any(row["source_release_id"] for row in warehouse.rows["interventions"])


def _named(row: Row) -> str:
    """`Statutory direction on social care of 8 May 2018`."""
    about = {"not stated": "", "both": " on social care and SEND"}
    subject = about.get(row["subject"], f" on {row['subject']}")
    issued = dated(row["issued_on"], row["issued_precision"])
    kind = row["kind"].capitalize()
    return f"{kind}{subject}{f' of {issued}' if issued else ', day not known'}"


def since_report(warehouse: Warehouse, la_code: str) -> list[str]:
    """How long ago Ofsted last reported in full, beside how long it took to return before."""
    row = next(iter(warehouse.of["watch"].get(la_code, [])), None)
    if row is None or row["days_since"] is None:
        return []
    return sentences(
        sentence(
            "Ofsted last reported in full {days} before {as_at}.",
            days=duration(row["days_since"]),
            as_at=day(row["as_at"]),
        ),
        sentence(
            "Of past gaps between full reports {share} were shorter: history, not a forecast.",
            share=percent(row["share_of_gaps_shorter"]),
        ),
    )
