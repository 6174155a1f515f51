"""The live sections of the source pages."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from orchestration.catalogue import EesLive, GovUkLive, load_catalogue
from orchestration.settings import SOURCE_PAGES


@pytest.mark.parametrize(
    "changes", [{"live": None}, {"no_live_reason": "None stays."}], ids=["neither", "both"]
)
def test_a_page_says_where_it_is_or_why_it_is_not(changes: dict[str, Any]) -> None:
    page = load_catalogue(SOURCE_PAGES)["dfe_children_in_need"]
    with pytest.raises(ValidationError, match="exactly one of live, no_live_reason"):
        type(page)(**{**page.model_dump(), **changes})


def test_a_file_is_named_for_every_table() -> None:
    page = load_catalogue(SOURCE_PAGES)["dfe_children_in_need"]
    live = EesLive.model_validate(
        {"via": "ees_api", "publication": "x", "files": {"referrals": "C1"}}
    )
    with pytest.raises(ValidationError, match="must name every table"):
        type(page)(**{**page.model_dump(), "live": live})


def test_a_pattern_is_checked_when_the_page_is_read() -> None:
    with pytest.raises(ValidationError, match="is not a pattern"):
        GovUkLive(via="gov_uk", organisation="x", document="(", attachment=("x",))
