{{ config(materialized='table_function', parameters=['as_of']) }}

select * from {{ ref('la_benchmarks_for').include(database=false) }}(as_of, '2025')
