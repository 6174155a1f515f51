-- Examined: every indicator and period published before.
with before as (

    {{ figures_before('Local authority') }}

),

compared as (

    select
        subject,
        count(*) filter (value is null) as n,
        count(*) as authorities
    from before
    group by subject

)

select
    subject,
    case
        when n > 0.1 * authorities and not {{ is_accepted('withheld', 'subject') }}
            then n || ' of ' || authorities || ' figures are now withheld'
    end as problem
from compared
