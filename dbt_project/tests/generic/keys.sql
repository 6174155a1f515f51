{% test keys(model, unique, filled=[]) %}

{#- Each column of `unique` holds no value twice and none is empty; those of `filled` are not empty. -#}
{%- for column in unique %}
select
    '{{ column }} is there twice' as problem,
    cast({{ column }} as varchar) as value
from {{ model }}
group by {{ column }}
having count(*) > 1
union all
{%- endfor %}
{%- for column in unique + filled %}
select
    '{{ column }} is empty' as problem,
    null as value
from {{ model }}
where {{ column }} is null
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}

{% endtest %}
