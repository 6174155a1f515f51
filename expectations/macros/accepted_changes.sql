{% macro is_accepted(rule, subject) -%}
    {#- A true change that someone has looked at and given a reason for. -#}
    {{ subject }} in (
        select accepted.subject from reference.accepted_changes as accepted
        where accepted.rule = '{{ rule }}' and accepted.reason <> ''
    )
{%- endmacro %}
