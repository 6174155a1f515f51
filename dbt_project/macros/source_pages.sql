{#- Written from data/sources and the models' tags by `python -m orchestration.dbt_sources`; a test
    compares. Names are parted by spaces: a macro gives text. -#}
{% macro source_pages() -%}
    dfe_children_in_need
    dfe_children_looked_after
    dfe_neighbours
    dfe_workforce
    mhclg_revenue_outturn
    mhclg_social_care_outturn
    ofsted_area_send
    ofsted_inspection_outcomes
    ofsted_inspection_reports
    ofsted_social_care_2023
    ons_population
{%- endmacro %}


{% macro statistics_models() -%}
    int_expenditure_coded
    stg_dfe__children_in_need
    stg_dfe__children_looked_after
    stg_dfe__protection_plans
    stg_dfe__referrals
    stg_dfe__workforce
    stg_ons__population
{%- endmacro %}
