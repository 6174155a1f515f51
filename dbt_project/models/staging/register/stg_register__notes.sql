with source as (

    select * from {{ source('raw', 'notes') }}

)

select distinct
    source,
    note
from source
