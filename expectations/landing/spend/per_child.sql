-- Examined: every authority's spending per child. Of at least 5,000 children: all but the City of
-- London and the Isles of Scilly. Until the estimates of a year are there those of the year before
-- are near enough.
with populations as (

    select
        la_code,
        year + unnest(if(year = max(year) over (), [0, 1], [0])) as year,
        population
    from reference.populations
    where is_newest and population >= 5000

)

select
    rows._release_id,
    concat_ws(' ', rows.measure, populations.year, populations.la_code) as subject,
    case
        when
            1000 * rows.number / populations.population
            not between {{ low }} and {{ high }}
            and not {{ is_accepted('spending', 'subject') }}
            then
                round(1000 * rows.number / populations.population)
                || ' pounds per child'
    end as problem
from ({{ outturn_figures(table) }}) as rows
inner join reference.authority_codes as codes on rows.ons_code = codes.ons_code
inner join populations
    on
        codes.la_code = populations.la_code
        and rows.year = populations.year
where rows.measure = '{{ measure }}'
