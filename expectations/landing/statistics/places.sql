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

    select
        pairs.*,
        pairs.measure || pairs.category as count_of,
        expected.most_gain
    from pairs
    inner join {{ limits_of('pairs') }}
    inner join reference.expected as expected on pairs.table_name = expected.table_name
    where cast(limits.tells_authorities as boolean) and expected.most_gain is not null

),

authorities as (

    select
        table_name,
        _release_id,
        year,
        region_code,
        la_code,
        list(count_of) as counts
    from telling
    group by all

),

-- Two look exchanged only where both changed: neither gains more by it than twice its own change.
changed as (

    select * from telling
    qualify
        2 * max(abs(size - size_before)) over (
            partition by table_name, _release_id, year, la_code
        ) > most_gain

),

exchanged as (

    select
        one.table_name,
        one._release_id,
        one.year,
        one.region_code,
        one.la_code,
        other.la_code as other_la_code,
        avg(
            abs(one.size - one.size_before) + abs(other.size - other.size_before)
            - abs(one.size - other.size_before) - abs(other.size - one.size_before)
        ) > any_value(one.most_gain) as is_likely
    from changed as one
    inner join changed as other
        on
            one.table_name = other.table_name
            and one._release_id = other._release_id
            and one.year = other.year
            and one.count_of = other.count_of
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
    one._release_id,
    concat_ws(' ', one.la_code, other.la_code, one.year) as subject,
    case
        when exchanged.is_likely and not {{ is_accepted('places', 'subject') }}
            then 'the two look exchanged'
    end
from authorities as one
inner join authorities as other
    on
        one.table_name = other.table_name
        and one._release_id = other._release_id
        and one.year = other.year
        and one.region_code = other.region_code
        and one.la_code < other.la_code
        and list_has_any(one.counts, other.counts)
left join exchanged
    on
        one.table_name = exchanged.table_name
        and one._release_id = exchanged._release_id
        and one.year = exchanged.year
        and one.region_code = exchanged.region_code
        and one.la_code = exchanged.la_code
        and other.la_code = exchanged.other_la_code
