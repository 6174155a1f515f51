-- One row per publication: how late the release is that its publisher has announced.
select distinct
    publication,
    next_release,
    (select max(ratings.as_at) from main.ratings as ratings) - next_release as days_late
from main.indicators
