"""Limits of the funnel and addresses of sources."""

import math

import pytest

from pages import figures


def _at(rows: list[dict[str, object]], line: str, n: float) -> float:
    return next(row["value"] for row in rows if row["line"] == line and row["n"] == n)  # type: ignore[return-value]


def test_limits_solve_the_score_equation() -> None:
    """The exact form is where a count lies z standard errors from the expected one."""
    rate, highest = 14.2, 900.0
    rows = figures.funnel_limits(rate, 12.0, highest)
    for z, name in ((1.96, "95"), (3.0902, "99.8")):
        for side in ("high", "low"):
            limit = _at(rows, f"{name} plain {side}", highest) / 100
            distance = abs(limit - rate / 100) / math.sqrt(limit * (1 - limit) / highest)
            assert distance == pytest.approx(z, abs=0.02)


def test_adjusted_limits_are_wider_by_the_root_of_phi() -> None:
    rate, highest, phi = 14.2, 900.0, 9.0
    rows = figures.funnel_limits(rate, phi, highest)
    error = math.sqrt(0.142 * 0.858 / highest) * 100
    assert _at(rows, "95 adjusted high", highest) == pytest.approx(
        rate + 1.96 * 3 * error, abs=0.001
    )


def test_limits_stay_within_a_percentage() -> None:
    values = [row["value"] for row in figures.funnel_limits(14.2, 12.0, 900.0)]
    assert all(0 < value <= 100 for value in values)


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "data:text/html,x", "file:///x"])
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert figures.web_address(url) == ""


def test_an_address_of_the_web_is_kept() -> None:
    assert figures.web_address("https://files.ofsted.gov.uk/1") == "https://files.ofsted.gov.uk/1"
