{{ config(materialized='table_function', parameters=['as_of', 'neighbour_model']) }}

{{ benchmarks('as_of', 'neighbour_model') }}
order by authorities.indicator_id, authorities.period, authorities.la_code
