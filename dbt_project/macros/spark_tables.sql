{#- How the two engines hand tables over: as Parquet, in a folder per schema and table. -#}


{% macro spark__location_clause() -%}
    {#- Where Spark writes a table; dbt's own macro of the name writes it where nothing may lie. -#}
    location '{{ env_var('BENCHMARKS_SPARK_FOLDER') }}/{{ model.schema }}/{{ model.alias }}'
{%- endmacro %}


{% macro duckdb__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {#- As dbt-duckdb does, but that a table which Spark built is read from where it was written. Its
        columns have the types that DuckDB's own query would have; its contract is enforced, and its
        tests run, as if DuckDB had built it. -#}
    {%- if model.unique_id in var('built_by_spark', []) -%}
        {%- set parquet -%}
            select
                {%- for column in adapter.get_column_schema_from_query(compiled_code) %}
                cast({{ adapter.quote(column.name) }} as {{ column.data_type }})
                    as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
                {%- endfor %}
            from read_parquet(
                '{{ var("spark_folder") }}/{{ model.schema }}/{{ model.alias }}/*.parquet'
            )
        {%- endset -%}
        {{ dbt.duckdb__create_table_as(temporary, relation, parquet, language, **kwargs) }}
    {%- else -%}
        {{ dbt.duckdb__create_table_as(
            temporary, relation, compiled_code, language, **kwargs
        ) }}
    {%- endif -%}
{%- endmacro %}
