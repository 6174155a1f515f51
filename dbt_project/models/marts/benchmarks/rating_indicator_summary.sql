with judgements as (

    -- In force on census day: the latest inspection begun by then, whenever published.
    select
        censuses.as_at,
        inspections.la_code,
        coalesce(
            inspections.overall_effectiveness,
            -- After the reform there is no overall grade; only "Inadequate" is derived.
            if(inspections.any_inadequate, 'Inadequate', null)
        ) as grade
    from (
        select distinct period_end as as_at
        from {{ ref('indicator_values') }}
        where indicator_id = 'vacancy_rate_fte'
    ) as censuses
    inner join {{ ref('int_inspections') }} as inspections
        on inspections.counts_from <= censuses.as_at
    inner join {{ ref('int_authorities') }} as authorities
        on inspections.la_code = authorities.la_code
        and censuses.as_at <= authorities.valid_to
    qualify row_number() over (
        partition by censuses.as_at, inspections.la_code
        order by
            inspections.counts_from desc,
            inspections.publication_date desc,
            inspections.inspection_id
    ) = 1

),

rates as (

    select
        benchmarks.indicator_id,
        benchmarks.period,
        figures.period_end as as_at,
        benchmarks.la_code,
        benchmarks.value
    from {{ ref('la_benchmarks') }} as benchmarks
    inner join (
        select distinct
            indicator_id,
            period,
            period_end
        from {{ ref('indicator_values') }}
    ) as figures
        on benchmarks.indicator_id = figures.indicator_id and benchmarks.period = figures.period
    inner join {{ ref('indicator_definitions') }} as definitions
        on benchmarks.indicator_id = definitions.indicator_id
    where definitions.source = 'dfe_workforce' and benchmarks.value is not null

)

select
    judgements.as_at,
    rates.indicator_id,
    rates.period,
    judgements.grade,
    count(*) as n,
    round({{ exact_mean('rates.value') }}, 6) as mean,
    round(quantile_cont(rates.value, 0.25), 6) as q1,
    round(median(rates.value), 6) as median,
    round(quantile_cont(rates.value, 0.75), 6) as q3
from judgements
inner join rates on judgements.as_at = rates.as_at and judgements.la_code = rates.la_code
where judgements.grade is not null
group by all
order by judgements.as_at, rates.indicator_id, judgements.grade
