with matched as (

    select * from {{ ref('int_inspections_matched') }}

),

judged as (

    select
        *,
        greatest(
            {%- for judgement in judgements().split() %}
            {{ grade_order('matched.' ~ judgement) }}{{ "," if not loop.last }}
            {%- endfor %}
        ) as worst_order
    from matched

)

select
    la_code || '-' || framework || '-' || publication_date as inspection_id,
    la_code,
    framework,
    inspection_type,
    inspection_start_date,
    inspection_end_date,
    publication_date,
    overall_effectiveness,
    impact_of_leaders,
    help_and_protection,
    in_care,
    care_leavers,
    overall_absent_reason,
    worst_order = 4 as any_inadequate,
    {{ grade_name('judged.worst_order') }} as worst_judgement,
    case
        when official_release_id is not null and report_release_id is not null then 'both'
        when official_release_id is not null then 'official statistics'
        else 'inspection report'
    end as evidence,
    coalesce(official_release_id, report_release_id) as source_release_id,
    report_url,
    official_release_id is null as is_provisional,
    report_release_id,
    coalesce(official_locator, 'page 1') as source_locator,
    -- The official file of the SIF years gives dates of publication only; they stand for the first
    -- day where inspections are put in order or counted up to a date.
    coalesce(inspection_start_date, publication_date) as counts_from
from judged
