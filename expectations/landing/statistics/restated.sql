-- Examined: every measure that two editions have, one after the other, every figure that differs
-- between them, and how many go back to what they were two editions before (3 of 894 in one measure
-- of 2025, none in the others). Up to the 2022 edition a joint figure stood under its lead alone.
with editions as (

    select
        releases.release_id,
        releases.source,
        releases.edition,
        lag(releases.release_id) over editions_in_order as earlier_release_id,
        lag(releases.release_id, 2) over editions_in_order as first_release_id,
        lag(releases.edition) over editions_in_order as earlier_edition
    from reference.releases as releases
    inner join (select distinct table_name, _release_id from raw.statistics) as tables
        on releases.release_id = tables._release_id
    window editions_in_order as (
        partition by tables.table_name
        order by releases.edition, releases.published_on, releases.release_id
    )

),

figures as (

    select
        table_name,
        _release_id,
        _locator,
        period,
        geographic_level,
        measure,
        category,
        coalesce(split_part(la_code, ' / ', 1), region_code, 'England') as area,
        value,
        try_cast(value as double) as number
    from raw.statistics

),

compared as (

    select
        editions.source || ' ' || editions.edition || ' ' || later.measure as subject,
        editions.release_id,
        later._locator,
        later.geographic_level,
        later.measure,
        later.category,
        later.period,
        later.area,
        earlier.value as earlier_value,
        later.value,
        later.number,
        earlier.number as earlier_number,
        -- Small figures may move by much; rates are as small as that.
        greatest(
            (later.number + 10) / (earlier.number + 10), (earlier.number + 10) / (later.number + 10)
        ) as factor,
        (earlier.value is distinct from later.value) as is_changed,
        (earlier.value <> later.value and later.value = first.value) as is_reverted,
        limits.year_factor is not null as is_count,
        cast(limits.revised_share as double) as most_changed,
        cast(limits.revised_factor as double) as most_factor
    from editions
    inner join figures as later on editions.release_id = later._release_id
    inner join figures as earlier
        on
            editions.earlier_release_id = earlier._release_id
            and {{ same_cell('later', 'earlier') }}
    left join figures as first
        on
            editions.first_release_id = first._release_id
            and {{ same_cell('later', 'first') }}
    inner join {{ limits_of('later') }}
    -- What was defined anew is no revision.
    where not exists (
        select 1 from reference.indicator_definitions as definitions
        where
            definitions.source = editions.source
            and definitions.measure = later.measure
            and definitions.comparable_from_edition > editions.earlier_edition
    )

)

select
    release_id as _release_id,
    subject,
    case
        when
            avg(cast(is_changed as integer)) filter (geographic_level = 'Local authority')
            > any_value(most_changed)
            and not {{ is_accepted('restatement', 'subject') }}
            then
                count(*) filter (is_changed and geographic_level = 'Local authority')
                || ' of ' || count(*) filter (geographic_level = 'Local authority')
                || ' figures of authorities differ from the edition before'
    end as problem
from compared
group by release_id, subject, category
union all
select
    release_id,
    subject,
    case
        when
            count(*) filter (is_reverted) > {{ most_reverted }}
            and not {{ is_accepted('restatement', 'subject') }}
            then count(*) filter (is_reverted) || ' figures are those of two editions before'
    end
from compared
group by release_id, subject, category
union all
select
    release_id,
    subject || ' England ' || period,
    case
        when
            factor > {{ most_of_england }}
            and not {{ is_accepted('restatement', 'subject') }}
            and not {{ is_accepted('restatement', "subject || ' England ' || period") }}
            then 'was ' || earlier_value || ' in the edition before and is ' || value
    end
from compared
where geographic_level = 'National' and is_count
union all
select
    release_id,
    subject || ' ' || area || ' ' || period,
    case
        when
            (factor > most_factor or (earlier_number is null and number = 0))
            and not {{ is_accepted('restatement', 'subject') }}
            and not {{ is_accepted('restatement', "subject || ' ' || area || ' ' || period") }}
            then 'was ' || earlier_value || ' in the edition before and is ' || value
    end
from compared
where is_changed
