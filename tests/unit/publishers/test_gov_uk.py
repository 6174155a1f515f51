"""Which page of GOV.UK is the newest edition."""

from __future__ import annotations

import pytest

from orchestration.catalogue import GovUkLive, load_catalogue
from orchestration.publishers.errors import FetchError
from orchestration.publishers.gov_uk import _Document, _newest_first
from orchestration.settings import SOURCE_PAGES

LIVE = GovUkLive(
    via="gov_uk",
    organisation="ofsted",
    document=r"outcomes as at 31 March (\d{4})",
    attachment=("data",),
)
REVENUE = "Local authority revenue expenditure and financing England"


def document(year: int, updated: str, **given: object) -> _Document:
    title = f"Inspection outcomes as at 31 March {year}"
    known = {"title": title, "link": f"/government/statistics/{year}", "public_timestamp": updated}
    return _Document.model_validate({**known, **given})


def paths(listed: list[_Document], live: GovUkLive = LIVE) -> list[str]:
    return [found.path for found in _newest_first("u", listed, live)]


def test_a_correction_does_not_make_an_old_edition_the_newest() -> None:
    listed = [document(2024, "2026-01-01"), document(2025, "2025-09-25")]
    assert paths(listed) == ["/government/statistics/2025", "/government/statistics/2024"]


def test_what_is_announced_withdrawn_or_elsewhere_is_no_edition() -> None:
    listed = [
        document(2026, "2026-06-01", link="/government/statistics/announcements/2026"),
        document(2027, "2026-06-01", is_withdrawn=True),
        document(2028, "2026-06-01", link="https://example.org/2028"),
        document(2029, "2026-06-01", title="Methodology"),
    ]
    with pytest.raises(FetchError, match="edition of the publication: no title matches"):
        _newest_first("u", listed, LIVE)


@pytest.mark.parametrize(
    ("budget", "outturn"),
    [
        (
            f"{REVENUE}: 2026 to 2027 budget individual local authority data",
            f"{REVENUE}: 2024 to 2025 individual local authority data - outturn",
        ),
        (
            f"{REVENUE}: 2026 to 2027 individual local authority data - budget",
            f"{REVENUE}: 2024 to 2025 outturn individual local authority data",
        ),
        (
            f"{REVENUE}: 2026 to 2027 Budget (after the outturn), individual local authority data",
            f"{REVENUE.upper()}: 2024 to 2025 Individual local authority data — Outturn",
        ),
    ],
)
def test_a_budget_is_no_outturn(budget: str, outturn: str) -> None:
    live = load_catalogue(SOURCE_PAGES)["mhclg_revenue_outturn"].live
    assert isinstance(live, GovUkLive)
    listed = [document(2026, "2026-06-11", title=budget), document(2025, "x", title=outturn)]
    assert paths(listed, live) == ["/government/statistics/2025"]
