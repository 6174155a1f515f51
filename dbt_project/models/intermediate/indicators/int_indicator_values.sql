with definitions as (

    select * from {{ ref('indicator_definitions') }}

),

rows_of_figures as (

    -- Back to one row per row of the file, so that a rate meets its numerator and denominator.
    select
        source,
        _release_id,
        _locator,
        geographic_level,
        area_code,
        period,
        category,
        is_joint_return,
        map(list(measure), list(value)) as values_by_measure,
        map(list(measure), list(marker)) as markers_by_measure
    from {{ ref('int_figures') }}
    group by all

),

population as (

    -- For each edition the newest population known when it was published, or, if none was, the
    -- first one after: a later estimate does not change what an older edition says.
    select
        editions.release_id,
        figures.area_code,
        {{ period_end('figures.period', 0, 'counted.period_ends') }} as period_end,
        figures.value
    from {{ ref('int_figures') }} as figures
    inner join definitions as counted on counted.indicator_id = 'population'
    inner join {{ ref('int_releases_dated') }} as estimates
        on figures._release_id = estimates.release_id
    inner join {{ ref('int_releases_dated') }} as editions
        on editions.source in (select source from definitions where is_derived)
    where figures.source = 'ons_population'
    qualify row_number() over (
        partition by editions.release_id, figures.area_code, figures.period
        order by
            estimates.known_on <= editions.known_on desc,
            abs(date_diff('day', estimates.known_on, editions.known_on)),
            estimates.release_id desc
    ) = 1

),

picked as (

    select
        definitions.indicator_id,
        definitions.period_ends,
        definitions.per,
        definitions.decimal_places,
        definitions.is_derived,
        rows_of_figures.* exclude (source, category, values_by_measure, markers_by_measure),
        rows_of_figures.values_by_measure[definitions.measure] as value,
        rows_of_figures.markers_by_measure[definitions.measure] as marker,
        rows_of_figures.values_by_measure[definitions.numerator_measure] as numerator,
        list_transform(
            string_split(definitions.denominator_measures, '|'),
            lambda part: rows_of_figures.values_by_measure[part]
        ) as denominator_parts
    from rows_of_figures
    inner join definitions
        on rows_of_figures.source = definitions.source
        and coalesce(definitions.category, rows_of_figures.category, '')
        = coalesce(rows_of_figures.category, '')
        and map_contains(rows_of_figures.values_by_measure, definitions.measure)

),

periods as (

    -- A period of a kind that is not known has no end, which the contract of the mart forbids.
    select
        named.period,
        named.period_ends,
        kinds.period_kind,
        {{ period_end('named.period', 'kinds.years_to_end', 'named.period_ends') }} as period_end,
        {{ period_label('named.period', 'kinds.years_to_end') }} as period_label
    from (select distinct period, period_ends from picked) as named
    left join {{ ref('period_kinds') }} as kinds
        on regexp_full_match(named.period, kinds.pattern)

),

started as (

    select
        *,
        {{ period_start('period_end') }} as period_start
    from periods

),

dated as (

    select
        started.*,
        counted.period_end as population_end
    from started
    left join (select distinct period_end from population) as counted
        on {{ mid_year_within('counted.period_end', 'started.period_start', 'started.period_end') }}

),

completed as (

    select
        picked.* exclude (denominator_parts, period_ends),
        dated.period_kind,
        dated.period_start,
        dated.period_end,
        dated.period_label,
        case
            when picked.is_derived then population.value
            -- Null when any part is withheld: a sum of what is left would be another quantity.
            when list_count(picked.denominator_parts) = len(picked.denominator_parts)
                then round(list_sum(picked.denominator_parts), 6)
        end as denominator
    from picked
    inner join dated
        on picked.period = dated.period and picked.period_ends = dated.period_ends
    left join population
        on picked.is_derived
        and picked._release_id = population.release_id
        and picked.area_code = population.area_code
        and dated.population_end = population.period_end

),

computed as (

    select
        *,
        case
            when not is_derived then value
            else round(numerator / denominator * per, decimal_places)
        end as final_value
    from completed

)

select
    computed.indicator_id,
    computed.geographic_level,
    computed.area_code,
    areas.area_name,
    computed.period,
    computed.period_kind,
    computed.period_start,
    computed.period_end,
    computed.period_label,
    computed.final_value as value,
    -- A derived rate without a population is not available, like the population itself.
    case when computed.final_value is null then coalesce(computed.marker, 'x') end as marker,
    computed.numerator,
    computed.denominator,
    computed._release_id as release_id,
    computed._locator as source_locator,
    computed.is_joint_return,
    computed.is_derived
from computed
left join {{ ref('int_areas_named') }} as areas on computed.area_code = areas.area_code
