with source as (

    {%- for page in source_pages().split() %}
    select * from {{ source('raw', page ~ '__held_rows') }}
    union all
    {%- endfor %}
    select * from {{ source('raw', 'unrecognised') }}

),

renamed as (

    select
        coalesce(nullif(source, ''), 'unrecognised') as source,
        locator,
        rule,
        detail
    from source

)

select * from renamed
