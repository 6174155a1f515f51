-- Examined: every authority.
select
    la_code,
    nullif(concat_ws(
        '; ',
        case
            when
                ons_code is null
                or region_name is null
                or (is_current and ofsted_urn is null)
                then 'no ONS code, region or, while current, Ofsted URN'
        end,
        case
            when closed_on is not null and successor_la_codes is null
                then 'abolished without a successor'
        end
    ), '') as problem
from main.local_authorities
