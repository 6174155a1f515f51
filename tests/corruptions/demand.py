"""Wrong files of demand: children in need, referrals, plans, looked after; and of population."""

from __future__ import annotations

from collections.abc import Iterator

from tests.corruptions.case import (
    CIN,
    LOOKED_AFTER,
    NEXT,
    PLANS,
    POPULATION,
    REFERRALS,
    SAME,
    Case,
)
from tests.corruptions.changes import (
    added,
    authorities,
    cells_set,
    cells_swapped,
    columns_swapped,
    earlier,
    england_summed,
    everywhere,
    from_year_before,
    in_turn,
    multiplied,
    named,
    replaced,
    slipped,
    written,
    years_moved,
)
from tests.corruptions.next_edition import LONDON, Edition, Row, number, recomputed, shown
from tests.corruptions.workforce import (
    COPY,
    CROYDON,
    KNOWN,
    MOVES,
    NAMES,
    NORTH_EAST,
    REGIONS,
    RESTATED,
    SUMS,
)

ON_31_MARCH = "Children looked after on 31 March each year"
STARTED = "Children starting to be looked after each year"
CEASED = "Children ceasing to be looked after each year"
COUNT, PEOPLE, RATE = "children_count", "population_estimate", "rate_per_10000"
NOT_ZERO = "a count is not 0 where it never was"
AGREES = "the population is the population file's"

IN_NEED = (
    ("London's rows slipped by one", slipped(authorities(LONDON)), MOVES),
    ("all rows slipped by one", slipped(authorities()), SUMS),
    ("rows of two authorities of a region swapped", cells_swapped("Croydon", "Bromley"), MOVES),
    ("at any point and at 31 March swapped",
     columns_swapped(everywhere(), ("At31_episodes", "Anypoint_child")),
     "episodes at 31 March are at most those at any point"),
    ("one authority ten times as large", multiplied(CROYDON, 10), SUMS),
    ("one authority doubled, region and England made to agree",
     multiplied(CROYDON, 2, agreed=True), MOVES),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
    ("episodes copied from the year before",
     from_year_before(everywhere(), "At31_episodes"), COPY),
    ("names of two authorities swapped, not their codes",
     cells_swapped("Croydon", "Bromley", "la_name"), NAMES),
    ("a region's name is another's",
     cells_set(authorities(NORTH_EAST), region_name="North West"), REGIONS),
    ("England is the mean of authorities", england_summed("At31_episodes", mean=True),
     "regions add to England"),
    ("an abolished authority with figures",
     added(lambda e: e.row("Croydon"), old_la_code="909", new_la_code="E10000006",
           la_name="Cumbria"), KNOWN),
    ("all earlier years up by 3 %",
     earlier(1.03, range(1, 12)), RESTATED),
    ("every year called the next", years_moved(1), "no year is missing since the last edition"),
    ("thousands of children", multiplied(authorities(), 0.001, agreed=True), MOVES),
    ("figures not returned become 0", replaced("x", "0", everywhere(4)), NOT_ZERO),
)  # fmt: skip


def _more_again_than_at_all(edition: Edition) -> None:
    row = edition.row("Croydon")
    row["rereferral_count"] = shown(1.2 * float(row["referral_count"]), 0)
    recomputed("referrals", row)


def _both_swapped(edition: Edition) -> None:
    columns_swapped(everywhere(), ("referral_count", "rereferral_count"))(edition)
    for row in edition.rows():
        recomputed("referrals", row)


def _fraction(cell: str) -> str:
    value = number(cell)
    return cell if value is None else shown(value / 100, 3)


REFERRED = (
    ("London's rows slipped by one", slipped(authorities(LONDON)), MOVES),
    ("re-referrals without their percentage slipped by one",
     slipped(authorities(LONDON), "rereferral_count"), "% = its counts"),
    ("more re-referrals than referrals", _more_again_than_at_all, "a percentage is at most 100"),
    ("referrals and re-referrals swapped everywhere", _both_swapped, "a percentage is at most 100"),
    ("percentages as fractions", written(everywhere(), _fraction, "rereferral_percent"),
     "% = its counts"),
    ("a region's referrals doubled, England made to agree",
     multiplied(authorities(NORTH_EAST), 2, "referral_count", agreed=True), MOVES),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
    ("codes of two authorities swapped, not their names",
     cells_swapped("Croydon", "Kent", "old_la_code", "new_la_code"), NAMES),
)  # fmt: skip

PLANNED = (
    ("London's rows slipped by one", slipped(authorities(LONDON)), MOVES),
    ("all rows slipped by one", slipped(authorities()), SUMS),
    ("rows of two authorities swapped", cells_swapped("Croydon", "Kent"), SUMS),
    ("one authority three times as large, region and England made to agree",
     multiplied(CROYDON, 3, agreed=True), MOVES),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
    ("plans of the whole year for those on 31 March",
     multiplied(authorities(), 2.2, agreed=True), MOVES),
    ("small counts withheld become 0", replaced("c", "0"), NOT_ZERO),
)  # fmt: skip


