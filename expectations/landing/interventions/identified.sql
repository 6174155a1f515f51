-- Examined: every reviewed row.
select
    intervention_id,
    nullif(concat_ws(
        '; ',
        case
            when
                intervention_id is null
                or not regexp_full_match(
                    intervention_id,
                    concat_ws(
                        '-', la_code, replace(kind, ' ', '-'), coalesce(issued_on, 'undated')
                    ) || '-[1-9]'
                )
                then 'is not named after its authority, kind and issue'
        end,
        case
            when not coalesce(regexp_full_match(url, 'https://[a-z0-9.-]+(/[a-z0-9/_-]*)?'), false)
                then 'has no address: ' || coalesce(url, 'empty')
            when slug is not null and url <> '{{ pages }}' || slug
                then 'is at ' || url || ' and its page is ' || slug
        end,
        case
            when try_cast(seen_on as date) is null
                then 'was not seen on a day: ' || coalesce(seen_on, 'empty')
        end,
        case when seen_at is null then 'does not say where it was seen' end
    ), '') as problem
from reference.interventions_reviewed
