with judged as (

    select * from {{ ref('int_inspections_judged') }}

),

authorities as (

    select * from {{ ref('int_authorities') }}

),

unread as (

    select * from {{ ref('int_reports_unread') }}

),

compared as (

    select
        *,
        lag(judgement) over earlier as previous_judgement
    from judged
    window earlier as (
        partition by scope, la_code order by counts_from, publication_date, inspection_id
    )

),

numbered as (

    select
        *,
        sum(if(judgement is distinct from previous_judgement, 1, 0)) over (
            partition by scope, la_code order by counts_from, publication_date, inspection_id
        ) as run_number
    from compared

),

measured as (

    select
        *,
        count(*) over run_of_inspections as inspections_in_spell,
        max(publication_date) over run_of_inspections as last_published_on,
        max(counts_from) over run_of_inspections as last_counts_from,
        bool_or(is_derived) over run_of_inspections as has_derived
    from numbered
    window run_of_inspections as (partition by scope, la_code, run_number)

),

-- The first inspection of a run; a repeat of the judgement continues it.
followed as (

    select
        *,
        lead(judgement) over later as next_judgement,
        lead(worst_judgement) over later as next_worst_judgement,
        lead(inspection_start_date) over later as next_started_on,
        lead(publication_date) over later as next_published_on,
        lead(counts_from) over later as next_counts_from,
        lead(inspection_id) over later as next_inspection_id,
        coalesce(lead(is_derived) over later, false) as next_is_derived
    from measured
    where judgement is distinct from previous_judgement
    window later as (partition by scope, la_code order by run_number)

),

spells as (

    select
        followed.*,
        least(authorities.closed_on, followed.as_at) as observed_until,
        case
            when followed.judgement = 'Inadequate' and followed.next_judgement is not null
                then 'improved'
            when followed.next_judgement in ('Outstanding', 'Good') then 'improved'
            when followed.next_judgement = 'Inadequate' then 'declined'
            when followed.next_judgement = 'Not known' then 'open'
            when authorities.closed_on <= followed.as_at then 'abolished'
            else 'open'
        end as outcome
    from followed
    left join authorities on followed.la_code = authorities.la_code
    where
        followed.judgement = 'Inadequate'
        -- Requires improvement after an inspection that may have said so already opens no spell.
        or (
            followed.judgement = 'Requires improvement'
            and followed.previous_judgement is distinct from 'Not known'
        )

),

-- What the clock of publications sees last: the report that ended the spell, or the day to which it
-- was observed.
observed as (

    select
        *,
        least(coalesce(next_published_on, observed_until), as_at) as published_until
    from spells

)

select
    scope,
    as_at,
    la_code,
    judgement as from_grade,
    framework as framework_at_start,
    inspection_start_date as started_on,
    publication_date as started_published_on,
    case when outcome in ('improved', 'declined') then next_started_on end as ended_on,
    case when outcome in ('improved', 'declined') then next_published_on end as ended_published_on,
    case
        when outcome not in ('improved', 'declined') then null
        -- At least this good: the overall grade cannot be worse than the worst part.
        when next_judgement = 'Not known' then next_worst_judgement
        else next_judgement
    end as to_grade,
    outcome,
    {{ days_between(
        'inspection_start_date', 'if(next_judgement is null, observed_until, next_started_on)'
    ) }} as days_inspection_clock,
    {{ days_between('publication_date', 'published_until') }} as days_publication_clock,
    {{ days_without_pause('publication_date', 'published_until') }}
        as days_publication_without_pause,
    inspections_in_spell,
    if(has_derived or next_is_derived, 'derived', 'overall') as basis,
    case
        when outcome in ('improved', 'declined') then null
        when next_judgement is null then observed_until
        else next_counts_from
    end as censored_on,
    previous_judgement is null as is_left_truncated,
    last_counts_from,
    counts_from,
    case when outcome in ('improved', 'declined') then next_counts_from end as ended_counts_from,
    inspection_id as first_inspection_id,
    case when outcome in ('improved', 'declined') then next_inspection_id end
        as ending_inspection_id,
    -- A held report may have ended the spell; until it is read the spell stays open, and says so.
    -- The official file holds none of its own.
    scope = 'all evidence'
    and outcome = 'open'
    and exists (
        select 1
        from unread
        where
            unread.la_code = observed.la_code
            and unread.unread_published_on > observed.last_published_on
            and unread.unread_published_on <= coalesce(observed.next_published_on, observed.as_at)
    ) as newer_report_not_yet_read
from observed
