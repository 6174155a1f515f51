"""Ofsted's inspection outcomes: closed vocabularies, plausible dates, a history that only grows."""

from __future__ import annotations

from great_expectations.expectations.expectation import Expectation

from expectations.suites import (
    GRADES,
    Question,
    Suite,
    between,
    filled,
    key,
    matching,
    none_found,
    one_of,
    row_count,
)

AS_AT = "raw.ofsted_inspection_outcomes__as_at"
HISTORY = "raw.ofsted_inspection_outcomes__history"
IN_YEAR = "raw.ofsted_inspection_outcomes__in_year"
SIF = "raw.ofsted_social_care_2023__history"
IN_YEAR_2023 = "raw.ofsted_social_care_2023__in_year"
REPORTS = "raw.ofsted_inspection_reports__judgements"
LISTED_VISITS = "raw.ofsted_inspection_reports__visits"

INSPECTIONS = ("ILACS Standard Inspection", "ILACS Short Inspection")
VISITS = ("ILACS Focused Visit", "LA Monitoring visit")
JUDGEMENTS = ("impact_of_leaders", "help_and_protection", "in_care")
ISO_DATE = r"^20\d\d-\d\d-\d\d$"
# The longest real time from inspection to publication is 225 days.
MAX_PUBLICATION_LAG = 300
# 99.3 % of real inspections begin on a Monday; a file with day and month swapped does not.
MIN_SHARE_OF_MONDAYS = 0.95


def _folded(name: str) -> str:
    """SQL for a name without case, punctuation and ampersand, by which spellings are compared."""
    plain = f"regexp_replace(lower(replace({name}, '&', ' and ')), '[.,'']', '', 'g')"
    return f"trim(regexp_replace({plain}, '[^a-z]+', ' ', 'g'))"


def _grades(*columns: str) -> tuple[Expectation, ...]:
    return tuple(one_of("grades are exactly Ofsted's four", column, GRADES) for column in columns)


def _inspections(table: str, *, unique: tuple[str, ...]) -> tuple[Question, ...]:
    """Rules for a table of ILACS inspections, one question for cells and one for the whole."""
    return (
        Question(
            f"""
            SELECT *,
                try_cast(publication_date AS DATE) - try_cast(inspection_date AS DATE) AS lag_days
            FROM {table}
            """,
            (
                key("one row per authority and inspection", "_release_id", *unique),
                filled("every inspection has an overall grade", "overall_effectiveness"),
                *(filled("every inspection has its judgements", column) for column in JUDGEMENTS),
                *_grades("overall_effectiveness", *JUDGEMENTS, "care_leavers"),
                matching("dates are dates", "inspection_date", ISO_DATE),
                matching("dates are dates", "publication_date", ISO_DATE),
                between("published 1 to 300 days after it began", "lag_days", 1, MAX_PUBLICATION_LAG),
            ),
        ),
        Question(
            f"""
            WITH rows AS (
                SELECT rows.*, releases.published_on,
                    codes.la_code IS NOT NULL AS known_code
                FROM {table} AS rows
                LEFT JOIN reference.releases AS releases ON rows._release_id = releases.release_id
                LEFT JOIN reference.authority_codes AS codes ON rows.ons_code = codes.ons_code
            ),
            mondays AS (
                SELECT _release_id,
                    avg((dayofweek(try_cast(inspection_date AS DATE)) = 1)::INTEGER) AS share
                FROM rows GROUP BY ALL
            )
            SELECT _release_id, _locator, 'unknown area code ' || coalesce(ons_code, '') AS problem
            FROM rows WHERE NOT known_code
            UNION ALL
            SELECT _release_id, _locator, 'inspection of ' || inspection_date || ' is in the future'
            FROM rows WHERE inspection_date > published_on OR publication_date > published_on
            UNION ALL
            SELECT _release_id, _locator,
                'care leavers judged ' || coalesce(care_leavers, 'blank') || ' on ' || inspection_date
            FROM rows WHERE (care_leavers IS NOT NULL) <> (inspection_date >= '2023-01-01')
            UNION ALL
            SELECT _release_id, '', round(100 * share, 1) || ' % of inspections begin on a Monday'
            FROM mondays WHERE share < {MIN_SHARE_OF_MONDAYS}
            """,
            (
                none_found(
                    "known codes, no future dates, care leavers judged from 2023, Monday starts"
                ),
            ),
        ),
    )  # fmt: skip


