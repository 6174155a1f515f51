-- One row per inspection, with the days from its first to its publication.
select
    *,
    try_cast(publication_date as date) - try_cast(inspection_date as date) as lag_days
from {{ table }}
