-- Examined: every judgement of every inspection that both sources have.
{% for judgement in judgements().split() %}
select
    la_code,
    publication_date,
    case
        when
            (official_{{ judgement }} is distinct from report_{{ judgement }})
            {% if judgement == 'overall_effectiveness' %}
            -- An official edition from which the column is withdrawn says nothing of it.
            and (official_overall_effectiveness is not null or overall_absent_reason is not null)
            {% endif %}
            then
                '{{ judgement }}: official ' || coalesce(official_{{ judgement }}, 'blank')
                || ', report ' || coalesce(report_{{ judgement }}, 'blank')
    end as problem
from intermediate.int_inspections_matched
where official_release_id is not null and report_release_id is not null
{{ 'union all' if not loop.last }}
{% endfor %}
