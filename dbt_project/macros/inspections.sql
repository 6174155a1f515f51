{% macro judgements() -%}
    {#- The five judgements of a full inspection, overall first; parted by spaces. -#}
    overall_effectiveness impact_of_leaders help_and_protection in_care care_leavers
{%- endmacro %}


{% macro grade_of(text) -%}
    {#- One label for one meaning; a label that is not Ofsted's is left for the contract. -#}
    coalesce(
        (select max(grade) from {{ ref('grades') }} where published_label = {{ text }}),
        {{ text }}
    )
{%- endmacro %}


{% macro grade_order(text) -%}
    (select max(grade_order) from {{ ref('grades') }} where grade = {{ text }})
{%- endmacro %}


{% macro grade_name(number) -%}
    (select max(grade) from {{ ref('grades') }} where grade_order = {{ number }})
{%- endmacro %}


{% macro grade_columns() -%}
    {#- The five judgements as the official files have them, under one label per grade. -#}
    {%- for judgement in judgements().split() %}
        {{ grade_of("source." ~ judgement) }} as {{ judgement }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{% macro normalised_name(name) -%}
    {#- Publishers differ in "&"/"and", "St."/"St", hyphens and capitals, never in the words. -#}
    trim(regexp_replace(
        regexp_replace(lower(replace({{ name }}, '&', ' and ')), '[.,'']', '', 'g'),
        '[^a-z]+', ' ', 'g'
    ))
{%- endmacro %}
