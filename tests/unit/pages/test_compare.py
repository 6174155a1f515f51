"""What the page that compares is given: published columns as they are, and links to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pages import compare
from pages.reading import read_warehouse
from tests.unit.pages import small_world


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The small world, with neighbours, and two authorities that make one return of agency."""
    path = small_world.write(tmp_path / "benchmarks.duckdb")
    with duckdb.connect(str(path)) as opened:
        opened.execute(
            "INSERT INTO statistical_neighbours VALUES "
            "('2025', '101', 1, '102', 'Close', 'dfe'), ('2021', '101', 1, '101', 'Close', 'dfe')"
        )
        opened.execute(
            "DELETE FROM indicator_values WHERE indicator_id = 'agency_rate_fte' "
            "AND geographic_level = 'Local authority' AND period = '2025'"
        )
        opened.execute(
            "INSERT INTO indicator_values VALUES ('agency_rate_fte', 'Local authority', '101+102', "
            "'Both', '2025', '2025-09-30', 9.5, NULL, 100.0, 'dfe', true, true)"
        )
        opened.execute(
            "UPDATE indicator_values SET value = NULL, marker = 'x' "
            "WHERE indicator_id = 'turnover_rate_fte' AND geographic_level = 'Region'"
        )
        yield opened


def _written(connection: duckdb.DuckDBPyConnection, folder: Path) -> tuple[Any, dict[str, Any]]:
    """The names, and the figures by indicator."""
    folder.mkdir()
    compare.write_compare(connection, read_warehouse(connection), folder)
    names = (folder / "authorities.js").read_text("utf-8")
    figures = {}
    for path in (folder / "indicators").iterdir():
        found = re.fullmatch(
            r'\(window\.INDICATORS=.*?\)\["(\w+)"\]=(.*);\n', path.read_text("utf-8")
        )
        assert found and found[1] == path.stem
        figures[found[1]] = json.loads(found[2])
    return json.loads(names.removeprefix("window.COMPARE=").removesuffix(";\n")), figures


