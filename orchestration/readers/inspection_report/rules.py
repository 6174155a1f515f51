"""What one inspection report must be before its judgements enter the warehouse.

Holds the record types and the rules that look at a row rather than at a page: the framework's
dates, the inspection's dates, the authority, and the arithmetic of the judgements. A check gives
a `ReportHeld` for each of its rules that is broken, so that a held report is kept beside its
reason, and one that a person confirmed is held by any other.

Grain: one inspection of one authority. Uniqueness across reports and the comparison with the
official statistics need all rows at once and are made in SQL.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from orchestration.readers.invisible import without_invisible

SIF = "SIF"
ILACS = "ILACS"

OUTSTANDING = "Outstanding"
GOOD = "Good"
REQUIRES_IMPROVEMENT = "Requires improvement"
INADEQUATE = "Inadequate"
NOT_JUDGED = "Not judged"
GRADES = (OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, INADEQUATE)

# Ofsted ended the overall effectiveness judgement for inspections begun from this day.
NO_OVERALL_FROM = date(2026, 4, 1)
# Ofsted gave care leavers a judgement of their own in inspections begun from this day.
SEPARATE_CARE_LEAVERS_FROM = date(2023, 1, 1)
OVERALL_ABSENT_REASON = (
    "Ofsted makes no overall effectiveness judgement in inspections begun from 1 April 2026"
)

# The single inspection framework ran from November 2013; its last inspection began in June 2018.
SIF_BEGINS, SIF_ENDS = date(2013, 11, 1), date(2018, 12, 31)
ILACS_BEGINS = date(2018, 1, 1)

# The longest inspection in one spell took 27 days from its first to its last. Those in parts: 31
# (Derbyshire 2019), 72 (South Tyneside 2022-23), and Devon's of 2024-25, which was published 225
# days after its first, the longest of all, and so at most 215 after which it ended.
LONGEST_SPELL = timedelta(days=45)
LONGEST_IN_PARTS = timedelta(days=215)
SHORTEST_WAIT, LONGEST_WAIT = timedelta(days=10), timedelta(days=210)
# The printed and the site's publication date differ by up to seven days in older reports.
PRINTED_DATE_TOLERANCE = timedelta(days=14)
MONDAY, TUESDAY = 0, 1

# Words that say what kind of council an authority is, not which one.
GENERIC_WORDS = frozenset(
    {
        "area",
        "authority",
        "borough",
        "childrens",
        "city",
        "corporation",
        "council",
        "county",
        "district",
        "local",
        "london",
        "mbc",
        "metropolitan",
        "of",
        "royal",
        "services",
        "the",
        "unitary",
    }
)
# The generic words are all there is in this authority's name, so it is known by the whole of it.
CITY_OF_LONDON = frozenset(
    {
        "city of london",
        "city of london corporation",
        "corporation of london",
        "london corporation",
        "the city of london",
    }
)
# Reports print the short name of these three authorities; the register prints the long one.
ALIASES = {
    "kingston upon hull": "hull",
    "newcastle upon tyne": "newcastle",
    "east riding yorkshire": "east riding",
}
_NOT_LETTER_OR_DIGIT = re.compile(r"[^a-z0-9]+")


# A rule that is broken, and what was found.
Finding = tuple[str, str]
# Rules that a report may break with a reason, which a person finds in it; its row is read all the
# same. No other rule is about a row that could be taken at its word.
CONFIRMABLE = frozenset(
    {
        "authority-differs",
        "framework-date",
        "inspection-too-long",
        "outcome-contradicted",
        "outcome-not-borne-out",
        "overall-inadequate",
        "overall-outside-parts",
        "publication-date-differs",
        "publication-lag",
        "start-weekday",
    }
)


@dataclass(frozen=True)
class Listing:
    """What the publisher's site says of a file; a report does not print its publication date."""

    urn: str
    listing_name: str
    title: str
    publication_date: date
    file_id: str
    url: str


@dataclass(frozen=True)
class InspectionReport:
    """The judgements of one full inspection, in the words of the official statistics.

    A judgement is one of `GRADES` or None. None has exactly one of three causes: the framework
    has no such judgement at that date, `overall_absent_reason` says why there is no overall, or
    the column is named in `not_judged` because the report says so.
    """

    framework: str
    inspection_type: str
    la_name_on_page: str
    inspection_start_date: date
    inspection_end_date: date
    overall_effectiveness: str | None
    impact_of_leaders: str | None
    help_and_protection: str | None
    in_care: str | None
    care_leavers: str | None
    overall_absent_reason: str | None
    not_judged: tuple[str, ...]


class ReportHeld(Exception):  # noqa: N818 - a held report is an outcome, not an error
    """A report that is not read, and why.

    Attributes:
        rule: the short name of the rule that held it.
        detail: the reason in plain words.
        page: the page the reason stands on, counted from 1, or None.
        begun_on: the first day of the inspection, where it was read before.
    """

    def __init__(self, rule: str, detail: str, page: int | None = None) -> None:
        """Keep the rule, the reason and the page."""
        super().__init__(f"{rule}: {detail}")
        self.rule = rule
        self.detail = detail
        self.page = page
        self.begun_on: date | None = None


