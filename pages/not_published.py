"""The page of statistics that are not published here, and why: these data do not carry them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pages.figures.parts import Cell, Link
from pages.reading import (
    CLOCK,
    CLOCK_WITHOUT_PAUSE,
    ENGLAND_CODE,
    POPULATIONS,
    Row,
    Rows,
    Warehouse,
)
from pages.words.wording import counted, day, measure, number, sentence, sentences

TURNOVER = "turnover_rate_fte"
COVERED = "vacancy_agency_cover_rate_fte"
SIF, ILACS = (POPULATIONS["Inadequate"][framework] for framework in ("SIF", "ILACS"))
ONE_OFF = "From a one-off study of the figures known in 2026; it is not repeated with new ones."
READ = "The figures are read from the tables of this publication."


@dataclass(frozen=True)
class Omission:
    """A statistic that is left out.

    Attributes:
        name: Identifier within the page.
        title: What is left out.
        why: The reason; a sentence whose figures are not there is not there either.
        instead: What to use in its place.
        places: Where that is: pages of the site, tables of the dictionary.
        basis: Where the reason's figures come from.
    """

    name: str
    title: str
    why: list[str]
    instead: str
    places: list[Cell]
    basis: str


def not_published_page(warehouse: Warehouse) -> dict[str, Any]:
    """Everything the template of the page shows."""
    omissions = [
        _league_table(warehouse),
        _index(warehouse),
        _early_warning(),
        _slower(warehouse),
        _forecast(),
        _effects(),
        _between_inspections(warehouse),
        _trends(),
    ]
    return {"omissions": [each for each in omissions if each.why]}


def _table(name: str) -> Link:
    return Link(f"table {name}", f"dictionary.html#table-{name}")


def _league_table(warehouse: Warehouse) -> Omission:
    ranked = [row for row in warehouse.told["spreads"].get(TURNOVER, []) if row["n_ranked"]]
    return Omission(
        "turnover",
        "A league table of turnover",
        sentences(
            *(
                sentence(
                    "A few leavers more or fewer move an authority past dozens of others: for half "
                    "of the authorities the 95% interval of the place in {period} is {places} "
                    "places wide or wider, of {ranked}.",
                    period=row["period"],
                    places=number(row["median_rank_places"]),
                    ranked=number(row["n_ranked"]),
                )
                for row in ranked[-1:]
            )
        ),
        "the quarter in which an authority lies, and how far authorities differ at all",
        [_table("la_benchmarks"), _table("rank_intervals"), _table("indicator_spread")],
        READ,
    )


def _index(warehouse: Warehouse) -> Omission:
    overlap = [
        sentence(
            "Besides, the rates overlap: on {date} agency workers covered {share} of England's "
            "vacancies, so that adding a vacancy rate to an agency rate counts those posts twice.",
            date=day(row["period_end"]),
            share=measure(row["value"], warehouse.indicator[COVERED]),
        )
        for row in warehouse.area_series(ENGLAND_CODE, COVERED)[-1:]
    ]
    return Omission(
        "index",
        "One index of the workforce",
        sentences(
            "Which authority comes first depends on how much each rate counts, and nobody has "
            "measured that.",
            *overlap,
        ),
        "each rate by itself, and what moved a vacancy rate",
        [Link("all authorities in one table", "compare.html"), _table("vacancy_changes")],
        READ,
    )


def _early_warning() -> Omission:
    return Omission(
        "early-warning",
        "A score that warns of the next judgement",
        [
            "Published rates do not tell it: of 36 ways tried of telling authorities about to be "
            "judged Inadequate from others, the best, by caseload, put the right one of two first "
            "67 times in 100, where tossing a coin does 50 times; vacancy rates told no more than "
            "chance would."
        ],
        "rates by the judgement in force, side by side and with the number of authorities",
        [
            Link("vacancy rate by judgement", "index.html#by-rating"),
            _table("rating_indicator_summary"),
            _table("event_study"),
        ],
        ONE_OFF,
    )


def _slower(warehouse: Warehouse) -> Omission:
    return Omission(
        "slower",
        "“Improvement is slower under ILACS”",
        sentences(
            sentence(
                "From report to report an estimated half of the periods at Inadequate had ended "
                "better by {sif} under SIF and by {ilacs} under ILACS.",
                sif=_median(warehouse, SIF, CLOCK),
                ilacs=_median(warehouse, ILACS, CLOCK),
            ),
            *(_paused(warehouse, pause) for pause in warehouse.rows["pauses"][:1]),
            sentence(
                "Without that time it is {sif} and {ilacs}.",
                sif=_median(warehouse, SIF, CLOCK_WITHOUT_PAUSE),
                ilacs=_median(warehouse, ILACS, CLOCK_WITHOUT_PAUSE),
            ),
        ),
        "both frameworks beside each other, with their limits",
        [_table("improvement_summary"), _table("inspection_pauses")],
        READ,
    )


def _median(warehouse: Warehouse, population: str, clock: str) -> str | None:
    """`994 days (95% limits 924 to 1,167)`; None where the table has it not."""
    summary = warehouse.summary(population, clock) or {}
    return sentence(
        "{median} days (95% limits {lower} to {upper})",
        median=number(summary.get("median_days")),
        lower=number(summary.get("median_lower")),
        upper=number(summary.get("median_upper")),
    )


def _paused(warehouse: Warehouse, pause: Row) -> str | None:
    """How many spells of each framework were open while nothing was inspected."""
    first, last = pause["last_start_before"], pause["first_start_after"]
    under: dict[str, list[bool]] = {"SIF": [], "ILACS": []}
    for row in _at_inadequate(warehouse):
        ended = row["ended_published_on"] or row["censored_on"]
        under[row["framework_at_start"]].append(
            row["started_published_on"] < last and ended > first
        )
    return sentence(
        "But no inspection began between {first} and {last}, when nobody could be found to have "
        "improved, and {sif} of SIF were open then against {ilacs} of ILACS.",
        first=day(first),
        last=day(last),
        **{
            framework.lower(): f"{sum(open_then)} of {counted(len(open_then), 'period')}"
            for framework, open_then in under.items()
        },
    )


def _at_inadequate(warehouse: Warehouse) -> Rows:
    return [row for row in warehouse.rows["spells"] if row["from_grade"] == "Inadequate"]


def _forecast() -> Omission:
    return Omission(
        "forecast",
        "A forecast of when an authority will improve",
        [
            "Tried on past periods, a forecast from how long an authority had been at Inadequate "
            "was no nearer to what came than saying the same of every authority."
        ],
        "how long it took others, as history, and how long Ofsted took to return",
        [
            Link("time from Inadequate to a better judgement", "index.html#improvement"),
            _table("improvement_at_risk"),
            _table("first_returns"),
            _table("inspection_watch"),
        ],
        ONE_OFF,
    )


def _effects() -> Omission:
    return Omission(
        "effects",
        "How much faster authorities improve with fewer vacancies (Cox coefficients)",
        [
            "Only 28 improvements have all the figures that such a model needs, too few to tell "
            "an effect from chance."
        ],
        "an authority's own rates over that time, on its page, and what the next inspection found",
        [
            Link("authorities", "index.html#authorities"),
            _table("grade_transitions"),
            _table("event_study"),
        ],
        ONE_OFF,
    )


def _between_inspections(warehouse: Warehouse) -> Omission:
    spells = _at_inadequate(warehouse)
    unseen = sum(row["inspections_in_spell"] == 1 for row in spells)
    return Omission(
        "turnbull",
        "Curves that place improvement between two inspections (Turnbull)",
        [
            "They allow for an authority's being better before Ofsted returns, but of "
            f"{counted(len(spells), 'period')} at Inadequate {unseen} saw no full inspection "
            "between the first report and the one that ended them, or today: for all the data say, "
            "improvement could have come on the first day."
        ],
        "the curve to the day on which Ofsted said so, read as Ofsted's timetable as much as the "
        "authority's progress",
        [
            Link("time from Inadequate to a better judgement", "index.html#improvement"),
            _table("improvement_curves"),
        ],
        READ,
    )


def _trends() -> Omission:
    return Omission(
        "trends",
        "Tests for a trend over five years",
        [
            "Five points are too few: tested over 2021 to 2025 at the usual 5%, between 14 and 23 "
            "authorities are flagged for each of five rates of the workforce, where chance alone "
            "flags 7; a third to a half of the flags say nothing, and nobody can tell which."
        ],
        "the change over one and three years, and what moved a vacancy rate",
        [_table("la_benchmarks"), _table("vacancy_changes")],
        "Worked out from the table indicator_values for the years named.",
    )
