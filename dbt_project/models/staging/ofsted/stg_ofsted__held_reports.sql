with source as (

    select * from {{ source('raw', 'ofsted_inspection_reports__held_rows') }}

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
        -- These are known to be something other than a full inspection: no judgement is missed.
        rule not in (
            'lscb-review', 'looked-after-only', 'safeguarding-and-looked-after',
            'protection-of-children-2012', 'monitoring-visit', 'focused-visit',
            'assurance-visit', 'jtai', 'send-inspection'
        )

)

select * from renamed
