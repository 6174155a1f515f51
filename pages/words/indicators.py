"""An indicator in words: how to read it, breaks in its series, revisions, updates."""

from __future__ import annotations

from pages.reading import Row, Rows, Warehouse
from pages.subjects import BAND_ONLY
from pages.words.status import day_of
from pages.words.values import marked
from pages.words.wording import (
    counted,
    day,
    difference,
    listed,
    measure,
    sentence,
    sentences,
    within,
)

POLARITY = {
    "low": "A lower figure is usually read as better.",
    "high": "A higher figure is usually read as better.",
    "none": "Neither a high nor a low figure is better in itself.",
}
ORDER = (
    "Ranks run from the lowest figure, 1; lowest is not always best. Equal figures share the "
    "lowest rank, and a joint return counts once."
)
_INTERVAL = (
    "A rank stands with the places between which that of the underlying rate lies (95% interval), "
    "among returns on 30 or more; the upright line through a dot is the likely range of that rate. "
    "A census has no sampling error, and from year to year ranks move by more than the interval "
    "says."
)
_NO_INTERVAL = (
    "No interval can be given for these ranks: the figure is no share of a known count. They say "
    "no more than the order of the published figures, and places near one another may as well be "
    "changed."
)
_BAND = (
    "Turnover moves so much by chance that no rank is shown, only the quarter; the upright line "
    "through a dot is the likely range of the underlying rate (95%)."
)
_FEW = (
    "Too few: the figure rests on fewer than 30, or on a number that is not published, so that it "
    "is given no rank and is not counted among the ranked."
)
# Breaks that publishers announced, by the beginning of an indicator's name.
_PANDEMIC = (
    *("vacancy_", "agency_", "turnover_", "absence_", "caseload_", "cin_", "referral_"),
    *("rereferral_", "no_further_", "not_in_need_", "s47_", "icpc_", "cpp_", "repeat_cpp_"),
    *("factor_", "cla_", "care_leavers_"),
)
_PANDEMIC_YEARS = ("2020", "2021")
_AGENCY = ("agency_", "vacancy_agency_")
_AGENCY_GUIDANCE = (
    "Statutory guidance on agency social workers applies from 31 October 2024, with a transition "
    "to 1 October 2025; figures of agency workers before and after it are not under the same rules."
)
_WHOLE_NUMBER = "England's looked-after rate is published as a whole number."


def has_interval(warehouse: Warehouse, indicator_id: str) -> bool:
    """Whether ranks of the newest period have intervals, on returns that are large enough."""
    return bool(warehouse.told["likely"].get(indicator_id))


def how_ranked(warehouse: Warehouse, indicator_id: str) -> list[str]:
    """How to read the ranks of an indicator."""
    if indicator_id in BAND_ONLY:
        return [_BAND, _FEW]
    if has_interval(warehouse, indicator_id):
        return [ORDER, _INTERVAL, _FEW]
    return [ORDER, _NO_INTERVAL]


def breaks(indicator: Row, periods: list[str]) -> list[str]:
    """What changed in the middle of the series, as far as it touches years that are there."""
    name = indicator["indicator_id"]
    pandemic = [period for period in periods if period in _PANDEMIC_YEARS]
    edition = indicator["comparable_from_edition"]
    return sentences(
        _AGENCY_GUIDANCE if name.startswith(_AGENCY) else None,
        f"Pandemic: {listed(pandemic)}; read these years with care."
        if pandemic and name.startswith(_PANDEMIC)
        else None,
        _WHOLE_NUMBER if name == "cla_rate" else None,
        f"The definition changed with the {edition} edition; figures of older editions are not "
        "compared with it."
        if edition
        else None,
    )


def withheld(warehouse: Warehouse, rows: Rows) -> list[str]:
    """Who has no figure, by marker and what it means."""
    names: dict[str, list[str]] = {}
    for row in rows:
        if row["value"] is None:
            names.setdefault(row["marker"], []).append(row["la_name"])
    return [
        f"No figure, marked {marked(marker)} ({meaning(warehouse, marker)}): {listed(found)}. "
        "That is not zero: it is not ranked and not drawn."
        for marker, found in sorted(names.items())
    ]


def meaning(warehouse: Warehouse, marker: str) -> str:
    """What a publisher's marker means, as part of a sentence."""
    return within(warehouse.marker.get(marker, "meaning not known"))


def joint_returns(warehouse: Warehouse, indicator_id: str) -> list[str]:
    """Whose figures of the newest period are joint."""
    period = warehouse.newest_period(indicator_id)
    return [
        f"{area_name(warehouse, row['area_code'])} make one return: its figure is shown at both "
        "and ranked once."
        for row in warehouse.told["joint_returns"].get(indicator_id, [])
        if row["period"] == period
    ]


def area_name(warehouse: Warehouse, area_code: str) -> str:
    """England, a region, an authority, or the members of a joint return."""
    return warehouse.areas_named.get(area_code) or listed(
        warehouse.authority[code]["la_name"] for code in area_code.split("+")
    )


def revised(warehouse: Warehouse, indicator_id: str) -> str:
    """What the newest edition changed of what earlier ones had published."""
    newest = warehouse.release[warehouse.newest[indicator_id][0]["release_id"]]
    edition = f"The newest edition ({newest['edition']}, published {day(newest['published_on'])})"
    changed = [
        row
        for row in warehouse.told["changed_values"].get(indicator_id, [])
        if row["release_id"] == newest["release_id"]
    ]
    if not changed:
        return f"{edition} changed no figure that an earlier edition had published."
    told = f"{edition} changed {counted(len(changed), 'figure')} that an earlier one had published"
    furthest = _furthest(warehouse, changed[0])
    return f"{told}; {furthest}." if furthest else f"{told}."


def _furthest(warehouse: Warehouse, row: Row) -> str | None:
    """The largest change, where one is between two numbers."""
    indicator = warehouse.indicator[row["indicator_id"]]
    return sentence(
        "the largest change: {area}, {period}, from {before} to {after} ({change})",
        area=area_name(warehouse, row["area_code"]),
        period=row["period"],
        before=measure(row["previous_value"], indicator),
        after=measure(row["value"], indicator),
        change=difference(row["change"], indicator),
    )


def updates(warehouse: Warehouse, indicator_id: str) -> list[str]:
    """When the figures were published, when the publisher was last asked, and what comes next."""
    release = warehouse.release[warehouse.newest[indicator_id][0]["release_id"]]
    source = source_of(warehouse, release["release_id"])
    planned = day(warehouse.indicator[indicator_id]["next_release"])
    reached = day_of(source["last_reached_at"]) if source else None
    return sentences(
        sentence(
            "Last update: {publication}, edition {edition}, published {published}.",
            publication=release["publication"],
            edition=release["edition"],
            published=day(release["published_on"]),
        ),
        sentence("The publisher was last read on {reached}.", reached=reached),
        f"Next update: announced for {planned}."
        if planned
        else "Next update: no date is known here.",
        "Something newer should be here." if source and source["is_stale"] else None,
    )


def source_of(warehouse: Warehouse, release_id: str) -> Row | None:
    """The publication that an edition is of; its editions carry its name."""
    found = [row for row in warehouse.rows["sources"] if release_id.startswith(row["source"])]
    return max(found, key=lambda row: len(row["source"]), default=None)
