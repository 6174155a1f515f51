{% macro grade_of(text) -%}
    {#- Ofsted's third grade is "requires improvement to be good"; one label for one meaning. -#}
    case {{ text }}
        when 'Requires improvement to be good' then 'Requires improvement'
        else {{ text }}
    end
{%- endmacro %}


{% macro grade_order(grade) -%}
    case {{ grade }}
        when 'Outstanding' then 1
        when 'Good' then 2
        when 'Requires improvement' then 3
        when 'Inadequate' then 4
    end
{%- endmacro %}


{% macro grade_name(grade_order) -%}
    case {{ grade_order }}
        when 1 then 'Outstanding'
        when 2 then 'Good'
        when 3 then 'Requires improvement'
        when 4 then 'Inadequate'
    end
{%- endmacro %}


{% macro normalised_name(name) -%}
    {#- Publishers differ in "&"/"and", "St."/"St", hyphens and capitals, never in the words. -#}
    trim(regexp_replace(
        regexp_replace(lower(replace({{ name }}, '&', ' and ')), '[.,'']', '', 'g'),
        '[^a-z]+', ' ', 'g'
    ))
{%- endmacro %}


{% macro grade_columns() -%}
    {#- The five judgements as the official files have them, under one label per grade. -#}
    {%- for judgement in [
        'overall_effectiveness', 'impact_of_leaders', 'help_and_protection', 'in_care',
        'care_leavers'
    ] %}
        {{ grade_of(judgement) }} as {{ judgement }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
