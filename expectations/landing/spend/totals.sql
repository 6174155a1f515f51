-- Examined: every total of an edition that both publications have. They are two forms of one
-- return, and equal for all 143 authorities with a figure in 2023-24 and all 151 in 2024-25.
with by_type as (

    {{ outturn_figures(table) }}
    where rows.measure = 'total_expenditure'

),

by_service as (

    {{ outturn_figures(outturn) }}
    where rows.measure = 'csc_total_expenditure'

),

compared as (

    select
        by_type.*,
        by_service.number as number_by_service,
        by_type.edition || ' ' || by_type.ons_code as subject
    from by_type
    inner join by_service
        on by_type.edition = by_service.edition and by_type.ons_code = by_service.ons_code

)

select
    _release_id,
    _locator,
    case
        when
            abs(number - number_by_service) > 1
            and not {{ is_accepted('totals of spend', 'subject') }}
            then
                subject || ' (' || la_name || '): ' || round(number) || ', and '
                || round(number_by_service) || ' in the outturn by service'
    end as problem
from compared
