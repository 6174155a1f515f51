-- Examined: every inspection or visit of a workbook's year.
with editions as (

    select
        release_id,
        published_on,
        coalesce(try_cast(edition as date), cast(left(edition, 4) || '-03-31' as date)) as year_end
    from reference.releases
    where release_id in (select rows._release_id from {{ table }} as rows)

)

select
    rows._release_id,
    rows._locator,
    nullif(concat_ws(
        '; ',
        case
            when
                try_cast(rows.inspection_date as date)
                not between editions.year_end - interval 1 year - interval {{ days_before }} day
                and editions.year_end
                then rows.la_name || ' ' || rows.inspection_date || ' is not in the year'
        end,
        {%- if publication_date %}

        case
            when
                try_cast(rows.publication_date as date) - try_cast(rows.inspection_date as date)
                not between 1 and {{ most_days }}
                then
                    rows.la_name || ' ' || rows.inspection_date || ' is published '
                    || rows.publication_date
        end,
        {%- endif %}

        case
            when rows.inspection_date >= editions.published_on
                then rows.la_name || ' ' || rows.inspection_date || ' is after the publication'
        end
    ), '') as problem
from {{ table }} as rows
inner join editions on rows._release_id = editions.release_id
