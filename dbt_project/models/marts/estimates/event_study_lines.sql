select
    spells.spell_id,
    events.event,
    gaps.indicator_id,
    gaps.k,
    cast(gaps.census as string) as period,
    gaps.gap
from {{ ref('int_events_dated') }} as events
inner join {{ ref('int_gaps_measured') }} as gaps
    on events.la_code = gaps.la_code and events.census_before = gaps.census_before
inner join {{ ref('improvement_spells') }} as spells
    on events.la_code = spells.la_code
    and events.from_grade = spells.from_grade
    and events.started_published_on = spells.started_published_on
order by spells.spell_id, events.event, gaps.indicator_id, gaps.k
