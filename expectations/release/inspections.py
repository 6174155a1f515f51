"""Inspections, visits, ratings: complete, consistent, equal to the official statistics."""

from __future__ import annotations

from expectations.suites import Question, Suite, none_found

JUDGEMENTS = (
    "overall_effectiveness", "impact_of_leaders", "help_and_protection", "in_care", "care_leavers",
)  # fmt: skip

NOTHING_LOST = Question(
    """
    SELECT la_name, _locator, 'official inspection not published' AS problem
    FROM staging.stg_ofsted__ilacs_history AS history
    WHERE NOT EXISTS (
        SELECT 1 FROM main.inspections
        WHERE inspections.source_release_id = history._release_id
            AND inspections.source_locator = history._locator
    ) AND _release_id = (
        SELECT max_by(release_id, edition) FROM reference.releases WHERE source = 'ofsted_inspection_outcomes'
    )
    UNION ALL
    SELECT la_name, _locator, 'SIF inspection not published'
    FROM staging.stg_ofsted__sif_history AS history
    WHERE NOT EXISTS (
        SELECT 1 FROM main.inspections
        WHERE inspections.source_release_id = history._release_id
            AND inspections.source_locator = history._locator
            AND inspections.publication_date = history.publication_date
    )
    UNION ALL
    SELECT listing_name, _locator, 'inspection report not published'
    FROM staging.stg_ofsted__inspection_reports AS reports
    WHERE NOT EXISTS (
        SELECT 1 FROM main.inspections WHERE inspections.report_release_id = reports._release_id
    )
    """,
    (none_found("every inspection that passed landing is published"),),
    locators=("la_name", "_locator"),
)

REPORTS_AGREE = Question(
    " UNION ALL ".join(
        f"""
        SELECT la_code, publication_date,
            '{judgement}: official ' || coalesce(official_{judgement}, 'blank')
            || ', report ' || coalesce(report_{judgement}, 'blank') AS problem
        FROM intermediate.int_inspections_matched
        WHERE official_release_id IS NOT NULL AND report_release_id IS NOT NULL
            AND official_{judgement} IS DISTINCT FROM report_{judgement}
        """
        for judgement in JUDGEMENTS
    ),
    (none_found("reports equal the official statistics where both exist"),),
    locators=("la_code", "publication_date"),
)

# An inspection begun inside the official window but published after it is not yet official.
REPORTS_INSIDE_WINDOW = Question(
    """
    WITH official AS (
        SELECT max(edition::DATE) AS as_at FROM reference.releases WHERE source = 'ofsted_inspection_outcomes'
    )
    SELECT la_code, publication_date, 'report of ' || inspection_start_date || ' is not in the official file' AS problem
    FROM main.inspections, official
    WHERE evidence = 'inspection report' AND framework = 'ILACS'
        AND inspection_start_date <= official.as_at
        AND publication_date <= official.as_at + INTERVAL 3 MONTHS
    UNION ALL
    SELECT la_code, publication_date, 'SIF report of ' || inspection_start_date || ' is not in the official file'
    FROM main.inspections WHERE evidence = 'inspection report' AND framework = 'SIF'
    """,
    (none_found("no report inside the official window lacks its official row"),),
    locators=("la_code", "publication_date"),
)

SPACING = Question(
    """
    WITH ordered AS (
        SELECT *, lag(coalesce(inspection_start_date, publication_date)) OVER (
            PARTITION BY la_code ORDER BY coalesce(inspection_start_date, publication_date)
        ) AS previous
        FROM main.inspections
    )
    SELECT inspection_id, 'inspected again after ' || (coalesce(inspection_start_date, publication_date) - previous) || ' days' AS problem
    FROM ordered
    WHERE coalesce(inspection_start_date, publication_date) - previous < 300
    UNION ALL
    SELECT inspection_id, 'outside the life of its authority'
    FROM main.inspections JOIN main.local_authorities USING (la_code)
    WHERE coalesce(inspection_start_date, publication_date) < coalesce(opened_on, DATE '2013-01-01')
        OR coalesce(inspection_start_date, publication_date) > coalesce(closed_on, DATE '9999-12-31')
    UNION ALL
    SELECT inspection_id, 'overall grade ' || coalesce(overall_effectiveness, 'blank') || ', reason ' || coalesce(overall_absent_reason, 'none')
    FROM main.inspections WHERE (overall_effectiveness IS NULL) <> (overall_absent_reason IS NOT NULL)
    """,
    (none_found("inspections are 300 days apart, within the life of their authority, graded or with a reason"),),
    locators=("inspection_id",),
)  # fmt: skip

RATINGS_ARE_OFFICIAL = Question(
    """
    WITH official AS (
        SELECT codes.la_code, releases.edition::DATE AS as_at, as_at.*
        FROM staging.stg_ofsted__as_at AS as_at
        JOIN reference.releases AS releases ON as_at._release_id = releases.release_id
        JOIN reference.authority_codes AS codes ON as_at.ons_code = codes.ons_code
        -- A run dated before the official date has no rating for it.
        WHERE releases.edition <= (SELECT as_at FROM reference.run)
    )
    SELECT official.la_name, official._locator, 'differs from the official judgement in force' AS problem
    FROM official
    LEFT JOIN main.ratings USING (la_code, as_at)
    WHERE (ratings.overall_effectiveness, ratings.impact_of_leaders, ratings.help_and_protection,
            ratings.in_care, ratings.care_leavers)
        IS DISTINCT FROM (official.overall_effectiveness, official.impact_of_leaders,
            official.help_and_protection, official.in_care, official.care_leavers)
    """,
    (none_found("ratings equal the official as-at sheet, all judgements of all authorities"),),
    locators=("la_name", "_locator"),
)

RATINGS_COMPLETE = Question(
    """
    SELECT as_at, count(*) || ' authorities, ' || count(DISTINCT la_code) || ' of them different' AS problem
    FROM main.ratings GROUP BY as_at
    HAVING count(*) NOT BETWEEN 150 AND 153 OR count(*) <> count(DISTINCT la_code)
    """,
    (none_found("every date has every authority of its day once"),),
    locators=("as_at",),
)

VISITS_COMPLETE = Question(
    """
    SELECT in_year._release_id, in_year._locator, 'visit not published' AS problem
    FROM staging.stg_ofsted__in_year AS in_year
    WHERE inspection_type IN ('ILACS Focused Visit', 'LA Monitoring visit')
        AND NOT EXISTS (
            SELECT 1 FROM main.visits
            WHERE visits.source_release_id = in_year._release_id
                AND visits.source_locator = in_year._locator AND visits.la_code IS NOT NULL
        )
    """,
    (none_found("every visit that passed landing is published"),),
)

SUITES = (
    Suite("main.inspections", (NOTHING_LOST, REPORTS_AGREE, REPORTS_INSIDE_WINDOW, SPACING)),
    Suite("main.visits", (VISITS_COMPLETE,)),
    Suite("main.ratings", (RATINGS_ARE_OFFICIAL, RATINGS_COMPLETE)),
)
