with judged as (

    select * from {{ ref('int_inspections_judged') }}
    where scope = 'all evidence'

),

grades as (

    select grade from {{ ref('grades') }}

),

followed as (

    select
        framework as from_framework,
        judgement as from_grade,
        lead(framework) over later as to_framework,
        lead(judgement) over later as to_grade
    from judged
    window later as (partition by la_code order by counts_from, publication_date, inspection_id)

),

pairs as (

    select
        from_framework
        || if(from_framework = to_framework, '', ' to ' || to_framework) as framework,
        from_grade,
        to_grade
    from followed
    -- Without an overall grade a mixture of parts tells no judgement.
    where from_grade in (select grade from grades) and to_grade in (select grade from grades)

),

inspected_again as (

    select
        framework,
        from_grade,
        count(*) as pairs
    from pairs
    group by framework, from_grade

),

counted as (

    select
        inspected_again.framework,
        inspected_again.from_grade,
        grades.grade as to_grade,
        count(pairs.to_grade) as n,
        any_value(inspected_again.pairs) as pairs
    from inspected_again
    cross join grades
    left join pairs
        on inspected_again.framework = pairs.framework
        and inspected_again.from_grade = pairs.from_grade
        and grades.grade = pairs.to_grade
    group by inspected_again.framework, inspected_again.from_grade, grades.grade

)

select
    framework,
    from_grade,
    to_grade,
    n,
    pairs as of,
    round(n / pairs, 10) as share,
    round({{ wilson_limit('-', 'n', 'pairs') }}, 10) as share_lower,
    round({{ wilson_limit('+', 'n', 'pairs') }}, 10) as share_upper
from counted
order by framework, from_grade, to_grade
