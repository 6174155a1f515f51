{% macro members(returns, local_authorities) -%}
    {#- Part of la_benchmarks_for. One row per authority: a joint return is given to each of its
        members. -#}
    with members as (

        select
            *,
            unnest(string_split(area_code, '+')) as la_code
        from {{ returns }}

    )

    select
        members.*,
        authorities.la_name,
        authorities.region_code,
        {{ lait_value('members') }} as lait_value,
        {{ csc_value('members') }} as csc_value
    from members
    inner join {{ local_authorities }} as authorities on members.la_code = authorities.la_code
    left join members as joint
        on members.indicator_id = joint.indicator_id
        and members.period = joint.period
        and members.la_code = joint.la_code
        and joint.is_joint_return
    where
        -- Some files keep rows without figures for authorities abolished or not yet created.
        (
            members.value is not null
            or members.period_end between coalesce(authorities.opened_on, date '1900-01-01')
            and coalesce(authorities.closed_on, date '9999-12-31')
        )
        -- Older editions mark the partner of a joint return "not applicable" beside the joint row.
        and (members.is_joint_return or joint.la_code is null)
{%- endmacro %}


{% macro rounded_half_away(value, places) -%}
    {#- To the decimals that the department's children's social care dashboard shows; null where it
        shows no median. A binary fraction might fall on the wrong side. -#}
    case {{ places }}
        {%- for digits in [0, 1] %}
        when {{ digits }}
            then cast(round(cast({{ value }} as decimal(18, 6)), {{ digits }}) as double)
        {%- endfor %}
    end
{%- endmacro %}


{% macro csc_value(figure) -%}
    {#- The dashboard rounds before it takes medians, and leaves joint returns out of them. -#}
    if(
        {{ figure }}.is_joint_return,
        null,
        {{ rounded_half_away(figure ~ '.value', figure ~ '.csc_decimal_places') }}
    )
{%- endmacro %}


{% macro beside_neighbours(authorities, neighbours) -%}
    {#- Part of la_benchmarks_for. One row per authority with neighbours: means and medians,
        unweighted, over those of its neighbours that have a value, and its place among itself and
        them. A joint return counts for each of its members in the former, once in the latter. -#}
    with pairs as materialized (

        select
            neighbours.la_code,
            theirs.indicator_id,
            theirs.period,
            theirs.value,
            theirs.csc_value
        from {{ neighbours }} as neighbours
        inner join {{ authorities }} as theirs on neighbours.neighbour_la_code = theirs.la_code

    ),

    beside as (

        select
            own.indicator_id,
            own.period,
            own.la_code,
            round({{ exact_mean('theirs.value') }}, 6) as mean,
            round(median(theirs.value), 6) as median,
            count(theirs.value) as used,
            median(theirs.csc_value) as csc_median,
            count(*) filter (where theirs.value < own.value) as lower
        from {{ authorities }} as own
        inner join pairs as theirs
            on own.la_code = theirs.la_code
            and own.indicator_id = theirs.indicator_id
            and own.period = theirs.period
        group by own.indicator_id, own.period, own.la_code

    ),

    -- Neighbours whose return is that of the authority itself, or of a nearer neighbour.
    repeated as (

        select
            groups.la_code,
            groups.neighbour_la_code,
            joint.area_code
        from (
            select la_code, neighbour_la_code, neighbour_rank from {{ neighbours }}
            union all
            select distinct la_code, la_code, 0 from {{ neighbours }}
        ) as groups
        inner join (
            select distinct la_code, area_code from {{ authorities }} where is_joint_return
        ) as joint on groups.neighbour_la_code = joint.la_code
        qualify row_number() over (
            partition by groups.la_code, joint.area_code order by groups.neighbour_rank
        ) > 1

    ),

    pairs_counted_twice as materialized (

        select
            repeated.la_code,
            theirs.indicator_id,
            theirs.period,
            theirs.value
        from repeated
        inner join {{ authorities }} as theirs
            on repeated.neighbour_la_code = theirs.la_code
            and repeated.area_code = theirs.area_code
        where theirs.value is not null

    ),

    counted_twice as (

        select
            own.indicator_id,
            own.period,
            own.la_code,
            count(*) as used,
            count(*) filter (where theirs.value < own.value) as lower
        from {{ authorities }} as own
        inner join pairs_counted_twice as theirs
            on own.la_code = theirs.la_code
            and own.indicator_id = theirs.indicator_id
            and own.period = theirs.period
        group by own.indicator_id, own.period, own.la_code

    )

    select
        beside.*,
        1 + beside.lower - coalesce(counted_twice.lower, 0) as rank_lowest,
        1 + beside.used - coalesce(counted_twice.used, 0) as n_ranked
    from beside
    left join counted_twice
        on beside.indicator_id = counted_twice.indicator_id
        and beside.period = counted_twice.period
        and beside.la_code = counted_twice.la_code
{%- endmacro %}
