-- Examined: every report. Published 41 to 145 days after the inspection ended, which took 4 or 8
-- days from its first to its last; an inspection in parts takes longer.
with days as (

    select
        file,
        _locator,
        try_cast(inspection_start_date as date) as first_day,
        try_cast(inspection_end_date as date) as last_day,
        try_cast(publication_date as date) as published_on
    from {{ table }}

)

select
    file,
    _locator,
    case
        when first_day < date '2023-01-01' then 'begun before the framework of January 2023'
        when last_day < first_day then 'ended before it began'
        when published_on - last_day not between 10 and 210
            then 'published ' || (published_on - last_day) || ' days after it ended'
    end as problem
from days
