with source as (

    select *, '2025' as model from {{ source('raw', 'dfe_neighbours__model_2025') }}
    union all by name
    select *, '2021' as model from {{ source('raw', 'dfe_neighbours__model_2021') }}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        model,
        la_code,
        cast(regexp_extract(measure, '[0-9]+') as integer) as neighbour_rank,
        max(value) filter (where measure like 'neighbour%') as neighbour_la_code,
        max(value) filter (where measure like 'closeness%') as closeness
    from source
    group by all

)

select * from renamed
