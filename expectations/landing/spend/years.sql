-- Examined: every measure of a financial year that follows on another: how far each authority, all
-- of them and those of a region changed, how many have the very figure of the year before, and
-- whether two, exchanged, would be much nearer to it.
with figures as (

    select
        rows.*,
        codes.la_code,
        authorities.region_code
    from ({{ outturn_figures(table) }}) as rows
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
        now.la_code,
        ln(now.number) as size,
        ln(before.number) as size_before,
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
union all
select
    _release_id,
    concat_ws(' ', measure, year, la_code) as subject,
    case
        when change > ln({{ most_factor }}) and not {{ is_accepted('spending', 'subject') }}
            then 'changed by a factor of ' || round(exp(change), 2)
    end
from changes
union all
select
    _release_id,
    concat_ws(' ', measure, year) as subject,
    case
        when avg(cast(change = 0 as integer)) > {{ most_equal }}
            then count(*) filter (change = 0) || ' figures are those of the year before'
    end
from changes
group by _release_id, measure, year
union all
select
    one._release_id,
    concat_ws(' ', one.measure, one.year, one.la_code, other.la_code) as subject,
    case
        when
            abs(one.size - one.size_before) + abs(other.size - other.size_before)
            - abs(one.size - other.size_before) - abs(other.size - one.size_before)
            > {{ most_gain }}
            and not {{ is_accepted('spending', 'subject') }}
            then 'the two look exchanged'
    end
from changes as one
inner join changes as other
    on
        one._release_id = other._release_id
        and one.measure = other.measure
        and one.year = other.year
        and one.la_code < other.la_code
