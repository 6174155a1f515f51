{#- Parts of la_benchmarks_for: where an authority stands among all with a value. -#}


{% macro ranks(returns) -%}
    {#- One row per return: 1 is the lowest value, ties share the lowest rank. -#}
    select
        indicator_id,
        period,
        area_code,
        rank() over by_value as rank_lowest,
        count(*) over (partition by indicator_id, period) as n_ranked,
        -- Up to and with those of the same value.
        count(*) over by_value - rank() over by_value + 1 as n_tied
    from {{ returns }}
    where value is not null
    window by_value as (partition by indicator_id, period order by value)
{%- endmacro %}


{% macro region_ranks(authorities) -%}
    {#- One row per return and region of its members: the same among the returns of the region. -#}
    select
        indicator_id,
        period,
        region_code,
        area_code,
        rank() over (
            partition by indicator_id, period, region_code order by value
        ) as rank_lowest,
        count(*) over (partition by indicator_id, period, region_code) as n_ranked
    from (
        select distinct
            indicator_id,
            period,
            region_code,
            area_code,
            value
        from {{ authorities }}
        where value is not null
    )
{%- endmacro %}


{% macro lait_value(figure) -%}
    {#- The Local Authority Interactive Tool holds a figure that rounds to zero as 0. -#}
    coalesce({{ figure }}.value, if({{ figure }}.marker in ('low', 'k'), 0, null))
{%- endmacro %}


{% macro best_ranks(authorities) -%}
    {#- One row per authority that the interactive tool ranks: 1 is the best value by the
        indicator's polarity. -#}
    select
        indicator_id,
        period,
        la_code,
        rank() over (
            partition by indicator_id, period
            order by if(polarity = 'low', lait_value, -lait_value)
        ) as rank_best
    from {{ authorities }}
    where lait_value is not null and polarity in ('low', 'high')
{%- endmacro %}


{% macro quartile_cuts(relation, value='value') -%}
    {#- One row per indicator and period: cut points by linear interpolation (R type 7); what is
        withheld is not counted. -#}
    select
        indicator_id,
        period,
        quantile_cont({{ value }}, 0.25) as q1,
        quantile_cont({{ value }}, 0.5) as q2,
        quantile_cont({{ value }}, 0.75) as q3
    from {{ relation }}
    where {{ value }} is not null
    group by all
{%- endmacro %}


{% macro quartile_of(value, cuts) -%}
    {#- A value equal to a cut goes to the lower quarter. -#}
    case
        when {{ value }} <= {{ cuts }}.q1 then 1
        when {{ value }} <= {{ cuts }}.q2 then 2
        when {{ value }} <= {{ cuts }}.q3 then 3
        else 4
    end
{%- endmacro %}


{% macro lait_band(value, cuts, polarity) -%}
    {#- A is the best quarter: the lowest where less is better, else the highest. -#}
    substr(if({{ polarity }} = 'low', 'ABCD', 'DCBA'), {{ quartile_of(value, cuts) }}, 1)
{%- endmacro %}
