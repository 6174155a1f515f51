"""Files that are well formed and wrong: figures moved, of another year, under another name.

Each corruption is a statement on the raw tables of the embedded snapshot, or on what is about to be
published, and is stopped by the rule meant for it. Figures as published pass, the earlier editions
among them.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from expectations import landing, release
from orchestration.reference import attach_previous, attach_reference
from tests.fixtures.gate import assert_broken, broken, undone

WORKFORCE = "raw.dfe_workforce__indicators"
CIN = "raw.dfe_children_in_need__children_in_need"
ENQUIRIES = "raw.dfe_children_in_need__enquiries_and_conferences"
REFERRALS = "raw.dfe_children_in_need__referrals"
PLANS = "raw.dfe_children_in_need__protection_plans"
LOOKED_AFTER = "raw.dfe_children_looked_after__number_and_rate"
POPULATION = "raw.ons_population__children"
SPEND = "raw.mhclg_revenue_outturn__service_expenditure"
AS_AT = "raw.ofsted_inspection_outcomes__as_at"
HISTORY = "raw.ofsted_inspection_outcomes__history"
WIDE_HISTORY = "raw.ofsted_inspection_outcomes__wide_history"
IN_YEAR = "raw.ofsted_inspection_outcomes__in_year"
IN_YEAR_2023 = "raw.ofsted_social_care_2023__in_year"
SIF = "raw.ofsted_social_care_2023__history"
NEIGHBOURS, NEIGHBOURS_2021 = "raw.dfe_neighbours__model_2025", "raw.dfe_neighbours__model_2021"

REGIONS = "authorities add to their region"
NAMES = "names of authorities and regions are those of their codes"
CODED = "names of authorities are those of their codes"
PLACED = "authorities are in their region"
PLAIN = "plain characters in names and codes"
PUBLISHED = "no period ends after the day of publication"
CHANGES = "authorities change from year to year as they ever did"
PLACES = "authorities keep their places from year to year, none look exchanged"
COPIES = "at most 25% of a year's counts are those of another year"
PER_HEAD = "counts per 10,000 children are as they ever were"
RESTATED = "restatement: figures of the edition before are revised as ever"
PARTS = "no part is larger than its whole, no FTE than its headcount"
RATES = "rates are what their counts make them"
SHARES = "shares are what their counts make them"
OF_THE_DAY = "neighbours are authorities of the model's day, none closer than the one before"
VISITS = "inspections and visits are of the workbook's year"

ZERO_WIDTH, NO_BREAK, RIGHT_TO_LEFT = "\u200b", "\u00a0", "\u202e"


def _set(table: str, figure: str, /, **where: str) -> str:
    """A statement that gives the figures of some rows another value."""
    return _update(table, f"value = {figure}", **where)


def _update(table: str, change: str, /, **where: str) -> str:
    conditions = " AND ".join(f"{name} = '{value}'" for name, value in where.items())
    return f"UPDATE {table} SET {change} WHERE {conditions}"


def _slipped(table: str, period: str, regions: str, category: str = "''") -> str:
    """The figures of a region's authorities in a year stand one authority further down."""
    return f"""
        WITH places AS (
            SELECT la_code, lead(la_code, 1, first_la_code) OVER (ORDER BY la_code) AS taken_from
            FROM (
                SELECT la_code, min(la_code) OVER () AS first_la_code
                FROM (
                    SELECT DISTINCT la_code FROM {table}
                    WHERE period = '{period}' AND region_code IN ({regions})
                        AND geographic_level = 'Local authority'
                )
            )
        )
        {_moved(table, period, category)}
    """


def _exchanged(table: str, period: str, one: str, other: str) -> str:
    """Two authorities have each other's figures in a year."""
    return f"""
        WITH places AS (FROM (VALUES ('{one}', '{other}'), ('{other}', '{one}'))
            AS places(la_code, taken_from))
        {_moved(table, period, "''")}
    """


def _moved(table: str, period: str, category: str) -> str:
    newest = f"(SELECT max(_release_id) FROM {table})"
    return f"""
        UPDATE {table} AS rows SET value = taken.value
        FROM places, (FROM {table}) AS taken
        WHERE rows.la_code = places.la_code AND taken.la_code = places.taken_from
            AND rows.period = '{period}' AND taken.period = rows.period
            AND rows._release_id = {newest} AND taken._release_id = rows._release_id
            AND rows.measure = taken.measure
            AND {_of("rows", category)} = {_of("taken", category)}
    """


def _of(rows: str, category: str) -> str:
    return category if category == "''" else f"{rows}.{category}"


