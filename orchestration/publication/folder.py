"""From the build database to the published folder, in one move.

A publication is written whole into its own folder under `publications/` and then `published`, a
symbolic link, is pointed at it: a reader sees the old publication or the new one, never a mixture,
and one that has a file open keeps it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.publication.changes import changes_since
from orchestration.publication.dbt_docs import write_dbt_docs
from orchestration.publication.files import FORMATS, WORKBOOK, write_files
from orchestration.publication.package import PublishedTable, data_package, published_tables
from orchestration.settings import Settings
from orchestration.warehouse import connect, literal, quoted
from pages import build_site

KEPT_PUBLICATIONS = 3
SYNCING = 16
# What a publication tells its readers; the rest is how the run that wrote it went.
CONTENT = frozenset({"datapackage.json", "site", WORKBOOK, *FORMATS})


def publish(
    settings: Settings, manifest: Mapping[str, Any], source: str, run_id: str
) -> dict[str, int]:
    """Write a publication and make it the one people read, unless it says what that one says.

    Args:
        settings: Where to read and write.
        manifest: dbt's manifest, which describes the tables.
        source: What the run was on; a later run on the same is compared with this publication.
        run_id: Names the publication together with the time.

    Returns:
        Rows per table.
    """
    tables = published_tables(manifest)
    keys = {table.name: table.key for table in tables}
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{run_id[:8]}"
    aside = settings.publications / f".{name}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        rows, functions = write_database(
            settings.build_database, aside / "benchmarks.duckdb", tables
        )
        with connect(aside / "benchmarks.duckdb", read_only=True) as connection:
            package = data_package(connection, tables, source, functions)
            _write_json(aside / "datapackage.json", package)
            changes = changes_since(connection, settings.published / "benchmarks.duckdb", keys)
        (aside / "CHANGES.md").write_text(changes, "utf-8")
        if settings.data_docs.is_dir():
            shutil.copytree(settings.data_docs, aside / "data_docs")
        write_dbt_docs(aside / "dbt_docs", manifest)
        with ThreadPoolExecutor(1) as other:
            # DuckDB writes while Python lays out pages.
            files = other.submit(write_files, aside, tables)
            build_site(
                aside / "benchmarks.duckdb",
                aside / "site",
                settings.build / "cache",
                settings.feedback,
            )
            files.result()
        _take_into_site(aside)
        checksums = _write_checksums(aside)
        if _content(checksums) == _content(_checksums(settings.published)):
            shutil.rmtree(aside)
            _forget_old(settings)
            return rows
        _sync(aside)
        aside.replace(settings.publications / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _point(settings.published, settings.publications / name)
    _forget_old(settings)
    return rows


def write_database(
    build: Path, target: Path, tables: list[PublishedTable]
) -> tuple[dict[str, int], dict[str, str]]:
    """Copy the tables, sorted by key, with descriptions, and the table functions.

    Keys are checked and not kept as indexes, which would make the file four times as large.

    Returns:
        Rows per table, and the definition of each function.

    Raises:
        ValueError: Two rows of a table have one key, or functions call each other in a circle.
    """
    rows, functions = {}, {}
    with connect(target) as connection:
        connection.execute(f"ATTACH {literal(build)} AS build (READ_ONLY)")
        connection.begin()
        for table in tables:
            connection.execute(
                f"CREATE TABLE main.{quoted(table.name)} AS "
                f"SELECT * FROM build.{quoted(table.relation)} ORDER BY {table.order}"
            )
            _refuse_duplicates(connection, table)
            _describe(connection, table)
            count = connection.execute(f"SELECT count(*) FROM main.{quoted(table.name)}").fetchone()
            rows[table.name] = int(count[0]) if count else 0
        for name, definition in _functions(connection):
            connection.execute(definition)
            functions[name] = definition
        connection.commit()
        connection.execute("DETACH build")
    return rows, functions


def _refuse_duplicates(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    twice = connection.execute(
        f"SELECT {table.order} FROM main.{quoted(table.name)} GROUP BY ALL HAVING count(*) > 1"
    ).fetchone()
    if twice:
        raise ValueError(f"{table.name}: duplicate key {', '.join(map(str, twice))}")


def _describe(connection: duckdb.DuckDBPyConnection, table: PublishedTable) -> None:
    name = quoted(table.name)
    connection.execute(f"COMMENT ON TABLE main.{name} IS {literal(table.description)}")
    for column, facts in table.columns.items():
        connection.execute(
            f"COMMENT ON COLUMN main.{name}.{quoted(column)} IS {literal(facts['description'])}"
        )


def _functions(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """The build's table functions, in an order in which each finds those it calls."""
    rows = connection.execute(
        "SELECT function_name, parameters, macro_definition FROM duckdb_functions() "
        "WHERE database_name = 'build' AND schema_name = 'main' AND function_type = 'table_macro'"
    ).fetchall()
    pending = {name: (parameters, body) for name, parameters, body in rows}
    while pending:
        ready = [
            name
            for name, (_, body) in pending.items()
            if not any(
                re.search(rf"\b{other}\(", body.replace('"', ""))
                for other in pending
                if other != name
            )
        ]
        if not ready:
            raise ValueError(f"functions call each other in a circle: {', '.join(sorted(pending))}")
        for name in sorted(ready):
            parameters, body = pending.pop(name)
            heading = f"main.{quoted(name)}({', '.join(parameters)})"
            yield name, f"CREATE MACRO {heading} AS TABLE {body}"


