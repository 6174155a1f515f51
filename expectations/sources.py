"""What the source pages say of a raw table: its closed vocabularies are not written twice."""

from __future__ import annotations

from functools import cache

from orchestration.catalogue import Source, load_catalogue
from orchestration.settings import SOURCE_PAGES


def source_of(table: str) -> Source:
    """The page of a raw table, `raw.<source>__<table>`."""
    return source_pages()[table.removeprefix("raw.").split("__")[0]]


@cache
def source_pages() -> dict[str, Source]:
    """Every source page, read once."""
    return load_catalogue(SOURCE_PAGES)