def _copied(table: str, measure: str, period: str, earlier: str) -> str:
    """A year's figures are those of an earlier year."""
    return f"""
        UPDATE {table} AS rows SET value = earlier.value
        FROM (FROM {table} WHERE period = '{earlier}') AS earlier
        WHERE rows.period = '{period}' AND rows.measure = '{measure}'
            AND earlier.measure = rows.measure AND earlier._release_id = rows._release_id
            AND earlier.la_code = rows.la_code
    """


_LATEST = {"_release_id": "dfe_workforce_2025", "period": "2025"}
_LONDON = "'E13000001', 'E13000002'"
_COUNTS = {
    WORKFORCE: ("inpost_fte", {"la_code": "306", **_LATEST}),
    CIN: ("cin_child_count", {"la_code": "306", "period": "2025"}),
    REFERRALS: ("referral_count", {"la_code": "306", "period": "2025"}),
    PLANS: ("cpp_count", {"la_code": "306", "period": "2025"}),
    LOOKED_AFTER: ("children", {"la_code": "306", "period": "2025"}),
    POPULATION: ("population", {"la_code": "306", "period": "2024"}),
}
_ELEVEN_MORE = "CAST(CAST(value AS DOUBLE) + 11 AS VARCHAR)"
_DOUBLED = "CAST(2 * CAST(value AS DOUBLE) AS VARCHAR)"

