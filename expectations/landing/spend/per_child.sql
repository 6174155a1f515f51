-- Examined: every authority's spending per child. Of at least 5,000 children: all but the City of
-- London and the Isles of Scilly.
select
    rows._release_id,
    concat_ws(' ', rows.measure, populations.year, populations.la_code) as subject,
    case
        when
            1000 * try_cast(rows.value as double) / populations.population
            not between {{ low }} and {{ high }}
            and not {{ is_accepted('spending', 'subject') }}
            then
                round(1000 * try_cast(rows.value as double) / populations.population)
                || ' pounds per child'
    end as problem
from {{ table }} as rows
inner join reference.releases as releases on rows._release_id = releases.release_id
inner join reference.authority_codes as codes on rows.ons_code = codes.ons_code
inner join reference.populations as populations
    on
        codes.la_code = populations.la_code
        and cast(left(releases.edition, 4) as integer) = populations.year
where populations.is_newest and populations.population >= 5000 and rows.measure = '{{ measure }}'
