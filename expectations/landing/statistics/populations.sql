-- Examined: every authority's population beside that of the newest population estimates known when
-- the file was published; a year counts the children of the middle of the year before.
with known as (

    select
        releases.release_id,
        releases.source || ' ' || releases.edition as subject,
        max_by(populations.release_id, (populations.published_on, populations.release_id))
            as population_release_id
    from reference.releases as releases
    inner join reference.populations as populations
        on releases.published_on >= populations.published_on
    where
        releases.release_id in (
            select rows._release_id from raw.statistics as rows
            where rows.table_name = '{{ table }}'
        )
    group by all

)

select
    rows._release_id,
    rows._locator,
    known.subject,
    case
        when
            (try_cast(rows.value as bigint) is distinct from populations.population)
            and not {{ is_accepted('population', 'known.subject') }}
            then
                rows.la_name || ' ' || rows.period || ': ' || rows.value || ' children here, '
                || populations.population || ' in the estimates'
    end as problem
from raw.statistics as rows
inner join known on rows._release_id = known.release_id
inner join reference.populations as populations
    on
        known.population_release_id = populations.release_id
        and rows.la_code = populations.la_code
        and cast(left(rows.period, 4) as integer) - 1 = populations.year
where
    rows.table_name = '{{ table }}'
    and rows.measure = 'population'
    and rows.geographic_level = 'Local authority'
    and rows.period similar to '[0-9]{4}'
    and populations.population is not null
    and rows.value not in ('x', 'z')
