"""Rules shared by every table of the Department for Education's layout."""

from __future__ import annotations

from collections.abc import Iterable

from expectations.suites import (
    Question,
    filled,
    key,
    matching,
    none_found,
    one_of,
)

REGIONS = 9
NUMBER = r"-?\d+(\.\d+)?"


def cells(table: str, markers: Iterable[str], *, category: str = "''") -> Question:
    """One figure per area, year and measure; a number or a known marker; known levels."""
    closed = "|".join(markers)
    return Question(
        f"""
        SELECT _release_id, _locator, period, geographic_level, measure, value,
            coalesce(la_code, region_code, 'England') AS area,
            {category} AS category,
            CASE WHEN geographic_level = 'Local authority' THEN coalesce(la_code, '') END AS la_code
        FROM {table}
        """,
        (
            key(
                "one row per year, area and figure",
                "_release_id", "period", "area", "geographic_level", "category", "measure",
            ),
            filled("every figure is a number or a marker", "value"),
            matching(
                f"every figure is a number or one of the publisher's markers ({closed})",
                "value",
                f"^({NUMBER}|{closed})$",
            ),
            matching("years are four digits", "period", r"^20\d\d$"),
            one_of(
                "levels are national, regional and local authority",
                "geographic_level",
                ("National", "Regional", "Local authority"),
            ),
            matching("authorities have codes", "la_code", r"^\d{3}( / \d{3})*$"),
        ),
    )  # fmt: skip


def areas(table: str, census: str, *, ghosts: bool = False) -> Question:
    """Every year has England, nine regions, and every authority of its day, once each.

    Args:
        table: The raw table.
        census: Month and day of the reference date, as `09-30`.
        ghosts: The publisher also lists authorities abolished or not yet created.
    """
    surplus = "false" if ghosts else "true"
    return Question(
        f"""
        WITH rows AS (
            SELECT DISTINCT _release_id, period, geographic_level, region_code, la_code
            FROM {table}
        ),
        years AS (SELECT DISTINCT _release_id, period FROM rows),
        listed AS (
            SELECT _release_id, period, unnest(string_split(la_code, ' / ')) AS la_code
            FROM rows WHERE geographic_level = 'Local authority'
        ),
        expected AS (
            SELECT years._release_id, years.period, authorities.la_code, authorities.la_name
            FROM years, reference.authorities AS authorities
            WHERE (years.period || '-{census}')
                BETWEEN coalesce(authorities.opened_on, '1900') AND coalesce(authorities.closed_on, '9999')
        ),
        leads AS (
            SELECT expected._release_id, expected.period, joint_returns.member_la_code AS la_code
            FROM expected, reference.joint_returns AS joint_returns
            WHERE expected.la_code = joint_returns.member_la_code
                AND NOT joint_returns.is_lead::BOOLEAN
                AND expected.period >= joint_returns.first_period
        ),
        counted AS (
            SELECT _release_id, period,
                count(*) FILTER (geographic_level = 'National') AS national,
                count(*) FILTER (geographic_level = 'Regional' AND region_code LIKE 'E12%') AS regions
            FROM rows GROUP BY ALL
        )
        SELECT _release_id, period AS _locator,
            period || ': ' || national || ' rows for England' AS problem
        FROM counted WHERE national <> 1
        UNION ALL
        SELECT _release_id, period, period || ': ' || regions || ' of nine regions'
        FROM counted WHERE regions <> {REGIONS}
        UNION ALL
        SELECT _release_id, period, period || ': no row for ' || la_name || ' (' || la_code || ')'
        FROM expected
        WHERE NOT EXISTS (
            SELECT 1 FROM listed
            WHERE listed._release_id = expected._release_id
                AND listed.period = expected.period AND listed.la_code = expected.la_code
        )
        AND NOT EXISTS (
            SELECT 1 FROM leads
            WHERE leads._release_id = expected._release_id
                AND leads.period = expected.period AND leads.la_code = expected.la_code
        )
        UNION ALL
        SELECT _release_id, period, period || ': unknown or untimely authority ' || la_code
        FROM listed
        WHERE NOT EXISTS (
            SELECT 1 FROM expected
            WHERE expected._release_id = listed._release_id
                AND (expected.period = listed.period OR NOT {surplus})
                AND expected.la_code = listed.la_code
        )
        AND NOT ({"true" if ghosts else "false"} AND EXISTS (
            SELECT 1 FROM reference.authorities AS authorities WHERE authorities.la_code = listed.la_code
        ))
        """,
        (none_found("every year has England, nine regions and every authority of its day"),),
    )


