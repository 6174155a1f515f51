"""What dbt's project takes from the source pages: its sources, and the lists its unions loop over.

dbt knows its graph from the text of the project, so what follows from the source pages is written
into it and kept there. After a page, or a staging model of statistics, is added:

    python -m orchestration.dbt_sources
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from orchestration.assets.raw import (
    RUN,
    UNRECOGNISED,
    described,
    grains,
    raw_key,
    raw_table,
)
from orchestration.catalogue import Source, load_catalogue
from orchestration.settings import DBT_PROJECT, SOURCE_PAGES

SOURCES = DBT_PROJECT / "models" / "staging" / "_sources.yml"
LISTS = DBT_PROJECT / "macros" / "source_pages.sql"

SOURCES_HEAD = """\
# Written from data/sources by `python -m orchestration.dbt_sources`; a test compares.
version: 2

sources:
  - name: raw
    description: >
      What the publishers put out, as text, with the release, the file's hash and the place in the
      file on every row. Tables of figures have one row per figure: `measure` and `value`. Column
      maps are in data/sources.
    schema: raw
    tables:
"""
LISTS_TEXT = """\
{{#- Written from data/sources and the models' tags by `python -m orchestration.dbt_sources`; a test
    compares. Names are parted by spaces: a macro gives text. -#}}
{{% macro source_pages() -%}}
    {pages}
{{%- endmacro %}}


{{% macro statistics_models() -%}}
    {models}
{{%- endmacro %}}
"""


def generated(catalogue: Iterable[Source]) -> dict[Path, str]:
    """The files that follow from the source pages, with their text."""
    sources = list(catalogue)
    return {SOURCES: sources_yml(sources), LISTS: lists_sql(sources)}


def sources_yml(catalogue: Iterable[Source]) -> str:
    """Dbt's sources: one entry per raw table, under the key of its asset."""
    entries = [
        ("run", RUN, ("raw", "run")),
        ("unrecognised", UNRECOGNISED, ("raw", "unrecognised")),
        *(entry for source in catalogue for entry in _entries(source)),
    ]
    return SOURCES_HEAD + "".join(
        f"      - name: {name}\n"
        f"        description: {json.dumps(text, ensure_ascii=False)}\n"
        f"        meta: {{dagster: {{asset_key: [{', '.join(key)}]}}}}\n"
        for name, text, key in entries
    )


def _entries(source: Source) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for table, grain in grains(source).items():
        name = raw_table(source.source, table).removeprefix("raw.")
        yield name, described(source, grain), tuple(raw_key(source.source, table).path)


def lists_sql(catalogue: Iterable[Source]) -> str:
    """Macros that list the source pages and the models tagged `statistics`."""
    return LISTS_TEXT.format(
        pages="\n    ".join(source.source for source in catalogue),
        models="\n    ".join(sorted(_statistics(DBT_PROJECT / "models"))),
    )


def _statistics(models: Path) -> Iterator[str]:
    for path in models.rglob("_*.yml"):
        for model in yaml.safe_load(path.read_text("utf-8")).get("models", []):
            if "statistics" in model.get("config", {}).get("tags", []):
                yield model["name"]


def main() -> None:
    """Write the files."""
    for path, text in generated(load_catalogue(SOURCE_PAGES).values()).items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
