{% macro authorities_named(rows, id, text) -%}
    {#- One row per authority that a text names, by any name; a name within a longer one there,
        such as that of Northamptonshire in North Northamptonshire, is not named. -#}
    select
        found.id,
        found.la_code
    from (
        select
            texts.{{ id }} as id,
            known.la_code,
            known.name,
            length(known.name) as size,
            max(length(known.name)) over (partition by texts.{{ id }}) as longest
        from {{ rows }} as texts
        inner join ({{ known_names() }}) as known
            on
                ' ' || {{ normalised_name('texts.' ~ text) }} || ' '
                like '% ' || known.name || ' %'
    ) as found
    where found.size = found.longest
{%- endmacro %}
