"""Files are recognised by what tells their rows apart, and the others by what they lack."""

from __future__ import annotations

import pytest

from orchestration.catalogue import load_catalogue
from orchestration.readers.recognition import find_tables, nearest
from orchestration.readers.sheets import Sheets, open_sheets
from orchestration.settings import SOURCE_PAGES
from tests.fixtures.published_files import (
    CATALOGUE,
    csv_bytes,
    ods,
    published_csv,
    published_workbook,
)

LOOKED_AFTER_2024 = (
    "time_period,time_identifier,geographic_level,country_code,country_name,region_code,"
    "region_name,old_la_code,la_name,new_la_code,population_count,population_estimate,number,"
    "rate_per_10000\n"
)


def _found(data: bytes) -> list[tuple[str, str]]:
    sheets = open_sheets("a file", data)
    return [(found.source.source, found.table) for found in find_tables(sheets, CATALOGUE.values())]


def _nearest(data: bytes) -> str:
    return nearest(open_sheets("a file", data), CATALOGUE.values())


def test_children_looked_after_are_no_population_whatever_they_were_called() -> None:
    assert _found(LOOKED_AFTER_2024.encode()) == [("dfe_children_looked_after", "number_and_rate")]
    unknown = LOOKED_AFTER_2024.replace("population_count", "children_group")
    assert _found(unknown.encode()) == []


@pytest.mark.parametrize("table", ["care_leaver_activity", "care_leaver_accommodation"])
def test_two_tables_of_equal_headings_are_told_apart_by_their_words(table: str) -> None:
    published = published_csv("dfe_children_looked_after", table, "2025")
    other = {"care_leaver_activity": "care_leaver_accommodation"}.get(table, "care_leaver_activity")
    headings = published_csv("dfe_children_looked_after", other, "2025").header
    assert sorted(published.header) == sorted(headings)
    assert _found(csv_bytes(published.grid())) == [("dfe_children_looked_after", table)]


def test_a_word_given_up_is_a_word_of_its_table() -> None:
    """Of two tables with equal headings an older edition is still the one whose words it has."""
    source = load_catalogue(SOURCE_PAGES)["dfe_children_looked_after"]
    table = source.tables["care_leaver_activity"]
    renamed = {"activity": {"Total": ("All",), "In an apprenticeship": ("Apprentice",)}}
    page = source.model_copy(
        update={
            "tables": {
                "care_leaver_accommodation": source.tables["care_leaver_accommodation"],
                "care_leaver_activity": table.model_copy(update={"spellings": renamed}),
            }
        }
    )
    header = [*(c.headings[0] for c in table.known.values())]
    row = ["Apprentice" if h == "breakdown" else "" for h in header]
    sheets = open_sheets("a file", csv_bytes([header, row]))
    assert [found.table for found in find_tables(sheets, [page])] == ["care_leaver_activity"]
    row = ["No information" if h == "breakdown" else "" for h in header]
    sheets = open_sheets("a file", csv_bytes([header, row]))
    assert [found.table for found in find_tables(sheets, [page])] == ["care_leaver_accommodation"]


@pytest.mark.parametrize("lacking", ["time_period", "old_la_code", "geographic_level"])
def test_a_file_without_a_column_that_tells_rows_apart_is_not_recognised(lacking: str) -> None:
    table = published_csv("dfe_workforce", "indicators", "2025")
    table.header.remove(lacking)
    data = csv_bytes(table.grid())
    assert _found(data) == []
    assert _nearest(data).startswith(
        f"nearest is indicators of data/sources/dfe_workforce.yml, but the file lacks '{lacking}'"
    )


def test_a_file_that_lacks_a_figure_is_recognised_and_left_to_its_reader() -> None:
    table = published_csv("dfe_workforce", "indicators", "2025")
    table.header.remove("vacancy_rate_fte")
    assert _found(csv_bytes(table.grid())) == [("dfe_workforce", "indicators")]


def test_what_the_nearest_page_does_not_know_is_named() -> None:
    table = published_csv("dfe_children_in_need", "protection_plans", "2025")
    table.rename("CPP_At31", "Plans_new")
    assert _nearest(csv_bytes(table.grid())) == (
        "nearest is protection_plans of data/sources/dfe_children_in_need.yml, "
        "but the file lacks 'CPP_At31' and has 'Plans_new'"
    )


def test_a_workbook_is_near_the_page_whose_sheet_is_called_alike() -> None:
    said = _nearest(ods({"RSX_Data_202425": [["a", "b"]]}))
    assert "service_expenditure of data/sources/mhclg_revenue_outturn.yml" in said
    assert "the file has 'RSX_Data_202425'" in said


def test_a_file_of_something_else_is_near_nothing() -> None:
    assert _nearest(b"animal,legs\ncat,4\n") == "none comes near"
    assert nearest(Sheets(("q",), lambda _: []), CATALOGUE.values()) == "none comes near"


@pytest.mark.parametrize("sheet", ["RSX_LA_Data_2023-24", "RSX_LA_Data_202526"])
def test_a_sheet_is_known_by_either_way_of_writing_a_year(sheet: str) -> None:
    data = published_workbook("mhclg_revenue_outturn").to_bytes()
    assert _found(data) == [("mhclg_revenue_outturn", "service_expenditure")]
    assert _found(ods({sheet: [["a"]]})) == [("mhclg_revenue_outturn", "service_expenditure")]