def _in_year(table: str) -> tuple[Question, ...]:
    return (
        Question(
            f"SELECT * FROM {table}",
            (
                one_of("known types", "inspection_type", (*INSPECTIONS, *VISITS)),
                *_grades("overall_effectiveness", *JUDGEMENTS, "care_leavers"),
                matching("dates are dates", "inspection_date", ISO_DATE),
            ),
        ),
        Question(
            f"""
            SELECT _release_id, _locator, 'a visit with a grade, or an inspection without' AS problem
            FROM {table}
            WHERE (overall_effectiveness IS NULL) <> (inspection_type IN {VISITS})
            UNION ALL
            SELECT min(_release_id), string_agg(_locator, ', '),
                la_name || ' ' || inspection_date || ' ' || inspection_type || ' is listed twice'
            FROM {table} GROUP BY la_name, inspection_date, inspection_type HAVING count(*) > 1
            """,
            (none_found("inspections have a grade, visits have none, none is listed twice"),),
        ),
    )


AS_AT_IS_HISTORY = Question(
    f"""
    WITH ranked AS (
        SELECT *, row_number() OVER (
            PARTITION BY _release_id, ons_code ORDER BY inspection_date DESC
        ) AS n
        FROM {HISTORY} WHERE la_status = 'Current'
    ),
    last AS (SELECT * FROM ranked WHERE n = 1)
    SELECT coalesce(as_at._release_id, last._release_id) AS _release_id, as_at._locator,
        'differs from the last row of the history: ' || coalesce(as_at.la_name, last.la_name) AS problem
    FROM {AS_AT} AS as_at
    FULL JOIN last ON as_at._release_id = last._release_id AND as_at.ons_code = last.ons_code
    WHERE (as_at.inspection_date, as_at.overall_effectiveness, as_at.impact_of_leaders,
            as_at.help_and_protection, as_at.in_care, as_at.care_leavers)
        IS DISTINCT FROM (last.inspection_date, last.overall_effectiveness, last.impact_of_leaders,
            last.help_and_protection, last.in_care, last.care_leavers)
    """,
    (none_found("the judgement in force is the last of the history"),),
)

AUTHORITIES_AS_AT = Question(
    f"""
    WITH releases AS (
        SELECT DISTINCT rows._release_id, releases.edition
        FROM {AS_AT} AS rows JOIN reference.releases ON rows._release_id = releases.release_id
    ),
    rows AS (
        SELECT rows._release_id, codes.la_code
        FROM {AS_AT} AS rows JOIN reference.authority_codes AS codes ON rows.ons_code = codes.ons_code
    )
    SELECT releases._release_id, '' AS _locator, 'no row for ' || authorities.la_name AS problem
    FROM releases, reference.authorities AS authorities
    WHERE releases.edition BETWEEN coalesce(opened_on, '1900') AND coalesce(closed_on, '9999')
        AND NOT EXISTS (
            SELECT 1 FROM rows
            WHERE rows._release_id = releases._release_id AND rows.la_code = authorities.la_code
        )
    """,
    (none_found("every authority of its day has a judgement in force"),),
)

HISTORY_GROWS = Question(
    f"""
    WITH editions AS (
        SELECT release_id, lead(release_id) OVER (ORDER BY edition, release_id) AS next_release_id
        FROM reference.releases WHERE source = 'ofsted_inspection_outcomes'
    ),
    -- Names are respelt between editions. An unknown code breaks a rule of its own.
    inspections AS (
        SELECT history._release_id, history._locator, history.la_name,
            codes.la_code || ' ' || history.inspection_date AS subject
        FROM {HISTORY} AS history
        JOIN reference.authority_codes AS codes ON history.ons_code = codes.ons_code
    )
    SELECT old._release_id, old._locator, old.subject,
        'gone from ' || editions.next_release_id || ': ' || old.la_name AS problem
    FROM inspections AS old JOIN editions ON old._release_id = editions.release_id
    WHERE editions.next_release_id IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM inspections AS new
            WHERE new._release_id = editions.next_release_id AND new.subject = old.subject
        )
        AND old.subject NOT IN (
            SELECT accepted.subject FROM reference.accepted_changes AS accepted
            WHERE accepted.rule = 'history' AND accepted.reason <> ''
        )
    """,
    (none_found("history: an inspection once published is in every later edition"),),
    locators=("_release_id", "_locator", "subject"),
)