def test_columns_are_in_the_order_of_the_authorities(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    names, figures = _written(connection, tmp_path / "assets")
    # By name: the other authority's name begins with a sign of less than.
    assert [each["code"] for each in names["authorities"]] == ["102", "101"]
    assert names["authorities"][0]["name"] == small_world.SCRIPT
    found = figures["vacancy_rate_fte"]
    assert found["periods"] == ["2024", "2025"]
    assert found["ends"] == ["2024-09-30", "2025-09-30"]
    assert found["values"] == [["c", 20.0], ["c", 25.0]]
    # Each has its interval, which holds the rank too.
    assert found["ranks"] == found["tied"] == [None, None]
    assert found["ranked"] == [1, 1]
    assert found["releases"] == ["dfe", "dfe"]
    assert found["areas"][1] == {"E12000001": 14.0, "E92000001": 12.0}
    assert names["releases"]["dfe"]["text"].startswith("DfE, Workforce, edition 2025, published")


def test_a_withheld_figure_of_a_region_keeps_its_marker(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    _, figures = _written(connection, tmp_path / "assets")
    assert figures["turnover_rate_fte"]["areas"][0]["E12000001"] == "x"


def test_an_authority_without_a_row_has_an_empty_place(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("DELETE FROM la_benchmarks WHERE la_code = '102' AND period = '2024'")
    _, figures = _written(connection, tmp_path / "assets")
    assert figures["vacancy_rate_fte"]["values"] == [[None, 20.0], ["c", 25.0]]


def test_a_joint_return_is_named_where_it_is_made(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    _, figures = _written(connection, tmp_path / "assets")
    assert figures["agency_rate_fte"]["joint"] == [[], ["101+102"]]
    assert figures["vacancy_rate_fte"]["joint"] == [[], []]


def test_neighbours_are_those_of_the_newest_model(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    names, _ = _written(connection, tmp_path / "assets")
    assert names["neighbours"] == {"101": ["102"]}


def test_ranks_with_an_interval_are_given_to_each_member_of_a_return(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("DELETE FROM rank_intervals")
    connection.execute(
        "INSERT INTO rank_intervals (indicator_id, period, area_code, rank_lowest, rank_lower, "
        "rank_upper, n_ranked) VALUES ('agency_rate_fte', '2025', '101+102', 2, 1, 4, 5)"
    )
    _, figures = _written(connection, tmp_path / "assets")
    both = {"ranked": 5, "of": [[2, 1, 4], [2, 1, 4]]}
    assert figures["agency_rate_fte"]["likely"] == [None, both]
    assert figures["vacancy_rate_fte"]["likely"] == [None, None]
    assert figures["vacancy_rate_fte"]["ranks"] == [[None, 1], [None, 1]]
    assert figures["vacancy_rate_fte"]["tied"] == [[None, 1], [None, 1]]
    assert figures["agency_rate_fte"]["ranks"][1] is None
    assert [name for name, found in figures.items() if found["bandOnly"]] == ["turnover_rate_fte"]


def test_every_indicator_is_offered_once_under_a_subject(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    warehouse = read_warehouse(connection)
    subjects = compare.compare_page(warehouse)["subjects"]
    offered = [name for _, rows in subjects for name, _ in rows]
    assert sorted(offered) == sorted(warehouse.newest)
    assert [subject for subject, _ in subjects] == ["Social workers"]


def test_an_indicator_of_a_new_kind_goes_by_its_publication(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    for table in ("indicators", "la_benchmarks"):
        connection.execute(
            f"INSERT INTO {table} SELECT * REPLACE ('pupils_rate' AS indicator_id) FROM {table} "
            "WHERE indicator_id = 'caseload_fte'"
        )
    subjects = dict(compare.compare_page(read_warehouse(connection))["subjects"])
    assert [name for name, _ in subjects["W"]] == ["pupils_rate"]


def test_links_of_an_authority(connection: duckdb.DuckDBPyConnection) -> None:
    links = {
        link.text: link.url for link in compare.authority_links(read_warehouse(connection), "101")
    }
    assert links["Ranks among neighbours over time"] == (
        "../compare.html#who=neighbours:101&what=vacancy_rate_fte&years=all&show=ranks"
    )
    assert links["Compare with neighbours"] == "../compare.html#who=neighbours:101"
    assert links["Compare with region (North East)"] == (
        "../compare.html#who=region:E12000001&mark=101"
    )
    assert links["Compare with the same judgement"] == (
        "../compare.html#who=judgement:inadequate&mark=101"
    )
    assert links["Compare with authorities of your choice"] == "../compare.html#who=101&mark=101"


def test_an_authority_has_only_the_links_that_lead_somewhere(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("UPDATE local_authorities SET inner_outer_london = 'Outer London'")
    texts = [link.text for link in compare.authority_links(read_warehouse(connection), "102")]
    assert "Compare with Outer London" in texts
    assert not [text for text in texts if "neighbours" in text]
    connection.execute("UPDATE local_authorities SET is_current = false WHERE la_code = '102'")
    assert compare.authority_links(read_warehouse(connection), "102") == []


def test_the_form_offers_london_in_halves(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "UPDATE local_authorities SET region_code = 'E12000007', region_name = 'London', "
        "inner_outer_london = 'Inner London' WHERE la_code = '101'"
    )
    page = compare.compare_page(read_warehouse(connection))
    assert page["regions"] == [
        ("E12000001", "North East"),
        ("E12000007", "London"),
        ("E13000001", "Inner London"),
    ]
    assert page["judgements"] == [
        ("inadequate", "Inadequate"),
        ("no-judgement-under-sif-or-ilacs-yet", "No judgement under SIF or ILACS yet"),
    ]
    front = dict(compare.front_links(read_warehouse(connection)))
    assert "All London boroughs" in [link.text for link in front["By region: "]]
