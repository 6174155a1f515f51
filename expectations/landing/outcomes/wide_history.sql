-- Examined: every inspection of a history that has one row per authority.
select
    _release_id,
    _locator,
    nullif(concat_ws(
        '; ',
        case when la_code is null then 'unknown authority ' || la_name end,
        case when overall_effectiveness is null then 'published without a grade' end,
        case
            when publication_date not between '2018-01-01' and releases.published_on
                then 'published ' || publication_date
        end
    ), '') as problem
from ({{ official_history(history, wide_history) }}) as inspections
left join reference.releases as releases on inspections._release_id = releases.release_id
where la_status is null