SIF_ROWS = Question(
    f"""
    WITH names AS (
        SELECT la_name AS name FROM reference.authorities
        UNION ALL SELECT name FROM reference.authority_names
    ),
    folded AS (
        SELECT {_folded("name")} AS name
        FROM names
    )
    SELECT _release_id, _locator, 'unknown authority ' || la_name AS problem
    FROM {SIF}
    WHERE {_folded("la_name")} NOT IN (SELECT name FROM folded)
    UNION ALL
    SELECT _release_id, _locator, 'SIF published ' || sif_publication_date
    FROM {SIF} WHERE sif_publication_date NOT BETWEEN '2014-01-01' AND '2018-12-31'
    UNION ALL
    SELECT _release_id, _locator, 're-inspection published ' || sif_reinspection_publication_date
    FROM {SIF}
    WHERE sif_reinspection_publication_date NOT BETWEEN sif_publication_date AND '2018-12-31'
    UNION ALL
    SELECT _release_id, _locator, 'an overall grade without a date, or a date without a grade'
    FROM {SIF}
    WHERE (sif_publication_date IS NULL) <> (sif_overall_effectiveness IS NULL)
        OR (sif_reinspection_publication_date IS NULL) <> (sif_reinspection_overall_effectiveness IS NULL)
    UNION ALL
    SELECT _release_id, _locator, 'overall and parts contradict each other: ' || la_name
    FROM {SIF}
    WHERE sif_overall_effectiveness IS NOT NULL
        AND (sif_overall_effectiveness = 'Inadequate') <> (
            'Inadequate' IN (sif_impact_of_leaders, sif_help_and_protection, coalesce(sif_in_care, ''))
        )
    """,
    (
        none_found(
            "known authorities, SIF dates, grade and date together, Inadequate exactly when a part is"
        ),
    ),
)

SUITES = (
    Suite(
        AS_AT,
        (
            *_inspections(AS_AT, unique=("ons_code",)),
            AUTHORITIES_AS_AT,
            AS_AT_IS_HISTORY,
        ),
    ),
    Suite(
        HISTORY,
        (
            *_inspections(HISTORY, unique=("ons_code", "inspection_date")),
            Question(
                f"SELECT * FROM {HISTORY}",
                (
                    one_of("known types", "inspection_type", INSPECTIONS),
                    one_of("known statuses", "la_status", ("Current", "No longer exists")),
                ),
            ),
            HISTORY_GROWS,
        ),
    ),
    Suite(IN_YEAR, _in_year(IN_YEAR)),
    Suite(IN_YEAR_2023, _in_year(IN_YEAR_2023)),
    Suite(
        SIF,
        (
            Question(
                f"SELECT * FROM {SIF}",
                (
                    row_count("one row per authority, current and abolished", 156),
                    key(
                        "one row per authority and first inspection",
                        "_release_id",
                        "la_name",
                        "sif_publication_date",
                    ),
                    *_grades(
                        *(
                            f"sif_{c}"
                            for c in (
                                "overall_effectiveness",
                                "impact_of_leaders",
                                "help_and_protection",
                            )
                        ),
                        *(
                            f"sif_reinspection_{c}"
                            for c in (
                                "overall_effectiveness",
                                "impact_of_leaders",
                                "help_and_protection",
                            )
                        ),
                    ),
                    *(
                        one_of(
                            "grades are exactly Ofsted's four, or a dash",
                            f"{p}_{c}",
                            (*GRADES, "-"),
                        )
                        for p in ("sif", "sif_reinspection")
                        for c in ("in_care", "care_leavers")
                    ),
                ),
            ),
            SIF_ROWS,
        ),
    ),
    Suite(
        REPORTS,
        (
            Question(
                f"SELECT * FROM {REPORTS}",
                (
                    key("one report per authority and inspection", "urn", "inspection_start_date"),
                    key("one row per file", "file_id"),
                    one_of("known frameworks", "framework", ("SIF", "ILACS")),
                ),
                locators=("file", "_locator"),
            ),
            Question(
                f"""
                SELECT file, _locator, 'URN ' || urn || ' is no authority' AS problem
                FROM {REPORTS}
                WHERE urn NOT IN (
                    SELECT ofsted_urn FROM reference.authorities WHERE ofsted_urn IS NOT NULL
                )
                """,
                (none_found("every report belongs to a known authority"),),
                locators=("file", "_locator"),
            ),
        ),
    ),
    Suite(
        LISTED_VISITS,
        (
            Question(
                f"SELECT * FROM {LISTED_VISITS}",
                (
                    one_of(
                        "known visits",
                        "visit_type",
                        ("Monitoring visit", "Focused visit", "Assurance visit"),
                    ),
                    matching("dates are dates", "visit_date", ISO_DATE),
                    key("one row per letter", "url"),
                ),
            ),
        ),
    ),
)
