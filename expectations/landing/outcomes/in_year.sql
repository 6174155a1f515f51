-- Examined: every inspection or visit of the year.
select
    _release_id,
    _locator,
    nullif(concat_ws(
        '; ',
        case
            when
                (overall_effectiveness is null)
                <> (inspection_type in ('{{ visits | join("', '") }}'))
                then 'a visit with a grade, or an inspection without'
        end,
        case
            when
                count(*) over (
                    partition by _release_id, la_name, inspection_date, inspection_type
                ) > 1
                then
                    concat_ws(' ', la_name, inspection_date, inspection_type) || ' is listed twice'
        end
    ), '') as problem
from {{ table }}
