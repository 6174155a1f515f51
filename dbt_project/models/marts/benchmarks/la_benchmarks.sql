-- The latest release of every period, with the neighbours of the 2025 model; in the function's
-- order.
select * from {{ ref('la_benchmarks_for') }}(date '{{ var("last_day") }}', '2025')
