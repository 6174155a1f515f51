with history as (

    select * from {{ ref('stg_ofsted__protection_history') }}

),

names as (

    select * from {{ ref('int_authorities_named') }}

),

judged as (

    select
        names.la_code,
        history.publication_date,
        history.inspection_type,
        history.judgement
    from history
    inner join names
        on {{ normalised_name('history.la_name') }} = names.normalised_name
        -- "Dorset" is two authorities; the date of publication tells which.
        and history.publication_date between names.valid_from and names.valid_to

)

select * from judged
qualify
    row_number() over (
        partition by la_code order by publication_date desc, inspection_type
    ) = 1
