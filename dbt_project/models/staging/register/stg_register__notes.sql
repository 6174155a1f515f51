with source as (

    {{ registers('notes') }}

)

select distinct
    source,
    note
from source
