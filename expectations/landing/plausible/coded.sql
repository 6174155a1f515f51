-- Examined: every authority as a file names it, beside its code where it has one.
with known as (

    {{ known_names() }}

),

named as (

    select distinct
        rows._release_id,
        rows._locator,
        rows.la_name,
        {{ code }} as published_code,
        {{ normalised_name("coalesce(" ~ spelt ~ ", '')") }} as name
    from {{ table }} as rows
    {%- if where %}

    where {{ where }}
    {%- endif %}

)

select
    named._release_id,
    named._locator,
    case
        when
            (
                named.published_code is null
                and named.name not in (select known.name from known)
            )
            or (
                named.published_code is not null
                and (coalesce(codes.la_code, named.published_code), named.name) not in (
                    select (known.la_code, known.name) from known
                )
            )
            then
                coalesce(named.published_code, 'an authority') || ' is called '
                || coalesce(named.la_name, 'nothing')
    end as problem
from named
left join reference.authority_codes as codes on named.published_code = codes.ons_code
