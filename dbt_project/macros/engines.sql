{#- What DuckDB and Spark say differently, each in one place; all else in models is SQL of both.

    A model that asks for anything else of one engine alone is found by the parity test; see
    docs/spark.md for what cannot go to Spark. -#}


{% macro days_between(first_day, last_day) -%}
    {{ adapter.dispatch('days_between', 'benchmarks')(first_day, last_day) }}
{%- endmacro %}

{% macro duckdb__days_between(first_day, last_day) -%}
    date_diff('day', {{ first_day }}, {{ last_day }})
{%- endmacro %}

{% macro spark__days_between(first_day, last_day) -%}
    datediff({{ last_day }}, {{ first_day }})
{%- endmacro %}


{% macro is_whole_match(text, pattern) -%}
    {#- Whether a regular expression, an SQL string or column, describes the whole text. -#}
    {{ adapter.dispatch('is_whole_match', 'benchmarks')(text, pattern) }}
{%- endmacro %}

{% macro duckdb__is_whole_match(text, pattern) -%}
    regexp_full_match({{ text }}, {{ pattern }})
{%- endmacro %}

{% macro spark__is_whole_match(text, pattern) -%}
    {#- Java's end of the input; `$` would let a line's end pass. -#}
    rlike({{ text }}, concat('^(', {{ pattern }}, ')(?![\\s\\S])'))
{%- endmacro %}


{% macro replaced_everywhere(text, pattern, by) -%}
    {#- A text with every match of a regular expression replaced. -#}
    {{ adapter.dispatch('replaced_everywhere', 'benchmarks')(text, pattern, by) }}
{%- endmacro %}

{% macro duckdb__replaced_everywhere(text, pattern, by) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ by }}, 'g')
{%- endmacro %}

{% macro spark__replaced_everywhere(text, pattern, by) -%}
    regexp_replace({{ text }}, {{ pattern }}, {{ by }})
{%- endmacro %}


{% macro parts_of(text, separator) -%}
    {#- A text as a list; the separator is one character, as SQL has it. -#}
    {{ adapter.dispatch('parts_of', 'benchmarks')(text, separator) }}
{%- endmacro %}

{% macro duckdb__parts_of(text, separator) -%}
    string_split({{ text }}, {{ separator }})
{%- endmacro %}

{% macro spark__parts_of(text, separator) -%}
    {#- Spark splits by a regular expression. -#}
    split({{ text }}, concat('[', {{ separator }}, ']'))
{%- endmacro %}


{% macro joined(text, separator, ordered_by) -%}
    {#- An aggregate: the texts of a group as one, in an order. -#}
    {{ adapter.dispatch('joined', 'benchmarks')(text, separator, ordered_by) }}
{%- endmacro %}

{% macro duckdb__joined(text, separator, ordered_by) -%}
    string_agg({{ text }}, {{ separator }} order by {{ ordered_by }})
{%- endmacro %}

{% macro spark__joined(text, separator, ordered_by) -%}
    listagg({{ text }}, {{ separator }}) within group (order by {{ ordered_by }})
{%- endmacro %}


{% macro all_but(relation, columns) -%}
    {#- A relation's columns without those of a list. -#}
    {{ adapter.dispatch('all_but', 'benchmarks')(relation, columns) }}
{%- endmacro %}

{% macro duckdb__all_but(relation, columns) -%}
    {{ relation }}.* exclude ({{ columns | join(', ') }})
{%- endmacro %}

{% macro spark__all_but(relation, columns) -%}
    {{ relation }}.* except ({{ columns | join(', ') }})
{%- endmacro %}


{% macro row_per(list) -%}
    {#- A column of the elements of a list, a row each. -#}
    {{ adapter.dispatch('row_per', 'benchmarks')(list) }}
{%- endmacro %}

{% macro duckdb__row_per(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro spark__row_per(list) -%}
    explode({{ list }})
{%- endmacro %}


{% macro whole_numbers(first, last) -%}
    {#- A list of them, both ends among them. -#}
    {{ adapter.dispatch('whole_numbers', 'benchmarks')(first, last) }}
{%- endmacro %}

{% macro duckdb__whole_numbers(first, last) -%}
    generate_series(cast({{ first }} as bigint), cast({{ last }} as bigint))
{%- endmacro %}

{% macro spark__whole_numbers(first, last) -%}
    sequence(cast({{ first }} as bigint), cast({{ last }} as bigint))
{%- endmacro %}


{% macro running_product(factor, over) -%}
    {{ adapter.dispatch('running_product', 'benchmarks')(factor, over) }}
{%- endmacro %}

{% macro duckdb__running_product(factor, over) -%}
    product({{ factor }}) over {{ over }}
{%- endmacro %}

{% macro spark__running_product(factor, over) -%}
    aggregate(collect_list({{ factor }}) over {{ over }}, 1e0, (total, each) -> total * each)
{%- endmacro %}


{% macro rounded(number, places) -%}
    {#- Half away from zero, on the binary number as DuckDB has it: Spark rounds the shortest decimal
        that prints like it, and 1.005, which is less, up. -#}
    {{ adapter.dispatch('rounded', 'benchmarks')(number, places) }}
{%- endmacro %}

{% macro duckdb__rounded(number, places) -%}
    round({{ number }}, {{ places }})
{%- endmacro %}

{% macro spark__rounded(number, places) -%}
    round(({{ number }}) * power(10, {{ places }})) / power(10, {{ places }})
{%- endmacro %}


{% macro six_places(number) -%}
    {#- A binary fraction as a decimal; Spark's own is that of the number as it prints. -#}
    {{ adapter.dispatch('six_places', 'benchmarks')(number) }}
{%- endmacro %}

{% macro duckdb__six_places(number) -%}
    cast({{ number }} as decimal(18, 6))
{%- endmacro %}

{% macro spark__six_places(number) -%}
    cast(cast(round(({{ number }}) * 1000000) as decimal(18, 0)) / 1000000 as decimal(18, 6))
{%- endmacro %}
