-- Examined: every number.
select
    statistics._release_id,
    statistics._locator,
    case
        when
            try_cast(statistics.value as double)
            not between 0
            and coalesce(measures.most, if(measures.kind = 'share', 100, cast('inf' as double)))
            then statistics.measure || ' is ' || statistics.value
    end as problem
from raw.statistics as statistics
inner join reference.measures as measures
    on statistics.table_name = measures.table_name and statistics.measure = measures.measure
where {{ is_number('statistics.value') }}
