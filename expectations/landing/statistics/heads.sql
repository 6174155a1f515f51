-- One row per year: the share of authorities whose FTE are as many as their heads, where these
-- are at least ten.
with lines as (

    select
        _release_id,
        period,
        _locator,
        {{ figures([
            'inpost_fte', 'inpost_headcount', 'starters_fte', 'starters_headcount',
            'leavers_fte', 'leavers_headcount', 'agency_fte', 'agency_headcount'
        ]) }}
    from raw.statistics
    where
        table_name = '{{ table }}'
        and geographic_level = 'Local authority'
    group by all

)

select
    _release_id,
    period as _locator,
    {%- for kind in ['inpost', 'starters', 'leavers', 'agency'] %}
    avg(cast({{ kind }}_fte = {{ kind }}_headcount as integer))
        filter ({{ kind }}_headcount >= 10) as {{ kind }}
    {{- "," if not loop.last }}
    {%- endfor %}

from lines
group by all
