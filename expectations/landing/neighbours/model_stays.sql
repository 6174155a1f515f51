-- Examined: every neighbour and closeness of a release of the model that has one before it.
with releases as (

    select
        release_id,
        edition,
        lag(release_id) over in_order as earlier_release_id
    from reference.releases
    where release_id in (select rows._release_id from {{ table }} as rows)
    window in_order as (partition by edition order by published_on, release_id)

),

compared as (

    select
        later._release_id,
        later._locator,
        releases.edition || ' ' || later.la_code as subject,
        later.measure,
        later.value,
        earlier.value as earlier_value
    from releases
    inner join {{ table }} as later on releases.release_id = later._release_id
    left join {{ table }} as earlier
        on
            releases.earlier_release_id = earlier._release_id
            and later.la_code = earlier.la_code
            and later.measure = earlier.measure
    where releases.earlier_release_id is not null

)

select
    _release_id,
    _locator,
    subject,
    case
        when
            (lower(value) is distinct from lower(earlier_value))
            and not {{ is_accepted('model', 'subject') }}
            then measure || ' was ' || coalesce(earlier_value, 'none') || ' in the release before'
    end as problem
from compared
