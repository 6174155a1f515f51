-- Examined: every count of an authority of at least 5,000 children: all but the City of London and
-- the Isles of Scilly. A joint return counts for the children of its members.
with figures as (

    {{ authority_counts(table, category) }}

),

areas as (

    select distinct
        la_code,
        unnest(string_split(la_code, ' / ')) as member_la_code
    from figures

),

children as (

    select
        areas.la_code,
        populations.year + {{ lag }} as year,
        sum(populations.population) as population
    from areas
    inner join reference.populations as populations
        on areas.member_la_code = populations.la_code
    where populations.is_newest
    group by all
    having sum(populations.population) >= 5000

)

select
    figures._release_id,
    figures._locator,
    case
        when
            10000 * figures.number / children.population
            not between cast(limits.per_head_low as double) and cast(limits.per_head_high as double)
            then
                concat_ws(' ', figures.measure, figures.year, figures.la_code) || ': '
                || round(10000 * figures.number / children.population, 1) || ' per 10,000 children'
    end as problem
from figures
inner join children on figures.la_code = children.la_code and figures.year = children.year
inner join {{ limits_of(table, 'figures') }}
where limits.per_head_high is not null and figures.number is not null
