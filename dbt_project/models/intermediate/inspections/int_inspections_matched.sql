{#- An official row without an inspection date (SIF, and ILACS in the edition of 2024) is found by
    its publication; in the SIF years the site's date differs by up to a week. -#}
{%- set same_publication_days = 10 -%}

with official as (

    select * from {{ ref('int_inspections_official') }}

),

reports as (

    select
        reports.*,
        authorities.la_code
    from {{ ref('stg_ofsted__inspection_reports') }} as reports
    inner join {{ ref('authorities') }} as authorities on reports.urn = authorities.ofsted_urn

),

matched as (

    select
        coalesce(official.la_code, reports.la_code) as la_code,
        coalesce(official.framework, reports.framework) as framework,
        coalesce(official.inspection_type, reports.inspection_type) as inspection_type,
        coalesce(official.inspection_start_date, reports.inspection_start_date)
            as inspection_start_date,
        reports.inspection_end_date,
        coalesce(official.publication_date, reports.publication_date) as publication_date,
        {%- for judgement in judgements().split() %}
        {%- if judgement == 'overall_effectiveness' %}
        -- An official edition without the column leaves it to the report.
        coalesce(official.{{ judgement }}, reports.{{ judgement }}) as {{ judgement }},
        {%- else %}
        -- The official row wins as a whole: its blanks are not filled from the report.
        case
            when official.la_code is not null then official.{{ judgement }}
            else reports.{{ judgement }}
        end as {{ judgement }},
        {%- endif %}
        official.{{ judgement }} as official_{{ judgement }},
        reports.{{ judgement }} as report_{{ judgement }},
        {%- endfor %}
        coalesce(official.overall_absent_reason, reports.overall_absent_reason)
            as overall_absent_reason,
        official._release_id as official_release_id,
        official._locator as official_locator,
        reports._release_id as report_release_id,
        reports.report_url
    from official
    full outer join reports
        on official.la_code = reports.la_code
        and official.framework = reports.framework
        and (
            official.inspection_start_date = reports.inspection_start_date
            or (
                official.inspection_start_date is null
                and abs({{ days_between('official.publication_date', 'reports.publication_date') }})
                <= {{ same_publication_days }}
            )
        )

)

select * from matched
