with judged as (

    select
        dates.as_at,
        inspections.*,
        -- An inspection whose beginning is not known counts from its publication.
        coalesce(inspections.inspection_start_date, inspections.publication_date) as begun_on
    from {{ ref('int_as_at_dates') }} as dates
    inner join {{ ref('inspections') }} as inspections
        on coalesce(inspections.inspection_start_date, inspections.publication_date) <= dates.as_at
        and inspections.publication_date <= dates.published_by

),

in_force as (

    select *
    from judged
    qualify row_number() over (
        partition by as_at, la_code order by begun_on desc, publication_date desc, inspection_id
    ) = 1

),

authorities as (

    select
        dates.as_at,
        authorities.la_code
    from {{ ref('int_as_at_dates') }} as dates
    inner join {{ ref('local_authorities') }} as authorities
        on dates.as_at >= coalesce(authorities.opened_on, date '1900-01-01')
        and dates.as_at <= coalesce(authorities.closed_on, date '9999-12-31')

),

unread as (

    -- A report that is held leaves the judgement before it in force, and says so.
    select
        authorities.la_code,
        max(held.publication_date) as unread_published_on
    from {{ ref('stg_ofsted__held_reports') }} as held
    inner join {{ ref('authorities') }} as authorities on held.urn = authorities.ofsted_urn
    group by authorities.la_code

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
    date_diff('day', in_force.inspection_start_date, authorities.as_at) as days_since_inspection,
    coalesce(
        unread.unread_published_on > in_force.publication_date
        and unread.unread_published_on <= authorities.as_at,
        false
    ) as newer_report_not_yet_read
from authorities
left join in_force on authorities.as_at = in_force.as_at and authorities.la_code = in_force.la_code
left join unread on authorities.la_code = unread.la_code
order by authorities.as_at, authorities.la_code
