"""A publication of two authorities, small enough to change a figure and build the site again.

One authority has an inspection, a spell and figures; the other has a name that would be a script
if it were not escaped, no inspection, and figures that are withheld. Tables have the columns of
the contract that the site reads, and nothing more.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

SCRIPT = "<script>alert('x')</script> & Sons"
TABLES = """
CREATE TABLE local_authorities (
    la_code VARCHAR, la_name VARCHAR, ons_code VARCHAR, ons_codes_all VARCHAR, region_code VARCHAR,
    region_name VARCHAR, inner_outer_london VARCHAR, ofsted_urn VARCHAR, opened_on DATE,
    closed_on DATE, predecessor_la_codes VARCHAR, successor_la_codes VARCHAR, is_current BOOLEAN);
CREATE TABLE local_authority_names (
    la_code VARCHAR, name VARCHAR, kind VARCHAR, seen_in VARCHAR);
CREATE TABLE indicators (
    indicator_id VARCHAR, title VARCHAR, description VARCHAR, unit VARCHAR, decimal_places INTEGER,
    reference_date VARCHAR, publisher VARCHAR, publication VARCHAR, caveats VARCHAR,
    polarity VARCHAR, numerator VARCHAR, denominator VARCHAR, next_release DATE,
    is_derived BOOLEAN, comparable_from_edition VARCHAR);
CREATE TABLE value_markers (marker VARCHAR, meaning VARCHAR, used_by VARCHAR);
CREATE TABLE releases (
    release_id VARCHAR, publisher VARCHAR, publication VARCHAR, edition VARCHAR, published_on DATE,
    url VARCHAR, licence VARCHAR);
CREATE TABLE source_status (
    source VARCHAR, publisher VARCHAR, publication VARCHAR, newest_edition VARCHAR,
    newest_published_on DATE, last_asked_at VARCHAR, last_reached_at VARCHAR, next_release DATE,
    is_stale BOOLEAN, note VARCHAR);
CREATE TABLE inspections (
    inspection_id VARCHAR, la_code VARCHAR, framework VARCHAR, inspection_type VARCHAR,
    inspection_start_date DATE, inspection_end_date DATE, publication_date DATE,
    overall_effectiveness VARCHAR, impact_of_leaders VARCHAR, help_and_protection VARCHAR,
    in_care VARCHAR, care_leavers VARCHAR, overall_absent_reason VARCHAR, any_inadequate BOOLEAN,
    worst_judgement VARCHAR, evidence VARCHAR, source_release_id VARCHAR, report_url VARCHAR,
    is_provisional BOOLEAN, report_release_id VARCHAR);
CREATE TABLE visits (
    visit_id VARCHAR, la_code VARCHAR, visit_type VARCHAR, visit_date DATE, publication_date DATE,
    theme VARCHAR, source_release_id VARCHAR, url VARCHAR);
CREATE TABLE ratings (
    as_at DATE, la_code VARCHAR, inspection_id VARCHAR, overall_effectiveness VARCHAR,
    impact_of_leaders VARCHAR, help_and_protection VARCHAR, in_care VARCHAR, care_leavers VARCHAR,
    any_inadequate BOOLEAN, basis VARCHAR, newer_report_not_yet_read BOOLEAN);
CREATE TABLE la_benchmarks (
    indicator_id VARCHAR, period VARCHAR, la_code VARCHAR, la_name VARCHAR, value DOUBLE,
    marker VARCHAR, is_joint_return BOOLEAN, england_value DOUBLE, region_value DOUBLE,
    gap_to_england DOUBLE, n_ranked BIGINT, rank_lowest BIGINT, n_tied BIGINT, quartile INTEGER,
    neighbour_median DOUBLE, neighbours_used BIGINT, change_1y DOUBLE, change_3y DOUBLE,
    funnel_flag VARCHAR, funnel_flag_adjusted VARCHAR, funnel_phi DOUBLE, release_id VARCHAR,
    period_end DATE, is_newest BOOLEAN, region_code VARCHAR, title VARCHAR, unit VARCHAR,
    rank_in_region BIGINT, n_in_region BIGINT, funnel_tau DOUBLE, change_flag VARCHAR);
