-- Examined: every benchmark.
select
    indicator_id,
    period,
    la_code,
    nullif(concat_ws(
        '; ',
        case
            when
                (rank_in_region is null) <> (value is null)
                or rank_in_region not between 1 and n_in_region
                or n_in_region > n_ranked
                then 'rank ' || coalesce(cast(rank_in_region as varchar), 'none')
                    || ' of ' || coalesce(cast(n_in_region as varchar), 'none') || ' in its region'
        end,
        case
            when
                (rank_in_neighbours is null) <> (value is null or neighbours_used is null)
                or rank_in_neighbours not between 1 and n_in_neighbours
                or n_in_neighbours > neighbours_used + 1
                then 'rank ' || coalesce(cast(rank_in_neighbours as varchar), 'none')
                    || ' of ' || coalesce(cast(n_in_neighbours as varchar), 'none')
                    || ' beside its neighbours'
        end
    ), '') as problem
from main.la_benchmarks
