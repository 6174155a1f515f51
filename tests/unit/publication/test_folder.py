"""From the build database to the published folder, in one move."""

from __future__ import annotations

import errno
import json
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pytest

from orchestration.publication import files
from orchestration.publication import folder as publishing
from orchestration.publication.folder import KEPT_PUBLICATIONS, publish
from orchestration.publication.package import published_tables
from orchestration.settings import Settings
from tests.fixtures.command import contents, is_whole

FIGURES = {
    "area": "VARCHAR",
    "day": "DATE",
    "rate": "DOUBLE",
    "n": "BIGINT",
    "is_new": "BOOLEAN",
}
RELEASE = (
    "release_id", "publisher", "publication", "edition", "published_on", "known_on", "licence",
    "url",
)  # fmt: skip


def _node(name: str, key: list[str], columns: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "schema": "main",
        "resource_type": "model",
        "description": f"Table  {name};\nit's one row per area.",
        "meta": {},
        "constraints": [{"type": "primary_key", "columns": key}],
        "columns": {
            column: {
                "name": column,
                "data_type": (columns[column] or "VARCHAR").lower(),
                "description": f"The {column}.",
                "meta": {"unit": "people"} if column == "n" else {},
            }
            for column in columns
        },
    }


MANIFEST = {
    "nodes": {
        "a": _node("figures", ["area", "day"], FIGURES),
        "b": _node("releases", ["release_id"], dict.fromkeys(RELEASE)),
        "c": _node("working", ["x"], {}),
    },
    "sources": {},
    "exposures": {
        "e": {"name": "published_tables", "depends_on": {"nodes": ["b", "a"]}},
        "f": {"name": "another", "depends_on": {"nodes": ["c"]}},
    },
}