def _population_before(edition: Edition) -> None:
    from_year_before(everywhere(), PEOPLE)(edition)
    _rates(edition)


def _rates(edition: Edition) -> None:
    for row in edition.rows():
        recomputed("number_and_rate", row)


def _kinds_swapped(one: str, other: str) -> object:
    return in_turn(
        cells_set(everywhere(population_type=one), population_type="?"),
        cells_set(everywhere(population_type=other), population_type=one),
        cells_set(everywhere(population_type="?"), population_type=other),
    )


def _ghost(edition: Edition) -> None:
    ghost, living = (
        edition.row(name, population_type=ON_31_MARCH) for name in ("Cumbria", "Croydon")
    )
    ghost.update({h: living[h] for h in (COUNT, PEOPLE, RATE)})


CARED_FOR = (
    ("London's rows slipped by one", slipped(authorities(LONDON), COUNT, RATE), "rate = counts"),
    ("London's rows slipped by one, rates made to agree",
     in_turn(slipped(authorities(LONDON), COUNT), _rates), MOVES),
    ("London's rows slipped by one, population too", slipped(authorities(LONDON)), AGREES),
    ("rows of two authorities of a region swapped, population too",
     cells_swapped("Croydon", "Bromley"), AGREES),
    ("started and ceased swapped", _kinds_swapped(STARTED, CEASED),
     "stable counts change within limits"),
    ("on 31 March and started swapped", _kinds_swapped(STARTED, ON_31_MARCH), MOVES),
    ("population of the year before, rates made to agree", _population_before, AGREES),
    ("population of another age group, rates made to agree",
     multiplied(authorities(), 1.3, PEOPLE, agreed=True), AGREES),
    ("population in thousands, rates made to agree",
     multiplied(authorities(), 0.001, PEOPLE, agreed=True), AGREES),
    ("one authority ten times as large, rates made to agree",
     multiplied(CROYDON, 10, COUNT), SUMS),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
    ("children copied from the year before, rates made to agree",
     in_turn(from_year_before(everywhere(), COUNT), _rates), COPY),
    ("an abolished authority with figures", _ghost, KNOWN),
    ("names of two authorities swapped, not their codes",
     cells_swapped("Croydon", "Bromley", "la_name"), NAMES),
    ("rates per 1,000", written(everywhere(), lambda c: shown(float(c) / 10, 0)
                                if number(c) is not None else c, RATE), "rate = counts"),
    ("small counts withheld become 0", replaced("c", "0"), NOT_ZERO),
    ("all earlier years up by 3 %, rates made to agree",
     earlier(1.03, range(1, 5), COUNT), RESTATED),
)  # fmt: skip


def _financial(edition: Edition) -> None:
    for row in edition.table.rows.values():
        year = int(row["time_period"])
        row["time_period"] = f"{year}-{(year + 1) % 100:02d}"


def _croydon(edition: Edition) -> Row:
    return edition.row("Croydon")


def _many_times(edition: Edition) -> None:
    row, last = _croydon(edition), max(edition.table.rows)
    edition.table.rows.update({last + n: row for n in range(1, 100_001)})


PEOPLED = (
    ("London's rows slipped by one", slipped(authorities(LONDON)), MOVES),
    ("rows of two authorities of a region swapped", cells_swapped("Croydon", "Bromley"), MOVES),
    ("all rows slipped by one", slipped(authorities()), SUMS),
    ("another age group", multiplied(authorities(), 1.3, agreed=True), MOVES),
    ("in thousands", multiplied(authorities(), 0.001, agreed=True), MOVES),
    ("one authority ten times as large", multiplied(CROYDON, 10), SUMS),
    ("one authority up by a quarter, region and England made to agree",
     multiplied(CROYDON, 1.25, agreed=True), MOVES),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
    ("financial years", _financial, "years are four digits"),
    ("every year called the next", years_moved(1), "no year is missing since the last edition"),
    ("names of two authorities swapped, not their codes",
     cells_swapped("Croydon", "Bromley", "la_name"), NAMES),
    ("one authority in another region, code and name",
     cells_set(named("Croydon"), region_code=NORTH_EAST, region_name="North East"), REGIONS),
    ("all earlier years up by 3 %",
     earlier(1.03, range(1, 12)), RESTATED),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Every wrong file of these sources."""
    for statistic, wrong in (
        (CIN, IN_NEED),
        (REFERRALS, REFERRED),
        (PLANS, PLANNED),
        (LOOKED_AFTER, CARED_FOR),
        (POPULATION, PEOPLED),
    ):
        for name, change, meant in wrong:
            yield from statistic.cases(f"{statistic.table}: {name}", change, meant, (SAME, NEXT))
    yield from POPULATION.cases(
        "children: a row a hundred thousand times", _many_times, "one row per key", (SAME,)
    )
