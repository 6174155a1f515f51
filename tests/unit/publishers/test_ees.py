"""Small facts of Explore Education Statistics."""

from __future__ import annotations

import pytest

from orchestration.publishers.ees import _last_day, _NextRelease, _website


@pytest.mark.parametrize(
    ("base", "website"),
    [
        (
            "https://content.explore-education-statistics.service.gov.uk/api",
            "https://explore-education-statistics.service.gov.uk",
        ),
        ("http://127.0.0.1:9000/ees/api/", "http://127.0.0.1:9000/ees"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
    ],
)
def test_the_website_belongs_to_its_content_api(base: str, website: str) -> None:
    assert _website(base) == website


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        ("2027", "2", "", "2027-02-28"),
        ("2027", "", "", None),
        (2027, 2, None, "2027-02-28"),
        (2027, 3, 18, "2027-03-18"),
        (2027, 2, 30, None),
        (2027, 13, None, None),
    ],
)
def test_a_release_is_due_by_the_end_of_its_month(
    year: int | str, month: int | str, day: int | str | None, expected: str | None
) -> None:
    assert _last_day(_NextRelease(year=year, month=month, day=day)) == expected
