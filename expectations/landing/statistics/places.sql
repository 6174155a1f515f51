-- Examined: every measure and year, and every two authorities of a region and year, against the
-- year before.
with figures as (

    select
        *,
        ln(number + 10) as size,
        rank() over (partition by _release_id, year, measure, category order by number) as place
    from ({{ authority_counts() }})
    where number >= 0

),

pairs as (

    select
        now.table_name,
        now._release_id,
        now.year,
        now.measure,
        now.category,
        now.region_code,
        now.la_code,
        now.place,
        before.place as place_before,
        now.size,
        before.size as size_before
    from figures as now
    inner join figures as before
        on {{ same_count('now', 'before') }} and now.year = before.year + 1

),

ranked as (

    select
        table_name,
        _release_id,
        year,
        measure,
        category,
        count(*) as n,
        corr(place, place_before) as correlation
    from pairs
    group by all

),

telling as (

    select pairs.*
    from pairs
    inner join {{ limits_of('pairs') }}
    where cast(limits.tells_authorities as boolean)

),

exchanged as (

    select
        one.table_name,
        one._release_id,
        one.year,
        one.la_code,
        other.la_code as other_la_code,
        avg(
            abs(one.size - one.size_before) + abs(other.size - other.size_before)
            - abs(one.size - other.size_before) - abs(other.size - one.size_before)
        ) as gain
    from telling as one
    inner join telling as other
        on
            one._release_id = other._release_id
            and one.year = other.year
            and one.measure = other.measure
            and one.category = other.category
            and one.region_code = other.region_code
            and one.la_code < other.la_code
    group by all

)

select
    ranked._release_id,
    concat_ws(' ', ranked.measure, ranked.year) as subject,
    case
        when
            ranked.n >= 30
            and ranked.correlation < cast(limits.rank_floor as double)
            and not {{ is_accepted('places', 'subject') }}
            then
                'ranks of authorities correlate by '
                || round(ranked.correlation, 2) || ' with the year before'
    end as problem
from ranked
inner join {{ limits_of('ranked') }}
union all
select
    exchanged._release_id,
    concat_ws(' ', exchanged.la_code, exchanged.other_la_code, exchanged.year) as subject,
    case
        when
            exchanged.gain > expected.most_gain
            and not {{ is_accepted('places', 'subject') }}
            then 'the two look exchanged'
    end
from exchanged
inner join reference.expected as expected on exchanged.table_name = expected.table_name
where expected.most_gain is not null
