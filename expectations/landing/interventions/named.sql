-- Examined: every reviewed row, with the page that is its own and its partner in support.
with known as (

    {{ known_names() }}

),

pages as (

    select
        intervention_id,
        concat_ws(' ', slug, title) as words
    from reference.interventions_reviewed
    where coalesce(slug, title) is not null

),

named as (

    {{ authorities_named('pages', 'intervention_id', 'words') }}

)

select
    reviewed.intervention_id,
    nullif(concat_ws(
        '; ',
        case
            when reviewed.la_code not in (select la_code from reference.authorities)
                then coalesce(reviewed.la_code, 'an empty code') || ' is no authority'
            when (reviewed.la_code, {{ normalised_name('reviewed.la_name') }}) not in (
                select (known.la_code, known.name) from known
            )
                then reviewed.la_code || ' is called ' || coalesce(reviewed.la_name, 'nothing')
        end,
        case
            when
                coalesce(reviewed.slug, reviewed.title) is not null
                and (reviewed.intervention_id, reviewed.la_code) not in (
                    select (named.id, named.la_code) from named
                )
                then
                    'its page, ' || coalesce(reviewed.slug, reviewed.title)
                    || ', does not name ' || coalesce(reviewed.la_name, 'it')
        end,
        case
            when reviewed.support_partner_la_code = reviewed.la_code
                then 'it is its own partner in support'
            when
                reviewed.support_partner_la_code not in (
                    select la_code from reference.authorities
                )
                then 'its partner in support, ' || reviewed.support_partner_la_code || ', is none'
        end
    ), '') as problem
from reference.interventions_reviewed as reviewed
