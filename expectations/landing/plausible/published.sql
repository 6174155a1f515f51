-- Examined: every period of an edition whose day of publication is known.
select distinct
    rows._release_id,
    rows.period as _locator,
    case
        when {{ year }} || '-{{ day }}' >= releases.published_on
            then rows.period || ' had not ended when it was published, on ' || releases.published_on
    end as problem
from {{ table }} as rows
inner join reference.releases as releases on rows._release_id = releases.release_id
where releases.published_on is not null
