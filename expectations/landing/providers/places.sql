-- Examined: every row of counted providers; their places divided among them.
with counted as (

    select
        rows._release_id,
        rows._locator,
        concat_ws(' ', rows.providers, 'x', rows.provision_type, 'in', rows.la_name) as subject,
        cast(rows.places as bigint) as places,
        cast(rows.providers as bigint) * cast(types.most_places as bigint) as most_places
    from {{ table }} as rows
    inner join reference.provision_types as types on rows.provision_type = types.provision_type

)

select
    _release_id,
    _locator,
    case
        when (places is null) <> (most_places is null) or places > most_places
            then subject || ' have ' || coalesce(cast(places as varchar), 'no') || ' places'
    end as problem
from counted
