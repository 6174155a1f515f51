-- The latest release of every period, with the neighbours of the 2025 model.
select * from {{ ref('la_benchmarks_for') }}(date '{{ var("last_day") }}', '2025')
order by indicator_id, period, la_code
