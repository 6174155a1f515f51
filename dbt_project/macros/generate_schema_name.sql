{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- A schema is called what the folder says; dbt's default puts the target's name before it. -#}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