def _page(_: Path, folder: Path, *_more: object) -> None:
    folder.mkdir()
    (folder / "index.html").write_text("<p>A page", "utf-8")


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder; the pages about the figures have tests of their own."""
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    monkeypatch.setattr(publishing, "build_site", _page)
    monkeypatch.setattr(publishing, "write_dbt_docs", lambda folder, _: _page(folder, folder))
    monkeypatch.setattr(files, "write_workbook", lambda _, path, tables: path.touch())
    return Settings.from_environment()


def _build(settings: Settings, *rows: tuple[Any, ...]) -> None:
    settings.build.mkdir(exist_ok=True)
    settings.build_database.unlink(missing_ok=True)
    with duckdb.connect(str(settings.build_database)) as connection:
        columns = ", ".join(f"{name} {kind}" for name, kind in FIGURES.items())
        connection.execute(f"CREATE TABLE figures ({columns})")
        for row in rows:
            connection.execute("INSERT INTO figures VALUES (?, ?, ?, ?, ?)", row)
        connection.execute(
            "CREATE TABLE releases AS SELECT 'r' AS release_id, 'A press' AS publisher, "
            "'Figures' AS publication, '2025' AS edition, DATE '2025-01-01' AS published_on, "
            "DATE '2025-01-01' AS known_on, 'Open' AS licence, 'https://example.org' AS url"
        )
        connection.execute("CREATE TABLE working (x INTEGER)")
        connection.execute("CREATE MACRO z_inner(a) AS TABLE SELECT * FROM figures WHERE area = a")
        connection.execute("CREATE MACRO a_outer(a) AS TABLE SELECT * FROM z_inner(a)")


A, B, C = (
    ("A", date(2025, 3, 31), 19.2, 5, True),
    ("B", date(2025, 3, 31), None, 6, False),
    ("C", date(2025, 3, 31), 1.0, 7, False),
)


def _another(settings: Settings) -> None:
    """A build that says something else than the one before."""
    _build(settings, ("A", date(2025, 3, 31), float(uuid4().int % 1000), 5, True))


def _publish(settings: Settings) -> dict[str, int]:
    return publish(settings, MANIFEST, "snapshot", uuid4().hex)


def test_only_tables_of_the_exposure_are_published() -> None:
    assert [table.name for table in published_tables(MANIFEST)] == ["figures", "releases"]


def test_a_publication_is_whole_and_says_how_many_rows_it_has(settings: Settings) -> None:
    _build(settings, B, A)
    assert _publish(settings) == {"figures": 2, "releases": 1}
    assert is_whole(settings.published)
    beside = {
        "CHANGES.md", "benchmarks.duckdb", "benchmarks.xlsx", "csv/figures.csv",
        "csv/releases.csv", "datapackage.json", "dbt_docs/index.html", "parquet/figures.parquet",
        "parquet/releases.parquet",
    }  # fmt: skip
    taken_in = {f"site/{name}" for name in beside}
    assert set(contents(settings.published)) == {
        *beside,
        *taken_in,
        "site/index.html",
        "SHA256SUMS",
    }


def test_the_site_holds_what_lies_beside_it_without_taking_room(settings: Settings) -> None:
    _build(settings, A)
    _publish(settings)
    for name in ("benchmarks.duckdb", "csv/figures.csv", "dbt_docs/index.html"):
        assert (settings.published / name).samefile(settings.published / "site" / name)
    shutil.copytree(settings.published / "site", settings.data / "copied")
    assert (settings.data / "copied" / "csv" / "figures.csv").read_bytes() == (
        settings.published / "csv" / "figures.csv"
    ).read_bytes()
    assert (settings.data / "copied" / "csv" / "figures.csv").stat().st_nlink == 1


def test_a_disk_without_second_names_gets_copies(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(publishing.os, "link", refused)
    _build(settings, A)
    _publish(settings)
    own, other = (settings.published / part / "csv" / "figures.csv" for part in ("", "site"))
    assert own.read_bytes() == other.read_bytes() and not own.samefile(other)
    assert is_whole(settings.published)


def test_a_page_is_never_written_over_by_what_lies_beside(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(_: Path, folder: Path, *_more: object) -> None:
        (folder / "csv").mkdir(parents=True)
        (folder / "csv" / "figures.csv").write_text("a page of this name", "utf-8")

    monkeypatch.setattr(publishing, "build_site", page)
    _build(settings, A)
    with pytest.raises(FileExistsError):
        _publish(settings)
    assert not settings.published.exists()


def test_the_usual_tool_verifies_the_checksums(settings: Settings) -> None:
    _build(settings, A)
    _publish(settings)
    done = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=settings.published)
    assert done.returncode == 0


def test_csv_files_are_sorted_by_key_with_empty_for_null(settings: Settings) -> None:
    _build(settings, B, A)
    _publish(settings)
    assert (settings.published / "csv" / "figures.csv").read_bytes() == (
        b"area,day,rate,n,is_new\nA,2025-03-31,19.2,5,true\nB,2025-03-31,,6,false\n"
    )


def test_text_that_breaks_a_line_of_csv_is_quoted(settings: Settings) -> None:
    odd = 'a "b", c\nd'
    _build(settings, (odd, date(2025, 1, 1), None, None, None))
    _publish(settings)
    text = (settings.published / "csv" / "figures.csv").read_text("utf-8")
    assert text.endswith('"a ""b"", c\nd",2025-01-01,,,\n')


def test_the_package_describes_every_column(settings: Settings) -> None:
    _build(settings, A)
    _publish(settings)
    package = json.loads((settings.published / "datapackage.json").read_text("utf-8"))
    assert package["contract_version"] == "2.0.0"
    assert package["sources"] == [
        {"title": "A press: Figures", "path": "https://example.org", "licence": "Open"}
    ]
    schema = package["resources"][0]["schema"]
    assert schema["primaryKey"] == ["area", "day"]
    assert [(f["name"], f["type"], f.get("unit")) for f in schema["fields"]] == [
        ("area", "string", None), ("day", "date", None), ("rate", "number", None),
        ("n", "integer", "people"), ("is_new", "boolean", None),
    ]  # fmt: skip


def test_every_file_that_the_package_names_is_there(settings: Settings) -> None:
    _build(settings, A)
    _publish(settings)
    package = json.loads((settings.published / "datapackage.json").read_text("utf-8"))
    named = [package, *package["resources"], *package["distributions"]]
    for resource in package["resources"]:
        named += resource["distributions"]
    paths = {entry["path"] for entry in named if "path" in entry}
    assert {"csv/figures.csv", "parquet/figures.parquet", "benchmarks.xlsx"} < paths
    assert all((settings.published / path).is_file() for path in paths)


def test_another_workbook_is_a_new_publication(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(settings, A, B)
    _publish(settings)
    place = settings.published.resolve()
    monkeypatch.setattr(files, "write_workbook", lambda _, path, tables: path.write_text("new"))
    _publish(settings)
    assert settings.published.resolve() != place


def _declared(*constraints: dict[str, Any], **column: Any) -> dict[str, Any]:
    node = _node("figures", ["area"], {"area": "VARCHAR", "n": "INTEGER"})
    node["columns"]["n"].update(column, constraints=list(constraints))
    exposure = {"name": "published_tables", "depends_on": {"nodes": ["a"]}}
    return {"nodes": {"a": node}, "sources": {}, "exposures": {"e": exposure}}


def test_constraints_of_the_contract_are_those_of_the_package() -> None:
    (table,) = published_tables(
        _declared(
            {"type": "not_null"},
            {"type": "check", "expression": "n in (1, 2)"},
            {"type": "check", "expression": "n > 0"},
        )
    )
    assert table.columns["area"]["constraints"] == {"required": True, "unique": True}
    assert table.columns["n"]["constraints"] == {"required": True, "enum": [1, 2]}


def test_a_column_that_may_be_empty_is_not_required() -> None:
    (table,) = published_tables(
        _declared({"type": "check", "expression": "n in ('a', 'b, c')"}, data_type="varchar")
    )
    assert table.columns["n"]["constraints"] == {"required": False, "enum": ["a", "b, c"]}


def test_a_published_table_without_a_key_is_refused() -> None:
    manifest = _declared()
    manifest["nodes"]["a"]["constraints"] = []
    with pytest.raises(ValueError, match="figures is published and has no primary key"):
        published_tables(manifest)


def test_a_type_that_the_package_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match=r"figures\.n: no data_type"):
        published_tables(_declared(data_type="blob"))


def test_the_database_has_comments_and_functions_and_no_indexes(settings: Settings) -> None:
    _build(settings, A, B)
    _publish(settings)
    with duckdb.connect(
        str(settings.published / "benchmarks.duckdb"), read_only=True
    ) as connection:
        assert connection.execute("SELECT n FROM a_outer('B')").fetchall() == [(6,)]
        comment = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE table_name = 'figures'"
        ).fetchall()
        indexes = connection.execute("SELECT index_name FROM duckdb_indexes()").fetchall()
    assert comment == [("Table figures; it's one row per area.",)]
    assert indexes == []


def test_two_rows_with_one_key_are_not_published(settings: Settings) -> None:
    _build(settings, A, A)
    with pytest.raises(ValueError, match="figures: duplicate key A, "):
        _publish(settings)
    assert not settings.published.exists()
    assert list(settings.publications.iterdir()) == []


def test_changes_are_counted_against_the_publication_before(settings: Settings) -> None:
    _build(settings, A, B)
    _publish(settings)
    changes = (settings.published / "CHANGES.md").read_text("utf-8")
    assert "This is the first publication here." in changes
    _build(settings, ("A", date(2025, 3, 31), 19.3, 5, True), C)
    _publish(settings)
    changes = (settings.published / "CHANGES.md").read_text("utf-8")
    assert "- `figures`: 1 rows added, 1 removed, 1 revised." in changes
    assert "Releases" not in changes


def test_the_same_again_is_no_new_publication(settings: Settings) -> None:
    _build(settings, A, B)
    _publish(settings)
    before, place = contents(settings.published), settings.published.resolve()
    (settings.publications / ".20200101T000000Z-killed").mkdir()
    _publish(settings)
    assert settings.published.resolve() == place
    assert contents(settings.published) == before
    assert [p.name for p in settings.publications.iterdir()] == [place.name]


def test_a_function_defined_anew_is_a_new_publication(settings: Settings) -> None:
    _build(settings, A, B)
    _publish(settings)
    place = settings.published.resolve()
    with duckdb.connect(str(settings.build_database)) as build:
        build.execute("CREATE OR REPLACE MACRO z_inner(a) AS TABLE SELECT 7 AS n, a")
    _publish(settings)
    assert settings.published.resolve() != place
    with duckdb.connect(str(settings.published / "benchmarks.duckdb"), read_only=True) as found:
        assert found.execute("SELECT n FROM a_outer('B')").fetchall() == [(7,)]


def test_functions_that_call_each_other_are_refused(settings: Settings) -> None:
    _build(settings, A, B)
    with duckdb.connect(str(settings.build_database)) as build:
        build.execute("CREATE OR REPLACE MACRO z_inner(a) AS TABLE SELECT * FROM a_outer(a)")
    with pytest.raises(ValueError, match="circle: a_outer, z_inner"):
        _publish(settings)
    assert not settings.published.exists()


def test_a_failure_leaves_the_publication_before_and_nothing_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(settings, A)
    _publish(settings)
    before, folders = contents(settings.published), sorted(settings.publications.iterdir())
    _another(settings)

    def fails(_: Path) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(publishing, "_write_checksums", fails)
    with pytest.raises(OSError, match="No space"):
        _publish(settings)
    assert contents(settings.published) == before
    assert sorted(settings.publications.iterdir()) == folders


def test_what_a_killed_run_left_is_cleared_by_the_next(settings: Settings) -> None:
    _build(settings, A)
    (settings.publications / ".20200101T000000Z-killed" / "csv").mkdir(parents=True)
    (settings.data / ".published-1").symlink_to("publications/none")
    _publish(settings)
    assert [p.name for p in settings.publications.iterdir()] == [settings.published.resolve().name]
    assert [p.name for p in settings.data.iterdir() if p.name.startswith(".")] == []


def test_the_newest_publications_are_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(settings, A)
    for number in range(KEPT_PUBLICATIONS + 2):
        _another(settings)
        publish(settings, MANIFEST, "snapshot", f"run{number}")
    kept = {path.name.split("-")[-1] for path in settings.publications.iterdir()}
    assert len(kept) == KEPT_PUBLICATIONS
    assert f"run{KEPT_PUBLICATIONS + 1}" in kept
    assert settings.published.resolve().name.endswith(f"run{KEPT_PUBLICATIONS + 1}")


def test_a_clock_set_back_does_not_cost_the_publication_in_force(settings: Settings) -> None:
    _build(settings, A)
    for year in range(2990, 2990 + KEPT_PUBLICATIONS):
        (settings.publications / f"{year}0101T000000Z-later").mkdir(parents=True)
    _publish(settings)
    assert is_whole(settings.published)


def test_a_reader_never_finds_the_published_folder_gone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`published` is replaced in one system call: at no call before or after is it missing."""
    _build(settings, A)
    _publish(settings)
    seen = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(is_whole(settings.published))
        done = replace(self, target)
        seen.append(is_whole(settings.published))
        return done

    _another(settings)
    monkeypatch.setattr(Path, "replace", watched)
    _publish(settings)
    assert len(seen) >= 4
    assert all(seen)


def test_a_folder_in_the_place_of_the_link_is_set_aside(settings: Settings) -> None:
    _build(settings, A)
    settings.published.mkdir()
    (settings.published / "mine.txt").write_text("kept", "utf-8")
    _publish(settings)
    assert settings.published.is_symlink()
    assert is_whole(settings.published)
    assert [p.read_text("utf-8") for p in settings.publications.rglob("mine.txt")] == ["kept"]


def test_the_link_is_relative_so_that_the_data_folder_can_be_moved(settings: Settings) -> None:
    _build(settings, A)
    _publish(settings)
    assert not settings.published.readlink().is_absolute()
