"""The environment is read in one place, with a default for everything."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.settings import DBT_PROJECT, MEMORY, PROJECT_ROOT, Settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("BENCHMARKS_")]:
        monkeypatch.delenv(name)


def test_every_setting_has_a_default() -> None:
    settings = Settings.from_environment()
    assert settings.data == PROJECT_ROOT / "data"
    assert settings.source == "snapshot"
    assert settings.as_at is None
    assert settings.govuk_url == "https://www.gov.uk"


def test_all_that_a_run_writes_is_under_one_root(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path / "there"))
    settings = Settings.from_environment()
    for path in (
        settings.landing,
        settings.build_database,
        settings.publications,
        settings.published,
        settings.dagster_home,
    ):
        assert path.is_relative_to(tmp_path / "there")


def test_a_relative_root_is_made_absolute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARKS_DATA", "elsewhere")
    assert Settings.from_environment().data == Path.cwd() / "elsewhere"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARKS_DATA", "")
    monkeypatch.setenv("BENCHMARKS_SOURCE", "")
    monkeypatch.setenv("BENCHMARKS_AS_AT", "")
    assert Settings.from_environment().data == PROJECT_ROOT / "data"
    assert Settings.from_environment().source == "snapshot"
    assert Settings.from_environment().as_at is None


def test_the_as_at_date_is_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BENCHMARKS_AS_AT", "2025-03-31")
    assert Settings.from_environment().as_at == date(2025, 3, 31)


@pytest.mark.parametrize("text", ["31/03/2025", "2025-02-30", "soon"])
def test_an_as_at_date_that_is_none_is_an_error(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("BENCHMARKS_AS_AT", text)
    with pytest.raises(ValueError):
        Settings.from_environment()


@pytest.mark.parametrize("text", ["desk@example.org", "https://example.org/ask", "http://intra/x"])
def test_readers_may_be_given_an_address(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.delenv("BENCHMARKS_FEEDBACK", raising=False)
    assert Settings.from_environment().feedback is None
    monkeypatch.setenv("BENCHMARKS_FEEDBACK", text)
    assert Settings.from_environment().feedback == text


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "ring us", "desk@", "a@b?bcc=c@d", "ftp://x"]
)
def test_an_address_nobody_can_write_to_is_an_error(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("BENCHMARKS_FEEDBACK", text)
    with pytest.raises(ValueError, match="BENCHMARKS_FEEDBACK"):
        Settings.from_environment()


def test_a_mirror_can_stand_in_for_every_publisher(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GOVUK", "EES_CONTENT", "EES_API", "OFSTED_REPORTS"):
        monkeypatch.setenv(f"BENCHMARKS_{name}_URL", f"http://mirror/{name}")
    settings = Settings.from_environment()
    assert settings.govuk_url == "http://mirror/GOVUK"
    assert settings.ees_content_url == "http://mirror/EES_CONTENT"
    assert settings.ees_api_url == "http://mirror/EES_API"
    assert settings.ofsted_reports_url == "http://mirror/OFSTED_REPORTS"


def test_lists_are_separated_by_commas_and_spaces_do_not_count(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BENCHMARKS_OWNERS", "desk@example.org, team:data-quality,")
    monkeypatch.setenv("BENCHMARKS_ALERT_MAIL", "a@example.org,b@example.org")
    settings = Settings.from_environment()
    assert settings.owners == ("desk@example.org", "team:data-quality")
    assert settings.alert_mail == ("a@example.org", "b@example.org")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("OWNERS", "the desk"),
        ("OWNERS", "team:"),
        ("ALERT_MAIL", "team:data"),
        ("ALERT_MAIL", "a@example.org; b@example.org"),
    ],
)
def test_who_is_no_address_is_named(monkeypatch: pytest.MonkeyPatch, name: str, text: str) -> None:
    monkeypatch.setenv(f"BENCHMARKS_{name}", text)
    with pytest.raises(ValueError, match=f"BENCHMARKS_{name} has "):
        Settings.from_environment()


def test_the_port_of_dagsters_pages_is_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.from_environment().ui_port == 3000
    monkeypatch.setenv("BENCHMARKS_UI_PORT", "8080")
    assert Settings.from_environment().ui_port == 8080
    for text in ("0", "65536", "-1", "http", "80.5"):
        monkeypatch.setenv("BENCHMARKS_UI_PORT", text)
        with pytest.raises(ValueError, match="BENCHMARKS_UI_PORT"):
            Settings.from_environment()


def test_the_memory_of_the_database_is_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.from_environment().memory == "4GiB"
    monkeypatch.setenv("BENCHMARKS_MEMORY", "800MiB")
    assert Settings.from_environment().memory == "800MiB"
    for text in ("0GiB", "-1", "much", "4", "4 GiB'; --"):
        monkeypatch.setenv("BENCHMARKS_MEMORY", text)
        with pytest.raises(ValueError, match="BENCHMARKS_MEMORY"):
            Settings.from_environment()


def test_dbt_alone_has_the_memory_that_a_run_gives_it() -> None:
    profile = (DBT_PROJECT / "profiles.yml").read_text("utf-8")
    assert f"env_var('BENCHMARKS_MEMORY', '{MEMORY}')" in profile


def test_the_engine_is_one_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.from_environment().engine == "duckdb"
    monkeypatch.setenv("BENCHMARKS_ENGINE", "spark")
    assert Settings.from_environment().engine == "spark"
    monkeypatch.setenv("BENCHMARKS_ENGINE", "Spark")
    with pytest.raises(ValueError, match="BENCHMARKS_ENGINE is 'Spark'; write duckdb or spark"):
        Settings.from_environment()


def test_tables_are_handed_over_in_a_folder_or_an_object_store(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BENCHMARKS_DATA", str(tmp_path))
    assert Settings.from_environment().spark_folder == str(tmp_path / "build" / "spark")
    monkeypatch.setenv("BENCHMARKS_SPARK_FOLDER", "handed")
    assert Settings.from_environment().spark_folder == str(Path.cwd() / "handed")
    monkeypatch.setenv("BENCHMARKS_SPARK_FOLDER", "s3://bucket/benchmarks")
    assert Settings.from_environment().spark_folder == "s3://bucket/benchmarks"


@pytest.mark.parametrize("name", ["ALERT_URL", "ALERT_MAIL"])
def test_either_address_is_enough_for_alerts(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert not Settings.from_environment().has_alerts
    text = {"ALERT_URL": "https://example.org/hook", "ALERT_MAIL": "a@example.org"}[name]
    monkeypatch.setenv(f"BENCHMARKS_{name}", text)
    assert Settings.from_environment().has_alerts
