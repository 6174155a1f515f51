{{ config(materialized='table_function', parameters=['neighbour_model']) }}

select *
from {{ ref('la_benchmarks_for').include(database=false) }}(
    date '{{ var("last_day") }}', neighbour_model
)
