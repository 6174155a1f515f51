-- Examined: every line of a file and kind of cell that it has.
select
    lines._release_id,
    lines._locator,
    case
        when lines.value is null then 'a cell is empty'
        when lines.value <> 'a number' and not list_contains(expected.markers, lines.value)
            then lines.value || ' is no marker: ' || array_to_string(expected.markers, ', ')
    end as problem
from (
    select distinct
        table_name,
        _release_id,
        _locator,
        case when {{ is_number('value') }} then 'a number' else value end as value
    from raw.statistics
) as lines
inner join reference.expected as expected using (table_name)
