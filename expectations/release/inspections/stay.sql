-- Examined: every judgement published before, of the editions that are still there.
{% for judgement in judgements().split() %}
select
    old.inspection_id as subject,
    case
        when {{ is_accepted('inspection', 'old.inspection_id') }} then null
        when
            new.inspection_id is null
            or (new.{{ judgement }} is distinct from old.{{ judgement }})
            then
                '{{ judgement }} was ' || coalesce(old.{{ judgement }}, 'blank') || ' and is '
                || case
                    when new.inspection_id is null then 'gone'
                    when new.inspection_id is not null then coalesce(new.{{ judgement }}, 'blank')
                end
    end as problem
from previous.main.inspections as old
inner join main.releases as releases on old.source_release_id = releases.release_id
left join main.inspections as new on old.inspection_id = new.inspection_id
{{ 'union all' if not loop.last }}
{% endfor %}
