"""The only reader of the environment: one frozen object with absolute paths."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT = PROJECT_ROOT / "dbt_project"
SEEDS = DBT_PROJECT / "seeds"
SOURCE_PAGES = PROJECT_ROOT / "data" / "sources"
SNAPSHOT = PROJECT_ROOT / "data" / "snapshot"
# A run makes no connection but to its sources.
QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "DAGSTER_DISABLE_TELEMETRY": "1",
}


@dataclass(frozen=True)
class Settings:
    """What a run may be told from outside; every value has a default.

    Attributes:
        data: Root of what a run writes (`BENCHMARKS_DATA`).
        source: `snapshot`, `live`, or a folder of published files (`BENCHMARKS_SOURCE`).
        as_at: The date up to which the inspection history counts as known (`BENCHMARKS_AS_AT`).
            None means the snapshot's date, or the day of the run for live sources.
        govuk_url: Base address of GOV.UK's content and search API.
        ees_content_url: Base address of Explore Education Statistics' content API.
        ees_api_url: Base address of Explore Education Statistics' public data API.
        ofsted_reports_url: Base address of Ofsted's reports site.
        contact: A mail address or page told to publishers with every request
            (`BENCHMARKS_CONTACT`), so that they can write before they block.
        feedback: A mail address or page that readers of the site can write to
            (`BENCHMARKS_FEEDBACK`); shown on every page.
    """

    data: Path
    source: str
    as_at: date | None
    govuk_url: str
    ees_content_url: str
    ees_api_url: str
    ofsted_reports_url: str
    contact: str | None = None
    feedback: str | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the `BENCHMARKS_*` variables.

        Raises:
            ValueError: `BENCHMARKS_AS_AT` is not an ISO date, or `BENCHMARKS_FEEDBACK` neither a
                mail address nor a page of the web.
        """
        env = os.environ
        return cls(
            data=Path(env.get("BENCHMARKS_DATA") or PROJECT_ROOT / "data").resolve(),
            source=env.get("BENCHMARKS_SOURCE") or "snapshot",
            as_at=_date("BENCHMARKS_AS_AT"),
            govuk_url=env.get("BENCHMARKS_GOVUK_URL", "https://www.gov.uk"),
            ees_content_url=env.get(
                "BENCHMARKS_EES_CONTENT_URL",
                "https://content.explore-education-statistics.service.gov.uk/api",
            ),
            ees_api_url=env.get(
                "BENCHMARKS_EES_API_URL", "https://api.education.gov.uk/statistics"
            ),
            ofsted_reports_url=env.get(
                "BENCHMARKS_OFSTED_REPORTS_URL", "https://reports.ofsted.gov.uk"
            ),
            contact=env.get("BENCHMARKS_CONTACT") or None,
            feedback=_address("BENCHMARKS_FEEDBACK"),
        )

    @cached_property
    def landing(self) -> Path:
        """Archived bytes of every file ever read, by hash."""
        return self.data / "landing"

    @cached_property
    def build(self) -> Path:
        """The run's own folder; nobody else opens what is in it."""
        return self.data / "build"

    @cached_property
    def build_database(self) -> Path:
        """The DuckDB file in which a run builds its tables."""
        return self.build / "warehouse.duckdb"

    @cached_property
    def data_docs(self) -> Path:
        """What the gates of the last run found, as pages."""
        return self.build / "data_docs"

    @cached_property
    def publications(self) -> Path:
        """One folder per publication; `published` points at the newest."""
        return self.data / "publications"

    @cached_property
    def published(self) -> Path:
        """What people and programs read."""
        return self.data / "published"

    @cached_property
    def dagster_home(self) -> Path:
        """Run history of the Dagster instance."""
        return self.data / "dagster"


def _date(name: str) -> date | None:
    text = os.environ.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValueError(f"{name} is {text!r}; write a date as 2025-03-31") from error


def _address(name: str) -> str | None:
    text = os.environ.get(name) or None
    if text and not re.fullmatch(r"[^@\s:/?&]+@[^@\s:/?&]+|https?://\S+", text):
        raise ValueError(
            f"{name} is {text!r}; write a mail address, or a page that begins https://"
        )
    return text
