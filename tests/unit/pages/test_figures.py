"""Addresses of sources."""

import pytest

from pages.figures import parts


@pytest.mark.parametrize("url", [None, "", "javascript:alert(1)", "data:text/html,x", "file:///x"])
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert parts.web_address(url) == ""


def test_an_address_of_the_web_is_kept() -> None:
    assert parts.web_address("https://files.ofsted.gov.uk/1") == "https://files.ofsted.gov.uk/1"
