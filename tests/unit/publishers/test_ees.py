"""Small facts of Explore Education Statistics."""

from __future__ import annotations

import pytest

from orchestration.publishers.ees import _last_day, _website


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
    ("coming", "expected"),
    [
        ({"year": "2027", "month": "2"}, "2027-02-28"),
        ({"year": 2028, "month": 2}, "2028-02-29"),
        ({"year": 2027, "month": 3, "day": 18}, "2027-03-18"),
        ({"year": 2027}, "2027-12-31"),
        ({"year": 2027, "month": None, "day": None}, "2027-12-31"),
        ({"year": 2027, "month": 2, "day": 30}, None),
        ({"year": 2027, "month": 13}, None),
        ({"year": 99999}, None),
        ({"year": 10**20}, None),
        ({}, None),
        ("spring", None),
        (None, None),
    ],
)
def test_a_release_is_due_by_the_last_day_of_what_is_known(
    coming: object, expected: str | None
) -> None:
    assert _last_day(coming) == expected


def test_a_date_that_is_none_is_said(caplog: pytest.LogCaptureFixture) -> None:
    _last_day({"year": 2027, "month": 13})
    assert "the date of a release to come is none: {'year': 2027, 'month': 13}" in caplog.text