CREATE TABLE indicator_values (
    indicator_id VARCHAR, geographic_level VARCHAR, area_code VARCHAR, area_name VARCHAR,
    period VARCHAR, period_end DATE, value DOUBLE, marker VARCHAR, denominator DOUBLE,
    release_id VARCHAR, is_latest_release BOOLEAN, is_joint_return BOOLEAN);
CREATE TABLE statistical_neighbours (
    model VARCHAR, la_code VARCHAR, neighbour_rank BIGINT, neighbour_la_code VARCHAR,
    closeness VARCHAR, source_release_id VARCHAR);
CREATE TABLE improvement_spells (
    spell_id VARCHAR, la_code VARCHAR, from_grade VARCHAR, framework_at_start VARCHAR,
    started_on DATE, started_published_on DATE, ended_on DATE, ended_published_on DATE,
    to_grade VARCHAR, outcome VARCHAR, days_inspection_clock BIGINT, days_publication_clock BIGINT,
    inspections_in_spell BIGINT, visits_in_spell BIGINT, basis VARCHAR, as_at DATE,
    censored_on DATE, is_left_truncated BOOLEAN, newer_report_not_yet_read BOOLEAN,
    first_inspection_id VARCHAR, ending_inspection_id VARCHAR, held_before VARCHAR,
    framework_share_improved_by DOUBLE);
CREATE TABLE improvement_at_risk (
    population VARCHAR, clock VARCHAR, year BIGINT, at_risk BIGINT, survival DOUBLE,
    survival_lower DOUBLE, survival_upper DOUBLE);
CREATE TABLE indicator_spread (
    indicator_id VARCHAR, period VARCHAR, n BIGINT, mean DOUBLE, median DOUBLE, sd DOUBLE,
    sd_beyond_chance DOUBLE, iqr DOUBLE, share_between_regions DOUBLE, q1 DOUBLE, q3 DOUBLE,
    n_ranked BIGINT, median_rank_places DOUBLE);
CREATE TABLE funnel_limits (
    indicator_id VARCHAR, period VARCHAR, line VARCHAR, denominator DOUBLE, value DOUBLE,
    kind VARCHAR);
CREATE TABLE rank_intervals (
    indicator_id VARCHAR, period VARCHAR, area_code VARCHAR, value DOUBLE, denominator DOUBLE,
    rank_lowest BIGINT, rank_lower BIGINT, rank_upper BIGINT, n_ranked BIGINT,
    rank_highest BIGINT, rank_highest_lower BIGINT, rank_highest_upper BIGINT,
    shrunken_lower DOUBLE, shrunken_upper DOUBLE);
CREATE TABLE interventions (
    intervention_id VARCHAR, la_code VARCHAR, kind VARCHAR, subject VARCHAR, issued_on DATE,
    issued_precision VARCHAR, closed_on DATE, closed_precision VARCHAR, outcome VARCHAR,
    title VARCHAR, url VARCHAR, is_counted BOOLEAN, evidence VARCHAR, commissioner VARCHAR,
    support_partner_la_code VARCHAR, seen_on DATE, source_release_id VARCHAR);
CREATE TABLE inspection_watch (
    as_at DATE, la_code VARCHAR, days_since BIGINT, clock_days BIGINT,
    share_of_gaps_shorter DOUBLE, newer_report_not_yet_read BOOLEAN);
CREATE TABLE visit_coverage (first_day DATE, last_day DATE);
CREATE TABLE inspection_pauses (last_start_before DATE, first_start_after DATE, days BIGINT);
CREATE TABLE rating_counts (
    as_at DATE, judgement VARCHAR, n BIGINT, n_part_inadequate BIGINT);
CREATE TABLE improvement_curves (
    population VARCHAR, clock VARCHAR, days BIGINT, at_risk BIGINT, improved BIGINT,
    censored BIGINT, survival DOUBLE, survival_lower DOUBLE, survival_upper DOUBLE);
CREATE TABLE improvement_summary (
    population VARCHAR, clock VARCHAR, as_at DATE, spells BIGINT, improved BIGINT, censored BIGINT,
    median_days BIGINT, median_lower BIGINT, median_upper BIGINT, improved_within_2y DOUBLE,
    improved_within_3y DOUBLE, improved_within_4y DOUBLE, spells_without_date BIGINT,
    longest_days BIGINT, held_reports BIGINT, median_days_without_held BIGINT,
    is_suppressed BOOLEAN);
