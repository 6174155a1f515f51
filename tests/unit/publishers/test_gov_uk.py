"""Which page of GOV.UK is the newest edition."""

from __future__ import annotations

import pytest

from orchestration.catalogue import GovUkLive
from orchestration.publishers.errors import FetchError
from orchestration.publishers.gov_uk import _Document, _newest_of

LIVE = GovUkLive(
    via="gov_uk",
    organisation="ofsted",
    document=r"outcomes as at 31 March (\d{4})",
    attachment=("data",),
)


def document(year: int, updated: str, **given: object) -> _Document:
    title = f"Inspection outcomes as at 31 March {year}"
    known = {"title": title, "link": f"/government/statistics/{year}", "public_timestamp": updated}
    return _Document.model_validate({**known, **given})


def test_a_correction_does_not_make_an_old_edition_the_newest() -> None:
    listed = [document(2024, "2026-01-01"), document(2025, "2025-09-25")]
    assert _newest_of("u", listed, LIVE).path == "/government/statistics/2025"


def test_what_is_announced_withdrawn_or_elsewhere_is_no_edition() -> None:
    listed = [
        document(2026, "2026-06-01", link="/government/statistics/announcements/2026"),
        document(2027, "2026-06-01", is_withdrawn=True),
        document(2028, "2026-06-01", link="https://example.org/2028"),
        document(2029, "2026-06-01", title="Methodology"),
    ]
    with pytest.raises(FetchError, match="edition of the publication: no title matches"):
        _newest_of("u", listed, LIVE)
