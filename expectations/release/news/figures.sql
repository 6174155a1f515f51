-- Examined: every item about a figure, against the figure and the one before as they are published.
select
    news.news_id,
    case
        when news.kind = 'revision' and revisions.release_id is null then 'is no revision'
        when news.kind = 'revision' and abs(revisions.change) <= news.usual_change
            then 'is a usual change'
        when news.kind <> 'revision' and (benchmarks.value is distinct from news.value)
            then 'says ' || coalesce(cast(news.value as varchar), 'nothing')
        when
            news.kind <> 'revision'
            and (earlier.value is distinct from news.previous_value)
            then 'says ' || coalesce(cast(news.previous_value as varchar), 'nothing') || ' before'
        when news.kind = 'quarter' and news.label <> cast(benchmarks.quartile as varchar)
            then 'is in quarter ' || benchmarks.quartile
        when
            news.kind = 'change'
            and abs(news.value - news.previous_value - benchmarks.change_1y) > 0.000001
            then 'changed by ' || benchmarks.change_1y
    end as problem
from main.news as news
left join main.la_benchmarks as benchmarks
    on news.indicator_id = benchmarks.indicator_id
    and news.period = benchmarks.period
    and news.area_code = benchmarks.la_code
left join main.la_benchmarks as earlier
    on news.indicator_id = earlier.indicator_id
    and news.previous_period = earlier.period
    and news.area_code = earlier.la_code
left join main.value_revisions as revisions
    on news.indicator_id = revisions.indicator_id
    and news.period = revisions.period
    and news.area_code = revisions.area_code
    and news.release_id = revisions.release_id
where news.kind in ('revision', 'change', 'quarter')
