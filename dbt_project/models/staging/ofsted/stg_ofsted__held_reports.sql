with source as (

    select * from {{ source('raw', 'held_rows') }}

),

renamed as (

    select
        source,
        locator,
        rule,
        detail,
        urn,
        cast(publication_date as date) as publication_date,
        cast(inspection_start_date as date) as inspection_start_date
    from source
    where
        source = 'ofsted_inspection_reports'
        -- These are known to be something other than a full inspection: no judgement is missed.
        and rule not in (
            'lscb-review', 'looked-after-only', 'safeguarding-and-looked-after',
            'protection-of-children-2012', 'monitoring-visit', 'focused-visit',
            'assurance-visit', 'jtai', 'send-inspection'
        )

)

select * from renamed
