-- Examined: every year, and every authority that a year has or should have.
with areas as (

    select distinct
        table_name,
        _release_id,
        period,
        geographic_level,
        region_code,
        la_code
    from raw.statistics

),

years as (

    select
        table_name,
        _release_id,
        period,
        count(*) filter (geographic_level = 'National') as national,
        count(*) filter (
            geographic_level = 'Regional'
            and region_code in (select regions.region_code from reference.regions as regions)
        ) as regions
    from areas
    group by all

),

listed as (

    select distinct
        table_name,
        _release_id,
        period,
        unnest(string_split(la_code, ' / ')) as la_code
    from areas
    where geographic_level = 'Local authority'

),

due as (

    select
        years.table_name,
        years._release_id,
        years.period,
        authorities.la_code,
        authorities.la_name
    from years
    inner join {{ expected_of('years') }}
    inner join reference.authorities as authorities
        on
            {{ day_of('years.period') }} between
                coalesce(authorities.opened_on, '1900') and coalesce(authorities.closed_on, '9999')

),

-- A partner in a joint return has its figures beside the other.
partners as (

    select
        member_la_code as la_code,
        first_period
    from reference.joint_returns
    where not cast(is_lead as boolean)

),

authorities_of_years as (

    select
        table_name,
        _release_id,
        period,
        la_code,
        due.la_name,
        due.la_code is not null as is_due,
        listed.la_code is not null as is_listed
    from due
    full join listed using (table_name, _release_id, period, la_code)

)

select
    _release_id,
    period as _locator,
    case
        when national <> 1 then period || ': ' || national || ' rows for England'
        when regions <> (select count(*) from reference.regions)
            then period || ': ' || regions || ' of nine regions'
    end as problem
from years
union all
select
    authorities_of_years._release_id,
    authorities_of_years.period,
    case
        when not authorities_of_years.is_listed and partners.la_code is null
            then
                authorities_of_years.period || ': no row for ' || authorities_of_years.la_name
                || ' (' || authorities_of_years.la_code || ')'
        when
            not authorities_of_years.is_due
            and not (
                expected.lists_abolished
                and authorities_of_years.la_code in (
                    select known.la_code from reference.authorities as known
                )
            )
            then
                authorities_of_years.period || ': unknown or untimely authority '
                || authorities_of_years.la_code
    end
from authorities_of_years
inner join reference.expected as expected
    on authorities_of_years.table_name = expected.table_name
left join partners
    on
        authorities_of_years.la_code = partners.la_code
        and authorities_of_years.period >= partners.first_period
