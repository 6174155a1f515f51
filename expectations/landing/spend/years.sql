-- Examined: every measure of a financial year that follows on another: of all authorities and of
-- those of a region, how far they changed.
with figures as (

    select
        rows._release_id,
        cast(left(releases.edition, 4) as integer) as year,
        codes.la_code,
        authorities.region_code,
        rows.measure,
        try_cast(rows.value as double) as number
    from {{ table }} as rows
    inner join reference.releases as releases on rows._release_id = releases.release_id
    inner join reference.authority_codes as codes on rows.ons_code = codes.ons_code
    inner join reference.authorities as authorities on codes.la_code = authorities.la_code
    where rows.measure = '{{ measure }}'

),

changes as (

    select
        now._release_id,
        now.year,
        now.measure,
        now.region_code,
        abs(ln(now.number / before.number)) as change
    from figures as now
    inner join figures as before
        on
            now.la_code = before.la_code
            and now.measure = before.measure
            and now.year = before.year + 1
    where now.number > 0 and before.number > 0

)

select
    _release_id,
    measure || ' ' || year as subject,
    case
        when
            avg(cast(change > ln({{ factor }}) as integer)) > {{ most_far }}
            and not {{ is_accepted('spending', 'subject') }}
            then
                count(*) filter (change > ln({{ factor }})) || ' of ' || count(*)
                || ' authorities changed by a factor of more than {{ factor }}'
    end as problem
from changes
group by _release_id, measure, year
union all
select
    _release_id,
    concat_ws(' ', measure, year, region_code) as subject,
    case
        when
            count(*) >= 5
            and avg(change) > {{ most_change }}
            and not {{ is_accepted('spending', 'subject') }}
            then
                'authorities changed by ' || round(100 * (exp(avg(change)) - 1)) || ' % on average'
    end
from changes
group by _release_id, measure, year, region_code
