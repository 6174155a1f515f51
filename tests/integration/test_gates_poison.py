"""Files and tables are corrupted one way at a time; each is stopped by the rule meant for it.

The files are written from the snapshot in their publishers' shape; corruptions are applied to the
smallest part of the pipeline that has the rule: a reader, a landing suite, a release suite.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from expectations import landing, release
from orchestration.archive import ArchivedFile
from orchestration.assets.raw import raw_table
from orchestration.editions import Reading
from orchestration.errors import SourceError
from orchestration.readers.files import read_file
from orchestration.reference import attach_previous, attach_reference
from tests.fixtures import command
from tests.fixtures.command import Ended, contents
from tests.fixtures.gate import asked_about, assert_broken, broken, landed, undone
from tests.fixtures.poisoned_estimates import ESTIMATES
from tests.fixtures.poisoned_figures import FIGURES
from tests.fixtures.poisoned_interventions import INTERVENTIONS
from tests.fixtures.poisoned_providers import PROVIDERS
from tests.fixtures.published_files import (
    CATALOGUE,
    PublishedTable,
    Workbook,
    csv_bytes,
    published_csv,
    published_workbook,
)
from tests.integration.test_gates_plausible import PROVEN

WORKFORCE, OUTCOMES, OUTTURN, BY_TYPE = (
    "dfe_workforce",
    "ofsted_inspection_outcomes",
    "mhclg_revenue_outturn",
    "mhclg_social_care_outturn",
)
SOCIAL_CARE, REPORTS = "ofsted_social_care_2023", "ofsted_inspection_reports"
OVERALL = "Overall effectiveness"


def _workforce() -> PublishedTable:
    return published_csv(WORKFORCE, "indicators", "2025")


def _croydon(table: PublishedTable, year: str = "2025") -> dict[str, str]:
    return table.where(la_name="Croydon", time_period=year)


def _read(source: str, data: bytes, reading: Reading | None = None) -> Reading:
    """Read one file; into a reading that has other editions already, if given."""
    reading = reading or Reading()
    file = ArchivedFile("published file", "0" * 64, len(data), "2026-11-24T00:00:00+00:00")
    found, frames = read_file(CATALOGUE[source], file, data)
    reading.releases.append(found)
    for table, frame in frames:
        reading.tables.setdefault(table, []).append(frame)
    return reading


# --- What a reader refuses -----------------------------------------------------------------------

Bytes = Callable[[], bytes]


def _with_line_above() -> bytes:
    return b"Children's social work workforce,,\r\n" + csv_bytes(_workforce().grid())


def _renamed(old: str, new: str) -> Bytes:
    def make() -> bytes:
        table = _workforce()
        table.rename(old, new)
        return csv_bytes(table.grid())

    return make


def _with_cell(heading: str, value: str) -> Bytes:
    def make() -> bytes:
        table = _workforce()
        _croydon(table)[heading] = value
        return csv_bytes(table.grid())

    return make


def _without_column(heading: str) -> Bytes:
    def make() -> bytes:
        table = _workforce()
        table.header.remove(heading)
        return csv_bytes(table.grid())

    return make


def _workbook_with(change: Callable[[Workbook], None], source: str = OUTCOMES) -> Bytes:
    def make() -> bytes:
        workbook = published_workbook(source)
        change(workbook)
        return workbook.to_bytes()

    return make


def _without_overall(workbook: Workbook) -> None:
    workbook.tables["as_at"].header.remove(OVERALL)


def _header_far_down(workbook: Workbook) -> None:
    table = workbook.tables["as_at"]
    table.header_row += 20
    table.rows = {number + 20: row for number, row in table.rows.items()}


def _without_a_field() -> bytes:
    lines = csv_bytes(_workforce().grid()).split(b"\r\n")
    lines[100] = lines[100].rsplit(b",", 1)[0]
    return b"\r\n".join(lines)


def _page() -> bytes:
    return b"<!DOCTYPE html>\n<html><body>Page not found</body></html>\n"


REFUSED: dict[str, tuple[str, Bytes, str]] = {
    "cut short within a row": (
        WORKFORCE,
        lambda: csv_bytes(_workforce().grid())[:-30],
        "final newline",
    ),
    "cut short in the middle": (
        WORKFORCE,
        lambda: csv_bytes(_workforce().grid())[:100_000],
        "final newline",
    ),
    "a web page named .csv": (WORKFORCE, _page, "file format"),
    "a web page named .ods": (OUTCOMES, _page, "file format"),
    "a title above the header": (WORKFORCE, _with_line_above, "header position"),
    "the older heading of a column": (
        WORKFORCE,
        _renamed("vacancy_rate_fte", "vacancy_rate_fte_%"),
        "renamed column",
    ),
    "a heading never used": (
        WORKFORCE,
        _renamed("vacancy_rate_fte", "vacancy_percentage"),
        "unknown column",
    ),
    "a column gone": (WORKFORCE, _without_column("vacancy_rate_fte"), "missing column"),
    "UTF-16": (
        WORKFORCE,
        lambda: csv_bytes(_workforce().grid()).decode().encode("utf-16"),
        "UTF-8",
    ),
    "Latin-1": (WORKFORCE, lambda: csv_bytes([["Côte"]]).decode().encode("latin-1"), "UTF-8"),
    "a formula": (WORKFORCE, _with_cell("vacancy_rate_fte", "=1+1"), "formula"),
    "a formula that begins with a minus": (
        WORKFORCE,
        _with_cell("la_name", "-2+3+cmd|' /C calc'!A0"),
        "formula",
    ),
    "a formula for a name": (WORKFORCE, _with_cell("la_name", "@SUM(A1)"), "formula"),
    "a row with a field less": (WORKFORCE, _without_a_field, "row length"),
    "a row with one field": (
        WORKFORCE,
        lambda: csv_bytes(_workforce().grid()) + b"Figures are provisional\r\n",
        "row length",
    ),
    "a workbook cut short": (
        OUTCOMES,
        lambda: published_workbook(OUTCOMES).to_bytes()[:-2000],
        "workbook",
    ),
    "a workbook cut in half": (
        OUTCOMES,
        lambda: published_workbook(OUTCOMES).to_bytes()[:20_000],
        "workbook",
    ),
    "no overall grade, as from 2026": (
        OUTCOMES,
        _workbook_with(_without_overall),
        "missing column",
    ),
    "the header far below its place": (
        OUTCOMES,
        _workbook_with(_header_far_down),
        "header",
    ),
    "a sheet gone": (
        OUTCOMES,
        _workbook_with(lambda w: w.tables.pop("history") and None),
        "missing sheet",
    ),
    "an edition that is not stated": (
        OUTCOMES,
        _workbook_with(lambda w: w.covers.clear()),
        "edition",
    ),
    "a new class of authority": (
        OUTTURN,
        _workbook_with(
            lambda w: (
                w.tables["service_expenditure"].where(Local_authority="Camden").update(Class="ZZ")
            ),
            OUTTURN,
        ),
        "closed vocabulary",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_reader_refuses(what: str) -> None:
    source, make, rule = REFUSED[what]
    with pytest.raises(SourceError) as refused:
        _read(source, make())
    assert refused.value.rule == rule
    assert refused.value.file == "published file"


def test_a_header_a_few_rows_lower_is_found() -> None:
    workbook = published_workbook(OUTCOMES)
    table = workbook.tables["as_at"]
    table.header_row += 3
    table.rows = {number + 3: row for number, row in table.rows.items()}
    assert len(_read(OUTCOMES, workbook.to_bytes()).tables["as_at"][0]) == 153


# --- What the landing gate stops: DfE's statistics -----------------------------------------------

PLACES = "every year has England, nine regions and every authority of its day"
KEY = "one row per year, area and figure"
FIGURE = "every figure is a number or one of the publisher's markers"
LINES = "years, levels and codes of authorities are written as ever"
BOUNDS = "no figure is negative or more than it can be"
RATES = "rates are what their counts make them"
SHARES = "shares are what their counts make them"
PARTS = "no part is larger than its whole, no FTE than its headcount"
SUMS = "nine regions add to England"
CATEGORIES = "every area of a year has every kind of row"
YEARS = "no year is missing between the first and the last, or since the last edition"


@dataclass(frozen=True)
class Corruption:
    """A change to a table, and the start of the rule that must notice it."""

    source: str
    table: str
    edition: str
    change: Callable[[PublishedTable], None]
    rule: str


def _in_workforce(change: Callable[[PublishedTable], None], rule: str) -> Corruption:
    return Corruption(WORKFORCE, "indicators", "2025", change, rule)


def _cell(heading: str, value: str, year: str = "2025") -> Callable[[PublishedTable], None]:
    return lambda table: _croydon(table, year).__setitem__(heading, value)


def _drop(**where: str) -> Callable[[PublishedTable], None]:
    return lambda table: table.remove(table.all_where(**where))


def _again(**changes: str) -> Callable[[PublishedTable], None]:
    return lambda table: table.append({**_croydon(table), **changes})


def _swap(one: str, other: str) -> Callable[[PublishedTable], None]:
    def change(table: PublishedTable) -> None:
        for row in table.rows.values():
            row[one], row[other] = row[other], row[one]

    return change


def _kensington(*headings: str) -> Callable[[PublishedTable], None]:
    """Every `x` of an authority that made no return becomes 0: in all figures, or in some."""

    def change(table: PublishedTable) -> None:
        row = table.where(la_name="Kensington and Chelsea", time_period="2025")
        assert row["vacancy_rate_fte"] == "x"
        for heading in headings or [name for name, cell in row.items() if cell == "x"]:
            row[heading] = "0"

    return change


def _england(heading: str, value: str) -> Callable[[PublishedTable], None]:
    return lambda table: table.where(geographic_level="National", time_period="2025").__setitem__(
        heading, value
    )


def _halve(table: PublishedTable) -> None:
    """Cut off at a line end, in the middle of a year."""
    table.rows = dict(list(table.rows.items())[: len(table.rows) // 2])


def _second_is_first(table: PublishedTable) -> None:
    row = table.where(la_name="Croydon")
    row["SN_2"] = row["SN_1"]


def _of(source: str, table: str, edition: str, **where: str) -> Callable[..., Corruption]:
    def build(rule: str, heading: str, value: str) -> Corruption:
        return Corruption(
            source, table, edition, lambda t: t.where(**where).__setitem__(heading, value), rule
        )

    return build


_cin = _of(
    "dfe_children_in_need", "children_in_need", "2025", la_name="Croydon", time_period="2025"
)
_referral = _of("dfe_children_in_need", "referrals", "2025", la_name="Croydon", time_period="2025")
_plans = _of(
    "dfe_children_in_need", "protection_plans", "2025", la_name="Croydon", time_period="2025"
)
_plans_england = _of(
    "dfe_children_in_need",
    "protection_plans",
    "2025",
    geographic_level="National",
    time_period="2025",
)
_looked_after = _of(
    "dfe_children_looked_after", "number_and_rate", "2025", la_name="Croydon", time_period="2025",
    population_type="Children looked after on 31 March each year",
)  # fmt: skip
_factors = _of(
    "dfe_children_in_need", "assessment_factors", "2025", la_name="Croydon", time_period="2025"
)
_conferences = _of(
    "dfe_children_in_need",
    "enquiries_and_conferences",
    "2025",
    la_name="Croydon",
    time_period="2025",
)
_repeat = _of("dfe_children_in_need", "repeat_plans", "2025", la_name="Croydon", time_period="2025")
_PLACEMENTS = {
    "la_name": "Croydon",
    "time_period": "2025",
    "cla_group": "CLA on 31 March",
    "placement_stability": "With 3 or more placements during the year",
}
_placements = _of("dfe_looked_after_outcomes", "placement_stability", "2025", **_PLACEMENTS)
_social_workers = _of(
    "dfe_stability_measures", "social_workers", "2024", la_name="Croydon", time_period="2024",
    sw_stability="3 or more social workers during the year",
)  # fmt: skip
_suitable = _of(
    "dfe_looked_after_outcomes", "care_leaver_accommodation", "2025",
    geographic_level="National", time_period="2025", care_leaver_age="19 to 21 years",
    breakdown="Accommodation considered suitable",
)  # fmt: skip
_population = _of(
    "ons_population", "children", "2024", geographic_level="National", time_period="2024"
)
_nearest = _of("dfe_neighbours", "model_2025", "2025", la_name="Croydon")
_nearest_2021 = _of("dfe_neighbours", "model_2021", "2021", LA_Name="Croydon")
NEIGHBOURS = "ten known neighbours for every authority, each with its closeness"

LANDING: dict[str, Corruption] = {
    "19.2 becomes 192": _in_workforce(_cell("vacancy_rate_fte", "192"), BOUNDS),
    "19.2 becomes 91.2": _in_workforce(_cell("vacancy_rate_fte", "91.2"), RATES),
    "19.2 becomes -19.2": _in_workforce(_cell("vacancy_rate_fte", "-19.2"), BOUNDS),
    "an agency rate is another": _in_workforce(_cell("agency_rate_fte", "50"), RATES),
    "a turnover rate is another": _in_workforce(_cell("turnover_rate_fte", "50"), RATES),
    "a caseload is another": _in_workforce(_cell("caseload_fte", "30"), RATES),
    "a caseload beyond reason": _in_workforce(_cell("caseload_fte", "160"), BOUNDS),
    "an absence rate is another": _in_workforce(_cell("absence_rate_fte", "8"), RATES),
    "an absence rate beyond reason": _in_workforce(_cell("absence_rate_fte", "35"), BOUNDS),
    "a negative count": _in_workforce(_cell("cases", "-3"), BOUNDS),
    "a region missing": _in_workforce(
        _drop(geographic_level="Regional", region_name="East Midlands", time_period="2025"), PLACES
    ),
    "England missing": _in_workforce(
        _drop(geographic_level="National", time_period="2025"), PLACES
    ),
    "an authority twice, equal": _in_workforce(_again(), KEY),
    "an authority twice, different": _in_workforce(_again(cases="1"), KEY),
    "an authority dropped": _in_workforce(_drop(la_name="Croydon", time_period="2025"), PLACES),
    "an authority under another's code": _in_workforce(_cell("old_la_code", "999"), PLACES),
    "an abolished authority in a later year": _in_workforce(
        _again(old_la_code="928", la_name="Northamptonshire"), PLACES
    ),
    "a code that is none": _in_workforce(_cell("old_la_code", "3O6"), LINES),
    "cut short at a line end": _in_workforce(_halve, PLACES),
    "a year gone from the middle": _in_workforce(_drop(time_period="2020"), YEARS),
    "the first year gone": _in_workforce(_drop(time_period="2017"), YEARS),
    "vacancy and agency swapped": _in_workforce(_swap("vacancy_fte", "agency_fte"), RATES),
    "rates of vacancy and agency swapped": _in_workforce(
        _swap("vacancy_rate_fte", "agency_rate_fte"), RATES
    ),
    "x becomes 0 in all figures": _in_workforce(_kensington(), RATES),
    **{
        f"x becomes 0 in {rate} only": _in_workforce(_kensington(rate), RATES)
        for rate in (
            "vacancy_rate_fte",
            "agency_rate_fte",
            "turnover_rate_fte",
            "caseload_fte",
            "absence_rate_fte",
        )
    },
    "an unknown marker": _in_workforce(_cell("vacancy_rate_fte", ":"), FIGURE),
    "a marker of another publisher": _in_workforce(_cell("vacancy_rate_fte", "k"), FIGURE),
    "a thousands separator": _in_workforce(_cell("cases", "1,234"), FIGURE),
    "a percent sign": _in_workforce(_cell("vacancy_rate_fte", "19.2%"), FIGURE),
    "an empty figure": _in_workforce(_cell("vacancy_rate_fte", ""), FIGURE),
    "a year of two digits": _in_workforce(_cell("time_period", "25"), LINES),
    "an unknown level": _in_workforce(_cell("geographic_level", "Ward"), LINES),
    "a count of England altered": _in_workforce(_england("inpost_fte", "36286.3"), SUMS),
    "a rate of England altered": _in_workforce(_england("vacancy_rate_fte", "24.2"), RATES),
    "a code of another authority": _in_workforce(
        _cell("new_la_code", "E09000007"), "every ONS code is a code of its authority"
    ),
    "a letter for a digit in a code": _in_workforce(
        _cell("new_la_code", "E0900000B"), "every ONS code is a code of its authority"
    ),
    "children in need: an unknown marker": _cin(FIGURE, "At31_episodes", "low"),
    "children in need: a code that is no code": _cin(
        "every ONS code is a code of its authority", "new_la_code", "E0900001O"
    ),
    "referrals: a rate that is not its counts": _referral(RATES, "rereferral_percent", "90"),
    "plans: an authority without a code": _plans(PLACES, "old_la_code", ""),
    "plans: England altered": _plans_england(SUMS, "CPP_At31", "48000"),
    "looked after: a rate that is not its count": _looked_after(RATES, "rate_per_10000", "670"),
    "plans: durations that do not add up": _plans(PARTS, "3_months_or_less", "0"),
    "plans: a share that is not its counts": _plans(RATES, "2_years_or_more_percent", "40"),
    "plans: more than once, a share that is not its counts": _repeat(
        RATES, "CPP_subsequent_percent", "90"
    ),
    "children in need: more children than episodes": _cin(PARTS, "Anypoint_episodes", "10"),
    "referrals: more without action than referrals": _referral(
        PARTS, "no_further_action_count", "99999"
    ),
    "factors: more with one than assessed": _factors(PARTS, "Neglect", "99999"),
    "enquiries: more children than enquiries": _conferences(PARTS, "Section47_child", "99999"),
    "conferences: more within days than there were": _conferences(
        PARTS, "Duration_11-15_days", "99999"
    ),
    "conferences: a negative duration": _conferences(BOUNDS, "Duration_median", "-1"),
    "placements: a share that is not its counts": _placements(SHARES, "children_percent", "60"),
    "placements: more than all children": _placements(SHARES, "children_count", "99999"),
    "placements: a share of more than all": _placements(BOUNDS, "children_percent", "111"),
    "placements: a kind of row gone": Corruption(
        "dfe_looked_after_outcomes",
        "placement_stability",
        "2025",
        _drop(**_PLACEMENTS),
        CATEGORIES,
    ),
    "placements: the totals gone": Corruption(
        "dfe_looked_after_outcomes",
        "placement_stability",
        "2025",
        _drop(**_PLACEMENTS | {"placement_stability": "Total children"}),
        SHARES,
    ),
    "social workers: a share that is not its counts": _social_workers(SHARES, "percentage", "90"),
    "care leavers: England's share is not its counts": _suitable(
        SHARES, "care_leaver_percent", "50"
    ),
    "care leavers: England's count altered": _suitable(SUMS, "care_leaver_count", "20000"),
    "population: England altered": _population(SUMS, "population_estimate", "12183017"),
    "neighbours: its own": _nearest(NEIGHBOURS, "SN_1", "306"),
    "neighbours: one twice": Corruption(
        "dfe_neighbours", "model_2025", "2025", _second_is_first, NEIGHBOURS
    ),
    "neighbours: an unknown one": _nearest(NEIGHBOURS, "SN_10", "999"),
    "neighbours: an unknown closeness": _nearest(NEIGHBOURS, "SN_1P", "Near"),
    "neighbours: an unknown authority": _nearest(NEIGHBOURS, "old_la_code", "999"),
    "neighbours of 2021: none": _nearest_2021(NEIGHBOURS, "SN10", ""),
}


@pytest.mark.parametrize("what", LANDING)
def test_the_landing_gate_stops_statistics(what: str) -> None:
    corruption = LANDING[what]
    table = published_csv(corruption.source, corruption.table, corruption.edition)
    before = table.grid()
    corruption.change(table)
    assert table.grid() != before, "the corruption changes nothing"
    reading = Reading()
    if corruption.rule == YEARS:
        _read(WORKFORCE, csv_bytes(published_csv(WORKFORCE, "indicators", "2023").grid()), reading)
    reading = _read(corruption.source, csv_bytes(table.grid()), reading)
    _is_broken(corruption.source, corruption.table, reading, corruption.rule)


def _is_broken(source: str, table: str, reading: Reading, rule: str) -> None:
    with landed({source: reading}) as connection:
        assert_broken(connection, "landing", landing.SUITES, raw_table(source, table), rule)


# --- What the landing gate stops: workbooks ------------------------------------------------------

GRADES = "grades are exactly Ofsted's four"
CODES_DATES = "known codes, no future dates, care leavers judged from 2023, Monday starts"
LAG = "published 1 to 300 days after it began"
OVERALL_GRADE = "an overall grade exactly for inspections begun before 1 April 2026"
IN_YEAR = "inspections have a grade, visits have none, none is listed twice"
SIF = (
    "known authorities, dates of SIF and before it, grade and date together, "
    "Inadequate exactly when a part is"
)
FIRST_SIF = "Single Inspection of LA Children's Services (SIF) First SIF publication date"
BEFORE_SIF = "Safeguarding & Looked After Children (SLAC) Inspection publication date"
SAFEGUARDING = "SLAC Safeguarding Overall effectiveness (OE)"
CHILD_PROTECTION = "Child Protection Inspections (CPI) publication date"


@dataclass(frozen=True)
class WorkbookCorruption:
    """A change to one table of a workbook, and the start of the rule that must notice it."""

    source: str
    table: str
    change: Callable[[PublishedTable], None]
    rule: str


def _outcome(table: str, rule: str, **cells: str) -> WorkbookCorruption:
    def change(rows: PublishedTable) -> None:
        row = rows.all_where(Local_authority_name="Croydon")[0]
        row.update({heading.replace("_", " "): value for heading, value in cells.items()})

    return WorkbookCorruption(OUTCOMES, table, change, rule)


def _swap_day_and_month(table: PublishedTable) -> None:
    for row in table.rows.values():
        for heading in ("Inspection date", "Publication date"):
            year, month, day = row[heading].split("-")
            if int(day) <= 12:
                row[heading] = f"{year}-{day}-{month}"


def _drop_row(name: str) -> Callable[[PublishedTable], None]:
    return lambda table: table.remove(table.all_where(Local_authority_name=name)[:1])


def _double_row(table: PublishedTable) -> None:
    table.append(table.all_where(Local_authority_name="Croydon")[0])


def _grade_on_visit(table: PublishedTable) -> None:
    table.all_where(Overall_effectiveness="")[0]["Overall effectiveness"] = "Good"


def _sif(heading: str, value: str) -> Callable[[PublishedTable], None]:
    return lambda table: table.where(Local_authority_name="Barnet").__setitem__(heading, value)


def _spend(heading: str, value: str) -> Callable[[PublishedTable], None]:
    return lambda table: table.where(Local_authority="Camden").__setitem__(heading, value)


TOTAL = "The column of RSX-csc-tot-exp"
WORKBOOKS: dict[str, WorkbookCorruption] = {
    "a grade that is none": _outcome("as_at", GRADES, Overall_effectiveness="Needs attention"),
    "a grade in the short form": _outcome(
        "history", GRADES, Overall_effectiveness="requires improvement"
    ),
    "a blank overall grade": _outcome("as_at", OVERALL_GRADE, Overall_effectiveness=""),
    "a blank judgement": _outcome(
        "as_at",
        "every inspection has its judgements",
        **{"The impact of leaders on social work practice with children and families": ""},
    ),
    "an inspection in 2052": _outcome(
        "as_at", CODES_DATES, Inspection_date="2052-03-04", Publication_date="2052-04-04"
    ),
    "published before it began": _outcome("history", LAG, Publication_date="2019-01-01"),
    "published years after it began": _outcome(
        "as_at", LAG, Publication_date="2024-12-31", Inspection_date="2020-02-03"
    ),
    "a date in words": _outcome("as_at", "dates are dates", Inspection_date="4 March 2020"),
    "day and month swapped": WorkbookCorruption(
        OUTCOMES, "history", _swap_day_and_month, CODES_DATES
    ),
    "a letter for a digit in a code": _outcome(
        "as_at", CODES_DATES, Local_authority_area_code="E0900001O"
    ),
    "care leavers not judged in 2024": _outcome(
        "as_at",
        CODES_DATES,
        Inspection_date="2024-03-04",
        Publication_date="2024-04-04",
        **{"The experiences and progress of care leavers": ""},
    ),
    "an authority without a judgement in force": WorkbookCorruption(
        OUTCOMES, "as_at", _drop_row("Croydon"), "every authority of its day has a judgement"
    ),
    "an authority twice": WorkbookCorruption(
        OUTCOMES, "as_at", _double_row, "one row per authority and inspection"
    ),
    "a judgement in force that is not the last": _outcome(
        "as_at", "the judgement in force is the last of the history", Inspection_date="2020-02-10"
    ),
    "an inspection twice": WorkbookCorruption(
        OUTCOMES, "history", _double_row, "one row per authority and inspection"
    ),
    "an unknown type": _outcome("history", "known types", Inspection_type="SIF"),
    "an unknown status": _outcome("history", "known statuses", Local_authority_status="Merged"),
    "an unknown type of visit": _outcome(
        "in_year", "known types", **{"Inspection/Visit type": "Phone call"}
    ),
    "an inspection without a date": _outcome(
        "history", "every inspection has a date", Inspection_date=""
    ),
    "a visit without a type": _outcome(
        "in_year", "every inspection or visit has a type", **{"Inspection/Visit type": ""}
    ),
    "a grade on a visit": WorkbookCorruption(OUTCOMES, "in_year", _grade_on_visit, IN_YEAR),
    "a visit twice": WorkbookCorruption(OUTCOMES, "in_year", _double_row, IN_YEAR),
    "SIF: an authority gone": WorkbookCorruption(
        SOCIAL_CARE, "history", _drop_row("Barnet"), "one row per authority, current and abolished"
    ),
    "SIF: an authority twice": WorkbookCorruption(
        SOCIAL_CARE,
        "history",
        lambda table: table.append(table.where(Local_authority_name="Barnet")),
        "one row per authority and first inspection",
    ),
    "SIF: an unknown authority": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif("Local authority name", "Barnett"), SIF
    ),
    "SIF: a date outside its years": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif(FIRST_SIF, "2020-07-07"), SIF
    ),
    "SIF: a grade without a date": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif(FIRST_SIF, ""), SIF
    ),
    "SIF: overall Good with an Inadequate part": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif("First SIF Overall Judgement (OE)", "Good"), SIF
    ),
    "SIF: an older framework's grade": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif("First SIF Overall Judgement (OE)", "Adequate"), GRADES
    ),
    "before SIF: a date of SIF": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif(BEFORE_SIF, "2014-02-24"), SIF
    ),
    "before SIF: a date without a grade": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif(CHILD_PROTECTION, "2013-02-15"), SIF
    ),
    "before SIF: a grade without a date": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif(BEFORE_SIF, ""), SIF
    ),
    "before SIF: no grade": WorkbookCorruption(SOCIAL_CARE, "history", _sif(SAFEGUARDING, ""), SIF),
    "before SIF: a grade that the sheet has under another name": WorkbookCorruption(
        SOCIAL_CARE, "history", _sif(SAFEGUARDING, "Adequate"), GRADES
    ),
    "SIF: an unknown part grade": WorkbookCorruption(
        SOCIAL_CARE,
        "history",
        _sif("First SIF children looked after and achieving permanence", "Fair"),
        GRADES,
    ),
    "spend: an unknown marker": WorkbookCorruption(
        OUTTURN, "service_expenditure", _spend(TOTAL, "[q]"), FIGURE
    ),
    "spend: a figure in pounds": WorkbookCorruption(
        OUTTURN,
        "service_expenditure",
        _spend(TOTAL, "9000000000"),
        "authorities add to between 90 and 100 % of England",
    ),
    "spend: an unknown code": WorkbookCorruption(
        OUTTURN,
        "service_expenditure",
        _spend("ONS Code", "E0900000X"),
        "every current authority has one row, by a known code",
    ),
    "spend: a part that is not the whole's": WorkbookCorruption(
        BY_TYPE,
        "expenditure_by_type",
        _spend("The column of RO3-csclkdres-tot-exp", "40"),
        "types of spend add to the whole within £ 5,000",
    ),
    "spend: a code twice": WorkbookCorruption(
        OUTTURN,
        "service_expenditure",
        _spend("ONS Code", "E09000002"),
        "one row per authority and figure",
    ),
}


@pytest.mark.parametrize("what", WORKBOOKS)
def test_the_landing_gate_stops_workbooks(what: str) -> None:
    corruption = WORKBOOKS[what]
    workbook = published_workbook(corruption.source)
    before = workbook.to_bytes()
    corruption.change(workbook.tables[corruption.table])
    assert workbook.to_bytes() != before, "the corruption changes nothing"
    reading = _read(corruption.source, workbook.to_bytes())
    _is_broken(corruption.source, corruption.table, reading, corruption.rule)


TOTALS = "totals by type are the totals by service within £ 1,000"


def test_a_total_by_type_that_is_not_the_total_by_service_is_noticed() -> None:
    by_service = _read(OUTTURN, published_workbook(OUTTURN).to_bytes())
    by_type = _read(BY_TYPE, published_workbook(BY_TYPE).to_bytes())
    table = raw_table(BY_TYPE, "expenditure_by_type")
    with landed({OUTTURN: by_service, BY_TYPE: by_type}) as connection:
        assert broken(connection, "landing", landing.SUITES, table, TOTALS) == []
        connection.execute(
            f"UPDATE raw.{OUTTURN}__service_expenditure SET value = '7' WHERE la_name = 'Camden'"
        )
        (found,) = broken(connection, "landing", landing.SUITES, table, TOTALS)
        assert "2024-25 E09000007 (Camden)" in str(found.examples)
        connection.execute(
            "INSERT INTO reference.accepted_changes BY NAME SELECT 'totals of spend' AS rule, "
            "'2024-25 E09000007' AS subject, 'its own two returns differ' AS reason"
        )
        assert broken(connection, "landing", landing.SUITES, table, TOTALS) == []


def _with_next_edition(change: Callable[[PublishedTable], None]) -> Reading:
    """The outcomes, and an edition of the following year with a change to its history."""
    reading = _read(OUTCOMES, published_workbook(OUTCOMES).to_bytes())
    following = published_workbook(OUTCOMES)
    following.covers["Cover"] = [
        ["Local authority inspection outcomes as at 31 March 2026"],
        ["Published on:", "2026-09-24"],
    ]
    change(following.tables["history"])
    return _read(OUTCOMES, following.to_bytes(), reading)


HISTORY_GROWS = "history: an inspection once published is in every later edition"


def test_an_inspection_gone_from_the_next_edition_is_noticed() -> None:
    reading = _with_next_edition(_drop_row("Croydon"))
    _is_broken(OUTCOMES, "history", reading, HISTORY_GROWS)


def test_an_inspection_whose_loss_was_accepted_does_not_stop() -> None:
    reading = _with_next_edition(_drop_row("Croydon"))
    table = raw_table(OUTCOMES, "history")
    with landed({OUTCOMES: reading}) as connection:
        (result,) = broken(connection, "landing", landing.SUITES, table, HISTORY_GROWS)
        assert "306 20" in str(result.examples)
        connection.execute(
            "INSERT INTO reference.accepted_changes BY NAME "
            "SELECT DISTINCT 'history' AS rule, '306 ' || inspection_date AS subject, "
            f"'withdrawn' AS reason FROM {table} WHERE la_name = 'Croydon'"
        )
        assert broken(connection, "landing", landing.SUITES, table, HISTORY_GROWS) == []


def test_an_authority_respelt_in_the_next_edition_has_kept_its_inspections() -> None:
    def respell(table: PublishedTable) -> None:
        for row in table.rows.values():
            row["Local authority name"] = row["Local authority name"].replace("&", "and").upper()

    with landed({OUTCOMES: _with_next_edition(respell)}) as connection:
        table = raw_table(OUTCOMES, "history")
        assert broken(connection, "landing", landing.SUITES, table, HISTORY_GROWS) == []


# --- What passes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("source", sorted({c.source for c in LANDING.values()}))
def test_statistics_as_published_pass_every_rule(source: str) -> None:
    """The natural extremes of the real figures are among them."""
    reading = Reading()
    for name in CATALOGUE[source].tables:
        of_2024 = source in ("ons_population", "dfe_stability_measures")
        edition = "2021" if name == "model_2021" else "2024" if of_2024 else "2025"
        _read(source, csv_bytes(published_csv(source, name, edition).grid()), reading)
    _passes(source, reading)


@pytest.mark.parametrize("source", sorted({c.source for c in WORKBOOKS.values()}))
def test_workbooks_as_published_pass_every_rule(source: str) -> None:
    beside = [OUTTURN] if source == BY_TYPE else []
    readings = {s: _read(s, published_workbook(s).to_bytes()) for s in (source, *beside)}
    _passes(source, readings[source], **readings)


def test_a_workbook_revised_passes_beside_its_first_version() -> None:
    reading = _read(OUTCOMES, published_workbook(OUTCOMES).to_bytes())
    for frames in reading.tables.values():
        frames.append(frames[0].assign(_release_id=f"{OUTCOMES}_2025-03-31_later"))
    _passes(OUTCOMES, reading)


def _passes(source: str, reading: Reading, **beside: Reading) -> None:
    with landed({source: reading, **beside}) as connection:
        for table in {asked_about(raw_table(source, name)) for name in CATALOGUE[source].tables}:
            found = broken(connection, "landing", landing.SUITES, table)
            assert [(r.rule, r.examples) for r in found] == []


@pytest.mark.parametrize(
    ("area", "period", "heading", "value"),
    [
        ("Isles of Scilly", "2025", "vacancy_rate_fte", "100"),
        ("Herefordshire, County of", "2022", "vacancy_rate_fte", "54"),
        ("Leicester", "2019", "absence_rate_fte", "11.7"),
        ("Bracknell Forest", "2022", "turnover_rate_fte", "41.8"),
        ("Derby", "2017", "turnover_rate_fte", "0"),
        ("Sunderland", "2025", "agency_fte", "low"),
        ("Leicestershire", "2019", "vacancy_agency_cover_rate_fte", "u"),
    ],
)
def test_an_absurd_but_published_value_is_among_what_passes(
    area: str, period: str, heading: str, value: str
) -> None:
    assert _workforce().where(la_name=area, time_period=period)[heading] == value


# --- What is stopped in the built database ---------------------------------------------

CROYDON = "la_code = '306' AND period = '2025' AND indicator_id = 'vacancy_rate_fte'"
COMPETING = "destinations compete for all spells, and from Inadequate add to the curve"
RETURNED = "of judgements some are returned to, of those some are better: spells that ended"
BUILT: dict[str, tuple[str, str, str]] = {
    "a value lost without a marker": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = NULL WHERE area_code = '306' AND period = '2025' "
        "AND indicator_id = 'vacancy_rate_fte'",
        "a value is empty exactly when there is a marker",
    ),
    "a value altered": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = 19.3 WHERE area_code = '306' AND period = '2025' "
        "AND indicator_id = 'vacancy_rate_fte'",
        "every figure that passed landing is published unchanged",
    ),
    "an authority's figures lost": (
        "main.indicator_values",
        "DELETE FROM main.indicator_values WHERE area_code = '306'",
        "every figure that passed landing is published unchanged",
    ),
    "England lost": (
        "main.indicator_values",
        "DELETE FROM main.indicator_values WHERE geographic_level = 'England' AND period = '2025'",
        "every indicator and period has one England value",
    ),
    "an area that is none": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET area_code = '999' WHERE area_code = '306'",
        "every authority is known",
    ),
    "a benchmark twice": (
        "main.la_benchmarks",
        f"INSERT INTO main.la_benchmarks SELECT * FROM main.la_benchmarks WHERE {CROYDON}",
        "one row per indicator, period and authority",
    ),
    "a percent rank above 100": (
        "main.la_benchmarks",
        f"UPDATE main.la_benchmarks SET percent_rank = 101 WHERE {CROYDON}",
        "percent ranks are 0 to 100",
    ),
    "a fifth quartile": (
        "main.la_benchmarks",
        f"UPDATE main.la_benchmarks SET quartile = 5 WHERE {CROYDON}",
        "quartiles are 1 to 4",
    ),
    "a band E": (
        "main.la_benchmarks",
        f"UPDATE main.la_benchmarks SET lait_band = 'E' WHERE {CROYDON}",
        "bands are A to D",
    ),
    "eleven neighbours": (
        "main.la_benchmarks",
        f"UPDATE main.la_benchmarks SET neighbours_used = 11 WHERE {CROYDON}",
        "at most ten neighbours are used",
    ),
    "England computed, not published": (
        "main.la_benchmarks",
        "UPDATE main.la_benchmarks SET england_value = 14.3 "
        "WHERE period = '2025' AND indicator_id = 'vacancy_rate_fte'",
        "England as published, every value ranked, every authority there",
    ),
    "a value without a rank": (
        "main.la_benchmarks",
        f"UPDATE main.la_benchmarks SET rank_lowest = NULL WHERE {CROYDON}",
        "England as published, every value ranked, every authority there",
    ),
    "authorities lost by a join": (
        "main.la_benchmarks",
        "DELETE FROM main.la_benchmarks WHERE la_code IN ('370', '373', '306')",
        "England as published, every value ranked, every authority there",
    ),
    "a revision that changes nothing": (
        "main.value_revisions",
        "UPDATE main.value_revisions SET previous_value = value, previous_marker = marker",
        "every revision changes a value or a marker",
    ),
    "a revision beyond any so far": (
        "main.value_revisions",
        "UPDATE main.value_revisions SET change = 20 WHERE indicator_id = 'turnover_rate_fte'",
        "a revised rate moves by less than 15",
    ),
    "more authorities than there are": (
        "main.rating_indicator_summary",
        "UPDATE main.rating_indicator_summary SET n = n + 100",
        "no more authorities than there are",
    ),
    "quartiles out of order": (
        "main.rating_indicator_summary",
        "UPDATE main.rating_indicator_summary SET q1 = q3 + 1",
        "quartiles are in order",
    ),
    "an official inspection lost": (
        "main.inspections",
        "DELETE FROM main.inspections WHERE la_code = '306' AND framework = 'ILACS'",
        "every inspection that passed landing is published",
    ),
    "a report that contradicts the statistics": (
        "main.inspections",
        "UPDATE intermediate.int_inspections_matched SET report_in_care = 'Inadequate' "
        "WHERE la_code = '306'",
        "reports equal the official statistics where both exist",
    ),
    "a report inside the official window without its row": (
        "main.inspections",
        "UPDATE main.inspections SET evidence = 'inspection report' "
        "WHERE la_code = '306' AND framework = 'ILACS'",
        "no report inside the official window lacks its official row",
    ),
    "two inspections within months": (
        "main.inspections",
        "UPDATE main.inspections SET inspection_start_date = DATE '2020-02-03' "
        "WHERE la_code = '306'",
        "inspections are 300 days apart",
    ),
    "no grade and no reason": (
        "main.inspections",
        "UPDATE main.inspections SET overall_effectiveness = NULL WHERE la_code = '306'",
        "inspections are 300 days apart",
    ),
    "a visit lost": (
        "main.visits",
        "DELETE FROM main.visits WHERE la_code = '301'",
        "every visit that passed landing is published",
    ),
    "a rating that is not the official one": (
        "main.ratings",
        "UPDATE main.ratings SET care_leavers = 'Inadequate' "
        "WHERE la_code = '306' AND as_at = DATE '2025-03-31'",
        "ratings equal the official as-at sheet",
    ),
    "an authority without a rating": (
        "main.ratings",
        "DELETE FROM main.ratings WHERE la_code IN ('306', '301', '302', '303') "
        "AND as_at = DATE '2020-03-31'",
        "every date has every authority of its day once",
    ),
    "an authority that is not current": (
        "main.local_authorities",
        "UPDATE main.local_authorities SET is_current = false WHERE la_code = '306'",
        "153 current authorities",
    ),
    "an authority without a code": (
        "main.local_authorities",
        "UPDATE main.local_authorities SET region_name = NULL WHERE la_code = '306'",
        "codes, regions and successions are complete",
    ),
    "a neighbour lost": (
        "main.statistical_neighbours",
        "DELETE FROM main.statistical_neighbours WHERE la_code = '306' AND neighbour_rank = 10",
        "every current authority has ten neighbours",
    ),
    "an authority without any neighbour": (
        "main.statistical_neighbours",
        "DELETE FROM main.statistical_neighbours WHERE la_code = '306'",
        "every current authority has ten neighbours",
    ),
    "an indicator without a publisher": (
        "main.indicators",
        "UPDATE main.indicators SET publisher = NULL",
        "every indicator has a publisher",
    ),
    "an indicator without a publication": (
        "main.indicators",
        "UPDATE main.indicators SET publication = NULL",
        "every indicator has a publication",
    ),
    "an indicator without values": (
        "main.indicators",
        "DELETE FROM main.indicator_values WHERE indicator_id = 'cin_rate'",
        "every indicator has values",
    ),
    "an authority under another name alone": (
        "main.local_authority_names",
        "UPDATE main.local_authority_names SET name = 'Croyden' WHERE name = 'Croydon'",
        "every authority is found under its own name",
    ),
    "an authority that no name finds": (
        "main.local_authority_names",
        "DELETE FROM main.local_authority_names WHERE la_code = '306'",
        "every authority is found under its own name",
    ),
    "the name of another authority": (
        "main.local_authority_names",
        "UPDATE main.local_authority_names SET name = 'Croydon' WHERE name = 'Hull'",
        "every authority is found under its own name",
    ),
    "a release twice": (
        "main.releases",
        "INSERT INTO main.releases SELECT * FROM main.releases LIMIT 1",
        "one row per release",
    ),
    "a release without a hash": (
        "main.releases",
        "UPDATE main.releases SET sha256 = NULL",
        "every release has a hash",
    ),
    "a release without an address": (
        "main.releases",
        "UPDATE main.releases SET url = NULL",
        "every release has an address",
    ),
    "a release without a licence": (
        "main.releases",
        "UPDATE main.releases SET licence = NULL",
        "every release has a licence",
    ),
    "a source without an edition": (
        "main.source_status",
        "UPDATE main.source_status SET newest_edition = NULL",
        "every source has an edition",
    ),
    "a source that was had on no day": (
        "main.source_status",
        "UPDATE main.source_status SET last_reached_at = NULL",
        "every source says when it was reached",
    ),
    "a source not reached and not flagged": (
        "main.source_status",
        "UPDATE main.source_status SET last_asked_at = '2099-01-01T09:45:00+00:00'",
        "a source not reached or overdue is flagged",
    ),
    "a source overdue and not flagged": (
        "main.source_status",
        "UPDATE main.source_status SET last_asked_at = last_reached_at, "
        "next_release = DATE '2026-01-01'",
        "a source not reached or overdue is flagged",
    ),
    "a source flagged without a reason": (
        "main.source_status",
        "UPDATE main.source_status SET is_stale = true",
        "a source not reached or overdue is flagged",
    ),
    "a marker without a meaning": (
        "main.value_markers",
        "DELETE FROM main.value_markers WHERE marker = 'x'",
        "every marker in use has a meaning",
    ),
    "figures gone since the publication before": (
        "main.indicator_values",
        "DELETE FROM main.indicator_values WHERE area_code = '306' AND period = '2025'",
        "coverage: no figure published before is gone",
    ),
    "England ten times what it was": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = value * 10 WHERE geographic_level = 'England'",
        "magnitude: England is within 10 % of what was published before",
    ),
    "England withheld": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = NULL, marker = 'x' "
        "WHERE geographic_level = 'England' AND period = '2025'",
        "magnitude: England is within 10 % of what was published before",
    ),
    "an inspection gone since the publication before": (
        "main.inspections",
        "DELETE FROM main.inspections WHERE la_code = '306'",
        "inspection: no inspection published before is gone or judged otherwise",
    ),
    "an inspection with another judgement of a part than before": (
        "main.inspections",
        "UPDATE main.inspections SET in_care = 'Outstanding' WHERE la_code = '306'",
        "inspection: no inspection published before is gone or judged otherwise",
    ),
    "an inspection that had no overall grade and has one": (
        "main.inspections",
        "UPDATE main.inspections SET overall_effectiveness = 'Good' "
        "WHERE overall_effectiveness IS NULL",
        "inspection: no inspection published before is gone or judged otherwise",
    ),
    "a fifth of an indicator withheld": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = NULL, marker = 'x' "
        "WHERE indicator_id = 'agency_rate_fte' AND area_code LIKE '3%'",
        "withheld: at most a tenth of the figures published before are withheld now",
    ),
    "an edition lost": (
        "main.releases",
        "DELETE FROM main.releases WHERE release_id = 'dfe_workforce_2023'",
        "edition: no edition published before is gone",
    ),
    "an inspection with another grade than before": (
        "main.inspections",
        "UPDATE main.inspections SET overall_effectiveness = 'Outstanding' WHERE la_code = '306'",
        "inspection: no inspection published before is gone or judged otherwise",
    ),
    "a spell that ends before it begins": (
        "main.improvement_spells",
        "UPDATE main.improvement_spells SET days_inspection_clock = -1",
        "a spell has an end exactly when it ended",
    ),
    "a spell lost": (
        "main.improvement_spells",
        "DELETE FROM main.improvement_spells WHERE la_code = '306'",
        "every inspection judged Inadequate is in a spell",
    ),
    "a curve above 1": (
        "main.improvement_curves",
        "UPDATE main.improvement_curves SET survival = 1.1",
        "survival is between 0 and 1",
    ),
    "a curve that rises": (
        "main.improvement_curves",
        "UPDATE main.improvement_curves SET survival = 0 "
        "WHERE days < (SELECT median(days) FROM main.improvement_curves)",
        "curves only fall",
    ),
    "a curve with nobody at risk": (
        "main.improvement_curves",
        "UPDATE main.improvement_curves SET at_risk = 0",
        "as many are at risk as estimates need",
    ),
    "a summary that loses spells": (
        "main.improvement_summary",
        "UPDATE main.improvement_summary SET spells = spells + 1",
        "spells are improved or censored",
    ),
    "a spell of which nothing is known before": (
        "main.improvement_spells",
        "UPDATE main.improvement_spells SET held_before = 'not known' WHERE la_code = '306'",
        "of every first SIF at Inadequate it is known whether it was so before",
    ),
    "a spell better before it was last found no better": (
        "main.improvement_spells",
        "UPDATE main.improvement_spells SET better_by = not_better_before",
        "a spell has an end exactly when it ended",
    ),
    "a spell that is open, and better by a day": (
        "main.improvement_spells",
        "UPDATE main.improvement_spells SET better_by = as_at, not_better_before = as_at - 9 "
        "WHERE outcome = 'open'",
        "a spell has an end exactly when it ended",
    ),
    "a pause taken out of a spell that began after it": (
        "main.improvement_spells",
        "UPDATE main.improvement_spells SET days_publication_without_pause = 9 "
        "WHERE started_published_on > DATE '2022-01-01'",
        "a spell has an end exactly when it ended",
    ),
    "a longer pause than there was": (
        "main.improvement_spells",
        "UPDATE main.improvement_spells SET days_publication_without_pause = "
        "days_publication_without_pause - 477",
        "a spell has an end exactly when it ended",
    ),
    "a median without what is not held": (
        "main.improvement_summary",
        "UPDATE main.improvement_summary SET median_upper_without_held = 1",
        "spells are improved or censored",
    ),
    "more held open than are": (
        "main.improvement_summary",
        "UPDATE main.improvement_summary SET held_reports = 99",
        "spells are improved or censored",
    ),
    "a region's curve to the end": (
        "main.improvement_curves",
        "UPDATE main.improvement_curves SET at_risk = 4 WHERE population LIKE '%:%'",
        "as many are at risk as estimates need",
    ),
    "more gone than there were": (
        "main.improvement_destinations",
        "UPDATE main.improvement_destinations SET incidence = 1.1",
        COMPETING,
    ),
    "spells that come back": (
        "main.improvement_destinations",
        "UPDATE main.improvement_destinations SET incidence = incidence / 2 "
        "WHERE population = 'ri_sif' AND days > 2000",
        COMPETING,
    ),
    "a destination lost": (
        "main.improvement_destinations",
        "DELETE FROM main.improvement_destinations WHERE destination = 'Good or better'",
        COMPETING,
    ),
    "more gone on a day than were at risk": (
        "main.improvement_destinations",
        "UPDATE main.improvement_destinations SET events = at_risk + 1",
        COMPETING,
    ),
    "more better than were returned to": (
        "main.first_returns",
        "UPDATE main.first_returns SET better = returned + 1",
        RETURNED,
    ),
    "more better than spells improved": (
        "main.first_returns",
        "UPDATE main.first_returns SET better = better + 1, better_upper = 1",
        RETURNED,
    ),
    "a share above its limits": (
        "main.first_returns",
        "UPDATE main.first_returns SET better_share = 0.99 WHERE population = 'inadequate_sif'",
        RETURNED,
    ),
    "a share that is not there": (
        "main.first_returns",
        "UPDATE main.first_returns SET better_share = NULL WHERE population = 'ri_ilacs'",
        RETURNED,
    ),
    "returns of a population lost": (
        "main.first_returns",
        "DELETE FROM main.first_returns WHERE population = 'ri_ilacs'",
        RETURNED,
    ),
    "a report twice": (
        "raw.ofsted_inspection_reports__judgements",
        "INSERT INTO raw.ofsted_inspection_reports__judgements "
        "SELECT * REPLACE ('1' AS file_id) FROM raw.ofsted_inspection_reports__judgements LIMIT 1",
        "one report per authority and inspection",
    ),
    "a file of reports twice": (
        "raw.ofsted_inspection_reports__judgements",
        "INSERT INTO raw.ofsted_inspection_reports__judgements SELECT * REPLACE ('1' AS urn) "
        "FROM raw.ofsted_inspection_reports__judgements LIMIT 1",
        "one row per file",
    ),
    **{
        what: (
            "raw.ofsted_area_send__inspections",
            f"UPDATE raw.ofsted_area_send__inspections SET {change} WHERE file_id = '50233738'",
            rule,
        )
        for what, change, rule in (
            (
                "an area SEND outcome that is none",
                "outcome = 'Good'",
                "outcomes are exactly the three of the framework",
            ),
            (
                "an area SEND report without an outcome",
                "outcome = NULL",
                "every report has an outcome",
            ),
            (
                "an area SEND report without a last day",
                "inspection_end_date = NULL",
                "every report has its days",
            ),
            (
                "an area SEND report of no day of the calendar",
                "inspection_end_date = '2023-09-31'",
                "dates are days of the calendar",
            ),
            (
                "an area SEND day in words",
                "inspection_end_date = '29 September'",
                "dates are dates",
            ),
            (
                "an area SEND inspection before its framework",
                "inspection_start_date = '2022-09-26'",
                "begun from 2023, in order, published 10 to 210 days after",
            ),
            (
                "an area SEND inspection that ended before it began",
                "inspection_end_date = '2023-09-22'",
                "begun from 2023, in order, published 10 to 210 days after",
            ),
            (
                "an area SEND report published late",
                "publication_date = '2024-11-24'",
                "begun from 2023, in order, published 10 to 210 days after",
            ),
            (
                "an area SEND report of no authority",
                "urn = '99999'",
                "every report belongs to a known authority",
            ),
            (
                "an area SEND report under another authority, inspected a year later",
                "urn = '80573'",
                "area SEND: a full inspection is not made again within two years",
            ),
        )
    },
    **{
        what: (
            "raw.ofsted_area_send__inspections",
            f"INSERT INTO raw.ofsted_area_send__inspections SELECT * REPLACE ({change}) "
            "FROM raw.ofsted_area_send__inspections WHERE file_id = '50233738'",
            rule,
        )
        for what, change, rule in (
            (
                "an area SEND report twice",
                "'1' AS file_id",
                "one report per authority and inspection",
            ),
            ("an area SEND file twice", "'1' AS urn", "one row per file"),
        )
    },
    "an area SEND report that is not published": (
        "main.area_send_inspections",
        "DELETE FROM main.area_send_inspections WHERE la_code = '936'",
        "every area SEND report that passed landing is published as it was read",
    ),
    "an area SEND outcome that is published otherwise": (
        "main.area_send_inspections",
        "UPDATE main.area_send_inspections SET outcome = 'typically positive' "
        "WHERE la_code = '936'",
        "every area SEND report that passed landing is published as it was read",
    ),
    "an area SEND inspection of an authority not yet there": (
        "main.area_send_inspections",
        "UPDATE main.area_send_inspections SET la_code = '940', "
        "inspection_start_date = DATE '2021-03-01' WHERE la_code = '936'",
        "area SEND inspections are of authorities of their day",
    ),
    "a report under an unknown framework": (
        "raw.ofsted_inspection_reports__judgements",
        "UPDATE raw.ofsted_inspection_reports__judgements SET framework = 'SLAC' "
        "WHERE file_id = '2754306'",
        "known frameworks",
    ),
    "a report of no authority": (
        "raw.ofsted_inspection_reports__judgements",
        "UPDATE raw.ofsted_inspection_reports__judgements SET urn = '99999' "
        "WHERE file_id = '2754306'",
        "every report belongs to a known authority",
    ),
    **{
        what: (
            "raw.ofsted_inspection_reports__visits",
            "INSERT INTO raw.ofsted_inspection_reports__visits (url, visit_type, visit_date) "
            f"VALUES {rows}",
            rule,
        )
        for what, rows, rule in (
            (
                "a listed visit of no known kind",
                "('u', 'Phone call', '2025-01-01')",
                "known visits",
            ),
            ("a listed visit without a date", "('u', 'Focused visit', 'soon')", "dates are dates"),
            ("a listed visit twice", "('u', NULL, NULL), ('u', NULL, NULL)", "one row per letter"),
        )
    },
    "a held row without a reason": (
        "main.held_rows",
        "UPDATE main.held_rows SET rule = NULL, detail = NULL",
        "every held row says why",
    ),
    **ESTIMATES,
    **FIGURES,
    **INTERVENTIONS,
    **PROVIDERS,
}


@pytest.fixture(scope="module")
def built(
    build_database: Path, published: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the build database, with the publication before it beside."""
    copy = tmp_path_factory.mktemp("release") / "warehouse.duckdb"
    shutil.copyfile(build_database, copy)
    with duckdb.connect(str(copy)) as connection:
        _without_constraints(connection)
        attach_reference(connection)
        attach_previous(connection, published, "snapshot")
        yield connection


