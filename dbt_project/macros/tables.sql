{#- How DuckDB builds a table: as dbt-duckdb does, and in parts, and with its key checked. -#}


{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {#- A table which Spark built is read; its contract and its tests hold as if DuckDB had built it.
        A query in parts is answered part by part, so that memory holds one at a time. -#}
    {%- set parts = compiled_code.split(next_part()) if language == 'sql' else [compiled_code] -%}
    {%- if model.unique_id in var('built_by_spark', []) -%}
        {%- set parts = [as_spark_built_it(parts[0])] -%}
    {%- endif -%}
    {{ dbt.duckdb__create_table_as(temporary, relation, parts[0], language, **kwargs) }}
    {%- for part in parts[1:] %}
    insert into {{ relation }} by name ({{ part }});
    {%- endfor %}
    {%- if language == 'sql' and config.get('contract').enforced and not temporary %}
    {{ refuse_duplicate_keys(relation) }};
    {%- endif %}
{%- endmacro %}


{% macro next_part() -%}
    {#- Stands between the parts of a model's query. -#}
    /* the next part of the table */
{%- endmacro %}


{% macro parts_of_key(relation, column, most_rows) -%}
    {#- A table cut into parts by the values of a column, in order: the first and the last value of
        each part, of about so many rows. One part, of everything, where the table is not built yet,
        as when the project is parsed or its lineage read. -#}
    {%- if not (execute and load_relation(relation)) -%}
        {{ return([('', none)]) }}
    {%- endif -%}
    {%- set parts -%}
        select
            min({{ column }}),
            max({{ column }})
        from (
            select
                {{ column }},
                (sum(count(*)) over (order by {{ column }}) - count(*)) // {{ most_rows }} as part
            from {{ relation }}
            group by {{ column }}
        )
        group by part
        order by part
    {%- endset -%}
    {{ return(run_query(parts).rows) }}
{%- endmacro %}
