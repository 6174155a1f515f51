"""Wrong files of the social work workforce: most of what is said about Croydon rests on it."""

from __future__ import annotations

from collections.abc import Iterator

from tests.corruptions.case import SAME, WORKFORCE, Case
from tests.corruptions.changes import (
    added,
    authorities,
    cells_set,
    cells_swapped,
    columns_swapped,
    dropped,
    earlier,
    england_summed,
    everywhere,
    from_year_before,
    in_turn,
    multiplied,
    named,
    replaced,
    slipped,
    sorted_alone,
    written,
    year_of,
    years_moved,
)
from tests.corruptions.next_edition import LOCAL, LONDON, Edition, Row, number, recomputed, shown
from tests.fixtures.published_files import published_csv

NORTH_EAST, NORTH_WEST = "E12000001", "E12000002"
VACANCY = ("vacancy_fte", "vacancy_rate_fte", "vacancy_agency_cover_rate_fte")
RATES = ("vacancy_rate_fte", "agency_rate_fte", "turnover_rate_fte", "absence_rate_fte")
POSTS = ("inpost_fte", "inpost_headcount")
CROYDON = named("Croydon")

SUMS = "authorities add to their region"
MOVES = "stable counts change within limits, and not for several of a region at once"
NAMES = "code and name are a known pair"
REGIONS = "region code and name are a known pair, and the authority's own"
COPY = "a new period is not a copy of an old one"
RESTATED = "earlier years are restated no more than publishers ever did"
KNOWN = "every authority of its day, no other"


def _croydon(edition: Edition) -> Row:
    return edition.row("Croydon")


def _in_tens(edition: Edition) -> None:
    for row in edition.authorities():
        for heading in ("vacancy_fte", "agency_fte", "leavers_fte", "inpost_fte"):
            value = number(row[heading])
            row[heading] = row[heading] if not value else shown(max(10, round(value, -1)))
        recomputed("indicators", row)


def _joint(edition: Edition) -> Row:
    (row,) = [r for r in edition.authorities() if r["old_la_code"] == "314 / 318"]
    return row


def _split(share: float) -> object:
    """The joint return in two rows, each with a share of its counts."""

    def change(edition: Edition) -> None:
        row = _joint(edition)
        codes, names = row["new_la_code"].split(" / "), row["la_name"].split(" / ")
        for member, code, name in zip(("314", "318"), codes, names, strict=True):
            edition.table.append(
                {**row, "old_la_code": member, "new_la_code": code, "la_name": name}
            )
            multiplied(
                lambda e, m=member: [r for r in e.authorities() if r["old_la_code"] == m], share
            )(edition)
        edition.table.remove([row])

    return change


def _fte_is_headcount(edition: Edition) -> None:
    for row in edition.rows():
        row["leavers_fte"] = row["leavers_headcount"]
        recomputed("indicators", row)


def _england_before(edition: Edition) -> None:
    edition.england().update({**edition.england(1), "time_period": edition.newest})


def _fraction(cell: str) -> str:
    value = number(cell)
    return cell if value is None else shown(value / 100, 3)


