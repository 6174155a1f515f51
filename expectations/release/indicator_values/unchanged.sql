-- Examined: every figure of an indicator that passed the landing gate.
select
    figures._release_id,
    figures._locator,
    case when published.indicator_id is null then figures.measure || ' not published' end
        as problem
from intermediate.int_figures as figures
inner join reference.indicator_definitions as definitions
    on
        figures.source = definitions.source
        and figures.measure = definitions.measure
        and coalesce(definitions.category, figures.category, '') = coalesce(figures.category, '')
        and not cast(definitions.is_derived as boolean)
left join main.indicator_values as published
    on
        definitions.indicator_id = published.indicator_id
        and figures.area_code = published.area_code
        and figures.period = published.period
        and figures._release_id = published.release_id
        and figures.value is not distinct from published.value
