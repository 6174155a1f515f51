"""A person's folder through the command line: what is used, what is not, and what is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.fixtures import command
from tests.fixtures.published_files import csv_bytes, published_csv

REVISED_ON = "2026-05-07"
LATER = f"dfe_workforce_2025_{REVISED_ON}"


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, command.Ended]:
    """A run on a known edition published again, and on files that nobody knows."""
    folder = tmp_path_factory.mktemp("given") / 'it\'s a "folder" ü'
    (folder / "deep").mkdir(parents=True)
    table = published_csv("dfe_workforce", "indicators", "2025")
    croydon = table.where(la_name="Croydon", time_period="2025")
    croydon["agency_cover_rate_fte"] = "99.5"
    (folder / "w.csv").write_bytes(csv_bytes(table.grid()))
    (folder / "published.csv").write_text(f"file,published_on\nw.csv,{REVISED_ON}\n", "utf-8")
    plans = published_csv("dfe_children_in_need", "repeat_plans", "2025")
    plans.rename("CPP_start", "Plans_by_sex")
    plans.rename("CPP_subsequent", "Boys")
    (folder / "deep" / "plans.csv").write_bytes(csv_bytes(plans.grid()))
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7\n")
    (folder / "notes.md").write_text("# Where these are from\n", "utf-8")
    data = tmp_path_factory.mktemp("run") / "data"
    return data, command.run(data, "--source", str(folder))


def test_files_that_are_not_used_are_named_with_the_nearest_page(
    ended: tuple[Path, command.Ended],
) -> None:
    _, run = ended
    assert run.code == 3, run.output
    assert run.lines_with("Not used: deep/plans.csv", "repeat_plans", "'Plans_by_sex'")
    assert run.lines_with("Not used: letter.pdf", "index.csv")
    assert len(run.lines_with("Not used")) == 2  # notes beside the files are not meant to be read


def test_an_edition_published_again_is_a_release_with_its_revisions(
    ended: tuple[Path, command.Ended],
) -> None:
    data, run = ended
    assert run.code == 3, run.output
    with duckdb.connect(str(data / "published" / "benchmarks.duckdb"), read_only=True) as published:
        revised = published.execute(
            "SELECT indicator_id, area_code, period, previous_release_id, change "
            "FROM value_revisions WHERE release_id = ?",
            [LATER],
        ).fetchall()
        assert revised == [("agency_cover_rate_fte", "306", "2025", "dfe_workforce_2025", -0.5)]
        days = "SELECT value FROM {} WHERE indicator_id = 'agency_cover_rate_fte' AND {}"
        latest = "is_latest_release AND area_code = '306' AND period = '2025'"
        ((now,),) = published.execute(days.format("indicator_values", latest)).fetchall()
        ((then,),) = published.execute(
            days.format(
                "indicator_values_as_of(DATE '2026-05-06')", "area_code = '306' AND period = '2025'"
            )
        ).fetchall()
    assert now - then == -0.5
