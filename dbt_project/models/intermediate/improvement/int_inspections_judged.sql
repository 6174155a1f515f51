{%- set parts = judgements().split()[1:] -%}

with run as (

    select as_at from {{ ref('stg_register__run') }}

),

official_file as (

    select max(cast(edition as date)) as as_at
    from {{ ref('int_releases_dated') }}
    where source = 'ofsted_inspection_outcomes'

),

inspections as (

    select * from {{ ref('int_inspections') }}

),

ordered as (

    select
        *,
        least(
            {%- for judgement in parts %}
            {{ grade_order('inspections.' ~ judgement) }}{{ "," if not loop.last }}
            {%- endfor %}
        ) as best_order
    from inspections
    where worst_judgement is not null

),

judged as (

    select
        inspection_id,
        la_code,
        framework,
        inspection_start_date,
        publication_date,
        counts_from,
        evidence,
        -- Ofsted gives no overall grade to inspections begun from 1 April 2026. In its official
        -- statistics overall lay between the best and the worst part every time, so parts that
        -- agree still tell it. A mixture from Requires improvement to better does not: of 115
        -- such, 59 were Good overall.
        case
            when overall_effectiveness is not null then overall_effectiveness
            when any_inadequate then 'Inadequate'
            when worst_judgement in ('Outstanding', 'Good') then worst_judgement
            when best_order = 3 then worst_judgement
            else 'Not known'
        end as judgement,
        worst_judgement,
        overall_effectiveness is null as is_derived
    from ordered

),

scoped as (

    select
        'all evidence' as scope,
        run.as_at,
        judged.*
    from judged
    inner join run
        on judged.counts_from <= run.as_at
        and judged.publication_date <= run.as_at
    union all
    -- "As at 31 March" in the official file means begun by then, and published up to three months
    -- later.
    select
        'official' as scope,
        official_file.as_at,
        judged.*
    from judged
    inner join official_file on judged.counts_from <= official_file.as_at
    where
        judged.framework = 'ILACS'
        and judged.evidence in ('official statistics', 'both')
        and not judged.is_derived

)

select * from scoped
