-- Examined: every spell of which it was published whether its grade was held before.
with earlier as (

    -- A publication before contract 2.0 did not say so.
    select * from previous.main.improvement_spells
    union all by name
    select cast(null as varchar) as held_before
    where false

)

select
    earlier.spell_id as subject,
    case
        when later.held_before <> earlier.held_before
            then 'held before was ' || earlier.held_before || ' and is ' || later.held_before
    end as problem
from earlier
inner join main.improvement_spells as later on earlier.spell_id = later.spell_id
where earlier.held_before is not null
