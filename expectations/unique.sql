-- Rows examined: those of the table.
select
    {{ locators | join(', ') }},
    case
        when count(*) over (partition by {{ columns | join(', ') }}) > 1
            then concat_ws(' ', {{ columns | join(', ') }}) || ' is there more than once'
    end as problem
from {{ table }}
