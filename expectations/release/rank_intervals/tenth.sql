-- Examined: every indicator and period. As many are expected in the highest tenth as have a place
-- in it, and no other sum of probabilities is right.
select
    indicator_id,
    period,
    case
        when abs(sum(p_highest_tenth) - (count(*) - floor(0.9 * count(*)))) > {{ tolerance }}
            then
                'probabilities of the highest tenth of ' || count(*) || ' add up to '
                || round(sum(p_highest_tenth), 3)
    end as problem
from main.rank_intervals
group by indicator_id, period
