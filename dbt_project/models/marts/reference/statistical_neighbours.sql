select
    model,
    la_code,
    neighbour_rank,
    neighbour_la_code,
    closeness,
    _release_id as source_release_id
from {{ ref('stg_dfe__neighbours') }}
order by model, la_code, neighbour_rank
