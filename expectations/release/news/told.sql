-- Examined: every report, visit and change beyond chance of the year before the run, and every item
-- of news of these kinds: each of the one is the other, under its name and once.
with run as (

    select max(as_at) as as_at from main.ratings

),

expected as (

    select 'report:' || inspection_id as news_id, publication_date as known_on
    from main.inspections
    union all
    select 'visit:' || visit_id as news_id, coalesce(publication_date, visit_date) as known_on
    from main.visits
    union all
    select
        concat_ws(':', 'change', benchmarks.indicator_id, benchmarks.period, benchmarks.la_code),
        releases.known_on
    from main.la_benchmarks as benchmarks
    inner join main.releases as releases on benchmarks.release_id = releases.release_id
    where
        benchmarks.is_newest
        and benchmarks.change_flag in ('high 95', 'high 99.8', 'low 95', 'low 99.8')

),

due as (

    select expected.*
    from expected
    inner join run
        on expected.known_on > run.as_at - interval 12 months and expected.known_on <= run.as_at

),

told as (

    select news_id, known_on
    from main.news
    where kind in ('report', 'visit', 'change')

)

select
    coalesce(due.news_id, told.news_id) as news_id,
    case
        when told.news_id is null then 'is not told'
        when due.news_id is null then 'is told and did not happen in the year'
        when due.known_on <> told.known_on then 'is told as of ' || told.known_on
    end as problem
from due
full join told on due.news_id = told.news_id
