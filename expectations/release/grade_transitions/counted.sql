-- Examined: every transition, and every one between two overall grades.
with followed as (

    select
        framework as from_framework,
        overall_effectiveness as from_grade,
        lead(framework) over later as to_framework,
        lead(overall_effectiveness) over later as to_grade
    from main.inspections
    window later as (partition by la_code order by counts_from, publication_date, inspection_id)

),

overall as (

    select
        from_framework
        || if(from_framework = to_framework, '', ' to ' || to_framework) as framework,
        from_grade,
        to_grade,
        count(*) as n
    from followed
    where from_grade is not null and to_grade is not null
    group by all

),

bases as (

    select
        framework,
        from_grade,
        count(*) as grades,
        sum(n) as n
    from main.grade_transitions
    group by all

)

select
    transitions.framework,
    transitions.from_grade,
    transitions.to_grade,
    case
        when bases.grades <> 4 then bases.grades || ' grades after'
        when bases.n <> transitions.of then bases.n || ' pairs of ' || transitions.of
        when
            not (
                transitions.share_lower <= transitions.share
                and transitions.share <= transitions.share_upper
            )
            then 'the share is not within its limits'
    end as problem
from main.grade_transitions as transitions
inner join bases
    on transitions.framework = bases.framework and transitions.from_grade = bases.from_grade
union all
select
    overall.framework,
    overall.from_grade,
    overall.to_grade,
    case
        when coalesce(transitions.n, 0) < overall.n
            then coalesce(transitions.n, 0) || ' counted of ' || overall.n
    end
from overall
left join main.grade_transitions as transitions
    on overall.framework = transitions.framework
    and overall.from_grade = transitions.from_grade
    and overall.to_grade = transitions.to_grade
