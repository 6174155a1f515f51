{#- How long until something happens, where not everything is seen to its end. -#}


{% macro days_without_pause(first_day, last_day) -%}
    {#- Days between two days, those without inspections taken out. -#}
    (
        {{ days_between(first_day, last_day) }}
        - greatest(
            0,
            {{ days_between(
                'greatest(' ~ first_day ~ ', ' ~ inspections_paused_from() ~ ')',
                'least(' ~ last_day ~ ', ' ~ inspections_paused_until() ~ ')'
            ) }}
        )
    )
{%- endmacro %}


{% macro kaplan_meier(spells, keys, has_ended) -%}
    {#- Kaplan and Meier 1958 with ties by day: one row per group of `keys` and day on which a spell
        ended, with the share that had not ended after it. Limits of 95 % are log-log, from
        Greenwood's variance; both are 0 where the share is, as in lifelines. Shares are not
        rounded. -#}
    {%- set z = '1.959963984540054' -%}
    {%- set groups = keys | join(', ') -%}
    select
        {{ groups }},
        days,
        at_risk,
        ended,
        at_risk - ended - next_at_risk as censored,
        survival,
        coalesce(power(survival, exp(-width)), 0) as survival_lower,
        coalesce(power(survival, exp(width)), 0) as survival_upper
    from (
        select
            *,
            {{ z }} * sqrt(greenwood) / ln(nullif(survival, 0)) as width
        from (
            select
                *,
                lead(at_risk, 1, 0) over until_then as next_at_risk,
                {{ running_product('(at_risk - ended) / at_risk', 'until_then') }} as survival,
                sum(ended / (at_risk * nullif(at_risk - ended, 0))) over until_then as greenwood
            from (
                select
                    {{ groups }},
                    days,
                    count(*) filter (where {{ has_ended }}) as ended,
                    -- A spell censored on a day is still at risk on it.
                    cast(
                        sum(count(*)) over (partition by {{ groups }} order by days desc) as bigint
                    ) as at_risk
                from {{ spells }}
                group by {{ groups }}, days
            )
            where ended > 0
            window until_then as (partition by {{ groups }} order by days)
        )
    )
{%- endmacro %}


{% macro first_day_at_or_below(share, level) -%}
    {#- A quantile of a curve: null where it never gets there. Rounded, for exact halves. -#}
    min(days) filter (where round({{ share }}, 10) <= {{ level }})
{%- endmacro %}


{% macro wilson_limit(sign, successes, trials) -%}
    {#- Wilson 1927: a 95 % limit of a proportion; null without trials. -#}
    {%- set z_squared = '3.841458820694124' -%}
    (
        (
            {{ successes }} + {{ z_squared }} / 2
            {{ sign }} sqrt(
                {{ z_squared }} * (
                    {{ successes }} * ({{ trials }} - {{ successes }}) / nullif({{ trials }}, 0)
                    + {{ z_squared }} / 4
                )
            )
        ) / ({{ trials }} + {{ z_squared }})
    )
{%- endmacro %}
