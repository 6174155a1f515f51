{{ config(materialized='table_function', parameters=['indicator', 'la_codes']) }}

select
    indicator_id,
    period,
    count(*) as authorities,
    count(value) as authorities_used,
    round({{ exact_mean('value') }}, 6) as peer_mean,
    round(median(value), 6) as peer_median,
    min(value) as peer_lowest,
    max(value) as peer_highest,
    any_value(england_value) as england_value
from {{ ref('la_benchmarks').include(database=false) }}
where indicator_id = indicator and list_contains(la_codes, la_code)
group by indicator_id, period
order by indicator_id, period
