-- Examined: every name.
select
    names.la_code,
    names.name,
    case
        when
            names.kind = 'authority'
            and coalesce(authorities.la_name <> names.name, true)
            then 'not the name in local_authorities'
        when
            names.kind = 'other name'
            and exists (
                select 1
                from main.local_authorities as others
                where others.la_name = names.name and others.la_code <> names.la_code
            )
            then 'the name of another authority'
    end as problem
from main.local_authority_names as names
left join main.local_authorities as authorities on names.la_code = authorities.la_code
union all
select
    la_code,
    la_name,
    'no row with its own name'
from main.local_authorities
where
    la_code not in (
        select la_code
        from main.local_authority_names
        where kind = 'authority'
    )
