-- Examined: every name and code of a file. A zero-width or no-break character, or one that turns
-- the direction of writing, makes a name another than it looks.
select distinct
    _release_id,
    name as _locator,
    case
        when regexp_matches(replace(name, ' ', ''), '[\p{C}\p{Z}\p{M}]')
            then 'a character of ' || name || ' is not seen'
    end as problem
from (
    {%- for column in columns %}

    select distinct
        _release_id,
        {{ column }} as name
    from {{ table }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)
where name is not null
