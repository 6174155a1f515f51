{{ config(materialized='table_function', parameters=['neighbour_model']) }}

select *
from {{ ref('la_benchmarks_for').include(database=false) }}(date '9999-12-31', neighbour_model)
