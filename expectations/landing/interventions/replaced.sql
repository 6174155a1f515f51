-- Examined: every reviewed row that was replaced, or names what replaces it.
select
    reviewed.intervention_id,
    case
        when coalesce(reviewed.outcome, 'open') <> 'replaced'
            then 'names what replaces it, and was not replaced'
        when reviewed.replaced_by_id is null
            then 'was replaced, and nothing says by what'
        when reviewed.replaced_by_id = 'not seen' then null
        when later.intervention_id is null
            then 'is replaced by ' || reviewed.replaced_by_id || ', which has no row'
        when later.intervention_id = reviewed.intervention_id then 'replaces itself'
        when later.la_code <> reviewed.la_code
            then 'is replaced by ' || later.intervention_id || ' of another authority'
        when {{ latest_day('later.issued_on') }} < {{ earliest_day('reviewed.issued_on') }}
            then 'is replaced by ' || later.intervention_id || ', which is earlier'
        when not {{ days_agree('later.issued_on', 'reviewed.closed_on') }}
            then
                'ended in ' || reviewed.closed_on || ', and ' || later.intervention_id
                || ' replaces it'
    end as problem
from reference.interventions_reviewed as reviewed
left join reference.interventions_reviewed as later
    on reviewed.replaced_by_id = later.intervention_id
where reviewed.outcome = 'replaced' or reviewed.replaced_by_id is not null
