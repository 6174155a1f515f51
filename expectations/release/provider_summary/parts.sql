-- Examined: every row. Sectors add to providers, judgements to those judged.
select
    as_at,
    la_code,
    provision_type,
    nullif(concat_ws(
        '; ',
        case
            when
                providers
                <> local_authority_run + private + voluntary + academy_run + health_authority_run
                then 'sectors do not add to ' || providers
        end,
        case
            when
                graded <> coalesce(outstanding + good + requires_improvement + inadequate, 0)
                + coalesce(consistently_strong + inconsistent + serious_weaknesses, 0)
                then 'judgements do not add to ' || graded
        end,
        case
            when not_yet_inspected < 0 or graded + not_yet_inspected <> providers
                then graded || ' judged and ' || not_yet_inspected || ' not, of ' || providers
        end
    ), '') as problem
from main.provider_summary
