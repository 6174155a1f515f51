-- Rows examined: those of the table. Rows are told apart by a number made of the key, which takes
-- far less room; keys themselves are compared where two rows have the same number.
with suspected as (

    select hash({{ columns | join(', ') }}) as number
    from {{ table }}
    group by number
    having count(*) > 1

)

select
    {{ locators | join(', ') }},
    case
        when count(*) over (partition by {{ columns | join(', ') }}) > 1
            then concat_ws(' ', {{ columns | join(', ') }}) || ' is there more than once'
    end as problem
from {{ table }}
where hash({{ columns | join(', ') }}) in (select suspected.number from suspected)
union all
select
    {{ locators | join(', ') }},
    null as problem
from {{ table }}
where hash({{ columns | join(', ') }}) not in (select suspected.number from suspected)
