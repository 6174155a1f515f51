"""How the figures of each statistic hang together: what a plausible edition has to respect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Shape:
    """How a table's figures hang together.

    Attributes:
        moves: Each count with what it moves with; the same word, the same percentage.
        adds_up: Each count with those that it is at least as much as together; where it was their
            sum, it is so again.
        below: Counts that are at most another count, or several.
        rates: Each rate with what its counts make it.
        spread: The most that a count moves, as a share.
        rounding: What England and regions are rounded to; 0 where they are exact.
    """

    moves: dict[str, str]
    spread: float
    adds_up: dict[str, tuple[str, ...]] = field(default_factory=dict)
    below: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rates: dict[str, Callable[[Callable[[str], float]], float]] = field(default_factory=dict)
    rounding: int = 0
    decimals: int = 1


DAYS = ("Duration_0-10_days", "Duration_11-15_days", "Duration_16-20_days", "Duration_21+_days")
MONTHS = (
    "3_months_or_less", "more_than_3_months_6_months", "more_than_6_months_less_than_1_year",
    "1_year_less_than_2_years", "2_years_or_more",
)  # fmt: skip
SHAPES = {
    "indicators": Shape(
        moves={
            "inpost_headcount": "post", "inpost_fte": "post", "starters_headcount": "starters",
            "starters_fte": "starters", "leavers_headcount": "leavers", "leavers_fte": "leavers",
            "agency_headcount": "agency", "agency_fte": "agency", "agency_cover_fte": "cover",
            "vacancy_fte": "vacancy", "case_holders_fte": "holders", "cases": "cases",
            "working_days_lost_fte": "days",
        },
        spread=0.08,
        below={
            "inpost_fte": ("inpost_headcount",), "starters_fte": ("starters_headcount",),
            "leavers_fte": ("leavers_headcount",), "agency_fte": ("agency_headcount",),
            "agency_cover_fte": ("agency_fte", "vacancy_fte"),
            "case_holders_fte": ("inpost_fte",),
        },
        rates={
            "turnover_rate_fte": lambda n: 100 * n("leavers_fte") / n("inpost_fte"),
            "turnover_rate_headcount": lambda n: (
                100 * n("leavers_headcount") / n("inpost_headcount")
            ),
            "agency_rate_fte": lambda n: (
                100 * n("agency_fte") / (n("agency_fte") + n("inpost_fte"))
            ),
            "agency_rate_headcount": lambda n: (
                100 * n("agency_headcount") / (n("agency_headcount") + n("inpost_headcount"))
            ),
            "agency_cover_rate_fte": lambda n: 100 * n("agency_cover_fte") / n("agency_fte"),
            "vacancy_rate_fte": lambda n: (
                100 * n("vacancy_fte") / (n("vacancy_fte") + n("inpost_fte"))
            ),
            "vacancy_agency_cover_rate_fte": lambda n: (
                100 * n("agency_cover_fte") / n("vacancy_fte")
            ),
            "caseload_fte": lambda n: n("cases") / n("case_holders_fte"),
            "absence_rate_fte": lambda n: (
                100 * n("working_days_lost_fte") / (253 * n("inpost_fte"))
            ),
        },
    ),
    "children_in_need": Shape(
        moves={
            "At31_episodes": "cin", "Anypoint_child": "any", "Anypoint_episodes": "any",
            "Started_episodes": "started", "Ended_episodes": "ended",
        },
        spread=0.08,
        rounding=10,
    ),
    "referrals": Shape(
        moves={
            "referral_count": "referrals", "rereferral_count": "rereferrals",
            "no_further_action_count": "referrals", "not_in_need_count": "referrals",
        },
        spread=0.08,
        rates={
            "rereferral_percent": lambda n: 100 * n("rereferral_count") / n("referral_count"),
            "no_further_action_percent": lambda n: (
                100 * n("no_further_action_count") / n("referral_count")
            ),
            "not_in_need_percent": lambda n: 100 * n("not_in_need_count") / n("referral_count"),
        },
        rounding=10,
    ),
    "enquiries_and_conferences": Shape(
        moves={
            "Section47": "enquiries", "Section47_child": "enquiries", "ICPC": "conferences",
            "ICPC_child": "conferences", **dict.fromkeys(DAYS, "conferences"),
        },
        spread=0.08,
        adds_up={"ICPC": DAYS},
        below={"ICPC_child": ("ICPC",)},
        rounding=10,
    ),
    "repeat_plans": Shape(
        moves={"CPP_start": "started", "CPP_subsequent": "again"},
        spread=0.08,
        rates={"CPP_subsequent_percent": lambda n: 100 * n("CPP_subsequent") / n("CPP_start")},
        rounding=10,
    ),
    "protection_plans": Shape(
        moves={"CPP_At31": "plans", **dict.fromkeys(MONTHS, "plans")},
        spread=0.1,
        adds_up={"CPP_At31": MONTHS},
        rates={"2_years_or_more_percent": lambda n: 100 * n("2_years_or_more") / n("CPP_At31")},
        rounding=10,
    ),
    "number_and_rate": Shape(
        moves={"population_estimate": "population", "children_count": "children"},
        spread=0.07,
        rates={
            "rate_per_10000": lambda n: 10_000 * n("children_count") / n("population_estimate")
        },
        rounding=10,
        decimals=0,
    ),
    "children": Shape(moves={"population_estimate": "population"}, spread=0.01),
}  # fmt: skip
