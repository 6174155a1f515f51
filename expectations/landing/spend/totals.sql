-- Examined: every total of an edition that both publications have. They are two forms of one
-- return, and equal for all 143 authorities with a figure in 2023-24 and all 151 in 2024-25.
with totals as (

    select
        rows._release_id,
        rows._locator,
        releases.edition,
        rows.ons_code,
        rows.la_name,
        try_cast(rows.value as double) as total
    from {{ table }} as rows
    inner join reference.releases as releases on rows._release_id = releases.release_id
    where rows.measure = 'total_expenditure'

),

by_service as (

    select
        releases.edition,
        rows.ons_code,
        try_cast(rows.value as double) as total
    from {{ outturn }} as rows
    inner join reference.releases as releases on rows._release_id = releases.release_id
    where rows.measure = 'csc_total_expenditure'

),

compared as (

    select
        totals.*,
        by_service.total as total_by_service,
        totals.edition || ' ' || totals.ons_code as subject
    from totals
    inner join by_service
        on totals.edition = by_service.edition and totals.ons_code = by_service.ons_code

)

select
    _release_id,
    _locator,
    case
        when
            abs(total - total_by_service) > 1
            and not {{ is_accepted('totals of spend', 'subject') }}
            then
                subject || ' (' || la_name || '): ' || round(total) || ', and '
                || round(total_by_service) || ' in the outturn by service'
    end as problem
from compared