CREATE TABLE first_returns (
    population VARCHAR, judgements BIGINT, returned BIGINT, better BIGINT, better_share DOUBLE,
    better_lower DOUBLE, better_upper DOUBLE, median_days_to_return BIGINT, median_lower BIGINT,
    median_upper BIGINT);
CREATE TABLE value_revisions (
    indicator_id VARCHAR, area_code VARCHAR, period VARCHAR, release_id VARCHAR,
    previous_value DOUBLE, previous_marker VARCHAR, value DOUBLE, marker VARCHAR, change DOUBLE);
CREATE TABLE rating_indicator_summary (
    as_at DATE, indicator_id VARCHAR, grade VARCHAR, period VARCHAR, n BIGINT, mean DOUBLE,
    q1 DOUBLE, median DOUBLE, q3 DOUBLE);
CREATE TABLE event_study_lines (
    spell_id VARCHAR, event VARCHAR, indicator_id VARCHAR, k BIGINT, period VARCHAR, gap DOUBLE);
CREATE TABLE news (
    news_id VARCHAR, area_code VARCHAR, kind VARCHAR, known_on DATE, known_precision VARCHAR,
    subject_id VARCHAR, indicator_id VARCHAR, period VARCHAR, previous_period VARCHAR,
    previous_value DOUBLE, value DOUBLE, previous_label VARCHAR, label VARCHAR, detail VARCHAR,
    usual_change DOUBLE, url VARCHAR, release_id VARCHAR);
