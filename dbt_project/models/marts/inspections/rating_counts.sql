select
    as_at,
    case
        when basis = 'none' then 'No judgement under SIF or ILACS yet'
        else coalesce(overall_effectiveness, 'No overall grade')
    end as judgement,
    count(*) as n,
    count(*) filter (where basis = 'derived' and any_inadequate) as n_part_inadequate
from {{ ref('ratings') }}
group by all
order by as_at, judgement
