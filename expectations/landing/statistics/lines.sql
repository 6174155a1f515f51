-- Examined: every line of a file: how its period, its level and its authority are written.
select
    lines._release_id,
    lines._locator,
    nullif(concat_ws(
        '; ',
        case
            when not regexp_full_match(coalesce(lines.period, ''), kinds.pattern)
                then 'period ' || coalesce(lines.period, 'empty') || ' is no ' || kinds.period_kind
        end,
        case
            when
                coalesce(lines.geographic_level, '')
                not in ('National', 'Regional', 'Local authority')
                then 'level ' || coalesce(lines.geographic_level, 'empty')
        end,
        case
            when
                lines.geographic_level = 'Local authority'
                and not regexp_full_match(coalesce(lines.la_code, ''), '[0-9]{3}( / [0-9]{3})*')
                then 'authority ' || coalesce(lines.la_code, 'without a code')
        end
    ), '') as problem
from (
    select distinct
        table_name,
        _release_id,
        _locator,
        period,
        geographic_level,
        la_code
    from raw.statistics
) as lines
inner join reference.expected as expected using (table_name)
inner join reference.period_kinds as kinds on expected.period_kind = kinds.period_kind
