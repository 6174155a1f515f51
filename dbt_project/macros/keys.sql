{#- The primary key of a contract, kept without an index.

    DuckDB enforces a key by an index that stays in memory whole: for 29 million rows more than a small
    machine has. The columns of the key are `not null` in the table, and its rows are asked for
    duplicates once, when the table is built; that spills to disk. -#}


{% macro duckdb__get_table_columns_and_constraints() -%}
    {#- As dbt does, but for the key. -#}
    {%- set key = key_of(model) -%}
    {%- set lines = [] -%}
    {%- for name, column in model.columns.items() -%}
        {%- set line = adapter.render_raw_columns_constraints(raw_columns={name: column})[0] -%}
        {%- set filled = column.constraints | selectattr('type', 'equalto', 'not_null') | list -%}
        {%- set _ = lines.append(line ~ (' not null' if name in key and not filled else '')) -%}
    {%- endfor -%}
    {%- set others = model.constraints | rejectattr('type', 'equalto', 'primary_key') | list -%}
    {%- set _ = lines.extend(adapter.render_raw_model_constraints(raw_constraints=others)) -%}
    (
        {{ lines | join(',\n        ') }}
    )
{%- endmacro %}


{% macro refuse_duplicate_keys(relation) -%}
    {#- Breaks at the first key that two rows of a table have, and names it. -#}
    {%- set key = key_of(model) | join(', ') -%}
    select error('{{ model.name }}: duplicate key ' || concat_ws(', ', {{ key }}))
    from {{ relation }}
    group by {{ key }}
    having count(*) > 1
    limit 1
{%- endmacro %}


{% macro key_of(node) -%}
    {#- The columns of the primary key, none where the contract names none. -#}
    {%- set keys = node.constraints | selectattr('type', 'equalto', 'primary_key') | list -%}
    {{ return(keys[0].columns if keys else []) }}
{%- endmacro %}