def _without_constraints(connection: duckdb.DuckDBPyConnection) -> None:
    """The contracts would refuse much of the poison before the gate is asked."""
    tables = connection.execute(
        "SELECT DISTINCT table_name FROM duckdb_constraints() WHERE schema_name = 'main'"
    ).fetchall()
    for (table,) in tables:
        connection.execute(f"CREATE TABLE main.unconstrained AS FROM main.{table}")
        connection.execute(f"DROP TABLE main.{table}")
        connection.execute(f"ALTER TABLE main.unconstrained RENAME TO {table}")


@pytest.mark.parametrize("what", BUILT)
def test_what_was_built_is_stopped(built: duckdb.DuckDBPyConnection, what: str) -> None:
    table, statement, rule = BUILT[what]
    with undone(built, statement):
        if table.startswith("raw."):
            assert_broken(built, "landing", landing.SUITES, table, rule)
        else:
            assert_broken(built, "release", release.SUITES, table, rule)


@pytest.mark.parametrize("table", sorted({suite.table for suite in release.SUITES}))
def test_what_was_built_passes_the_release_gate(
    built: duckdb.DuckDBPyConnection, table: str
) -> None:
    found = broken(built, "release", release.SUITES, table)
    assert [(r.rule, r.examples) for r in found if r.severity == "critical"] == []


