with source as (

    {%- for page in source_pages().split() %}
    select * from {{ source('raw', page ~ '__status') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

renamed as (

    select
        source,
        publisher,
        publication,
        last_asked_at,
        last_reached_at,
        cast(is_lacking as boolean) as is_lacking
    from source

)

select * from renamed
