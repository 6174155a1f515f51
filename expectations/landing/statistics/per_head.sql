-- Examined: every count of an authority of at least 5,000 children: all but the City of London and
-- the Isles of Scilly. A joint return counts for the children of its members.
with figures as (

    {{ authority_counts() }}

),

areas as (

    select distinct
        la_code,
        unnest(string_split(la_code, ' / ')) as member_la_code
    from figures

),

-- Until the estimates of a year are there those of the year before are near enough.
estimates as (

    select
        la_code,
        year + unnest(if(year = max(year) over (), [0, 1], [0])) as year,
        population
    from reference.populations
    where is_newest

),

children as (

    select
        areas.la_code,
        estimates.year,
        sum(estimates.population) as population
    from areas
    inner join estimates on areas.member_la_code = estimates.la_code
    group by all
    having sum(estimates.population) >= 5000

)

select
    figures._release_id,
    concat_ws(' ', figures.measure, figures.year, figures.la_code) as subject,
    case
        when
            10000 * figures.number / children.population
            not between cast(limits.per_head_low as double) and cast(limits.per_head_high as double)
            and not {{ is_accepted('per_head', 'subject') }}
            then
                round(10000 * figures.number / children.population, 1) || ' per 10,000 children'
    end as problem
from figures
inner join reference.expected as expected on figures.table_name = expected.table_name
inner join children
    on
        figures.la_code = children.la_code
        and figures.year = children.year + if(expected.children_of = 'year_before', 1, 0)
inner join {{ limits_of('figures') }}
where
    expected.children_of is not null
    and limits.per_head_high is not null
    and figures.number is not null
