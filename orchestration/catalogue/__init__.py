"""`data/sources/*.yml` read into frozen, validated objects: one page per publication.

A page is configuration, documentation and test at once. Every column of a published table is
either mapped to our name or listed as ignored, so a column the publisher adds or renames stops
the run instead of being lost.
"""

from __future__ import annotations

from orchestration.catalogue.live import (
    EesLive,
    GovUkCollectionLive,
    GovUkLive,
    Live,
    OfstedReportsLive,
)
from orchestration.catalogue.page import CellRule, Edition, Headings, Licence, Page, RowFilter
from orchestration.catalogue.source import Release, Source, load_catalogue
from orchestration.catalogue.statistics import (
    AND,
    STATISTICS,
    STATISTICS_IGNORED,
    Expected,
    Measure,
    Part,
    Rate,
    Shares,
)
from orchestration.catalogue.table import LINEAGE, Counted, Table

__all__ = [
    "AND",
    "LINEAGE",
    "STATISTICS",
    "STATISTICS_IGNORED",
    "CellRule",
    "Counted",
    "Edition",
    "EesLive",
    "Expected",
    "GovUkCollectionLive",
    "GovUkLive",
    "Headings",
    "Licence",
    "Live",
    "Measure",
    "OfstedReportsLive",
    "Page",
    "Part",
    "Rate",
    "Release",
    "RowFilter",
    "Shares",
    "Source",
    "Table",
    "load_catalogue",
]
