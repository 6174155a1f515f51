-- Examined: every inspection of the newest official history, of the SIF years, and of a report.
select
    history.la_name,
    history._locator,
    case when published.inspection_id is null then 'official inspection not published' end
        as problem
from staging.stg_ofsted__ilacs_history as history
left join main.inspections as published
    on
        history._release_id = published.source_release_id
        and history._locator = published.source_locator
        and history.publication_date = published.publication_date
where history._release_id = (
    select max_by(
        releases.release_id, (releases.edition, releases.published_on, releases.release_id)
    )
    from reference.releases as releases
    where releases.source = 'ofsted_inspection_outcomes'
)
union all
select
    history.la_name,
    history._locator,
    case when published.inspection_id is null then 'SIF inspection not published' end
from staging.stg_ofsted__sif_history as history
left join main.inspections as published
    on
        history._release_id = published.source_release_id
        and history._locator = published.source_locator
        and history.publication_date = published.publication_date
union all
select
    reports.listing_name,
    reports._locator,
    case
        when reports._release_id not in (
            select inspections.report_release_id
            from main.inspections as inspections
            where inspections.report_release_id is not null
        )
            then 'inspection report not published'
    end
from staging.stg_ofsted__inspection_reports as reports