# --- Through the command line --------------------------------------------------------------------


def _outcomes(change: Callable[[Workbook], None]) -> bytes:
    workbook = published_workbook(OUTCOMES)
    change(workbook)
    return workbook.to_bytes()


def _unknown_marker() -> bytes:
    table = _workforce()
    _croydon(table)["vacancy_rate_fte"] = ":"
    return csv_bytes(table.grid())


# What lies in the folder, and for each file the words of the one line that names it and its rule.
STOPPED: dict[str, tuple[dict[str, Bytes], tuple[tuple[str, ...], ...]]] = {
    "a web page": (
        {"outcomes.ods": _page},
        (("outcomes.ods", "file format", "html"),),
    ),
    "a file cut short": (
        {"deep/er/w.csv": lambda: csv_bytes(_workforce().grid())[:-40]},
        (("w.csv", "final newline", "cut short"),),
    ),
    "no published file": (
        {"zoo.csv": lambda: b"animal,legs\ncat,4\n"},
        (("recognised file", "no published file was recognised", "zoo.csv"),),
    ),
    "a renamed column": (
        {"w.csv": _renamed("vacancy_rate_fte", "vacancy_percent")},
        (("w.csv", "unknown column", "vacancy_percent", "data/sources/dfe_workforce.yml", "line"),),
    ),
    "an unknown marker and an authority twice": (
        {
            "published.csv": lambda: b"file,published_on\nw.csv,2026-05-07\no.ods,2026-02-03\n",
            "w.csv": _unknown_marker,
            "o.ods": lambda: _outcomes(lambda w: _double_row(w.tables["as_at"])),
        },
        (
            ("w.csv", "row 152", "one of the publisher's markers"),
            ("o.ods", "Inspections_as_at_31_March!", "one row per authority and inspection"),
        ),
    ),
}


