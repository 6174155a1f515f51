-- Examined: every kind of provision, and all together: providers (table 6a) and places (6b).
with editions as (

    select
        release_id,
        edition || '-03-31' as as_at
    from reference.releases
    where release_id in (select rows._release_id from {{ table }} as rows)

),

of_the_day as (

    select totals.* exclude (_file_sha256, _locator, as_at)
    from {{ table }} as totals
    inner join editions
        on totals._release_id = editions.release_id and totals.as_at = editions.as_at

),

printed as (

    unpivot of_the_day
    on columns(* exclude (_release_id, data_type))
    into name total value printed

),

counted as (

    select
        rows._release_id,
        coalesce(types.total, 'every_kind') as total,
        sum(cast(rows.providers as bigint)) as providers,
        sum(cast(rows.places as bigint)) as places
    from {{ providers }} as rows
    inner join reference.provision_types as types on rows.provision_type = types.provision_type
    group by grouping sets ((rows._release_id, types.total), (rows._release_id))

),

expected as (

    select
        _release_id,
        total,
        'Providers' as data_type,
        providers as counted
    from counted
    union all
    -- The publisher adds providers of all kinds, and places of none.
    select
        _release_id,
        total,
        'Places',
        places
    from counted
    where places is not null and total <> 'every_kind'

)

select
    coalesce(expected._release_id, printed._release_id) as _release_id,
    concat_ws(
        ' ',
        coalesce(expected.data_type, printed.data_type),
        coalesce(expected.total, printed.total)
    ) as subject,
    case
        when coalesce(expected.counted, 0) <> coalesce(try_cast(printed.printed as bigint), -1)
            then subject || ': ' || coalesce(expected.counted, 0) || ' counted, '
                || coalesce(printed.printed, 'none') || ' printed'
    end as problem
from expected
full outer join printed
    on
        expected._release_id = printed._release_id
        and expected.total = printed.total
        and expected.data_type = printed.data_type