CREATE TABLE held_rows (source VARCHAR, locator VARCHAR, rule VARCHAR, detail VARCHAR);
"""
LIMITS = {"England": 12.0, "99.8 plain high": 27.0, "99.8 adjusted high": 33.0}
ENGLAND, REGION = ("E92000001", "England"), ("E12000001", "North East")
# Without a denominator there is no interval.
UNCOUNTED = ("absence_rate_fte", "caseload_fte")
# Between which the underlying rate lies.
LIKELY = (11.5, 28.25)
# Of an indicator: what it is made of, and when the next figures come.
MADE = ("low", "vacancy_fte", "those counted", None, False, None)
RATES = ("vacancy_rate_fte", "agency_rate_fte", "turnover_rate_fte", "absence_rate_fte")

_OF_2025 = ("vacancy_rate_fte", "2025")
# One that a page tells of and one that news alone does; one with an address that is none and a
# commissioner who is not named; one that was replaced and one that is open without any
# date; one that is over.
INTERVENTIONS = (
    (
        *("101-i", "101", "improvement notice", "both", "2022-05-01", "month", None, None, None),
        *(
            "Notice <one>",
            "https://dfe.example/notice",
            True,
            "A",
            None,
            None,
            "2025-01-02",
            "page",
        ),
    ),
    (
        *("101-j", "101", "statutory direction", "social care", "2023-05-01", "month"),
        *(None, None, None, "Told by news", "https://news.example/", False, "C"),
        *(None, None, "2025-01-02", None),
    ),
    (
        *("101-d", "101", "statutory direction", "social care", "2022-05-01", "month"),
        *(None, None, None, None, "javascript:alert(1)", True, "B"),
        *("not named", None, "2025-01-02", None),
    ),
    (
        *("101-r", "101", "statutory direction", "both", None, None, None, None, "replaced"),
        *(None, "page", True, "B", None, None, "2025-01-02", None),
    ),
    (
        *("102-t", "102", "trust", "not stated", None, None, None, None, "open", None, "page"),
        *(True, "B", None, None, "2025-01-02", None),
    ),
    (
        *("102-s", "102", "trust", "SEND", "2020-01-01", "day", "2021-01-01", "day", "lifted"),
        *(None, "page", True, "B", None, None, "2025-01-02", None),
    ),
)
NEWS = (
    (
        *(
            "edition:W:2025",
            "E92000001",
            "edition",
            "2025-06-01",
            "day",
            "dfe",
            None,
            None,
            None,
            None,
        ),
        *(None, None, "2025", SCRIPT, None, None, "dfe"),
    ),
    (
        *("report:101-1", "101", "report", "2025-05-01", "day", "101-1", None, None, None, None),
        *(None, "Good", "Inadequate", "ILACS", None, "javascript:alert(1)", "bad"),
    ),
    (
        *("visit:v1", "102", "visit", "2025-05-02", "day", "v1", None, None, None, None),
        *(None, None, "Monitoring visit", SCRIPT, None, None, "dfe"),
    ),
    (
        *("intervention opened:i1", "101", "intervention opened", "2025-05-01", "month", "i1"),
        *(*(None,) * 6, "improvement notice", "both", None, "https://notice.example/", None),
    ),
    (
        *("change:v", "101", "change", "2025-06-01", "day", None, *_OF_2025, "2024", 20.0),
        *(25.0, None, "high 99.8", None, None, None, "dfe"),
    ),
    (
        *("quarter:v", "101", "quarter", "2025-06-01", "day", None, *_OF_2025, "2024", 20.0),
        *(25.0, "1", "4", None, None, None, "dfe"),
    ),
    (
        *("revision:v", "101+102", "revision", "2025-06-01", "day", None, *_OF_2025, None, 20.0),
        *(None, None, "c", None, 1.5, None, "dfe"),
    ),
)


def write(path: Path) -> Path:
    """Write the publication and return its path."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        connection.execute("COMMENT ON TABLE ratings IS 'Judgement <in force>.'")
        _insert(
            connection,
            "local_authorities",
            (
                *("101", "Alpha", "E1", "E0|E1", "E12000001", "North East", None),
                *("80001", None, None, None, None, True),
            ),
            (
                *("102", SCRIPT, "E2", "E2", "E12000001", "North East", None),
                *(None, None, None, None, None, True),
            ),
        )
        _insert(
            connection,
            "local_authority_names",
            ("101", "Alpha", "authority", None),
            ("101", "Alpha Children's Trust", "trust", "a report"),
            ("102", SCRIPT, "authority", None),
        )
        _insert(
            connection,
            "indicators",
            *(
                (name, name, "A share.", "%", 1, "30 September", "DfE", "Workforce", None, *MADE)
                for name in RATES
            ),
            (
                *("caseload_fte", "Cases", "Cases.", "cases per FTE", 1, "30 September", "DfE"),
                *("W", "", *MADE),
            ),
        )
        _insert(connection, "value_markers", ("c", "Suppressed", "DfE"))
        _insert(
            connection,
            "releases",
            ("dfe", "DfE", "Workforce", "2025", "2026-03-19", "https://dfe.example/", "OGL"),
            ("bad", "Ofsted", "Reports", "1", None, "javascript:alert(1)", "OGL"),
        )
        _insert(
            connection,
            "inspections",
            (
                *("101-1", "101", "ILACS", "ILACS", "2022-01-10", "2022-01-21", "2022-03-01"),
                *("Inadequate", "Inadequate", "Good", "Good", None, None, True, "Inadequate"),
                *("official statistics", "bad", "javascript:alert(1)", False, None),
            ),
        )
        _insert(
            connection,
            "visits",
            (
                "v1",
                "101",
                "Monitoring visit",
                "2022-09-01",
                None,
                "Front door",
                "dfe",
                "javascript:alert(1)",
            ),
            ("v2", "101", "Monitoring visit", None, "2023-02-01", None, "dfe", None),
            ("v3", "101", "Focused visit", None, None, None, "dfe", None),
        )
        judged = ("Inadequate", "Inadequate", "Good", "Good", None, True, "overall", False)
        nothing = (None, None, None, None, None, None, "none", False)
        _insert(
            connection,
            "ratings",
            ("2026-01-01", "101", "101-1", *judged),
            ("2026-01-01", "102", None, *nothing),
        )
        _insert(
            connection,
            "rating_counts",
            ("2026-01-01", "Inadequate", 1, 0),
            ("2026-01-01", "No judgement under SIF or ILACS yet", 1, 0),
        )
        _insert(connection, "interventions", *INTERVENTIONS)
        _insert(
            connection,
            "inspection_watch",
            ("2026-01-01", "101", 1402, 1402, 0.75, False),
            ("2026-01-01", "102", None, None, None, True),
        )
        _insert(connection, "visit_coverage", ("2022-09-01", "2023-02-01"))
        _insert(connection, "inspection_pauses", ("2020-03-09", "2021-06-28", 476))
        _insert(connection, "news", *NEWS)
        for name in (*RATES, "caseload_fte"):
            _figures(connection, name)
        _insert(
            connection,
            "funnel_limits",
            *(
                ("vacancy_rate_fte", "2025", line, 40.0, value, line.removesuffix(" high"))
                for line, value in LIMITS.items()
            ),
        )
        _insert(
            connection,
            "improvement_spells",
            (
                *("s", "101", "Inadequate", "ILACS", "2022-01-10", "2022-03-01", None, None, None),
                *("open", 1452, 1402, 1, 0, "overall", "2026-01-01", "2026-01-01", True, False),
                *("101-1", None, "not known", 0.5),
            ),
        )
        _insert(
            connection,
            "improvement_curves",
            ("inadequate_ilacs", "publication", 900, 2, 1, 0, 0.5, 0.1, 0.9),
            ("inadequate_sif", "publication", 600, 2, 1, 0, 0.5, 0.1, 0.9),
        )
        _insert(
            connection,
            "improvement_at_risk",
            ("inadequate_ilacs", "publication", 0, 2, 1.0, 1.0, 1.0),
            ("inadequate_ilacs", "publication", 3, 1, 0.5, 0.1, 0.9),
        )
        _insert(
            connection,
            "improvement_summary",
            *(
                (
                    *(population, clock, "2026-01-01", 2, 1, 1, days, days, None),
                    *(0.0, 0.5, None, 0, 1402, 0, days, False),
                )
                for population, clock, days in (
                    ("inadequate_ilacs", "publication", 900),
                    ("inadequate_ilacs", "publication_without_pause", 800),
                    ("inadequate_sif", "publication", 600),
                    ("inadequate_all:E12000001", "publication", 700),
                )
            ),
        )
        _insert(
            connection,
            "first_returns",
            ("inadequate_ilacs", 4, 3, 2, 0.6667, 0.2077, 0.9385, 850, 700, None),
            ("inadequate_sif", 1, 0, 0, *(None,) * 6),
        )
    return path