def _take_into_site(folder: Path) -> None:
    """Give the site what its pages link to: everything else of the publication.

    A second name for the same bytes, so that it takes neither room nor time; a copy where the disk
    has no such names. The site copied alone to a web host has no dead link.
    """
    site = folder / "site"
    beside = [path for path in folder.iterdir() if path != site]
    for path in [file for top in beside for file in (top, *top.rglob("*")) if file.is_file()]:
        target = site / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except FileExistsError:
            raise
        except OSError:
            shutil.copyfile(path, target)


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _write_checksums(folder: Path) -> dict[str, str]:
    """`sha256sum --check SHA256SUMS` verifies a publication."""
    checksums = _checksums(folder)
    lines = [f"{digest}  {name}\n" for name, digest in sorted(checksums.items())]
    (folder / "SHA256SUMS").write_text("".join(lines), "utf-8")
    return checksums


def _checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file, by its path in the folder; one of several names is read once."""
    read: dict[tuple[int, int], str] = {}
    checksums = {}
    for path in folder.rglob("*"):
        if path.is_file():
            known = path.stat()
            file = known.st_dev, known.st_ino
            if file not in read:
                read[file] = hashlib.sha256(path.read_bytes()).hexdigest()
            checksums[path.relative_to(folder).as_posix()] = read[file]
    return checksums


def _content(checksums: Mapping[str, str]) -> dict[str, str]:
    """Of these, what a publication tells its readers; not how the run that wrote it went.

    What the site has taken in counts where it came from.
    """
    taken_in = {f"site/{name}" for name in checksums}
    return {
        name: digest
        for name, digest in checksums.items()
        if (name in CONTENT or name.partition("/")[0] in CONTENT) and name not in taken_in
    }


def _sync(folder: Path) -> None:
    """Make the files durable before anything points at them; the disk takes several at a time."""
    with ThreadPoolExecutor(SYNCING) as pool:
        list(pool.map(_sync_file, (path for path in folder.rglob("*") if path.is_file())))


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _point(link: Path, target: Path) -> None:
    """Point a symbolic link at a folder, in one step."""
    aside = link.with_name(f".{link.name}-{os.getpid()}")
    aside.unlink(missing_ok=True)
    aside.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    if link.is_dir() and not link.is_symlink():
        # Made by hand or by another tool: kept beside the publications, under its own time.
        made = datetime.fromtimestamp(link.stat().st_mtime, UTC)
        link.rename(target.parent / f"{made:%Y%m%dT%H%M%SZ}-before")
    aside.replace(link)


def _forget_old(settings: Settings) -> None:
    """Keep the newest publications and the one in force, and nothing a killed run left behind."""
    in_force = settings.published.resolve()
    folders = sorted(path for path in settings.publications.iterdir() if path.is_dir())
    whole = [path for path in folders if not path.name.startswith(".")]
    for path in [*whole[:-KEPT_PUBLICATIONS], *(p for p in folders if p.name.startswith("."))]:
        if path.resolve() != in_force:
            shutil.rmtree(path, ignore_errors=True)
    for link in settings.data.glob(f".{settings.published.name}-*"):
        link.unlink(missing_ok=True)
