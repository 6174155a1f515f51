-- Examined: every authority, kind of provision and judgement.
select
    _release_id,
    _locator,
    case
        when provision_type = 'Supported Accommodation' and overall is not null
            then 'supported accommodation in ' || la_name || ' is graded ' || overall
        when provision_type <> 'Supported Accommodation' and supported_accommodation is not null
            then provision_type || ' in ' || la_name || ' has ' || supported_accommodation
    end as problem
from {{ table }}