@pytest.fixture(scope="module", autouse=True)
def stopped(
    background: ThreadPoolExecutor,
    new_data: Callable[[], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Future[tuple[Path, Ended]]]:
    """A run on each folder, started when the first is asked for."""

    def run(what: str) -> tuple[Path, Ended]:
        folder, data = tmp_path_factory.mktemp("folder"), new_data()
        for name, make in STOPPED[what][0].items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(make())
        return data, command.run(data, "--source", str(folder))

    return {what: background.submit(run, what) for what in STOPPED}


@pytest.mark.parametrize("what", STOPPED)
def test_a_run_stops_names_file_and_rule_and_leaves_the_publication(
    stopped: dict[str, Future[tuple[Path, Ended]]], published: Path, what: str
) -> None:
    data, ended = stopped[what].result()
    assert ended.code == 1, ended.output
    for words in STOPPED[what][1]:
        assert ended.lines_with(*words), ended.output
    assert "Traceback" not in ended.output
    assert contents(data / "published") == contents(published)
    assert [p.name for p in (data / "publications").iterdir()] == [published.resolve().name]


# --- Every rule has been seen to bite ------------------------------------------------------------

ELSEWHERE = {
    "a workforce rate is within 35 of the year before": "only warns, in every run on the snapshot",
    "no announced release is two weeks late": "only warns",
    "one row per authority": "test_outcome_editions, of the history before 2025",
    "known authorities, no future dates, a grade with every date": "test_outcome_editions",
}


def test_every_rule_has_a_corruption_that_proves_it() -> None:
    rules = {
        str(expectation.meta["rule"])
        for suite in (*landing.SUITES, *release.SUITES)
        for question in suite.questions
        for expectation in question.expectations
    }
    proven = {
        *(c.rule for c in LANDING.values()),
        *(c.rule for c in WORKBOOKS.values()),
        *(rule for _, _, rule in BUILT.values()),
        HISTORY_GROWS,
        TOTALS,
        *PROVEN,
        *ELSEWHERE,
    }
    assert sorted(r for r in rules if not r.startswith(tuple(proven))) == []
