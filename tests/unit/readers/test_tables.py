"""A source page applied to a grid: headers, rows, vocabularies, editions."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from orchestration.catalogue import Source, Table
from orchestration.errors import SourceError
from orchestration.readers.recognition import find_tables
from orchestration.readers.sheets import Sheets, open_sheets
from orchestration.readers.tables import read_table, stated_fact
from tests.fixtures.published_files import CATALOGUE, csv_bytes, published_csv, published_workbook

PAGE = """\
source: press
publisher: A press
publication: Figures
description: For a test.
landing_page: https://example.org
licence: {name: Open, url: https://example.org/licence}
cadence: yearly
no_live_reason: For a test.
reader: csv
edition: {newest: period}
tables:
  figures:
    grain: one row per area
    columns:
      period: year
      area: [area, place]
      since_2024: {headings: [since], since: "2024"}
    ignore: [note, /^x_/]
"""


@pytest.fixture
def page(tmp_path: Path) -> Source:
    import yaml

    path = tmp_path / "press.yml"
    path.write_text(PAGE, "utf-8")
    return Source(**yaml.safe_load(PAGE), page=path)


def _read(page: Source, text: str) -> tuple[str, list[dict[str, str | None]]]:
    sheets = open_sheets("figures.csv", text.encode())
    edition, frame = read_table("figures.csv", sheets, find_tables(sheets, [page])[0])
    return edition, frame.to_dict("records")


def test_rows_keep_their_place_in_the_file(page: Source) -> None:
    edition, rows = _read(page, "year,area,since\n2024,A,1\n\n2024,B,\n")
    assert edition == "2024"
    assert [(r["_locator"], r["area"], r["since_2024"]) for r in rows] == [
        ("row 2", "A", "1"),
        ("row 4", "B", None),
    ]


@pytest.mark.parametrize("line", ["2024", "2024,,", ",,"])
def test_a_line_with_one_cell_of_a_csv_file_is_a_row(page: Source, line: str) -> None:
    text = f"year,area,since\n2024,A,1\n{line}\n"
    if line == "2024":
        with pytest.raises(SourceError, match=r"row length: 1 fields"):
            _read(page, text)
    else:
        assert len(_read(page, text)[1]) == 2


def test_a_page_may_say_that_such_a_line_is_a_note(page: Source) -> None:
    table = page.tables["figures"].model_copy(update={"notes": True})
    noted = page.model_copy(update={"tables": {"figures": table}})
    text = "year,area,since\n2024,A,1\n,,\nOld areas:,,\n2024,B,1\n"
    assert [row["area"] for row in _read(noted, text)[1]] == ["A", "B"]


def test_a_line_with_one_cell_of_a_sheet_is_a_note(page: Source) -> None:
    workbook = page.model_copy(
        update={
            "reader": "workbook",
            "tables": {"figures": page.tables["figures"].model_copy(update={"sheet": "s"})},
        }
    )
    grid = [["A title", "", ""], ["year", "area", "since"], ["2024", "A", "1"], ["Note", "", ""]]
    (found,) = find_tables(sheets := Sheets(("s",), lambda _: grid), [workbook])
    assert len(read_table("w.ods", sheets, found)[1]) == 1


@pytest.mark.parametrize("cell", ["-", "-1", "-1.5", "-.5", "-1,234.5", "-2e-05"])
def test_a_minus_alone_or_before_a_number_is_read(page: Source, cell: str) -> None:
    _, rows = _read(page, f'year,area,since\n2024,"{cell}",1\n')
    assert rows[0]["area"] == cell


@pytest.mark.parametrize("cell", ["=1", "+1", "@A1", "-A1", "-1+1", "--1", "-2|x", "-(1)"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(page: Source, cell: str) -> None:
    with pytest.raises(SourceError, match="formula: area is"):
        _read(page, f"year,area,since\n2024,{cell},1\n")


def test_ignored_headings_and_patterns_are_not_read(page: Source) -> None:
    _, rows = _read(page, "year,area,since,note,x_1\n2024,A,1,text,text\n")
    assert set(rows[0]) == {"_locator", "period", "area", "since_2024"}


def test_an_older_edition_may_lack_a_later_column(page: Source) -> None:
    edition, _ = _read(page, "year,place\n2023,A\n")
    assert edition == "2023"


def test_a_newer_edition_may_not_lack_it(page: Source) -> None:
    with pytest.raises(SourceError, match=r"missing column: 'since' .*data/sources/press.yml"):
        _read(page, "year,place\n2024,A\n")


def test_an_unknown_heading_names_the_page_and_the_line_to_extend(page: Source) -> None:
    line = PAGE.splitlines().index("    columns:") + 1
    with pytest.raises(SourceError, match=rf"unknown column: 'new' .*press\.yml \(line {line}\)"):
        _read(page, "year,area,since,new\n2024,A,1,2\n")


def test_a_ragged_row_is_named(page: Source) -> None:
    with pytest.raises(SourceError, match=r"\(row 3\): row length: 4 fields where .* has 3"):
        _read(page, "year,area,since\n2024,A,1\n2024,B,C,2\n")


def test_a_line_above_the_header_of_a_csv_file_is_refused(page: Source) -> None:
    with pytest.raises(SourceError, match="header position"):
        _read(page, "A title,,\nyear,area,since\n2024,A,1\n")


def test_a_table_without_rows_is_an_error_and_not_an_empty_table(page: Source) -> None:
    with pytest.raises(SourceError, match="rows: the table has no rows"):
        _read(page, "year,area,since\n")


def test_the_same_heading_twice_is_told_apart(page: Source) -> None:
    with pytest.raises(SourceError, match=r"'area \(2\)'"):
        _read(page, "year,area,area,since\n2024,A,B,1\n")


def test_two_headings_of_one_column_are_refused(page: Source) -> None:
    with pytest.raises(SourceError, match="mapped twice"):
        _read(page, "year,area,place,since\n2024,A,B,1\n")


def test_older_headings_are_refused_in_an_edition_that_has_newer_ones() -> None:
    table = published_csv("dfe_workforce", "indicators", "2025")
    table.rename("vacancy_rate_fte", "vacancy_rate_fte_%")
    sheets = open_sheets("w.csv", csv_bytes(table.grid()))
    found = find_tables(sheets, CATALOGUE.values())[0]
    with pytest.raises(SourceError, match="renamed column: 'vacancy_rate_fte_%'"):
        read_table("w.csv", sheets, found)


def test_a_file_of_another_kind_is_recognised_by_no_page() -> None:
    sheets = open_sheets("x.csv", b"animal,legs\ncat,4\n")
    assert find_tables(sheets, CATALOGUE.values()) == []


@pytest.mark.parametrize(
    ("source", "table", "edition"),
    [
        ("dfe_workforce", "indicators", "2022"),
        ("dfe_children_in_need", "referrals", "2025"),
        ("dfe_neighbours", "model_2021", "2021"),
        ("ons_population", "children", "2024"),
    ],
)
def test_a_csv_file_is_recognised_by_its_figures(source: str, table: str, edition: str) -> None:
    grid = published_csv(source, table, edition).grid()
    (found,) = find_tables(open_sheets("a", csv_bytes(grid)), CATALOGUE.values())
    assert (found.source.source, found.table) == (source, table)


def test_a_repeated_header_goes_on_with_a_stacked_table_and_ends_any_other() -> None:
    grid = [["LA name", "x"]]
    for stacked, expected in ((True, ["A", "B"]), (False, ["A"])):
        rows = [["year", "area", "since"], ["2024", "A", "1"], [], ["year", "area", "since"]]
        grid = [*rows, ["2024", "B", "1"]]
        page = Source(**_page_with(stacked))
        sheets = Sheets(("",), lambda _, grid=grid: grid)
        (found,) = find_tables(sheets, [page])
        assert list(read_table("f", sheets, found)[1]["area"]) == expected


def _page_with(stacked: bool) -> dict[str, object]:
    import yaml

    page = yaml.safe_load(PAGE)
    page["tables"]["figures"]["stacked"] = stacked
    return {**page, "page": Path("press.yml")}


def test_a_stacked_sheet_is_read_to_its_second_table() -> None:
    workbook = published_workbook("ofsted_social_care_2023")
    sheets = open_sheets("w.ods", workbook.to_bytes())
    found = {f.table: f for f in find_tables(sheets, CATALOGUE.values())}
    _, frame = read_table("w.ods", sheets, found["history"])
    assert len(frame) == 156
    assert frame["_locator"].iloc[-1] == "LA_inspections_2009-2023!165"


def test_rows_outside_a_closed_vocabulary_stop_the_file() -> None:
    workbook = published_workbook("mhclg_revenue_outturn")
    workbook.tables["service_expenditure"].where(Local_authority="Camden")["Class"] = "XX"
    sheets = open_sheets("w.ods", workbook.to_bytes())
    (found,) = find_tables(sheets, CATALOGUE.values())
    with pytest.raises(SourceError, match="closed vocabulary: class is 'XX'"):
        read_table("w.ods", sheets, found)


def test_all_values_outside_a_closed_vocabulary_are_named_at_once() -> None:
    def refused(classes: list[str]) -> str:
        workbook = published_workbook("mhclg_revenue_outturn")
        rows = workbook.tables["service_expenditure"].rows.values()
        for row, value in zip(list(rows)[1:], classes, strict=False):
            row["Class"] = value
        sheets = open_sheets("w.ods", workbook.to_bytes())
        (found,) = find_tables(sheets, CATALOGUE.values())
        with pytest.raises(SourceError, match="closed vocabulary") as error:
            read_table("w.ods", sheets, found)
        return str(error.value)

    _, *numbers = published_workbook("mhclg_revenue_outturn").tables["service_expenditure"].rows
    places = [f"RSX_LA_Data_202425!{number}" for number in numbers]
    message = refused(["XX", "YY", "XX"])
    assert f"({places[0]}): closed vocabulary" in message
    assert f"class is 'XX' ({places[0]}), 'YY' ({places[1]}); tables" in message
    many = refused([f"X{number}" for number in range(23)])
    assert f"'X19' ({places[19]}) and 3 more; tables" in many


def test_a_workbook_states_its_edition_and_its_date_of_publication() -> None:
    sheets = open_sheets("w.ods", published_workbook("ofsted_inspection_outcomes").to_bytes())
    page = CATALOGUE["ofsted_inspection_outcomes"]
    assert page.edition and page.edition.stated and page.published_on
    assert stated_fact(sheets, page.edition.stated) == "2025-03-31"
    assert stated_fact(sheets, page.published_on) == "2025-09-25"


def test_a_workbook_that_does_not_state_its_edition_is_refused() -> None:
    workbook = published_workbook("ofsted_inspection_outcomes")
    workbook.covers["Cover"][0] = ["Local authority inspection outcomes"]
    sheets = open_sheets("w.ods", workbook.to_bytes())
    with pytest.raises(SourceError, match="does not say which edition"):
        read_table("w.ods", sheets, find_tables(sheets, CATALOGUE.values())[0])


def test_a_figure_is_found_by_its_code_whatever_its_heading() -> None:
    workbook = published_workbook("mhclg_revenue_outturn")
    table = workbook.tables["service_expenditure"]
    heading = next(h for h, code in table.codes.items() if code == "RSX-csc-tot-exp")
    wanted = [row[heading] for row in table.rows.values()]
    table.rename(heading, "Reworded")
    table.codes["Reworded"] = table.codes.pop(heading)
    sheets = open_sheets("w.ods", workbook.to_bytes())
    (found,) = find_tables(sheets, CATALOGUE.values())
    _, frame = read_table("w.ods", sheets, found)
    assert list(frame["csc_total_expenditure"]) == wanted


def test_a_workbook_without_its_row_of_codes_is_refused() -> None:
    workbook = published_workbook("mhclg_revenue_outturn")
    workbook.tables["service_expenditure"].codes = {}
    sheets = open_sheets("w.ods", workbook.to_bytes())
    with pytest.raises(SourceError, match="row of codes: no cell matches RSX-"):
        read_table("w.ods", sheets, find_tables(sheets, CATALOGUE.values())[0])


def test_a_word_given_up_is_read_as_the_one_in_use_now() -> None:
    table = published_csv("dfe_children_looked_after", "number_and_rate", "2025")
    now, then = (f"Children looked after {word} 31 March each year" for word in ("on", "at"))
    rows = [row for row in table.rows.values() if row["population_type"] == now]
    for row in rows:
        row["population_type"] = then
    sheets = open_sheets("l.csv", csv_bytes(table.grid()))
    _, frame = read_table("l.csv", sheets, find_tables(sheets, CATALOGUE.values())[0])
    assert (frame["population_type"] == now).sum() == len(rows)
    rows[0]["population_type"] = "Children looked after by 31 March"
    sheets = open_sheets("l.csv", csv_bytes(table.grid()))
    with pytest.raises(
        SourceError, match="closed vocabulary: population_type is 'Children looked after"
    ):
        read_table("l.csv", sheets, find_tables(sheets, CATALOGUE.values())[0])


def test_what_an_older_edition_had_beside_is_history(page: Source) -> None:
    release = {"edition": "2024", "published_on": "2025-01-01"}
    known = Source(**{**page.model_dump(exclude_none=True), "releases": [release]})
    assert _read(known, "year,area,gone\n2023,A,1\n")[0] == "2023"
    for year in ("2024", "2025"):
        with pytest.raises(SourceError, match="unknown column: 'gone'"):
            _read(known, f"year,area,since,gone\n{year},A,1,1\n")


COUNTED = {"rows": "homes", "sums": ["places"]}


def _counted(page: Source, *homes: tuple[str, str, str]) -> pd.DataFrame:
    table = page.tables["figures"].model_dump() | {
        "sheet": "s",
        "columns": {"period": "year", "area": "area", "places": "places"},
        "ignore": ["name"],
        "counted": COUNTED,
    }
    source = page.model_copy(update={"tables": {"figures": Table(**table)}, "reader": "workbook"})
    grid = [["year", "name", "area", "places"], *(["2024", *home] for home in homes)]
    sheets = Sheets(("s",), lambda _: grid)
    (found,) = find_tables(sheets, [source])
    return read_table("w.ods", sheets, found)[1]


def test_rows_about_one_of_many_are_counted_and_not_kept(page: Source) -> None:
    """Neither a name nor a place in the sheet tells one of them; their order does not matter."""
    homes = (("Elms", "B", "4"), ("Oaks", "A", "2"), ("Firs", "B", "3"), ("Limes", "C", ""))
    rows = _counted(page, *homes)
    assert rows.to_dict("records") == [
        {"_locator": "s", "period": "2024", "area": "A", "places": "2", "homes": "1"},
        {"_locator": "s", "period": "2024", "area": "B", "places": "7", "homes": "2"},
        {"_locator": "s", "period": "2024", "area": "C", "places": None, "homes": "1"},
    ]
    assert _counted(page, *reversed(homes)).equals(rows)


@pytest.mark.parametrize("places", ["2.5", "two", "-1", "x", "²"])
def test_what_is_added_up_is_a_whole_number(page: Source, places: str) -> None:
    with pytest.raises(SourceError, match=r"s!3.*whole number|whole number.*s!3"):
        _counted(page, ("Oaks", "A", "2"), ("Elms", "A", places))
