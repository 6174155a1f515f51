select
    authorities.la_code,
    held.locator,
    held.publication_date as unread_published_on,
    -- A report that was held before its dates were read counts from its publication.
    coalesce(held.inspection_start_date, held.publication_date) as unread_counts_from
from {{ ref('stg_ofsted__held_reports') }} as held
inner join {{ ref('int_authorities') }} as authorities on held.urn = authorities.ofsted_urn
