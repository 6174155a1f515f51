"""Which addresses may be shown as a publisher's."""

from __future__ import annotations

import pytest

from orchestration.publishers.allowed import is_published_at


@pytest.mark.parametrize(
    "url",
    [
        "https://files.ofsted.gov.uk/v1/file/50302265",
        "https://www.gov.uk/government/statistics",
        "http://mirror.example/file/1",
        "https://mirror.example/file/1",
    ],
)
def test_a_publisher_or_the_host_of_a_base_address_may(url: str) -> None:
    assert is_published_at(url, {"mirror.example"})


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://files.ofsted.gov.uk/v1/file/1",
        "https://files.ofsted.gov.uk.example/v1/file/1",
        "https://user@files.ofsted.gov.uk/v1/file/1",
        "https://mirror.example/file/1",
        "//files.ofsted.gov.uk/v1/file/1",
        "https://[files.ofsted.gov.uk/",
        "",
    ],
)
def test_no_other_may(url: str) -> None:
    assert not is_published_at(url)