OTHERS = (
    ("London's rows slipped by one", slipped(authorities(LONDON)), MOVES),
    ("London's vacancies slipped by one", slipped(authorities(LONDON), *VACANCY), MOVES),
    ("the North East's rows slipped by one", slipped(authorities(NORTH_EAST)), MOVES),
    ("all rows slipped by one", slipped(authorities()), SUMS),
    ("all vacancies slipped by one", slipped(authorities(), *VACANCY), SUMS),
    ("all cases slipped by one, caseloads with them",
     slipped(authorities(), "cases", "caseload_fte", "case_holders_fte"), SUMS),
    ("rows of two authorities of a region swapped", cells_swapped("Croydon", "Bromley"), MOVES),
    ("rows of two authorities swapped", cells_swapped("Croydon", "Kent"), SUMS),
    ("vacancies of London sorted alone", sorted_alone(authorities(LONDON), *VACANCY), MOVES),
    ("vacancies and agency workers swapped everywhere",
     columns_swapped(everywhere(), ("vacancy_fte", "agency_fte"),
                     ("vacancy_rate_fte", "agency_rate_fte")),
     "agency workers in FTE are at most their headcount"),
    ("FTE and headcount in post swapped", columns_swapped(everywhere(), POSTS),
     "FTE is at most headcount"),
    ("one authority ten times as large", multiplied(CROYDON, 10), SUMS),
    ("one authority a tenth as large", multiplied(CROYDON, 0.1), SUMS),
    ("one authority's vacancies up by a fifth", multiplied(CROYDON, 1.2, "vacancy_fte"), SUMS),
    ("one authority's vacancies up by a fifth, region and England made to agree",
     multiplied(CROYDON, 1.2, "vacancy_fte", agreed=True), "nothing: within a year's change"),
    ("one authority's posts doubled, region and England made to agree",
     multiplied(CROYDON, 2, *POSTS, agreed=True), MOVES),
    ("a region's cases doubled, England made to agree",
     multiplied(authorities(NORTH_EAST), 2, "cases", agreed=True), MOVES),
    ("every count up by three tenths", multiplied(authorities(), 1.3, agreed=True), MOVES),
    ("decimal commas", written(everywhere(), lambda c: c.replace(".", ",")), "numbers or markers"),
    ("the year copied from the year before", from_year_before(everywhere()), COPY),
    ("a region's year copied from the year before",
     from_year_before(lambda e: e.rows(region_code=NORTH_EAST)), COPY),
    ("vacancies copied from the year before", from_year_before(everywhere(), *VACANCY), COPY),
    ("every year called the next", years_moved(1), "no year is missing since the last edition"),
    ("two regions' codes swapped",
     in_turn(cells_set(authorities(NORTH_EAST), region_code="?"),
             cells_set(authorities(NORTH_WEST), region_code=NORTH_EAST),
             cells_set(lambda e: e.rows(region_code="?"), region_code=NORTH_WEST)), REGIONS),
    ("a region's name is another's",
     cells_set(authorities(NORTH_EAST), region_name="North West"), REGIONS),
    ("one authority in another region, code and name",
     cells_set(CROYDON, region_code=NORTH_EAST, region_name="North East"), REGIONS),
    ("names of two authorities swapped, not their codes",
     cells_swapped("Croydon", "Bromley", "la_name"), NAMES),
    ("codes of two authorities swapped, not their names",
     cells_swapped("Croydon", "Bromley", "old_la_code", "new_la_code"), NAMES),
    ("a zero-width space in a name", cells_set(CROYDON, la_name="Croy\u200bdon"), NAMES),
    ("a no-break space in a code", cells_set(CROYDON, old_la_code="306\u00a0"), "known codes"),
    ("a name written from right to left", cells_set(CROYDON, la_name="\u202eCroydon"), NAMES),
    ("x becomes 0", replaced("x", "0"), "no rate stands where its counts are empty"),
    ("low becomes 0", replaced("low", "0"), "a count of 0 has no headcount"),
    ("z becomes 0", replaced("z", "0"), "no rate stands where its counts are empty"),
    ("x becomes blank", replaced("x", ""), "every figure is a number or a marker"),
    ("England is the sum of authorities",
     england_summed("inpost_fte", "vacancy_fte", "agency_fte"), "regions add to England"),
    ("England's rates are means of authorities", england_summed(*RATES, mean=True),
     "rates of England agree with its counts"),
    ("England of the year before", _england_before, "regions add to England"),
    ("rates as fractions", written(everywhere(), _fraction, *RATES), "rate = its counts"),
    ("a negative count", multiplied(CROYDON, -1, "vacancy_fte"), "counts are not negative"),
    ("authorities rounded to tens", _in_tens, SUMS),
    ("a joint return split in two, each whole", _split(1), KNOWN),
    ("a joint return split in halves", _split(0.5), KNOWN),
    ("an abolished authority with figures",
     added(_croydon, old_la_code="928", new_la_code="E10000021", la_name="Northamptonshire"),
     KNOWN),
    ("an authority nobody knows",
     added(_croydon, old_la_code="944", new_la_code="E06000067", la_name="Greater Croydon"), KNOWN),
    ("a row twice, with other figures", added(_croydon, cases="3000"), "one row per key"),
    ("an authority missing", dropped(CROYDON), KNOWN),
    ("fractions of leavers are headcounts", _fte_is_headcount, SUMS),
    ("vacancies of all earlier years up by 3 %",
     earlier(1.03, range(1, 8), "vacancy_fte"), RESTATED),
    ("an earlier year ten per cent higher in every count",
     earlier(1.1, [2]), RESTATED),
    ("an earlier year has the figures of a later one",
     from_year_before(lambda e: e.rows(3)), RESTATED),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, change, meant in OTHERS:
        yield from WORKFORCE.cases(name, change, meant)
    older = published_csv("dfe_workforce", "indicators", "2023")
    yield from WORKFORCE.cases(
        "an earlier year as an older edition had it", year_of(older, "2019"), RESTATED
    )
    yield from WORKFORCE.cases(
        "only authorities of London are there",
        dropped(lambda e: [r for r in e.rows(geographic_level=LOCAL) if r["region_code"] < "E13"]),
        KNOWN,
        (SAME,),
    )
