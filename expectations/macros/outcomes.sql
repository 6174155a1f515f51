{% macro official_la_code(row, day) -%}
    {#- The authority of a row of Ofsted's, by its code or its name. -#}
    {{ la_code_of(
        row, day,
        'reference.authorities', 'reference.authority_names', 'reference.authority_codes'
    ) }}
{%- endmacro %}


{% macro official_history(history, wide) -%}
    {#- Every edition's history, one row per inspection, whichever shape the edition has. -#}
    select
        inspections.*,
        {{ official_la_code(
            'inspections', 'coalesce(inspections.inspection_date, inspections.publication_date)'
        ) }} as la_code
    from (
        select
            _release_id,
            _locator,
            ons_code,
            la_name,
            la_status,
            inspection_type,
            inspection_date,
            publication_date,
            {%- for judgement in judgements().split() %}
            {{ judgement }}{{ "," if not loop.last }}
            {%- endfor %}
        from {{ history }}
        union all by name
        select * exclude (_file_sha256) from ({{ narrow_history(wide) }})
    ) as inspections
{%- endmacro %}
