"""Notices and directions: the reviewed rows among themselves, and beside the live collection."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Suite, key, none_found

DOCUMENTS = "raw.dfe_interventions__documents"
PAGES = "https://www.gov.uk/government/publications/"
ROW = ("intervention_id",)
PAGE = ("base_path",)

SUITES = (
    Suite(
        DOCUMENTS,
        (
            none_found(
                "every reviewed row is of the authority that its name and page say",
                sql("landing/interventions/named"),
                locators=ROW,
            ),
            none_found(
                "every reviewed row has its identifier, its address and the day it was seen",
                sql("landing/interventions/identified", pages=PAGES),
                locators=ROW,
            ),
            none_found(
                "dates of reviewed rows are dates, and none ended before it was issued",
                sql("landing/interventions/dated"),
                locators=ROW,
            ),
            none_found(
                "what was replaced has the row that replaces it, of its authority and not earlier",
                sql("landing/interventions/replaced"),
                locators=ROW,
            ),
            none_found(
                "no authority has two open directions of one subject",
                sql("landing/interventions/open_directions"),
                locators=("subject",),
            ),
            key("one row per document of the collection", DOCUMENTS, "base_path", locators=PAGE),
            none_found(
                "every document of the collection has reviewed rows of its own",
                sql("landing/interventions/covered", table=DOCUMENTS),
                locators=PAGE,
            ),
            none_found(
                "the title of a document names the authority of its rows",
                sql("landing/interventions/titled", table=DOCUMENTS),
                locators=PAGE,
            ),
            none_found(
                "documents have ended, or not, as their rows have",
                sql("landing/interventions/ended", table=DOCUMENTS),
                locators=PAGE,
            ),
            none_found(
                "dates that a page states are those of its rows",
                sql("landing/interventions/stated", table=DOCUMENTS),
                locators=PAGE,
            ),
        ),
    ),
)
