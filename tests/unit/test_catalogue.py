"""Source pages are validated on load; a mistake is named with its page and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from orchestration.catalogue import LINEAGE, STATISTICS, STATISTICS_IGNORED, load_catalogue
from orchestration.settings import SOURCE_PAGES

PAGE: dict[str, Any] = {
    "source": "press",
    "publisher": "A press",
    "publication": "Figures",
    "description": "For a test.",
    "landing_page": "https://example.org",
    "licence": {"name": "Open", "url": "https://example.org/licence"},
    "cadence": "yearly",
    "no_live_reason": "For a test.",
    "reader": "csv",
    "edition": {"newest": "period"},
    "tables": {
        "figures": {
            "grain": "one row per area",
            "columns": {"period": "year", "area": ["area", "place"]},
            "measures": {"rate": {"headings": ["rate"], "since": "2023"}},
            "ignore": ["note", "/^x_/"],
        }
    },
}


def _load(folder: Path, name: str = "press", **changes: Any) -> Any:
    (folder / f"{name}.yml").write_text(
        yaml.safe_dump({**PAGE, **changes}, sort_keys=False), "utf-8"
    )
    return load_catalogue(folder)[name]


def test_every_page_of_the_project_is_valid_and_named_after_its_file() -> None:
    catalogue = load_catalogue(SOURCE_PAGES)
    assert list(catalogue) == sorted(path.stem for path in SOURCE_PAGES.glob("*.yml"))
    assert len(catalogue) >= 9


def test_every_page_has_an_open_licence_and_an_address() -> None:
    for source in load_catalogue(SOURCE_PAGES).values():
        assert source.licence.name == "Open Government Licence v3.0", source.source
        assert source.landing_page.startswith("https://"), source.source


def test_no_heading_of_the_project_stands_for_two_columns() -> None:
    for source in load_catalogue(SOURCE_PAGES).values():
        for name, table in source.tables.items():
            headings = [
                h for known in (*table.columns.values(), *table.measures.values())
                for h in known.headings
            ]  # fmt: skip
            assert len(headings) == len(set(headings)), f"{source.source} {name}"
            assert not set(headings) & set(table.ignore), f"{source.source} {name}"


def test_the_short_form_of_a_heading_is_the_long_one(tmp_path: Path) -> None:
    table = _load(tmp_path).tables["figures"]
    assert table.columns["period"].headings == ("year",)
    assert table.by_heading == {"year": "period", "area": "area", "place": "area", "rate": "rate"}
    assert table.measures["rate"].since == "2023"


@pytest.mark.parametrize(
    ("edition", "required"), [("2022", False), ("2023", True), ("2025", True), ("2026", False)]
)
def test_a_column_is_required_from_one_edition_to_another(
    tmp_path: Path, edition: str, required: bool
) -> None:
    rate = {"headings": ["rate"], "since": "2023", "until": "2025"}
    table = {**PAGE["tables"]["figures"], "measures": {"rate": rate}}
    measures = _load(tmp_path, tables={"figures": table}).tables["figures"].measures
    assert measures["rate"].is_required(edition) is required


def test_a_table_is_read_with_lineage_and_a_column_per_figure(tmp_path: Path) -> None:
    table = _load(tmp_path).tables["figures"]
    assert table.read_columns == (*LINEAGE, "period", "area", "rate")


def test_headings_are_ignored_by_name_or_by_pattern(tmp_path: Path) -> None:
    table = _load(tmp_path).tables["figures"]
    assert table.is_ignored("note")
    assert table.is_ignored("x_1")
    assert not table.is_ignored("notes")
    assert not table.is_ignored("a_x_1")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"editions": 1}, "editions"),
        ({"reader": "xml"}, "reader"),
        ({"licence": {"name": "Open"}}, "licence.url"),
        ({"tables": {"t": {"grain": "g", "columns": {}, "colour": 1}}}, "tables.t.colour"),
        ({"edition": {"newest": "a", "constant": "b"}}, "exactly one of"),
        ({"edition": {}}, "exactly one of"),
        ({"publisher": None}, "publisher"),
        (
            {"tables": {"t": {"grain": "g", "columns": {"a": "A"}, "instead_of": "u"}}},
            "t: instead_of names no table of the page",
        ),
        ({"releases": [{"edition": "1", "published_on": "soon"}]}, "releases.0.published_on"),
        ({"tables": {"t": {"grain": "g"}}}, "give columns, or a layout that has them"),
    ],
)
def test_a_mistake_on_a_page_names_the_page_and_the_key(
    tmp_path: Path, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueError) as refused:
        _load(tmp_path, **changes)
    assert "data/sources/press.yml is not a valid source page" in str(refused.value)
    assert named in str(refused.value)


@pytest.mark.parametrize("text", ["source: [", "- a list", "", "just words"])
def test_a_page_that_is_no_mapping_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "press.yml").write_text(text, "utf-8")
    with pytest.raises(ValueError, match=r"data/sources/press\.yml is not a valid source page"):
        load_catalogue(tmp_path)


def test_a_page_under_another_name_than_its_source_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"data/sources/other\.yml: source must be 'other'"):
        _load(tmp_path, name="other")


def test_a_page_cannot_be_changed_after_loading(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        _load(tmp_path).publisher = "Another"


def test_an_edition_in_several_files_has_a_release_for_each(tmp_path: Path) -> None:
    one = _load(tmp_path)
    assert one.edition_id("figures", "2025") == "press_2025"
    tables = {"a": PAGE["tables"]["figures"], "b": PAGE["tables"]["figures"]}
    assert _load(tmp_path, tables=tables).edition_id("b", "2025") == "press_b_2025"


def test_a_table_may_tell_its_edition_in_its_own_way(tmp_path: Path) -> None:
    table = {**PAGE["tables"]["figures"], "edition": {"constant": "2021"}}
    source = _load(tmp_path, tables={"figures": table})
    assert source.edition_rule("figures").constant == "2021"


def test_a_table_without_any_edition_rule_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="figures has no edition rule"):
        _load(tmp_path, edition=None).edition_rule("figures")


def test_a_known_release_is_found_by_its_edition(tmp_path: Path) -> None:
    source = _load(tmp_path, releases=[{"edition": "2025", "published_on": "2026-03-19"}])
    assert str(source.known_release("2025").published_on) == "2026-03-19"
    assert source.known_release("2026") is None


@pytest.mark.parametrize(
    "extra", [{"counted": {"rows": "n", "sums": ["nothing"]}}, {"counted": {"sums": []}}]
)
def test_only_columns_of_the_table_are_added_up(tmp_path: Path, extra: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="counted"):
        _load(tmp_path, tables={"figures": {**PAGE["tables"]["figures"], **extra}})


STATISTIC: dict[str, Any] = {
    "grain": "one row per area and age",
    "layout": "statistics",
    "filters": {"age": "age_group"},
    "measures": {"children": "number", "share": {"headings": ["percent"], "kind": "share"}},
    "ignore": ["note"],
    "rows": {"column": "age", "keep": ["Total"], "drop": ["Under 1"]},
    "expected": {"ends": "03-31", "adds_within": 30},
}


def _statistic(folder: Path, period: str | None = "year", **changes: Any) -> Any:
    """A page of one table of statistics, changed; without what is None."""
    table = {name: given for name, given in {**STATISTIC, **changes}.items() if given is not None}
    return _load(folder, period=period, tables={"children": table}).tables["children"]


def test_a_layout_says_which_columns_there_are_and_which_are_not_read(tmp_path: Path) -> None:
    table = _statistic(tmp_path)
    assert table.read_columns == (*LINEAGE, *STATISTICS, "age", "children", "share")
    assert table.columns["la_code"].headings == ("old_la_code",)
    assert table.columns["age"] == table.filters["age"]
    assert all(table.is_ignored(heading) for heading in (*STATISTICS_IGNORED, "note"))
    assert [known.kind for known in table.measures.values()] == ["count", "share"]


def test_a_page_may_call_a_column_of_its_layout_otherwise(tmp_path: Path) -> None:
    table = _statistic(tmp_path, columns={"la_code": "lea"})
    assert table.columns["la_code"].headings == ("lea",)
    assert table.columns["la_name"].headings == ("la_name",)


def test_one_rule_of_rows_is_the_list_of_it(tmp_path: Path) -> None:
    (rule,) = _statistic(tmp_path).rows
    assert (rule.column, rule.keep, rule.drop) == ("age", ("Total",), ("Under 1",))
    assert _statistic(tmp_path, rows=[STATISTIC["rows"]]).rows == (rule,)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"rows": None}, "rows must give the values of ['age']"),
        ({"rows": {"column": "la_name", "keep": ["A"], "drop": []}}, "the values of ['age']"),
        ({"layout": None, "columns": {"period": "year"}}, "and no other does"),
        ({"expected": None}, "a table of statistics says what is expected"),
        ({"expected": {"ends": "03-31"}}, "expected.adds_within"),
        ({"measures": {"n": {"headings": ["n"], "kind": "rate"}}}, "measures.n.kind"),
        ({"period": None}, "say the kind of period of its statistics"),
        ({"period": "four years"}, "period"),
    ],
)
def test_a_mistake_in_a_table_of_statistics_is_named(
    tmp_path: Path, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(ValueError, match=r"data/sources/press\.yml is not a valid") as refused:
        _statistic(tmp_path, **changes)
    assert named in str(refused.value)
