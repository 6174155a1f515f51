{#- Parts of la_benchmarks_for, and of what is drawn and said of the same limits elsewhere. -#}


{% macro funnel_z(level) -%}
    {#- Quantiles of the normal distribution for limits of 95 % and 99.8 %. -#}
    {{ '3.0902' if level == '99.8' else '1.96' }}
{%- endmacro %}


{% macro funnel_limit(side, z, expected, n) -%}
    {#- Control limit of a proportion in the form of the Department of Health and Social Care's
        Fingertips: ((2E + z^2) -/+ z sqrt(z^2 + 4E(1 - E/N))) / (2(N + z^2)). -#}
    (
        (2 * {{ expected }} + {{ z }} ^ 2)
        {{ '-' if side == 'low' else '+' }} {{ z }} * sqrt(
            {{ z }} ^ 2 + 4 * {{ expected }} * (1 - {{ expected }} / {{ n }})
        )
    ) / (2 * ({{ n }} + {{ z }} ^ 2))
{%- endmacro %}


{% macro adjusted_funnel_limit(side, z, proportion, n, phi) -%}
    {#- Spiegelhalter 2005, multiplicative: the binomial normal form widened by sqrt(phi). -#}
    {{ proportion }} {{ '-' if side == 'low' else '+' }} {{ z }} * sqrt(
        {{ phi }} * {{ proportion }} * (1 - {{ proportion }}) / {{ n }}
    )
{%- endmacro %}


{% macro funnel_flag(proportion, expected, n) -%}
    case
        {%- for side, sign in [('high', '>'), ('low', '<')] %}
            {%- for level in ['99.8', '95'] %}
        when {{ proportion }} {{ sign }} {{ funnel_limit(side, funnel_z(level), expected, n) }}
            then '{{ side }} {{ level }}'
            {%- endfor %}
        {%- endfor %}
        else 'within'
    end
{%- endmacro %}


{% macro adjusted_funnel_flag(z, phi) -%}
    {#- Spiegelhalter 2005, multiplicative: a z-score counts as z / sqrt(phi). -#}
    case
        {%- for side, sign in [('high', '> '), ('low', '< -')] %}
            {%- for level in ['99.8', '95'] %}
        when {{ z }} {{ sign }}{{ funnel_z(level) }} * sqrt({{ phi }}) then '{{ side }} {{ level }}'
            {%- endfor %}
        {%- endfor %}
        else 'within'
    end
{%- endmacro %}


{% macro is_part_of_whole(indicator) -%}
    {#- Percentages whose numerator is part of the denominator: not the leavers of a year over the
        stock of a day, nor a rate per 10,000 children, of whom one may be counted twice. -#}
    ({{ indicator }}.multiplier = 100 and not starts_with({{ indicator }}.indicator_id, 'turnover_'))
{%- endmacro %}


{% macro z_scores(returns, england) -%}
    {#- One row per return whose rate is a proportion: how far it is from England's in standard
        errors of chance. A caseload or a spend is no proportion; without both counts, or where
        England has none or all, there is no telling what chance would do. -#}
    select
        *,
        (proportion - expected_proportion)
        / sqrt(expected_proportion * (1 - expected_proportion) / n) as z
    from (
        select
            returns.indicator_id,
            returns.period,
            returns.area_code,
            returns.multiplier,
            returns.numerator / returns.denominator as proportion,
            england.value / returns.multiplier as expected_proportion,
            returns.denominator as n
        from {{ returns }} as returns
        inner join {{ england }} as england
            on returns.indicator_id = england.indicator_id
            and returns.period = england.period
        where
            returns.value is not null
            and returns.numerator is not null
            and returns.denominator > 0
            and returns.multiplier in (100, 10000)
            and england.value > 0
            and england.value < returns.multiplier
    )
{%- endmacro %}


{% macro winsorised(z_scores) -%}
    {#- The same rows with z-scores winsorised at 10 %, so that single returns do not make the
        spread of all. -#}
    select
        scores.*,
        least(greatest(scores.z, limits.lowest), limits.highest) as winsorised_z
    from {{ z_scores }} as scores
    inner join (
        select
            indicator_id,
            period,
            quantile_cont(z, 0.1) as lowest,
            quantile_cont(z, 0.9) as highest
        from {{ z_scores }}
        group by all
    ) as limits
        on scores.indicator_id = limits.indicator_id and scores.period = limits.period
{%- endmacro %}


{% macro overdispersion(winsorised) -%}
    {#- One row per indicator and period. Spiegelhalter 2005: the mean square of winsorised z-scores;
        never below 1. -#}
    select
        indicator_id,
        period,
        greatest(1, avg(winsorised_z ^ 2 order by area_code)) as phi
    from {{ winsorised }}
    group by all
{%- endmacro %}


{% macro spread_beyond_chance(winsorised) -%}
    {#- One row per indicator and period. Spiegelhalter 2005, additive, by the moments of DerSimonian
        and Laird 1986: the standard deviation between authorities that is left when the variance
        of chance is taken away; 0 where chance alone would scatter them as much. -#}
    select
        indicator_id,
        period,
        multiplier * sqrt(greatest(0, (sum_of_squares - (returns - 1)) / nullif(
            sum_of_weights - sum_of_squared_weights / sum_of_weights, 0
        ))) as tau
    from (
        select
            indicator_id,
            period,
            multiplier,
            count(*) as returns,
            sum(winsorised_z ^ 2 order by area_code) as sum_of_squares,
            sum(weight order by area_code) as sum_of_weights,
            sum(weight ^ 2 order by area_code) as sum_of_squared_weights
        from (
            select
                *,
                n / (expected_proportion * (1 - expected_proportion)) as weight
            from {{ winsorised }}
        )
        group by indicator_id, period, multiplier
    )
{%- endmacro %}


{% macro funnel(returns, england) -%}
    {#- One row per return whose rate is a proportion, with its flags. -#}
    with z_scores as (

        {{ z_scores(returns, england) }}

    ),

    winsorised as (

        {{ winsorised('z_scores') }}

    ),

    overdispersion as (

        {{ overdispersion('winsorised') }}

    )

    select
        z_scores.indicator_id,
        z_scores.period,
        z_scores.area_code,
        overdispersion.phi,
        {{ funnel_flag('proportion', '(n * expected_proportion)', 'n') }} as funnel_flag,
        {{ adjusted_funnel_flag('z', 'overdispersion.phi') }} as funnel_flag_adjusted
    from z_scores
    inner join overdispersion
        on z_scores.indicator_id = overdispersion.indicator_id
        and z_scores.period = overdispersion.period
{%- endmacro %}
