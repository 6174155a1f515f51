{% macro newest_release(releases) -%}
    {#- Of several editions that have a period the newest is in force: by edition, then by the day
        from which it is known. -#}
    max_by(
        {{ releases }}.release_id,
        ({{ releases }}.edition, {{ releases }}.known_on, {{ releases }}.release_id)
    )
{%- endmacro %}
