-- Examined: every line and part of a whole. Parts that add up are the whole, where none is rounded.
with lines as (

    {{ lines_of_figures('parts') }}

),

compared as (

    select
        lines._release_id,
        lines._locator,
        lines.geographic_level,
        lines.area || ' ' || lines.period || ' ' || array_to_string(parts.part, ' + ') as subject,
        array_to_string(parts.of, ' + ') as whole_name,
        -- England and regions are rounded one by one.
        if(
            lines.geographic_level = 'Local authority', parts.slack,
            greatest(parts.slack, expected.adds_within)
        ) as slack,
        parts.adds_up,
        {{ total_of('parts.part', 'lines.figures') }} as part,
        {{ total_of('parts.of', 'lines.figures') }} as whole
    from lines
    inner join reference.parts as parts on lines.table_name = parts.table_name
    inner join reference.expected as expected on lines.table_name = expected.table_name

)

select
    _release_id,
    _locator,
    subject,
    case
        when
            (
                part > whole + slack + 0.001
                or (
                    adds_up
                    and geographic_level = 'Local authority'
                    and part < whole - slack - 0.001
                )
            )
            and not {{ is_accepted('parts', 'subject') }}
            then part || ' of ' || whole || ' (' || whole_name || ')'
    end as problem
from compared
where part is not null and whole is not null
