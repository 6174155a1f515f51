-- One row per rate of England or a region, less what its counts make it.
select
    _release_id,
    _locator,
    difference,
    if(geographic_level = 'National', difference, null) as difference_of_england
from (
    select
        _release_id,
        _locator,
        geographic_level,
        unnest([vacancy, agency, turnover, caseload, absence]) as difference
    from ({{ differences }})
)
