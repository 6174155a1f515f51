"""Where a publication is asked for."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator

from orchestration.catalogue.page import Page


def _require_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is not a pattern: {error}") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_require_pattern)]


class EesLive(Page):
    """Where a publication is on Explore Education Statistics.

    Attributes:
        via: The content API behind the website, or the public data API with the other to fall
            back on. Not every publication is in the public one.
        publication: The publication's slug; ids move, slugs are redirected.
        files: Patterns of each table's title or file name, in order of preference; titles are
            reworded from one edition to the next.
    """

    via: Literal["ees_content", "ees_api"]
    publication: str
    files: dict[str, tuple[Pattern, ...]]

    @field_validator("files", mode="before")
    @classmethod
    def _short_form(cls, value: dict[str, object]) -> dict[str, object]:
        """Allow `table: pattern`."""
        return {name: [given] if isinstance(given, str) else given for name, given in value.items()}


class GovUkLive(Page):
    """Where a publication is on GOV.UK; each edition is a page of its own.

    Attributes:
        via: GOV.UK's content and search API.
        organisation: The publisher's name in addresses of GOV.UK.
        document: Pattern of an edition's title; group 1 puts the editions in order.
        attachment: Patterns of the title and file name of the workbook on that page, in order of
            preference.
    """

    via: Literal["gov_uk"]
    organisation: str
    document: Pattern
    attachment: tuple[Pattern, ...]


class OfstedReportsLive(Page):
    """Ofsted's reports site, searched as the landing page says.

    Attributes:
        via: The reports site.
        fewest_providers: Fewer than these are not the whole list; there are 153 authorities.
    """

    via: Literal["ofsted_reports"]
    fewest_providers: int = 150


class GovUkCollectionLive(Page):
    """A collection of GOV.UK's, whose documents are pages; its address is the landing page.

    Attributes:
        via: GOV.UK's content API.
        fewest_documents: Fewer than these are not the whole collection.
    """

    via: Literal["gov_uk_collection"]
    fewest_documents: int


Live = Annotated[
    EesLive | GovUkLive | GovUkCollectionLive | OfstedReportsLive, Field(discriminator="via")
]
