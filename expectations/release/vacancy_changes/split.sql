-- Examined: every change, against the rate as published.
select
    changes.period,
    changes.years,
    changes.area_code,
    case
        when
            changes.marker is null <> (changes.from_filled is not null)
            or changes.marker is null <> (changes.from_agency_covered is not null)
            or changes.marker is null <> (changes.from_uncovered is not null)
            then 'marked ' || coalesce(changes.marker, 'nothing') || ' and split, or neither'
        when
            abs(
                changes.from_filled + changes.from_agency_covered + changes.from_uncovered
                - changes.change
            ) > 1e-9
            then 'parts do not add to the change'
        when least(changes.uncovered_before, changes.uncovered) < 0
            then 'fewer than no vacancies are uncovered'
        when changes.marker is null and least(changes.posts_before, changes.posts) < 30
            then 'split on fewer than 30 posts'
        -- Rates are published to one decimal, from counts that are rounded too.
        when abs(changes.rate - figures.value) > 0.1
            then 'rate ' || changes.rate || ', published ' || figures.value
    end as problem
from main.vacancy_changes as changes
left join main.indicator_values as figures
    on changes.area_code = figures.area_code
    and changes.period = figures.period
    and figures.indicator_id = 'vacancy_rate_fte'
    and figures.is_latest_release
