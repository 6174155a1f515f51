{% macro changes(authorities) -%}
    {#- Part of la_benchmarks_for. One row per authority: its value minus that of exactly one and
        three periods before; null where either has none. -#}
    select
        authorities.indicator_id,
        authorities.period,
        authorities.la_code,
        {%- for years, name in [(1, 'one'), (3, 'three')] %}
        round(authorities.value - {{ name }}_before.value, 6) as change_{{ years }}y
        {{- "," if not loop.last }}
        {%- endfor %}
    from {{ authorities }} as authorities
    {%- for years, name in [(1, 'one'), (3, 'three')] %}
    left join {{ authorities }} as {{ name }}_before
        on authorities.indicator_id = {{ name }}_before.indicator_id
        and authorities.la_code = {{ name }}_before.la_code
        and authorities.first_year - {{ years }} = {{ name }}_before.first_year
    {%- endfor %}
{%- endmacro %}


{% macro change_scores(z_scores) -%}
    {#- One row per return that has a proportion in this period and the one before: the change less
        England's, in standard errors of chance. Half an event and half a non-event are added to
        either year, so that two rates of nought have an error too. -#}
    select
        *,
        net_change / sqrt(pooled * (1 - pooled) * (1 / n + 1 / n_before)) as z
    from (
        select
            now.indicator_id,
            now.period,
            now.area_code,
            now.n,
            before.n as n_before,
            (now.proportion - before.proportion)
            - (now.expected_proportion - before.expected_proportion) as net_change,
            (now.events + before.events + 1) / (now.n + before.n + 2) as pooled
        from {{ z_scores }} as now
        inner join {{ z_scores }} as before
            on now.indicator_id = before.indicator_id
            and now.area_code = before.area_code
            and now.first_year - 1 = before.first_year
        where now.is_part_of_whole and before.is_part_of_whole
    )
{%- endmacro %}


{% macro changes_against_chance(z_scores) -%}
    {#- Part of la_benchmarks_for. The same rows with their flags; z-scores are divided by the root
        of the overdispersion of the changes of the period. -#}
    with change_scores as (

        {{ change_scores(z_scores) }}

    ),

    counted as (

        select * from change_scores where least(n, n_before) >= {{ fewest_counted() }}

    ),

    winsorised as (

        {{ winsorised('counted') }}

    ),

    overdispersion as (

        {{ overdispersion('winsorised') }}

    ),

    adjusted as (

        select
            counted.indicator_id,
            counted.period,
            counted.area_code,
            counted.z / sqrt(overdispersion.phi) as z
        from counted
        inner join overdispersion
            on counted.indicator_id = overdispersion.indicator_id
            and counted.period = overdispersion.period

    )

    select
        scores.indicator_id,
        scores.period,
        scores.area_code,
        adjusted.z,
        case when adjusted.z is null then 'too few' else {{ z_flag('adjusted.z') }} end as flag
    from change_scores as scores
    left join adjusted
        on scores.indicator_id = adjusted.indicator_id
        and scores.period = adjusted.period
        and scores.area_code = adjusted.area_code
{%- endmacro %}