# Table, statement, and the start of the rule that must notice.
LANDED: dict[str, tuple[str, str, str]] = {
    **{
        f"eleven more in {measure} of an authority": (
            table,
            _set(table, _ELEVEN_MORE, measure=measure, **where),
            REGIONS,
        )
        for table, (measure, where) in _COUNTS.items()
    },
    "London more than Inner and Outer London": (
        CIN,
        _set(
            CIN, "'66500'", region_code="E12000007", period="2025", measure="cin_count",
            geographic_level="Regional",
        ),
        REGIONS,
    ),
    **{
        f"London's rows slipped by one: {table}": (table, _slipped(table, year, _LONDON, by), rule)
        for table, year, by, rule in (
            (WORKFORCE, "2025", "''", CHANGES),
            (CIN, "2025", "''", CHANGES),
            (REFERRALS, "2025", "''", CHANGES),
            (PLANS, "2025", "''", PLACES),
            (LOOKED_AFTER, "2025", "population_type", CHANGES),
            (POPULATION, "2024", "''", CHANGES),
        )
    },
    "the South West's rows slipped by one": (
        WORKFORCE,
        _slipped(WORKFORCE, "2025", "'E12000009'"),
        PLACES,
    ),
    "Croydon and Ealing exchanged": (
        WORKFORCE,
        _exchanged(WORKFORCE, "2025", "306", "307"),
        PLACES,
    ),
    "every authority slipped by one": (
        PLANS,
        _slipped(PLANS, "2025", "SELECT region_code FROM raw.ons_population__children"),
        PLACES,
    ),
    "more than a few authorities doubled": (
        CIN,
        f"UPDATE {CIN} SET value = {_DOUBLED} WHERE period = '2025' "
        "AND measure = 'cin_count' AND la_code LIKE '3_0'",
        CHANGES,
    ),
    **{
        f"{measure} of the year is that of two years ago": (
            table,
            _copied(table, measure, "2024", "2022"),
            COPIES,
        )
        for table, (measure, _) in _COUNTS.items()
    },
    "an authority with twice the children in need of any": (
        CIN,
        _set(CIN, "'20000'", la_code="306", period="2025", measure="cin_count"),
        PER_HEAD,
    ),
    "an authority without a child in need": (
        CIN,
        _set(CIN, "'0'", la_code="306", period="2025", measure="cin_count"),
        PER_HEAD,
    ),
    "social workers for every tenth child": (
        WORKFORCE,
        _set(WORKFORCE, "'2000'", la_code="306", measure="inpost_fte", **_LATEST),
        PER_HEAD,
    ),
    "more referrals than children": (
        REFERRALS,
        _set(REFERRALS, "'100000'", la_code="306", period="2025", measure="referral_count"),
        PER_HEAD,
    ),
    "every third child with a plan": (
        PLANS,
        _set(PLANS, "'30000'", la_code="306", period="2025", measure="cpp_count"),
        PER_HEAD,
    ),
    "every third child looked after": (
        LOOKED_AFTER,
        _set(LOOKED_AFTER, "'30000'", la_code="306", period="2025", measure="children"),
        PER_HEAD,
    ),
    "a figure of years ago halved": (
        WORKFORCE,
        _set(
            WORKFORCE, "'60'", _release_id="dfe_workforce_2025", period="2019", la_code="306",
            measure="inpost_fte",
        ),
        RESTATED,
    ),
    "a marker of years ago becomes 0": (
        WORKFORCE,
        _set(
            WORKFORCE, "'0'", _release_id="dfe_workforce_2025", period="2017", la_code="304",
            measure="caseload_fte", value="x",
        ),
        RESTATED,
    ),
    "all figures of years ago a little higher": (
        WORKFORCE,
        "UPDATE raw.dfe_workforce__indicators SET value = "
        "CAST(CAST(value AS DECIMAL(9, 1)) + 0.1 AS VARCHAR) WHERE measure = 'inpost_fte' "
        "AND _release_id = 'dfe_workforce_2025' AND geographic_level = 'Local authority' "
        "AND value SIMILAR TO '[0-9.]+'",
        RESTATED,
    ),
    "more FTE than people": (
        WORKFORCE,
        _set(WORKFORCE, "'400'", la_code="306", measure="inpost_fte", **_LATEST),
        PARTS,
    ),
    "more cover by agency workers than agency workers": (
        WORKFORCE,
        _set(WORKFORCE, "'400'", la_code="306", measure="agency_cover_fte", **_LATEST),
        PARTS,
    ),
    "more case holders than social workers": (
        WORKFORCE,
        _set(WORKFORCE, "'4000'", la_code="306", measure="case_holders_fte", **_LATEST),
        PARTS,
    ),
    **{
        f"{rate} that is not its counts": (
            WORKFORCE,
            _set(WORKFORCE, "'3.3'", la_code="306", measure=rate, **_LATEST),
            RATES,
        )
        for rate in (
            "agency_rate_headcount",
            "turnover_rate_headcount",
            "agency_cover_rate_fte",
            "vacancy_agency_cover_rate_fte",
        )
    },
    "more episodes on a day than children in the year": (
        CIN,
        _set(CIN, "'9500'", la_code="306", period="2025", measure="cin_count"),
        PARTS,
    ),
    "more re-referrals than referrals": (
        REFERRALS,
        _set(REFERRALS, "'9000'", la_code="306", period="2025", measure="rereferral_count"),
        PARTS,
    ),
    "fifty more children looked after than came": (
        LOOKED_AFTER,
        _set(
            LOOKED_AFTER, "CAST(CAST(value AS BIGINT) + 50 AS VARCHAR)", la_code="306",
            period="2025", measure="children",
            population_type="Children looked after on 31 March each year",
        ),
        "children looked after = those of the year before + started - ceased",
    ),
    "another population than the estimates": (
        LOOKED_AFTER,
        _set(LOOKED_AFTER, "'91000'", la_code="306", period="2025", measure="population"),
        "the population is that of the population estimates",
    ),
    **{
        f"a period that had not ended: {table}": (
            table,
            f"UPDATE {table} SET period = '2031' WHERE period = '2021'",
            PUBLISHED,
        )
        for table in _COUNTS
    },
    "a financial year that had not ended": (
        SPEND,
        "UPDATE reference.releases SET published_on = '2025-03-01' "
        "WHERE source = 'mhclg_revenue_outturn'",
        PUBLISHED,
    ),
    **{
        f"the name of another authority: {table}": (
            table,
            _update(table, "la_name = 'Bromley'", la_code="306"),
            NAMES,
        )
        for table in _COUNTS
    },
    "the code of another authority": (
        WORKFORCE,
        _update(WORKFORCE, "la_code = '305'", la_code="306", **_LATEST),
        NAMES,
    ),
    "an authority in another region": (
        CIN,
        _update(
            CIN, "region_code = 'E12000008', region_name = 'South East'", la_code="306",
            period="2025",
        ),
        NAMES,
    ),
    "a region under another's name": (
        WORKFORCE,
        _update(WORKFORCE, "region_name = 'East Midlands'", region_code="E12000005", **_LATEST),
        NAMES,
    ),
    "a region without a name": (
        WORKFORCE,
        _update(WORKFORCE, "region_name = NULL", region_code="E12000005", **_LATEST),
        NAMES,
    ),
    "England under a region's code": (
        WORKFORCE,
        _update(
            WORKFORCE, "region_code = 'E12000005'", geographic_level="National", **_LATEST
        ),
        NAMES,
    ),
    **{
        f"the name of another authority: {table}": (
            table,
            _update(table, "la_name = 'Bromley'", la_name=name),
            CODED,
        )
        for table, name in (
            (NEIGHBOURS, "Croydon"),
            (NEIGHBOURS_2021, "Croydon"),
            (AS_AT, "Croydon"),
            (HISTORY, "Croydon"),
            (IN_YEAR, "Croydon"),
            (SPEND, "Croydon"),
        )
    },
    "the code of another authority in the outturn": (
        SPEND,
        _update(SPEND, "ons_code = 'E06000015'", ons_code="E06000016"),
        CODED,
    ),
    "a name that nobody has": (
        IN_YEAR_2023,
        _update(IN_YEAR_2023, "la_name = 'Croydonia'", la_name="Birmingham"),
        CODED,
    ),
    **{
        f"an authority in another of Ofsted's regions: {table}": (
            table,
            _update(table, "ofsted_region = 'South West'", la_name="Birmingham"),
            PLACED,
        )
        for table in (AS_AT, HISTORY, IN_YEAR_2023, SIF)
    },
    "a visit in another of Ofsted's regions": (
        IN_YEAR,
        _update(IN_YEAR, "ofsted_region = 'South West'", la_name="Croydon"),
        PLACED,
    ),
    **{
        f"a character in a name that is not seen ({ord(character):x}): {table}": (
            table,
            f"UPDATE {table} SET la_name = la_name || '{character}' WHERE la_name LIKE 'B%'",
            PLAIN,
        )
        for character, table in zip(
            5 * (ZERO_WIDTH, NO_BREAK, RIGHT_TO_LEFT),
            (*_COUNTS, NEIGHBOURS, NEIGHBOURS_2021, AS_AT, HISTORY, IN_YEAR, SIF, SPEND),
            strict=False,
        )
    },
    "a no-break space in a region's name": (
        WORKFORCE,
        f"UPDATE raw.dfe_workforce__indicators SET region_name = 'North{NO_BREAK}East' "
        "WHERE region_name = 'North East'",
        PLAIN,
    ),
    "a neighbour that was abolished": (
        NEIGHBOURS,
        _set(NEIGHBOURS, "'909'", la_code="306", measure="neighbour_10"),
        OF_THE_DAY,
    ),
    "a neighbour that was not there yet": (
        NEIGHBOURS_2021,
        _set(NEIGHBOURS_2021, "'942'", la_code="306", measure="neighbour_10"),
        OF_THE_DAY,
    ),
    "the tenth neighbour is the closest": (
        NEIGHBOURS,
        _set(NEIGHBOURS, "'Extremely close'", la_code="306", measure="closeness_10"),
        OF_THE_DAY,
    ),
    "spending in pounds": (
        SPEND,
        _set(SPEND, "CAST(1000 * CAST(value AS DOUBLE) AS VARCHAR)", la_name="Croydon"),
        "spending per child is between 400 and 4,100 pounds",
    ),
    "a year's spending slipped by one": (
        SPEND,
        f"""
        INSERT INTO {SPEND} BY NAME
        SELECT * REPLACE (
            'mhclg_revenue_outturn_2025-26' AS _release_id,
            lead(value) OVER (ORDER BY la_name) AS value
        ) FROM {SPEND} 
        WHERE measure = 'csc_total_expenditure' AND _release_id LIKE '%2024-25' AND class <> 'Eng'
        """,
        "spending changes by more than 1.4",
    ),
    "a visit of the year before last": (
        IN_YEAR,
        _update(IN_YEAR, "inspection_date = '2023-06-06'", inspection_type="ILACS Focused Visit"),
        VISITS,
    ),
    "a visit after the workbook's year": (
        IN_YEAR_2023,
        _update(IN_YEAR_2023, "inspection_date = '2023-06-06'", la_name="Birmingham"),
        VISITS,
    ),
    "a visit published before it began": (
        IN_YEAR,
        _update(
            IN_YEAR, "publication_date = '2024-01-01'", inspection_type="ILACS Focused Visit"
        ),
        VISITS,
    ),
    "a visit gone when its year is published again": (
        IN_YEAR,
        f"DELETE FROM {IN_YEAR} WHERE _release_id LIKE '% again' "
        "AND inspection_type = 'ILACS Focused Visit'",
        "visit: one once published is there when its year is published again",
    ),
    "a visit gone from the workbook of 2023": (
        IN_YEAR_2023,
        f"DELETE FROM {IN_YEAR_2023} WHERE _release_id LIKE '% again' AND la_name = 'Trafford'",
        "visit: one once published is there when its year is published again",
    ),
    "one authority's posts doubled": (
        WORKFORCE,
        "UPDATE raw.dfe_workforce__indicators SET value = CAST(2 * CAST(value AS DOUBLE) AS "
        "VARCHAR) WHERE la_code = '306' AND period = '2025' AND measure LIKE 'inpost%'",
        CHANGES,
    ),
    "one authority's children up by a quarter": (
        POPULATION,
        _set(
            POPULATION, "CAST(1.25 * CAST(value AS DOUBLE) AS VARCHAR)",
            la_code="306", period="2024",
        ),
        CHANGES,
    ),
    "a year as it was before it was revised": (
        WORKFORCE,
        """
        UPDATE raw.dfe_workforce__indicators AS now SET value = first.value
        FROM raw.dfe_workforce__indicators AS first
        WHERE now._release_id = 'dfe_workforce_2025' AND first._release_id = 'dfe_workforce_2022'
            AND now.measure = 'caseload_fte' AND first.measure = now.measure
            AND first.la_code = now.la_code AND first.period = now.period
        """,
        RESTATED,
    ),
    "England's posts of all earlier years up by 3 %": (
        WORKFORCE,
        "UPDATE raw.dfe_workforce__indicators SET value = CAST(1.03 * CAST(value AS DOUBLE) AS "
        "VARCHAR) WHERE geographic_level = 'National' AND measure = 'inpost_fte' "
        "AND _release_id = 'dfe_workforce_2025'",
        RESTATED,
    ),
    "England's vacancy rate is a mean of authorities": (
        WORKFORCE,
        _set(WORKFORCE, "'15.1'", geographic_level="National", period="2025",
             measure="vacancy_rate_fte"),
        RATES,
    ),
    "fractions of leavers are heads": (
        WORKFORCE,
        """
        UPDATE raw.dfe_workforce__indicators AS fte SET value = heads.value
        FROM raw.dfe_workforce__indicators AS heads
        WHERE fte.measure = 'leavers_fte' AND heads.measure = 'leavers_headcount'
            AND fte._release_id = heads._release_id AND fte._locator = heads._locator
        """,
        "few authorities have as many FTE as heads",
    ),
    "spending net of income, in both columns": (
        SPEND,
        f"""
        UPDATE {SPEND} AS total SET value = net.value FROM {SPEND} AS net
        WHERE total.measure = 'csc_total_expenditure' AND net.measure = 'csc_net_expenditure'
            AND total._release_id = net._release_id AND total._locator = net._locator
        """,
        "spending is more than nothing, and less net of income",
    ),
    "spending of nothing": (
        SPEND,
        _set(SPEND, "'0'", la_name="Isles of Scilly", measure="csc_total_expenditure"),
        "spending is more than nothing, and less net of income",
    ),
    "one authority's spending doubled": (
        SPEND,
        "UPDATE raw.mhclg_revenue_outturn__service_expenditure SET value = CAST(2 * CAST(value AS "
        "DOUBLE) AS VARCHAR) WHERE la_name = 'Croydon' AND _release_id LIKE '%2024-25'",
        "spending changes by more than 1.4",
    ),
    "spending of two authorities exchanged": (
        SPEND,
        f"""
        UPDATE {SPEND} AS one SET value = other.value FROM {SPEND} AS other
        WHERE one.measure = other.measure AND one._release_id = other._release_id
            AND one._release_id LIKE '%2024-25'
            AND (one.la_name, other.la_name) IN (('Croydon', 'Bromley'), ('Bromley', 'Croydon'))
        """,
        "spending changes by more than 1.4",
    ),
    "spending of the year before": (
        SPEND,
        f"""
        UPDATE {SPEND} AS now SET value = before.value FROM {SPEND} AS before
        WHERE now.ons_code = before.ons_code AND now.measure = before.measure
            AND now._release_id LIKE '%2024-25' AND before._release_id LIKE '%2023-24'
        """,
        "spending changes by more than 1.4",
    ),
    "England's spending by half higher": (
        SPEND,
        "UPDATE raw.mhclg_revenue_outturn__service_expenditure SET value = CAST(1.5 * CAST(value "
        "AS DOUBLE) AS VARCHAR) WHERE _release_id LIKE '%2024-25' AND class = 'Eng'",
        "spending of England changes by at most 1.35 from year to year",
    ),
    "England without the returns that are missing": (
        SPEND,
        f"""
        UPDATE {SPEND} AS england SET value = (
            SELECT CAST(sum(TRY_CAST(value AS DOUBLE)) AS VARCHAR) FROM {SPEND} AS rows
            WHERE rows._release_id = england._release_id AND rows.measure = england.measure
                AND rows.class <> 'Eng'
        ) WHERE class = 'Eng'
        """,
        "authorities add to between 90 and 100 % of England",
    ),
    "a model published again with ranks exchanged": (
        NEIGHBOURS,
        f"UPDATE {NEIGHBOURS} SET value = '202' WHERE _release_id LIKE '% again' "
        "AND la_code = '306' AND measure = 'neighbour_3'",
        "a model published again is the same model",
    ),
    "a model published again without an authority": (
        NEIGHBOURS,
        f"DELETE FROM {NEIGHBOURS} WHERE _release_id LIKE '% again' AND la_code = '306'",
        "ten known neighbours for every authority, each with its closeness",
    ),
    "an inspection on 30 February": (
        HISTORY,
        _update(HISTORY, "inspection_date = '2020-02-30'", la_name="Croydon"),
        "dates are days of the calendar",
    ),
    "an inspection of the year judged better than in the history": (
        IN_YEAR,
        _update(
            IN_YEAR, "help_and_protection = 'Outstanding'",
            inspection_type="ILACS Standard Inspection",
        ),
        "inspections of the year are in the history, judged alike",
    ),
    "a visit that is called an inspection": (
        IN_YEAR,
        _update(
            IN_YEAR, "inspection_type = 'ILACS Short Inspection'",
            inspection_type="LA Monitoring visit",
        ),
        "inspections of the year are in the history, judged alike",
    ),
}  # fmt: skip

