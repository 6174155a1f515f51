with source as (

    {%- for page in source_pages().split() %}
    select * from {{ source('raw', page ~ '__notes') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

)

select distinct
    source,
    note
from source
