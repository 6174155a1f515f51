{#- What was inspected before SIF: the judgement on protection, and its re-inspection. -#}
{%- set inspections = [
    ('slac', 'safeguarding', 'Safeguarding and looked after children'),
    ('slac_reinspection', 'safeguarding', 'Re-inspection of safeguarding'),
    ('cpi', 'overall_effectiveness', 'Child protection'),
    ('cpri', 'overall_effectiveness', 'Child protection re-inspection')
] -%}

with source as (

    select * from {{ source('raw', 'ofsted_social_care_2023__history') }}

),

unpivoted as (

    {%- for prefix, judgement, inspection_type in inspections %}
    select
        _release_id,
        _file_sha256,
        _locator,
        la_name,
        '{{ inspection_type }}' as inspection_type,
        cast({{ prefix }}_publication_date as date) as publication_date,
        {{ prefix }}_{{ judgement }} as published_judgement
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
        publication_date,
        -- The third grade was "adequate", which is another grade than "requires improvement"; the
        -- sheet of 2023 prints the later words for both.
        case
            when published_judgement = 'Requires improvement to be good' then 'Adequate'
            else published_judgement
        end as judgement
    from unpivoted

)

select * from renamed
