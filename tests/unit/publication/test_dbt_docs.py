"""dbt's documentation as one page: whole, private, and unbroken by what a description says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestration.publication.dbt_docs import write_dbt_docs
from orchestration.settings import DBT_PROJECT

MANIFEST: dict[str, Any] = {
    "metadata": {"project_name": "p", "send_anonymous_usage_stats": True, "user_id": "me"},
    "nodes": {
        "model.p.a": {
            "description": "</script><script>alert(1)</script>",
            "root_path": str(DBT_PROJECT),
        }
    },
}


@pytest.fixture
def page(tmp_path: Path) -> str:
    write_dbt_docs(tmp_path / "dbt", MANIFEST)
    (written,) = (tmp_path / "dbt").iterdir()
    assert written.name == "index.html"
    return written.read_text("utf-8")


def test_the_manifest_and_an_empty_catalog_stand_in_place_of_files(page: str) -> None:
    manifest, end = json.JSONDecoder().raw_decode(page, page.index("{manifest:") + 10)
    assert manifest["nodes"]["model.p.a"]["description"] == "</script><script>alert(1)</script>"
    assert page[end:].startswith(",catalog:")
    catalog, _ = json.JSONDecoder().raw_decode(page, end + 9)
    assert catalog["nodes"] == catalog["sources"] == {}


def test_a_description_cannot_end_the_script_it_stands_in(page: str) -> None:
    assert "</script><script>alert(1)" not in page
    assert "<\\/script><script>alert(1)" in page


def test_nobody_is_told_who_reads_it_nor_where_it_was_made(page: str) -> None:
    assert '"send_anonymous_usage_stats": false' in page
    assert '"user_id": null' in page
    assert str(DBT_PROJECT) not in page
    assert '"root_path": "dbt_project"' in page


def test_the_manifest_given_is_not_changed(page: str) -> None:
    assert MANIFEST["metadata"]["user_id"] == "me"
