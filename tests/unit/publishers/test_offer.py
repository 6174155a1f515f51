"""The choice of one file among several."""

from __future__ import annotations

import pytest

from orchestration.publishers.errors import FetchError
from orchestration.publishers.offer import only_match


def test_one_of_several_files_is_told_by_its_title() -> None:
    files = {"1. Indicators x_2017.csv": 1, "2. Indicators by age": 2, "3. Other": 3}
    assert only_match("u", "file", files, ["nothing", r"\bx 2017\b"]) == 1
    with pytest.raises(FetchError, match=r"matches several: 1\. Indicators x_2017\.csv; 2\. Ind"):
        only_match("u", "file", files, ["indicators"])
    with pytest.raises(FetchError, match=r"not among: 1\. Indicators"):
        only_match("u", "file", files, ["nothing"])
