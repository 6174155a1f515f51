-- Examined: every report. The next full inspection follows within about three years at the
-- earliest, and no authority has two among the reports published so far.
with ordered as (

    select
        file,
        _locator,
        urn || ' ' || inspection_start_date as subject,
        try_cast(inspection_start_date as date) - lag(try_cast(inspection_start_date as date))
            over (partition by urn order by inspection_start_date) as days_since
    from {{ table }}

)

select
    file,
    _locator,
    case
        when days_since < 730 and not {{ is_accepted('area SEND', 'subject') }}
            then subject || ': ' || days_since || ' days after the inspection before'
    end as problem
from ordered