def normalise_name(name: str) -> str:
    """Reduce an authority's name to the words that tell it from the others."""
    plain = unicodedata.normalize("NFKC", without_invisible(name)).casefold()
    plain = plain.replace("&", " and ").replace("\u2019", "").replace("'", "")
    plain = _NOT_LETTER_OR_DIGIT.sub(" ", plain).strip()
    if plain in CITY_OF_LONDON:
        return "city of london"
    kept = " ".join(word for word in plain.split() if word not in GENERIC_WORDS)
    return ALIASES.get(kept, kept)


def check_authority(printed: str, known_names: Collection[str]) -> Iterator[ReportHeld]:
    """Check that the authority printed is the one that the report is filed under.

    Equality, not containment: "Somerset" stands inside "North Somerset". A name that has no
    telling word left matches nothing. A trust may serve several authorities: the names are those
    of the authority listed, and never decide which it is.

    Yields:
        `authority-not-printed` or `authority-differs`.
    """
    name = normalise_name(printed)
    if not name:
        yield ReportHeld("authority-not-printed", "the report names no authority", 1)
    elif name not in {normalise_name(known) for known in known_names} - {""}:
        yield ReportHeld(
            "authority-differs",
            f"the report names '{' '.join(printed.split())}', which is not a name of the authority "
            "it is filed under",
            1,
        )


def check_framework_date(framework: str, start: date) -> Iterator[ReportHeld]:
    """Check that the framework was in use when the inspection began.

    Yields:
        `framework-date`.
    """
    in_use = SIF_BEGINS <= start <= SIF_ENDS if framework == SIF else start >= ILACS_BEGINS
    if not in_use:
        yield ReportHeld("framework-date", f"{framework} was not in use on {start}", 1)


def check_dates(
    framework: str,
    spells: Sequence[tuple[date, date]],
    listing: Listing,
    printed_publication: date | None,
) -> Iterator[ReportHeld]:
    """Check the dates against each other and the publisher's practice.

    An inspection in parts prints the dates of each part; between them weeks may lie.

    Yields:
        `inspection-too-long`, `publication-lag`, `publication-date-differs` or `start-weekday`.
    """
    start, end = spells[0][0], spells[-1][1]
    for first, last in spells:
        if last - first > LONGEST_SPELL:
            yield ReportHeld("inspection-too-long", f"{first} to {last} is longer than 45 days", 1)
    if len(spells) > 1 and end - start > LONGEST_IN_PARTS:
        yield ReportHeld(
            "inspection-too-long", f"{start} to {end}, in parts, is longer than 215 days", 1
        )
    wait = listing.publication_date - end
    if not SHORTEST_WAIT <= wait <= LONGEST_WAIT:
        yield ReportHeld(
            "publication-lag",
            f"published {wait.days} days after the inspection ended; 10 to 210 are expected",
            1,
        )
    if (
        printed_publication is not None
        and abs(printed_publication - listing.publication_date) > PRINTED_DATE_TOLERANCE
    ):
        yield ReportHeld(
            "publication-date-differs",
            f"the report prints {printed_publication}, the site {listing.publication_date}",
            1,
        )
    if framework == ILACS and start.weekday() not in (MONDAY, TUESDAY):
        yield ReportHeld("start-weekday", f"{start} is not a Monday or a Tuesday", 1)


def check_judgements(report: InspectionReport) -> Iterator[ReportHeld]:
    """Check that each judgement is in the list, and there exactly where it was made at that date.

    Yields:
        `judgement-unknown`, `judgement-missing` or `judgement-not-of-this-date`.
    """
    start = report.inspection_start_date
    ilacs = report.framework == ILACS
    expected = {
        "overall_effectiveness": not (ilacs and start >= NO_OVERALL_FROM),
        "impact_of_leaders": True,
        "help_and_protection": True,
        "in_care": True,
        "care_leavers": not ilacs or start >= SEPARATE_CARE_LEAVERS_FROM,
    }
    for column, wanted in expected.items():
        value = getattr(report, column)
        if value is not None and value not in GRADES:
            yield ReportHeld("judgement-unknown", f"{column} is '{value}'")
        if value is not None and not wanted:
            yield ReportHeld("judgement-not-of-this-date", f"{column} was not judged at {start}")
        if value is None and wanted and column not in report.not_judged:
            yield ReportHeld("judgement-missing", f"{column} is missing")
    if (report.overall_absent_reason is None) != expected["overall_effectiveness"]:
        yield ReportHeld("judgement-missing", "the reason for the absent overall does not fit")


def check_arithmetic(report: InspectionReport) -> Iterator[ReportHeld]:
    """Check that the overall judgement can follow from its parts.

    The parts of a SIF report are its three key judgements: adoption and care leavers are
    judged within the second. In a SIF report an inadequate key judgement makes the overall
    inadequate; in ILACS it need not (leaders were inadequate and the overall was not, four times).

    Yields:
        `overall-outside-parts` or `overall-inadequate`.
    """
    overall = report.overall_effectiveness
    if overall is None:
        return
    parts = [report.impact_of_leaders, report.help_and_protection, report.in_care]
    if report.framework == ILACS:
        parts.append(report.care_leavers)
    ranks = [GRADES.index(part) for part in parts if part is not None]
    if not ranks or not min(ranks) <= GRADES.index(overall) <= max(ranks):
        yield ReportHeld(
            "overall-outside-parts", f"overall '{overall}' lies outside its parts {parts}", 1
        )
    if report.framework == SIF and (overall == INADEQUATE) != (INADEQUATE in parts):
        yield ReportHeld(
            "overall-inadequate", f"overall '{overall}' with the key judgements {parts}", 1
        )