# The sheets of a workbook that is published again; the history of SIF is there once.
AGAIN = {
    "ofsted_inspection_outcomes": (AS_AT, HISTORY, WIDE_HISTORY, IN_YEAR),
    "ofsted_social_care_2023": (IN_YEAR_2023,),
    "dfe_neighbours": (NEIGHBOURS,),
}


@pytest.fixture(scope="module")
def snapshot_landed(
    build_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The raw tables of the snapshot; Ofsted's workbooks and a model once more, published later.

    And an outturn of the next year, of which nothing is loaded.
    """
    copy = tmp_path_factory.mktemp("landing") / "warehouse.duckdb"
    shutil.copyfile(build_database, copy)
    with duckdb.connect(str(copy)) as connection:
        for source, tables in AGAIN.items():
            register = f"raw.{source}__releases"
            connection.execute(
                f"INSERT INTO {register} SELECT * REPLACE (release_id || ' again' AS release_id, "
                f"'2026-01-01' AS published_on) FROM {register}"
            )
            for table in tables:
                connection.execute(
                    f"INSERT INTO {table} SELECT * REPLACE "
                    f"(_release_id || ' again' AS _release_id) FROM {table}"
                )
        register = "raw.mhclg_revenue_outturn__releases"
        connection.execute(
            f"INSERT INTO {register} SELECT * REPLACE ('mhclg_revenue_outturn_2025-26' AS "
            f"release_id, '2025-26' AS edition, '2026-12-03' AS published_on) FROM {register} "
            "WHERE edition = '2024-25'"
        )
        attach_reference(connection)
        yield connection


@pytest.mark.parametrize("what", LANDED)
def test_a_plausible_wrong_figure_is_stopped(
    snapshot_landed: duckdb.DuckDBPyConnection, what: str
) -> None:
    table, statement, rule = LANDED[what]
    with undone(snapshot_landed, statement) as changed:
        assert changed, "the corruption changes nothing"
        assert_broken(snapshot_landed, "landing", landing.SUITES, table, rule)


@pytest.mark.parametrize("table", sorted({suite.table for suite in landing.SUITES}))
def test_what_was_published_passes_the_landing_gate(
    snapshot_landed: duckdb.DuckDBPyConnection, table: str
) -> None:
    found = broken(snapshot_landed, "landing", landing.SUITES, table)
    assert [(r.rule, r.examples) for r in found] == []


@pytest.mark.parametrize(
    ("rule", "subject", "table", "start"),
    [
        ("restatement", "dfe_workforce 2023 leavers_headcount", WORKFORCE, RESTATED),
        ("parts", "937 2020 inpost_fte", WORKFORCE, PARTS),
        ("parts", "394 2021 inpost_fte", WORKFORCE, PARTS),
    ],
)
def test_what_was_accepted_is_named_without_its_line(
    snapshot_landed: duckdb.DuckDBPyConnection, rule: str, subject: str, table: str, start: str
) -> None:
    snapshot_landed.execute("BEGIN")
    try:
        snapshot_landed.execute(
            "DELETE FROM reference.accepted_changes WHERE rule = ? AND subject = ?", [rule, subject]
        )
        assert_broken(snapshot_landed, "landing", landing.SUITES, table, start)
    finally:
        snapshot_landed.execute("ROLLBACK")


# A corruption, and the lines that someone would write if it were true.
ACCEPTED = {
    "eleven more in inpost_fte of an authority": (
        "regions",
        ["inpost_fte 2025 E13000002"],
    ),
    "more than a few authorities doubled": ("years", ["cin_count 2025"]),
    "Croydon and Ealing exchanged": ("places", ["306 307 2025"]),
    "an authority without a child in need": ("per_head", ["cin_count 2025 306"]),
    "a figure of years ago halved": (
        "restatement",
        ["dfe_workforce 2025 inpost_fte 306 2019"],
    ),
    "more FTE than people": ("parts", ["306 2025 inpost_fte"]),
    "fifty more children looked after than came": ("flows", ["306 2025"]),
    "another population than the estimates": ("population", ["dfe_children_looked_after 2025"]),
    "spending in pounds": ("spending", ["csc_total_expenditure 2024 306"]),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_a_true_change_is_accepted_by_the_subject_that_the_gate_prints(
    snapshot_landed: duckdb.DuckDBPyConnection, what: str
) -> None:
    table, statement, rule = LANDED[what]
    accepted, subjects = ACCEPTED[what]
    found = _with(snapshot_landed, statement, table, rule)
    assert all(subject in str(found) for subject in subjects), found
    snapshot_landed.executemany(
        "INSERT INTO reference.accepted_changes (rule, subject, reason) VALUES (?, ?, 'true')",
        [[accepted, subject] for subject in subjects],
    )
    try:
        assert str(_with(snapshot_landed, statement, table, rule)).count(subjects[0]) == 0
    finally:
        snapshot_landed.execute("DELETE FROM reference.accepted_changes WHERE reason = 'true'")


# By how much a limit may be nearer to the furthest figure published: that is rounded.
ROUNDED = 0.001
LIMITS = {
    "year_share": ("year_share_seen", ROUNDED, CHANGES),
    "region_change": ("region_change_seen", ROUNDED, CHANGES),
    "rank_floor": ("rank_seen", -ROUNDED, PLACES),
    "per_head_high": ("per_head_high_seen", 0.1, PER_HEAD),
    "per_head_low": ("per_head_low_seen", -0.1, PER_HEAD),
    "single_factor": ("single_factor_seen", ROUNDED, CHANGES),
}


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_were_measured_on_what_was_published(
    snapshot_landed: duckdb.DuckDBPyConnection, limit: str
) -> None:
    """What is noted as seen was seen: nothing published goes further, and something as far."""
    seen, rounded, rule = LIMITS[limit]

    def nearer(by: float, table: str) -> list[str | None]:
        statement = (
            f"UPDATE reference.limits SET {limit} = CAST({seen} AS DOUBLE) + {by} "
            f"WHERE 'raw.' || table_name LIKE '{table}' AND CAST({seen} AS DOUBLE) > 0"
        )
        return _with(snapshot_landed, statement, WORKFORCE, rule)

    assert nearer(rounded, "%") == []
    for table in (WORKFORCE, CIN, ENQUIRIES):
        assert nearer(-10 * rounded, table), table


@pytest.mark.parametrize(
    ("seen", "limit"), [("year_share_seen", "year_share"), ("region_change_seen", "region_change"),
     ("single_factor_seen", "single_factor"),
     ("per_head_high_seen", "per_head_high"), ("revised_share_seen", "revised_share"),
     ("revised_factor_seen", "revised_factor"), ("rank_floor", "rank_seen"),
     ("per_head_low", "per_head_low_seen")],
)  # fmt: skip
def test_no_limit_is_nearer_than_what_was_seen(
    snapshot_landed: duckdb.DuckDBPyConnection, seen: str, limit: str
) -> None:
    within = snapshot_landed.execute(
        f"SELECT measure, {seen}, {limit} FROM reference.limits "
        f"WHERE CAST({seen} AS DOUBLE) > CAST({limit} AS DOUBLE)"
    ).fetchall()
    assert within == []


def _with(
    connection: duckdb.DuckDBPyConnection, statement: str, table: str, rule: str
) -> list[str | None]:
    """What breaks a rule after a statement, which is undone."""
    with undone(connection, statement):
        found = broken(connection, "landing", landing.SUITES, table, rule)
        return [result.examples for result in found]


# --- Against what was published before -----------------------------------------------------------

FIGURE = "figure: no figure is another under the same release"
VISIT = "visit: no visit published before is gone"
CONTINUED: dict[str, tuple[str, str, str]] = {
    "a figure is another under the same release": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = 11.1 WHERE indicator_id = 'vacancy_rate_fte' "
        "AND area_code = '306' AND period = '2025'",
        FIGURE,
    ),
    "a marker becomes a number under the same release": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = 0, marker = NULL WHERE marker = 'x' "
        "AND indicator_id = 'vacancy_rate_fte'",
        FIGURE,
    ),
    "England is another": (
        "main.indicator_values",
        "UPDATE main.indicator_values SET value = 2 * value WHERE geographic_level = 'England'",
        "magnitude: England is within 10 % of what was published before",
    ),
    "an official judgement is another": (
        "main.inspections",
        "UPDATE main.inspections SET in_care = 'Outstanding' WHERE la_code = '306'",
        "inspection: no inspection published before is gone or judged otherwise",
    ),
    "a visit is gone": (
        "main.visits",
        "DELETE FROM main.visits WHERE la_code = '301'",
        VISIT,
    ),
    "an official visit is on another day": (
        "main.visits",
        "UPDATE main.visits SET visit_date = visit_date + 5 WHERE la_code = '301'",
        VISIT,
    ),
    "a listed visit is eleven days off the official one": (
        "main.visits",
        "UPDATE main.visits SET visit_date = visit_date + 11, evidence = 'both' "
        "WHERE la_code = '301'",
        VISIT,
    ),
}


@pytest.fixture(scope="module", params=["after a publication", "on a new machine"])
def continued(
    request: pytest.FixtureRequest,
    build_database: Path,
    published: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What a run on somebody's files is about to publish, with what was published before beside.

    On a new machine nothing was: the embedded snapshot stands in.
    """
    folder = tmp_path_factory.mktemp("release")
    shutil.copyfile(build_database, folder / "warehouse.duckdb")
    with duckdb.connect(str(folder / "warehouse.duckdb")) as connection:
        attach_reference(connection)
        before = published if request.param == "after a publication" else folder / "nothing"
        attach_previous(connection, before, "folder 0123456789ab")
        yield connection


@pytest.mark.parametrize("what", CONTINUED)
def test_what_is_not_as_published_before_is_stopped(
    continued: duckdb.DuckDBPyConnection, what: str
) -> None:
    table, statement, rule = CONTINUED[what]
    with undone(continued, statement):
        assert_broken(continued, "release", release.SUITES, table, rule)


def test_a_listed_visit_is_there_once_official_statistics_have_it(
    continued: duckdb.DuckDBPyConnection,
) -> None:
    """Under the official day, up to ten days from that of the listing."""
    statement = (
        "UPDATE main.visits SET visit_date = visit_date + 10, evidence = 'both' "
        "WHERE la_code = '301'"
    )
    with undone(continued, statement):
        found = broken(continued, "release", release.SUITES, "main.visits", VISIT)
        assert [result.examples for result in found] == []


@pytest.mark.parametrize("table", sorted({table for table, _, _ in CONTINUED.values()}))
def test_what_is_as_published_before_passes(
    continued: duckdb.DuckDBPyConnection, table: str
) -> None:
    found = broken(continued, "release", release.SUITES, table)
    assert [(r.rule, r.examples) for r in found] == []


def test_the_snapshot_as_before_is_what_a_run_on_it_publishes(
    build_database: Path, tmp_path: Path
) -> None:
    """Every figure that is not derived here, every official inspection, every visit."""
    shutil.copyfile(build_database, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        attach_reference(connection)
        attach_previous(connection, tmp_path / "nothing", "folder 0123456789ab")
        for table, columns, condition in (
            (
                "indicator_values",
                "indicator_id, geographic_level, area_code, period, value, marker, release_id, "
                "is_latest_release",
                "NOT is_derived",
            ),
            (
                "inspections",
                "inspection_id, overall_effectiveness, impact_of_leaders, help_and_protection, "
                "in_care, care_leavers, source_release_id",
                "evidence <> 'inspection report'",
            ),
            ("visits", "la_code, visit_type, CAST(visit_date AS DATE), source_release_id", "true"),
            ("releases", "release_id", "true"),
        ):
            published = f"SELECT {columns} FROM main.{table} WHERE {condition}"
            before = f"SELECT {columns} FROM previous.main.{table}"
            for one, other in ((published, before), (before, published)):
                differing = connection.execute(f"{one} EXCEPT {other}").fetchall()
                assert differing == [], table


# Rules that the corruptions above prove; those of the others are in test_gates_poison.py.
PROVEN = {rule for _, _, rule in (*LANDED.values(), *CONTINUED.values())}
