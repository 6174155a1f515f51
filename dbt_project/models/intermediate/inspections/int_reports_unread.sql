select
    authorities.la_code,
    max(held.publication_date) as unread_published_on
from {{ ref('stg_ofsted__held_reports') }} as held
inner join {{ ref('int_authorities') }} as authorities on held.urn = authorities.ofsted_urn
group by authorities.la_code
