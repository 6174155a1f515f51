{#- Parts of la_benchmarks_for, and of what is drawn and said of the same limits elsewhere. -#}


{% macro funnel_z(level) -%}
    {#- Quantiles of the normal distribution for limits of 95 % and 99.8 %. -#}
    {{ '3.0902' if level == '99.8' else '1.96' }}
{%- endmacro %}


{% macro funnel_tail(level) -%}
    {#- What lies beyond the same limits on one side. -#}
    {{ '0.001' if level == '99.8' else '0.025' }}
{%- endmacro %}


{% macro fewest_counted() -%}
    {#- On fewer than this a rate may only take a few values, and a flag would be about one case. -#}
    30
{%- endmacro %}


{% macro is_part_of_whole(indicator) -%}
    {#- Percentages whose numerator is part of the denominator: not the leavers of a year over the
        stock of a day, nor a rate per 10,000 children, of whom one may be counted twice. -#}
    ({{ indicator }}.multiplier = 100 and left({{ indicator }}.indicator_id, 9) <> 'turnover_')
{%- endmacro %}


{% macro log_binomial_tail(events, n, p) -%}
    {#- Logarithm of the probability of at least so many events among n, each of probability p: the
        regularised incomplete beta function I_p(events, n - events + 1), which continues it to the
        fractions of full-time equivalents. Its continued fraction (Didonato and Morris 1992), from
        the end: 25 terms give five digits up to n = 100,000 wherever the tail is below 0.1.
        Events must be more than expected. -#}
    lgamma({{ n }} + 1) - lgamma({{ events }}) - lgamma({{ n }} - {{ events }} + 1)
    + {{ events }} * ln({{ p }}) + ({{ n }} - {{ events }} + 1) * ln(1 - {{ p }})
    - ln(list_reduce(
        range(24, -1, -1),
        lambda rest, term: (
            term
            + coalesce(
                term * ({{ n }} - {{ events }} + 1 - term) * {{ p }}
                / nullif({{ events }} + 2 * term - 1, 0), 0
            )
            + ({{ events }} + term) / ({{ events }} + 2 * term + 1)
            * ({{ events }} - ({{ n }} + 1) * {{ p }} + 1 + term * (2 - {{ p }}))
            + ({{ events }} + term) * ({{ n }} + 1 + term) * (term + 1)
            * ({{ n }} - {{ events }} - term) * {{ p }} ^ 2
            / ({{ events }} + 2 * term + 1) ^ 2 / rest
        ),
        cast(1 as double)
    ))
{%- endmacro %}


{% macro log_binomial_density(events, n, p) -%}
    {#- Logarithm of the probability of exactly so many: what a tail loses from one to the next. -#}
    lgamma({{ n }} + 1) - lgamma({{ events }} + 1) - lgamma({{ n }} - {{ events }} + 1)
    + {{ events }} * ln({{ p }}) + ({{ n }} - {{ events }}) * ln(1 - {{ p }})
{%- endmacro %}


{% macro tail_flag(log_tail, is_high) -%}
    case
        when {{ log_tail }} >= ln({{ funnel_tail('95') }}) then 'within'
        else
            if({{ is_high }}, 'high ', 'low ')
            || if({{ log_tail }} < ln({{ funnel_tail('99.8') }}), '99.8', '95')
    end
{%- endmacro %}


{% macro z_flag(z) -%}
    case
        {%- for side, sign in [('high', '> '), ('low', '< -')] %}
            {%- for level in ['99.8', '95'] %}
        when {{ z }} {{ sign }}{{ funnel_z(level) }} then '{{ side }} {{ level }}'
            {%- endfor %}
        {%- endfor %}
        else 'within'
    end
{%- endmacro %}


{% macro z_scores(returns, england) -%}
    {#- One row per return with both counts: how far its rate is from England's in standard errors
        of chance. Without both counts, or where England has none or all, there is no telling what
        chance would do. -#}
    select
        *,
        (proportion - expected_proportion)
        / sqrt(expected_proportion * (1 - expected_proportion) / n) as z
    from (
        select
            returns.indicator_id,
            returns.period,
            returns.first_year,
            returns.area_code,
            returns.multiplier,
            returns.numerator as events,
            returns.denominator as n,
            returns.numerator / returns.denominator as proportion,
            england.value / returns.multiplier as expected_proportion,
            -- Older editions print rates of cover above 100 %.
            {{ is_part_of_whole('returns') }}
            and returns.numerator <= returns.denominator as is_part_of_whole
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


{% macro adjusted_error(proportion, n, tau) -%}
    {#- Spiegelhalter 2005, additive: chance and the usual spread between authorities together. -#}
    sqrt({{ proportion }} * (1 - {{ proportion }}) / {{ n }} + {{ tau }} ^ 2)
{%- endmacro %}


{% macro funnel(z_scores) -%}
    {#- One row per return with both counts, with its flags where the rate is a proportion. -#}
    with winsorised as (

        {{ winsorised(z_scores) }}

    ),

    overdispersion as (

        {{ overdispersion('winsorised') }}

    ),

    counted as (

        select * from {{ z_scores }} where is_part_of_whole and n >= {{ fewest_counted() }}

    ),

    counted_winsorised as (

        {{ winsorised('counted') }}

    ),

    beyond_chance as (

        {{ spread_beyond_chance('counted_winsorised') }}

    ),

    -- A rate below England's is one of more "others" than expected.
    tails as (

        select
            *,
            case
                when is_part_of_whole and n >= {{ fewest_counted() }}
                    then {{ log_binomial_tail('k', 'n', 'p') }}
            end as log_tail
        from (
            select
                *,
                if(z > 0, events, n - events) as k,
                if(z > 0, expected_proportion, 1 - expected_proportion) as p
            from {{ z_scores }}
        )

    ),

    spreads as (

        select
            overdispersion.*,
            beyond_chance.tau
        from overdispersion
        left join beyond_chance
            on overdispersion.indicator_id = beyond_chance.indicator_id
            and overdispersion.period = beyond_chance.period

    ),

    scores as (

        select
            tails.*,
            spreads.phi,
            spreads.tau,
            (tails.proportion - tails.expected_proportion) / {{ adjusted_error(
                'tails.expected_proportion', 'tails.n', '(spreads.tau / tails.multiplier)'
            ) }} as adjusted_z
        from tails
        inner join spreads
            on tails.indicator_id = spreads.indicator_id and tails.period = spreads.period

    )

    select
        indicator_id,
        period,
        area_code,
        phi,
        if(is_part_of_whole, tau, null) as tau,
        {%- for name, flag in [
            ('flag', tail_flag('log_tail', 'z > 0')), ('flag_adjusted', z_flag('adjusted_z'))
        ] %}
        case
            when not is_part_of_whole then null
            when n < {{ fewest_counted() }} then 'too few'
            else {{ flag }}
        end as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from scores
{%- endmacro %}
