{% macro figures_before(level) -%}
    {#- Numbers published before, of one level, each with what its latest release says now. -#}
    select
        new.indicator_id || ' ' || new.period as subject,
        new.value,
        old.value as previous_value
    from main.indicator_values as new
    inner join previous.main.indicator_values as old
        on
            new.indicator_id = old.indicator_id
            and new.area_code = old.area_code
            and new.period = old.period
    where
        new.geographic_level = '{{ level }}'
        and new.is_latest_release
        and old.is_latest_release
        and old.value is not null
{%- endmacro %}
