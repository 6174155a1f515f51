-- Examined: every reviewed row and every published one.
select
    coalesce(reviewed.intervention_id, published.intervention_id) as intervention_id,
    case
        when reviewed.intervention_id is null then 'published and never reviewed'
        when published.intervention_id is null then 'not published'
        when
            concat_ws(' ', reviewed.la_code, reviewed.kind, reviewed.subject, reviewed.evidence)
            <> concat_ws(
                ' ', published.la_code, published.kind, published.subject, published.evidence
            )
            {%- for column, precision in [
                ['issued_on', 'issued_precision'], ['closed_on', 'closed_precision']
            ] %}
            or coalesce(reviewed.{{ column }}, '') <> coalesce(
                left(cast(published.{{ column }} as varchar), length(reviewed.{{ column }})), ''
            )
            or coalesce({{ day_precision('reviewed.' ~ column) }}, '')
            <> coalesce(published.{{ precision }}, '')
            {%- endfor %}
            or coalesce(reviewed.outcome, 'open') <> coalesce(published.outcome, 'open')
            then 'published otherwise than reviewed'
    end as problem
from reference.interventions_reviewed as reviewed
full join main.interventions as published on reviewed.intervention_id = published.intervention_id
