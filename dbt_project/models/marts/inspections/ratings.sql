with dates as (

    select * from {{ ref('int_as_at_dates') }}

),

judged as (

    select
        dates.as_at,
        inspections.*
    from dates
    inner join {{ ref('int_inspections') }} as inspections
        on inspections.counts_from <= dates.as_at
        and inspections.publication_date <= dates.published_by

),

in_force as (

    select *
    from judged
    qualify row_number() over (
        partition by as_at, la_code order by counts_from desc, publication_date desc, inspection_id
    ) = 1

),

authorities as (

    select
        dates.as_at,
        authorities.la_code
    from dates
    inner join {{ ref('int_authorities') }} as authorities
        on dates.as_at between authorities.valid_from and authorities.valid_to

),

unread as (

    -- A report that is held leaves the judgement before it in force, and says so at every date at
    -- which it would count, by the rule for those that are read.
    select
        dates.as_at,
        reports.la_code,
        max(reports.unread_published_on) as unread_published_on
    from dates
    inner join {{ ref('int_reports_unread') }} as reports
        on reports.unread_counts_from <= dates.as_at
        and reports.unread_published_on <= dates.published_by
    group by dates.as_at, reports.la_code

)

select
    authorities.as_at,
    authorities.la_code,
    in_force.inspection_id,
    in_force.overall_effectiveness,
    in_force.impact_of_leaders,
    in_force.help_and_protection,
    in_force.in_care,
    in_force.care_leavers,
    in_force.any_inadequate,
    case
        when in_force.inspection_id is null then 'none'
        when in_force.overall_effectiveness is null then 'derived'
        else 'overall'
    end as basis,
    {{ days_between('in_force.inspection_start_date', 'authorities.as_at') }}
        as days_since_inspection,
    unread.unread_published_on is not null
    and (
        in_force.publication_date is null
        or unread.unread_published_on > in_force.publication_date
    ) as newer_report_not_yet_read
from authorities
left join in_force on authorities.as_at = in_force.as_at and authorities.la_code = in_force.la_code
left join unread on authorities.as_at = unread.as_at and authorities.la_code = unread.la_code
order by authorities.as_at, authorities.la_code
