with definitions as (

    -- A figure is found by its measure and the category of its row.
    select
        *,
        source || '__' || source_table as table_name,
        concat_ws('|', measure, category) as figure,
        -- The publisher's own rates rest on the population of their file.
        is_derived and denominator_measures = 'population' as is_per_child
    from {{ ref('indicator_definitions') }}

),

figures as (

    select
        *,
        concat_ws('|', measure, nullif(category, '')) as figure
    from {{ ref('int_figures') }}

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
        on editions.source in (select source from definitions where is_per_child)
    where figures.source = 'ons_population'
    qualify row_number() over (
        partition by editions.release_id, figures.area_code, figures.period
        order by
            estimates.known_on <= editions.known_on desc,
            abs({{ days_between('estimates.known_on', 'editions.known_on') }}),
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
        definitions.is_per_child,
        definitions.denominator_measures is null as is_sum,
        figures._release_id,
        figures.geographic_level,
        figures.area_code,
        figures.period,
        figures.is_joint_return,
        figures._locator,
        figures.value,
        figures.marker
    from figures
    inner join definitions
        on figures.table_name = definitions.table_name and figures.figure = definitions.figure

),

parts as (

    {%- for side, category in [
        ('numerator', 'category'), ('denominator', 'coalesce(denominator_category, category)')
    ] %}
    select
        indicator_id,
        table_name,
        '{{ side }}' as side,
        is_derived,
        n_parts,
        concat_ws(
            '|', split_part({{ side }}_measures, '|', cast(nth as integer)), {{ category }}
        ) as figure,
        -- What is worked out of several figures has the first marker among them.
        {{ 1000 * loop.index0 }} + nth as place
    from (
        select
            *,
            {{ row_per(whole_numbers('1', 'n_parts')) }} as nth
        from (
            select
                *,
                1 + length({{ side }}_measures) - length(replace({{ side }}_measures, '|', ''))
                    as n_parts
            from definitions
            where {{ side }}_measures is not null
        )
    )
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}

),

-- A rate meets its numerator and denominator in the same release, area and period.
counts as (

    select
        parts.indicator_id,
        figures._release_id,
        figures.geographic_level,
        figures.area_code,
        figures.period,
        figures.is_joint_return,
        {%- for side in ['numerator', 'denominator'] %}
        {{ sum_of_all('figures.value', 'parts.n_parts', "parts.side = '" ~ side ~ "'") }}
            as {{ side }},
        {%- endfor %}
        min_by(figures.marker, parts.place) filter (
            where parts.is_derived and figures.marker is not null
        ) as marker
    from figures
    inner join parts
        on figures.table_name = parts.table_name and figures.figure = parts.figure
    group by all

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
        on {{ is_whole_match('named.period', 'kinds.pattern') }}

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
        {{ all_but('picked', ['marker', 'period_ends']) }},
        dated.period_kind,
        dated.period_start,
        dated.period_end,
        dated.period_label,
        coalesce(picked.marker, counts.marker) as marker,
        counts.numerator,
        if(picked.is_per_child, population.value, counts.denominator) as denominator
    from picked
    inner join dated
        on picked.period = dated.period and picked.period_ends = dated.period_ends
    left join counts
        on picked.indicator_id = counts.indicator_id
        and picked._release_id = counts._release_id
        and picked.geographic_level = counts.geographic_level
        and picked.area_code = counts.area_code
        and picked.period = counts.period
        and picked.is_joint_return = counts.is_joint_return
    left join population
        on picked.is_per_child
        and picked._release_id = population.release_id
        and picked.area_code = population.area_code
        and dated.population_end = population.period_end

),

computed as (

    select
        *,
        -- A small credit rounds to minus zero, which prints its sign; nothing added takes it off.
        case
            when not is_derived then value
            when is_sum then {{ rounded('numerator', 'decimal_places') }} + 0
            else {{ rounded('per * numerator / nullif(denominator, 0)', 'decimal_places') }} + 0
        end as final_value
    from completed

),

latest as (

    -- The latest release that has the period: a newer edition may begin later.
    select
        computed.indicator_id,
        computed.period,
        {{ newest_release('releases') }} as release_id
    from computed
    inner join {{ ref('int_releases_dated') }} as releases
        on computed._release_id = releases.release_id
    group by all

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
    -- A derived figure without all of its parts, or of nothing, is not available.
    case when computed.final_value is null then coalesce(computed.marker, 'x') end as marker,
    computed.numerator,
    computed.denominator,
    computed._release_id as release_id,
    computed._locator as source_locator,
    computed.is_joint_return,
    computed.is_derived,
    computed._release_id = latest.release_id as is_latest_release
from computed
inner join latest
    on computed.indicator_id = latest.indicator_id and computed.period = latest.period
left join {{ ref('int_areas_named') }} as areas on computed.area_code = areas.area_code
