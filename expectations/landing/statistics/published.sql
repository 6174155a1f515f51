-- Examined: every period of an edition whose day of publication is known.
with periods as (

    select distinct
        table_name,
        _release_id,
        period
    from raw.statistics

)

select
    periods._release_id,
    periods.period as _locator,
    case
        when {{ day_of('periods.period') }} >= releases.published_on
            then
                periods.period || ' had not ended when it was published, on '
                || releases.published_on
    end as problem
from periods
inner join {{ expected_of('periods') }}
inner join reference.releases as releases on periods._release_id = releases.release_id
where releases.published_on is not null
