{% macro known_names() -%}
    {#- Every name of every authority, folded. -#}
    select
        la_code,
        {{ normalised_name('la_name') }} as name
    from reference.authorities
    union all
    select
        la_code,
        {{ normalised_name('name') }}
    from reference.authority_names
{%- endmacro %}
