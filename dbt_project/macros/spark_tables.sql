{#- How the two engines hand tables over: as Parquet, in a folder per schema and table. -#}


{% macro spark_folder() -%}
    {{ env_var('BENCHMARKS_SPARK_FOLDER') }}
{%- endmacro %}


{% macro take_over_tables() -%}
    {#- On Spark, before models are built: raw tables and seeds, from where DuckDB wrote them.
        dbt-spark's own seeds make the word None of an empty cell. -#}
    {%- set tables = graph.sources.values() | selectattr('source_name', 'equalto', 'raw') | list -%}
    {%- set seeds = graph.nodes.values() | selectattr('resource_type', 'equalto', 'seed') | list -%}
    {%- for table in tables + seeds %}
        {%- set _ = run_query('create schema if not exists ' ~ table.schema) %}
        {%- set _ = run_query(
            'create table ' ~ table.schema ~ '.' ~ table.name ~ ' using parquet location "'
            ~ spark_folder() ~ '/' ~ table.schema ~ '/' ~ table.name ~ '"'
        ) %}
    {%- endfor %}
{%- endmacro %}


{% macro spark__location_clause() -%}
    {#- Where Spark writes a table; dbt-spark would write it where nothing may lie yet. -#}
    location '{{ spark_folder() }}/{{ model.schema }}/{{ model.alias }}'
{%- endmacro %}


{% macro as_spark_built_it(compiled_code) -%}
    {#- A query of a table that Spark built, from where it was written. Its columns have the types
        that DuckDB's own query would have. -#}
    select
        {%- for column in adapter.get_column_schema_from_query(compiled_code) %}
        cast({{ adapter.quote(column.name) }} as {{ column.data_type }})
            as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from read_parquet('{{ spark_folder() }}/{{ model.schema }}/{{ model.alias }}/*.parquet')
{%- endmacro %}
