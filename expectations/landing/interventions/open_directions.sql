-- Examined: every authority and subject with a direction of which nobody says that it has ended.
select
    la_code || ' ' || subject as subject,
    case
        when count(*) > 1
            then 'has open ' || string_agg(intervention_id, ' and ' order by intervention_id)
    end as problem
from reference.interventions_reviewed
where kind = 'statutory direction' and coalesce(outcome, 'open') = 'open'
group by la_code, subject
