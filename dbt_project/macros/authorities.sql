{% macro normalised_name(name) -%}
    {#- Publishers differ in "&"/"and", "St."/"St", hyphens and capitals, never in the words. -#}
    {%- set plain = "lower(replace(" ~ name ~ ", '&', ' and '))" -%}
    {%- set unmarked = replaced_everywhere(plain, "'[.,'']'", "''") -%}
    trim({{ replaced_everywhere(unmarked, "'[^a-z]+'", "' '") }})
{%- endmacro %}


{% macro la_code_of(row, day, authorities, names, codes) -%}
    {#- The authority of a row: by its ONS code where it has one, else by the name that meant an
        authority on the day ("Dorset" is two authorities). An unknown code is not made good by a
        name. -#}
    case
        when {{ row }}.ons_code is not null
            then (
                select max(coded.la_code)
                from {{ codes }} as coded
                where coded.ons_code = {{ row }}.ons_code
            )
        when {{ row }}.ons_code is null
            then (
                select max(known.la_code)
                from (
                    select la_code, la_name as name from {{ authorities }}
                    union all
                    select la_code, name from {{ names }}
                ) as named
                inner join {{ authorities }} as known on named.la_code = known.la_code
                where
                    {{ normalised_name('named.name') }} = {{ normalised_name(row ~ '.la_name') }}
                    and {{ day }} between
                        coalesce(known.opened_on, '') and coalesce(known.closed_on, '9999')
            )
    end
{%- endmacro %}
