"""The only reader of the environment: one frozen object with absolute paths."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

PROJECT_ROOT = Path(__file__).resolve().parents[1]
DBT_PROJECT = PROJECT_ROOT / "dbt_project"
SEEDS = DBT_PROJECT / "seeds"
SOURCE_PAGES = PROJECT_ROOT / "data" / "sources"
SNAPSHOT = PROJECT_ROOT / "data" / "snapshot"
# The first is the default.
ENGINES = ("duckdb", "spark")
MAIL_ADDRESS = r"[^@\s,]+@[^@\s,]+"
# A run is to do with a machine of 8 GB, of which the database may have half.
MEMORY = "4GiB"
# Of work that does not fit into memory, so that it ends before the disk is full.
ON_DISK = "16GiB"
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
        owners: Who answers for the tables, as Dagster shows it: mail addresses, or `team:<name>`
            (`BENCHMARKS_OWNERS`, separated by commas).
        ui_port: Port of Dagster's pages on this machine (`BENCHMARKS_UI_PORT`).
        alert_url: A webhook that is told of failed runs and stale figures (`BENCHMARKS_ALERT_URL`).
            Its address is often the secret.
        alert_mail: Mail addresses that are told the same (`BENCHMARKS_ALERT_MAIL`).
        alert_from: The sender of such mail (`BENCHMARKS_ALERT_FROM`); the first addressee if none.
        smtp_url: The mail server, `smtp[s]://[user:password@]host[:port]` (`BENCHMARKS_SMTP_URL`).
        engine: What builds the models: `duckdb`, or `spark` with DuckDB for what Spark cannot
            (`BENCHMARKS_ENGINE`).
        own_spark_folder: Where the engines hand tables over, a folder or an object store's address
            (`BENCHMARKS_SPARK_FOLDER`; in the build folder if none).
        feedback: A mail address or page that readers of the site can write to
            (`BENCHMARKS_FEEDBACK`); shown on every page.
        memory: What the database may hold in memory (`BENCHMARKS_MEMORY`); beyond it works on disk,
            in a folder beside its file. The run itself takes one to two GiB beside.
    """

    data: Path
    source: str
    as_at: date | None
    govuk_url: str
    ees_content_url: str
    ees_api_url: str
    ofsted_reports_url: str
    contact: str | None = None
    owners: tuple[str, ...] = ()
    ui_port: int = 3000
    alert_url: str | None = field(default=None, repr=False)
    alert_mail: tuple[str, ...] = ()
    alert_from: str | None = None
    smtp_url: str = field(default="smtp://localhost", repr=False)
    feedback: str | None = None
    memory: str = MEMORY
    engine: str = "duckdb"
    own_spark_folder: str | None = None

    @classmethod
    def from_environment(cls) -> Settings:
        """Read the `BENCHMARKS_*` variables.

        Raises:
            ValueError: A setting is not of the form it must have; the message names it, and shows
                its value unless that may be a secret.
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
            owners=_list("BENCHMARKS_OWNERS", MAIL_ADDRESS + r"|team:[\w.-]+"),
            ui_port=_port("BENCHMARKS_UI_PORT", 3000),
            alert_url=_secret_url("BENCHMARKS_ALERT_URL", "https", "http"),
            alert_mail=_list("BENCHMARKS_ALERT_MAIL", MAIL_ADDRESS),
            alert_from=env.get("BENCHMARKS_ALERT_FROM") or None,
            smtp_url=_secret_url("BENCHMARKS_SMTP_URL", "smtp", "smtps") or "smtp://localhost",
            feedback=_address("BENCHMARKS_FEEDBACK"),
            memory=_size("BENCHMARKS_MEMORY", MEMORY),
            engine=_one_of("BENCHMARKS_ENGINE", ENGINES),
            own_spark_folder=_folder_or_address("BENCHMARKS_SPARK_FOLDER"),
        )

    @property
    def has_alerts(self) -> bool:
        """Whether anybody is to be told of failed runs and stale figures."""
        return bool(self.alert_url or self.alert_mail)

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
    def spark_folder(self) -> str:
        """Where the engines hand tables over as Parquet: a folder, or an object store's address."""
        return self.own_spark_folder or str(self.build / "spark")

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


def _list(name: str, pattern: str) -> tuple[str, ...]:
    """Values separated by commas, each of which matches."""
    values = tuple(value.strip() for value in os.environ.get(name, "").split(",") if value.strip())
    for value in values:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{name} has {value!r}; write mail addresses separated by commas")
    return values


def _one_of(name: str, known: tuple[str, ...]) -> str:
    text = os.environ.get(name) or known[0]
    if text not in known:
        raise ValueError(f"{name} is {text!r}; write {' or '.join(known)}")
    return text


def _folder_or_address(name: str) -> str | None:
    text = os.environ.get(name) or None
    return str(Path(text).resolve()) if text and "://" not in text else text


def _port(name: str, default: int) -> int:
    text = os.environ.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError(f"{name} is {text!r}; give the number of a port")
    return int(text)


def _size(name: str, default: str) -> str:
    text = os.environ.get(name) or default
    if not re.fullmatch(r"[1-9]\d*[MG]i?B", text):
        raise ValueError(f"{name} is {text!r}; write a size as 4GiB or 800MiB")
    return text


def _secret_url(name: str, *schemes: str) -> str | None:
    """A network address; it is not shown, since it may be a secret or hold one."""
    text = os.environ.get(name) or None
    try:
        is_address = text is None or _is_address(text, schemes)
    except ValueError:
        is_address = False
    if not is_address:
        raise ValueError(f"{name} is no address that begins with {' or '.join(schemes)}://")
    return text


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    parts = urlsplit(text)
    return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0


def _address(name: str) -> str | None:
    text = os.environ.get(name) or None
    if text and not re.fullmatch(r"[^@\s:/?&]+@[^@\s:/?&]+|https?://\S+", text):
        raise ValueError(
            f"{name} is {text!r}; write a mail address, or a page that begins https://"
        )
    return text
