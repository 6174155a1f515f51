"""`published.csv`: the days of publication that a person lays beside files."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.errors import SourceError
from orchestration.readers.days import published_days

TOMORROW = (date.today() + timedelta(days=1)).isoformat()


def _written(folder: Path, text: str) -> Path:
    (folder / "a.csv").write_text("a\n", "utf-8")
    (folder / "published.csv").write_text(text, "utf-8")
    return folder


def test_a_day_belongs_to_the_content_of_the_file_it_names(tmp_path: Path) -> None:
    deep = tmp_path / "deep"
    deep.mkdir()
    _written(deep, "file,published_on\n\na.csv,2026-05-07\n")
    assert published_days(tmp_path) == {hashlib.sha256(b"a\n").hexdigest(): "2026-05-07"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name,day\na.csv,2026-05-07\n", r"row 1\): header: .*file,published_on"),
        ("file,published_on\nb.csv,2026-05-07\n", r"row 2\): file beside it: b\.csv"),
        ("file,published_on\n../a.csv,2026-05-07\n", r"row 2\): file beside it"),
        ("file,published_on\na.csv,7 May 2026\n", r"row 2\): day of publication"),
        (f"file,published_on\na.csv,{TOMORROW}\n", r"row 2\): day of publication: .* to come"),
        ("file,published_on\na.csv\n", r"row 2\): row length"),
    ],
)
def test_a_line_that_cannot_be_true_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SourceError, match=r"^published\.csv \(" + problem):
        published_days(_written(tmp_path, text))
