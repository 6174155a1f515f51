-- Examined: every figure that is worked out of others of its line. The publisher rounds it from
-- data that are not rounded; England and regions leave those who did not answer out of the
-- denominator.
with lines as (

    {{ lines_of_figures('rates') }}

),

compared as (

    select
        lines._release_id,
        lines._locator,
        lines.area || ' ' || lines.period || ' ' || rates.rate as subject,
        lines.figures[rates.rate] as rate,
        rates.per * {{ total_of('rates.numerator', 'lines.figures') }}
        / nullif({{ total_of('rates.denominator', 'lines.figures') }}, 0) as counted,
        case lines.geographic_level
            when 'Local authority' then rates.within
            when 'National' then coalesce(rates.within_england, rates.within_regions)
            else rates.within_regions
        end as within,
        lines.geographic_level = 'Local authority' and rates.needs_counts as needs_counts
    from lines
    inner join reference.rates as rates on lines.table_name = rates.table_name

)

select
    _release_id,
    _locator,
    case
        when abs(rate - counted) > within + 0.0001
            then subject || ' is ' || rate || ', its counts make it ' || round(counted, 3)
        when counted is null and needs_counts
            then subject || ' is ' || rate || ', and its counts are withheld or nothing'
    end as problem
from compared
where rate is not null