def codes(table: str) -> Question:
    """Every ONS code belongs to the authority it stands beside."""
    return Question(
        f"""
        WITH pairs AS (
            SELECT DISTINCT _release_id, _locator,
                unnest(string_split(la_code, ' / ')) AS la_code,
                unnest(string_split(ons_code, ' / ')) AS ons_code
            FROM {table} WHERE geographic_level = 'Local authority'
        )
        SELECT _release_id, _locator, 'ONS code ' || coalesce(ons_code, '') || ' beside ' || la_code AS problem
        FROM pairs
        WHERE NOT EXISTS (
            SELECT 1 FROM reference.authority_codes AS known
            WHERE known.la_code = pairs.la_code AND known.ons_code = pairs.ons_code
        )
        """,
        (none_found("every ONS code is a code of its authority"),),
    )


def sums(
    table: str, measures: Iterable[str], tolerance: float, *, category: str = "''"
) -> Question:
    """Nine regions add to England, within what the publisher's rounding allows."""
    listed = ", ".join(f"'{measure}'" for measure in measures)
    return Question(
        f"""
        WITH totals AS (
            SELECT _release_id, period, measure, {category} AS category,
                max(try_cast(value AS DOUBLE)) FILTER (geographic_level = 'National') AS england,
                sum(try_cast(value AS DOUBLE))
                    FILTER (geographic_level = 'Regional' AND region_code LIKE 'E12%') AS regions
            FROM {table} WHERE measure IN ({listed}) GROUP BY ALL
        )
        SELECT _release_id, period AS _locator,
            measure || ' ' || period || ': regions add to ' || regions || ', England is ' || england
                AS problem
        FROM totals WHERE abs(england - regions) > {tolerance}
        """,
        (none_found(f"nine regions add to England within {tolerance:g}"),),
    )


def years(table: str, *, rolling: bool = False) -> Question:
    """No year is missing within an edition, and none that an earlier edition has.

    Args:
        table: The raw table.
        rolling: The publisher drops the oldest year from each new edition.
    """
    return Question(
        f"""
        WITH years AS (SELECT DISTINCT _release_id, period FROM {table}),
        spans AS (
            SELECT _release_id, min(period) AS first, max(period) AS last, count(*) AS n
            FROM years GROUP BY ALL
        ),
        editions AS (
            SELECT spans.*, releases.source, releases.edition
            FROM spans JOIN reference.releases AS releases ON spans._release_id = releases.release_id
        )
        SELECT _release_id, first || '-' || last AS _locator,
            n || ' years between ' || first || ' and ' || last AS problem
        FROM spans WHERE n <> try_cast(last AS INTEGER) - try_cast(first AS INTEGER) + 1
        UNION ALL
        SELECT DISTINCT newer._release_id, older_years.period,
            older_years.period || ' is in ' || older._release_id || ' and not in this edition'
        FROM editions AS newer
        JOIN editions AS older ON newer.source = older.source AND older.edition < newer.edition
        JOIN years AS older_years ON older._release_id = older_years._release_id
        LEFT JOIN years AS same
            ON same._release_id = newer._release_id AND same.period = older_years.period
        WHERE same.period IS NULL AND NOT {str(rolling).lower()}
        """,
        (
            none_found(
                "no year is missing between the first and the last, or since the last edition"
            ),
        ),
    )
