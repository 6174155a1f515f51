with source as (

    {%- for model in ['2025', '2021'] %}
    select
        _release_id,
        _file_sha256,
        _locator,
        '{{ model }}' as model,
        la_code,
        measure,
        value
    from {{ source('raw', 'dfe_neighbours__model_' ~ model) }}
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        model,
        la_code,
        cast(regexp_extract(measure, '([0-9]+)', 1) as integer) as neighbour_rank,
        max(value) filter (where measure like 'neighbour%') as neighbour_la_code,
        max(value) filter (where measure like 'closeness%') as closeness
    from source
    group by all

)

select * from renamed
