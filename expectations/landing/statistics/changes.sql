-- Examined: every count of a year, of each authority, of all of them and of those of a region,
-- against the year before. Of a count too small to say much a change counts for less; the City of
-- London and the Isles of Scilly are too small for a limit of their own.
with figures as (

    {{ authority_counts() }}

),

changes as (

    select
        now.table_name,
        now._release_id,
        now.year,
        now.measure,
        now.category,
        now.region_code,
        now.la_code,
        abs(ln((now.number + 10) / (before.number + 10))) as change
    from figures as now
    inner join figures as before
        on {{ same_count('now', 'before') }} and now.year = before.year + 1
    where now.number >= 0 and before.number >= 0

),

by_region as (

    select
        changes.table_name,
        changes._release_id,
        changes.year,
        changes.measure,
        changes.category,
        changes.region_code,
        count(*) as n,
        avg(changes.change) as change,
        count(*) filter (changes.change > ln(cast(limits.year_factor as double))) as n_far,
        any_value(limits.year_factor) as factor,
        any_value(cast(limits.year_share as double)) as most_far,
        any_value(cast(limits.region_change as double)) as most_change
    from changes
    inner join {{ limits_of('changes') }}
    group by all

)

select
    _release_id,
    concat_ws(' ', measure, year) as subject,
    case
        when
            sum(n_far) > any_value(most_far) * sum(n)
            and not {{ is_accepted('years', 'subject') }}
            then
                sum(n_far) || ' of ' || sum(n)
                || ' authorities changed by a factor of more than ' || any_value(factor)
    end as problem
from by_region
group by _release_id, year, measure, category
union all
select
    _release_id,
    concat_ws(' ', measure, year, region_code) as subject,
    case
        when n >= 5 and change > most_change and not {{ is_accepted('years', 'subject') }}
            then 'authorities changed by ' || round(100 * (exp(change) - 1)) || ' % on average'
    end
from by_region
union all
select
    changes._release_id,
    concat_ws(' ', changes.measure, changes.year, changes.la_code) as subject,
    case
        when
            changes.change > ln(cast(limits.single_factor as double))
            and not {{ is_accepted('years', 'subject') }}
            then 'changed by a factor of ' || round(exp(changes.change), 2)
    end
from changes
inner join {{ limits_of('changes') }}
where limits.single_factor is not null and changes.la_code not in ('201', '420')
