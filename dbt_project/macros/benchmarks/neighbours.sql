{% macro members(returns, local_authorities) -%}
    {#- Part of la_benchmarks_for. One row per authority: a joint return is given to each of its
        members. -#}
    select
        members.*,
        authorities.la_name,
        authorities.region_code
    from (
        select
            *,
            unnest(string_split(area_code, '+')) as la_code
        from {{ returns }}
    ) as members
    inner join {{ local_authorities }} as authorities on members.la_code = authorities.la_code
    -- Some files keep rows without figures for authorities abolished or not yet created.
    where
        members.value is not null
        or members.period_end between coalesce(authorities.opened_on, date '1900-01-01')
        and coalesce(authorities.closed_on, date '9999-12-31')
    -- Older editions mark the partner of a joint return "not applicable" beside the joint row.
    qualify row_number() over (
        partition by members.indicator_id, members.period, members.la_code
        order by members.is_joint_return desc
    ) = 1
{%- endmacro %}


{% macro neighbour_averages(authorities, neighbours) -%}
    {#- Part of la_benchmarks_for. One row per authority with neighbours: unweighted, over those of
        its neighbours that have a value. -#}
    select
        neighbours.la_code,
        authorities.indicator_id,
        authorities.period,
        round({{ exact_mean('authorities.value') }}, 6) as mean,
        round(median(authorities.value), 6) as median,
        count(authorities.value) as used,
        -- Decimals are rounded half away from zero; a binary fraction might fall on the wrong side.
        cast(round(cast(
            median(authorities.value) filter (where not authorities.is_joint_return)
            as decimal(18, 6)
        ), 1) as double) as csc_median
    from {{ neighbours }} as neighbours
    inner join {{ authorities }} as authorities
        on neighbours.neighbour_la_code = authorities.la_code
    group by all
{%- endmacro %}
