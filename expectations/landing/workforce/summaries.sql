-- One row per rate of England or a region, less what its counts make it.
select
    _release_id,
    _locator,
    unnest([vacancy, agency, turnover, caseload, absence]) as difference
from ({{ differences }})
