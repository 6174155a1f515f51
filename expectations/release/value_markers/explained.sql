-- Examined: every marker in use.
select distinct
    figures.marker,
    case when known.marker is null then 'no meaning' end as problem
from main.indicator_values as figures
left join main.value_markers as known on figures.marker = known.marker
where figures.marker is not null
