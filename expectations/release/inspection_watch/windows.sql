-- Examined: every authority and date, against the reports published by then.
with reported as (

    select
        watch.as_at,
        watch.la_code,
        max(inspections.publication_date) as last_published_on
    from main.inspection_watch as watch
    inner join main.inspections as inspections
        on watch.la_code = inspections.la_code
        and watch.as_at >= inspections.publication_date
    group by all

)

select
    watch.as_at,
    watch.la_code,
    case
        when
            coalesce(watch.days_since, -1)
            <> coalesce(date_diff('day', reported.last_published_on, watch.as_at), -1)
            then concat_ws(' ', watch.days_since, 'days since', reported.last_published_on)
        when watch.clock_days not between 0 and watch.days_since
            then 'the clock says ' || watch.clock_days || ' of ' || watch.days_since || ' days'
        when
            not (
                watch.as_at <= watch.window_10
                and watch.window_10 <= watch.window_50
                and watch.window_50 <= watch.window_90
            )
            then 'the window is not in order'
        when (watch.n_at_risk >= 10) <> (watch.window_50 is not null)
            then 'a window of ' || watch.n_at_risk || ' gaps'
    end as problem
from main.inspection_watch as watch
left join reported on watch.as_at = reported.as_at and watch.la_code = reported.la_code
