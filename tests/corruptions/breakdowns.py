"""Wrong files of conferences, plans again and factors, and of tables of shares of a total.

A table whose rows are shares of a total is only published again: no next edition of it is written.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.corruptions.case import (
    ACCOMMODATION,
    ACTIVITY,
    AGAIN,
    CONFERENCES,
    FACTORS,
    NEXT,
    PLACEMENTS,
    REPEATS,
    SAME,
    SCHOOLS,
    WORKERS,
    Case,
    Folder,
)
from tests.corruptions.changes import (
    Change,
    authorities,
    cells_set,
    columns_swapped,
    dropped,
    everywhere,
    from_year_before,
    multiplied,
    named,
    replaced,
    slipped,
    written,
)
from tests.corruptions.demand import NOT_ZERO
from tests.corruptions.next_edition import LONDON, Edition, recomputed, shown
from tests.corruptions.workforce import COPY, CROYDON, MOVES, SUMS, _fraction
from tests.fixtures.published_files import csv_bytes

SHARES = "shares are what their counts make them"
ROWS = "every area of a year has every kind of row"
PARTS = "no part is larger than its whole"
WORDS = "a closed vocabulary"
RATES = "rates are what their counts make them"

CONFERRED = (
    ("London's rows slipped by one", slipped(authorities(LONDON)), MOVES),
    ("one authority's durations are more than its conferences, region and England made to agree",
     multiplied(CROYDON, 2, "Duration_11-15_days", agreed=True), PARTS),
    ("more children than conferences, region and England made to agree",
     multiplied(CROYDON, 1.2, "ICPC_child", agreed=True), PARTS),
    ("enquiries and conferences swapped",
     columns_swapped(everywhere(), ("Section47", "ICPC"), ("Section47_child", "ICPC_child")),
     PARTS),
    ("one authority ten times as large", multiplied(CROYDON, 10), SUMS),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
)  # fmt: skip


def _more_again_than_at_all(edition: Edition) -> None:
    row = edition.row("Croydon")
    row["CPP_subsequent"] = shown(1.2 * float(row["CPP_start"]), 0)
    recomputed("repeat_plans", row)


REPEATED = (
    ("London's rows slipped by one", slipped(authorities(LONDON)), MOVES),
    ("more plans again than plans", _more_again_than_at_all, PARTS),
    ("plans again without their percentage slipped by one",
     slipped(authorities(LONDON), "CPP_subsequent"), RATES),
    ("percentages as fractions", written(everywhere(), _fraction, "CPP_subsequent_percent"), RATES),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
    # Of 2025 nothing is withheld.
    ("small counts withheld before become 0", replaced("c", "0", everywhere(3)), NOT_ZERO),
)  # fmt: skip

IN_WORK = "Total in education, employment or training"
LEAVER = {"care_leaver_age": "19 to 21 years"}


def _wrong(count: str, share: str, filter_: str, part: str, total: str,
           **kind: str) -> tuple[tuple[str, Change, str], ...]:  # fmt: skip
    """What is done to one authority's part of a total, or to the word for it."""
    one, whole = ({filter_: word, **kind} for word in (part, total))
    return (
        ("a share that its counts do not make",
         cells_set(named("Croydon", **one), **{share: "97"}), SHARES),
        ("shares without their counts slipped by one",
         slipped(authorities(LONDON, **one), share), SHARES),
        ("a row of one authority missing", dropped(named("Croydon", **one)), ROWS),
        ("a total of one authority missing", dropped(named("Croydon", **whole)), ROWS),
        ("a total smaller than its part",
         cells_set(named("Croydon", **whole), **{count: "1"}), SHARES),
        ("a word that nobody knows",
         cells_set(everywhere(**one), **{filter_: f"{part} or before"}), WORDS),
    )  # fmt: skip


BROKEN_DOWN = (
    (ACTIVITY, _wrong("care_leaver_count", "care_leaver_percent", "breakdown",
                      IN_WORK, "Total", **LEAVER)),
    (ACCOMMODATION, _wrong("care_leaver_count", "care_leaver_percent", "breakdown",
                           "Accommodation considered suitable", "Suitability total", **LEAVER)),
    (PLACEMENTS, _wrong("children_count", "children_percent", "placement_stability",
                        "With 3 or more placements during the year", "Total children",
                        cla_group="CLA on 31 March")),
    (WORKERS, _wrong("number", "percentage", "sw_stability",
                     "3 or more social workers during the year", "Total children")),
    (SCHOOLS, _wrong("number", "percentage", "school_stability",
                     "With one or more moves during the year", "Total children",
                     cla_group="CLA on 31 March", move_measure="Any moves")),
)  # fmt: skip

ASSESSED = (
    ("one authority's assessments with a factor are fewer than those with neglect",
     cells_set(CROYDON, Episodes_with_assessment_factor="1"), SUMS),
    ("neglect and all assessments swapped",
     columns_swapped(everywhere(), ("Neglect", "Episodes_with_assessment_factor")), PARTS),
    ("neglect slipped by one", slipped(authorities(), "Neglect"), SUMS),
)  # fmt: skip


def exchanged() -> Folder:
    """Two files of equal headings, each under the other's name."""
    activity, accommodation = (
        csv_bytes(statistic.edition(SAME).table.grid()) for statistic in (ACTIVITY, ACCOMMODATION)
    )
    return {f"{ACTIVITY.table}.csv": accommodation, f"{ACCOMMODATION.table}.csv": activity}


def cases() -> Iterator[Case]:
    """Every wrong file of these tables."""
    for statistic, wrong, kinds in (
        (CONFERENCES, CONFERRED, (SAME, NEXT)),
        (REPEATS, REPEATED, (SAME, NEXT)),
        (FACTORS, ASSESSED, (AGAIN,)),
    ):
        for name, change, meant in wrong:
            yield from statistic.cases(f"{statistic.table}: {name}", change, meant, kinds)
    for statistic, changes in BROKEN_DOWN:
        for name, change, meant in changes:
            yield from statistic.cases(f"{statistic.table}: {name}", change, meant, (AGAIN,))
