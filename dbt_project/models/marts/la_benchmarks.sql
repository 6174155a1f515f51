-- The latest release of every period, with the neighbours of the 2025 model.
select * from {{ ref('la_benchmarks_for') }}(date '9999-12-31', '2025')
order by indicator_id, period, la_code