def _figures(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """2024 and 2025 of an indicator: one authority with values, one withheld."""
    for year, value in (("2024", 20.0), ("2025", 25.0)):
        end = f"{year}-09-30"
        more = (end, year == "2025", "E12000001", name, "%", 1, 1, 5.0, None)
        compared = (12.0, 14.0, 13.0, 1, 1, 1, 1, None, 0, None, None, "high 95", "within", 2.0)
        given = ("dfe", True, False)
        ranks = (1, 1, 3, 5, 5, 3, 5)
        withheld = (12.0, 14.0, *(None,) * 12)
        unranked = (*more[:5], None, None, *more[7:])
        _insert(
            connection,
            "la_benchmarks",
            (name, year, "101", "Alpha", value, None, False, *compared, "dfe", *more),
            (name, year, "102", SCRIPT, None, "c", False, *withheld, "dfe", *unranked),
        )
        if name not in UNCOUNTED:
            _insert(connection, "rank_intervals", (name, year, "101", value, 40.0, *ranks, *LIKELY))
        _insert(
            connection,
            "indicator_values",
            (name, "England", *ENGLAND, year, end, 12.0, None, 900.0, *given),
            (name, "Region", *REGION, year, end, 14.0, None, 90.0, *given),
            (name, "Local authority", "101", "Alpha", year, end, value, None, 40.0, *given),
            (name, "Local authority", "102", SCRIPT, year, end, None, "c", None, *given),
        )
        _insert(
            connection,
            "indicator_spread",
            (name, year, 1, value, value, None, None, 0.0, None, value, value, 1, 1.0),
        )


def keep_interventions(connection: duckdb.DuckDBPyConnection, *kept: str) -> None:
    """Leave some of the interventions alone."""
    connection.execute(
        "DELETE FROM interventions WHERE NOT list_contains(?, intervention_id)", [kept]
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, *rows: tuple[object, ...]) -> None:
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO {table} VALUES ({marks})", list(row))
