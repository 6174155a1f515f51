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


{% macro no_overall_from() -%}
    {#- Ofsted makes no overall judgement in inspections begun from this day. -#}
    '2026-04-01'
{%- endmacro %}


{% macro inspections_paused_from() -%}
    {#- Ofsted suspended inspections for the pandemic: the last before began on this day. A constant,
        for a published clock must not move with the inspections that happen to be known; the release
        gate compares it with the pauses that they show. -#}
    date '2020-03-09'
{%- endmacro %}


{% macro inspections_paused_until() -%}
    {#- The first inspection after the pause began on this day. -#}
    date '2021-06-28'
{%- endmacro %}


{% macro not_applicable() -%}
    {#- Printed in place of a grade that an inspection does not have. -#}
    'Not applicable'
{%- endmacro %}


{% macro not_yet_inspected() -%}
    {#- Printed in place of the date for a new authority. -#}
    'Not yet inspected'
{%- endmacro %}


{% macro overall_absent_reason(inspection_date) -%}
    {#- The words are those of reports that are read. -#}
    case
        when {{ inspection_date }} >= {{ no_overall_from() }}
            then
                'Ofsted makes no overall effectiveness judgement in inspections begun from 1 April 2026'
    end
{%- endmacro %}


{% macro grade_columns(rows) -%}
    {#- The five judgements as the official files have them, under one label per grade. -#}
    {%- for judgement in judgements().split() %}
        {{ grade_of("nullif(" ~ rows ~ "." ~ judgement ~ ", " ~ not_applicable() ~ ")") }}
            as {{ judgement }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{% macro narrow_history(wide) -%}
    {#- A history with one row per authority, as one row per inspection; it gives no inspection
        dates. -#}
    {%- for place in ['first', 'second'] %}
    select
        _release_id,
        _file_sha256,
        _locator,
        cast(null as string) as ons_code,
        la_name,
        cast(null as string) as la_status,
        {{ place }}_inspection_type as inspection_type,
        cast(null as string) as inspection_date,
        {{ place }}_publication_date as publication_date,
        {%- for judgement in judgements().split() %}
        {{ place }}_{{ judgement }} as {{ judgement }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ wide }}
    where {{ place }}_publication_date is not null
    {{- "\n    union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
