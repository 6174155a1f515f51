-- Examined: every neighbour: an authority of the model's day, or one that the model itself lists
-- though abolished; and none closer than the one before it.
with neighbours as (

    select
        _release_id,
        _locator,
        la_code,
        cast(regexp_extract(measure, '\d+') as integer) as neighbour_rank,
        max(value) filter (measure like 'neighbour%') as neighbour,
        max(list_position(
            ['{{ closeness | join("', '") | lower }}'], lower(value)
        )) filter (measure like 'closeness%') as distance
    from {{ table }}
    group by all

),

of_the_day as (

    select la_code
    from reference.authorities
    where '{{ day }}' between coalesce(opened_on, '1900') and coalesce(closed_on, '9999')

)

select
    _release_id,
    _locator,
    nullif(concat_ws(
        '; ',
        case
            when
                neighbour not in (select of_the_day.la_code from of_the_day)
                and not (
                    la_code not in (select of_the_day.la_code from of_the_day)
                    and neighbour in (select rows.la_code from neighbours as rows)
                )
                then neighbour || ' was no authority on {{ day }}'
        end,
        case
            when
                distance < lag(distance) over (
                    partition by _release_id, la_code order by neighbour_rank
                )
                then la_code || ': neighbour ' || neighbour_rank || ' is closer than the one before'
        end
    ), '') as problem
from neighbours
