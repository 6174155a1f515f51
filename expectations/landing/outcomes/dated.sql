-- One row per inspection, with the days from its first to its publication. A new authority that is
-- not yet inspected has a row without one.
select
    *,
    try_cast(publication_date as date) - try_cast(inspection_date as date) as lag_days
from {{ table }}
where inspection_date is distinct from {{ not_yet_inspected() }}
