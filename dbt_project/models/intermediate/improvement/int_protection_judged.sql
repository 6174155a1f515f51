with history as (

    select * from {{ ref('stg_ofsted__protection_history') }}

),

names as (

    select * from {{ ref('int_authorities_named') }}

),

-- An edition published again repeats the whole history; the newest is in force.
newest as (

    select {{ newest_release('releases') }} as release_id
    from {{ ref('int_releases_dated') }} as releases
    where releases.source = 'ofsted_social_care_2023'

),

judged as (

    select
        names.la_code,
        history.publication_date,
        history.inspection_type,
        history.judgement
    from history
    inner join newest on history._release_id = newest.release_id
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
