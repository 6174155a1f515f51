-- Examined: every inspection.
with dated as (

    select
        inspections.inspection_id,
        inspections.overall_effectiveness,
        inspections.overall_absent_reason,
        authorities.opened_on,
        authorities.closed_on,
        coalesce(inspections.inspection_start_date, inspections.publication_date) as begun_on,
        lag(coalesce(inspections.inspection_start_date, inspections.publication_date)) over (
            partition by inspections.la_code
            order by coalesce(inspections.inspection_start_date, inspections.publication_date)
        ) as previous_begun_on
    from main.inspections as inspections
    left join main.local_authorities as authorities on inspections.la_code = authorities.la_code

)

select
    inspection_id,
    nullif(concat_ws(
        '; ',
        case
            when begun_on - previous_begun_on < 300
                then 'inspected again after ' || (begun_on - previous_begun_on) || ' days'
        end,
        case
            when
                begun_on < coalesce(opened_on, date '2013-01-01')
                or begun_on > coalesce(closed_on, date '9999-12-31')
                then 'outside the life of its authority'
        end,
        case
            when (overall_effectiveness is null) <> (overall_absent_reason is not null)
                then
                    'overall grade ' || coalesce(overall_effectiveness, 'blank') || ', reason '
                    || coalesce(overall_absent_reason, 'none')
        end
    ), '') as problem
from dated
