"""The pages' queries select, join and order; what is computed is in a published table."""

import re

import pytest

from pages import reading

# Functions and words of SQL that make one figure of several rows, or of a row and its neighbours.
COMPUTES = re.compile(
    r"\b(?:group\s+by|window|qualify|distinct|having|asof)\b|"
    r"\b(?:over|filter|count|sum|avg|mean|median|min|max|arg_max|arg_min|max_by|min_by|any_value|"
    r"first|last|stddev\w*|var\w*|quantile\w*|list|string_agg|bool_or|bool_and|product|round|lag|"
    r"lead|rank|row_number)\s*\(|"
    r"(?<!SELECT)(?<!,)\s[-*/+]\s",
    re.IGNORECASE,
)


@pytest.mark.parametrize("name", reading.QUERIES)
def test_a_query_computes_nothing(name: str) -> None:
    query = re.sub(r"'[^']*'", "''", reading.QUERIES[name])
    assert COMPUTES.findall(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "SELECT max(as_at) FROM ratings",
        "SELECT lag(day) OVER (ORDER BY day) FROM days",
        "SELECT quantile_cont(value, 0.5) FROM indicator_values",
        "SELECT numerator / denominator FROM indicator_values",
        "SELECT DISTINCT period FROM indicator_values",
    ],
)
def test_what_computes_is_noticed(query: str) -> None:
    assert COMPUTES.search(query)
