{%- set inspections = [('sif', 'SIF'), ('sif_reinspection', 'SIF re-inspection')] -%}

with source as (

    select * from {{ source('raw', 'ofsted_social_care_2023__history') }}

),

unpivoted as (

    {%- for prefix, inspection_type in inspections %}
    select
        _release_id,
        _file_sha256,
        _locator,
        la_name,
        '{{ inspection_type }}' as inspection_type,
        {{ prefix }}_publication_date as publication_date,
        {{ prefix }}_overall_effectiveness as overall_effectiveness,
        {{ prefix }}_impact_of_leaders as impact_of_leaders,
        {{ prefix }}_help_and_protection as help_and_protection,
        {{ prefix }}_in_care as in_care,
        {{ prefix }}_care_leavers as care_leavers
    from source
    where {{ prefix }}_publication_date is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

renamed as (

    select
        _release_id,
        _file_sha256,
        _locator,
        la_name,
        inspection_type,
        cast(publication_date as date) as publication_date,
        -- A dash is printed where a judgement was not made (Isles of Scilly, no children in care).
        {%- for judgement in judgements().split() %}
        {{ grade_of("nullif(unpivoted." ~ judgement ~ ", '-')") }}
            as {{ judgement }}{{ "," if not loop.last }}
        {%- endfor %}
    from unpivoted

)

select * from renamed
