"""The buttons of Dagster's lineage page, pressed in a browser as a person presses them.

Whatever is pressed, gates hold, and only a run of everything publishes. In order: each test finds
the build database as the one before left it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import duckdb
import pytest

from orchestration.resources import UNPUBLISHED
from orchestration.settings import PROJECT_ROOT
from tests.fixtures.command import clean_environment, contents, is_whole
from tests.fixtures.published_files import csv_bytes, published_csv

HOST = "127.0.0.1"
WORKFORCE = ("dfe_workforce", "indicators", "2025")
SECONDS = 600
ENDED = ("SUCCESS", "FAILURE", "CANCELED")
RUN = """
    query ($id: ID!, $cursor: String) {
        runOrError(runId: $id) { ... on Run { status } }
        logsForRun(runId: $id, afterCursor: $cursor) { ... on EventConnection {
            cursor
            hasMore
            events {
                kind: __typename
                ... on MessageEvent { message }
                ... on MaterializationEvent { assetKey { path } }
            }
        } }
    }
"""


@dataclass(frozen=True)
class Ran:
    """How a run that a button started came to its end."""

    id: str
    status: str
    events: list[dict[str, Any]]

    @property
    def built(self) -> set[str]:
        """Assets that it says it has written."""
        return {
            "/".join(event["assetKey"]["path"])
            for event in self.events
            if event["kind"] == "MaterializationEvent"
        }

    def says(self, text: str) -> bool:
        """Whether a line of its log has this."""
        return any(text in event.get("message", "") for event in self.events)


class Dagster:
    """Dagster's pages over a data folder, in a browser."""

    def __init__(self, address: str, data: Path, given: Path, page: Any) -> None:
        """Take what the fixture has started."""
        self.address, self.data, self.given, self.page = address, data, given, page
        self.elsewhere: set[str] = set()
        page.on("request", lambda request: self._asked(request.url))

    @property
    def published(self) -> Path:
        """What people read."""
        return self.data / "published"

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.elsewhere.add(url)

    def press(self, button: str, selection: str = "") -> Ran:
        """Press a button of the lineage page, over the assets of a selection, and wait."""
        # The address that the page itself gives a selection.
        selected = f"~{quote(selection, safe='')}/" if selection else ""
        self.page.goto(f"{self.address}/asset-groups{selected}")
        named = re.compile(f"^{button}$")
        return self._started(self.page.locator("button", has_text=named).first.click)

    def press_checks(self, asset: str) -> Ran:
        """Press the button that asks all checks of an asset, and nothing else."""
        self.page.goto(f"{self.address}/assets/{asset}?view=checks")
        return self._started(self.page.get_by_role("button", name="Execute all").click)

    def _started(self, press: Callable[[], None]) -> Ran:
        """The run that a press starts, when it has come to its end."""
        with self.page.expect_response(
            lambda answer: "LaunchPipelineExecution" in (answer.request.post_data or "")[:60]
        ) as launched:
            press()
        answer = launched.value.json()["data"]["launchPipelineExecution"]
        assert "run" in answer, answer
        run_id = answer["run"]["id"]
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            status = ask(self.address, RUN, id=run_id)["runOrError"]["status"]
            if status in ENDED:
                return Ran(run_id, status, [*self._events(run_id)])
            time.sleep(0.5)
        raise AssertionError(f"run {run_id} is still {status}")

    def _events(self, run_id: str) -> Iterator[dict[str, Any]]:
        """Every line of a run's log: Dagster hands out a thousand at a time."""
        log: dict[str, Any] = {"cursor": None, "hasMore": True}
        while log["hasMore"]:
            log = ask(self.address, RUN, id=run_id, cursor=log["cursor"])["logsForRun"]
            yield from log["events"]

    def rows(self, table: str) -> int:
        """Rows of a table of the build database."""
        with duckdb.connect(str(self.data / "build" / "warehouse.duckdb")) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert row
        return int(row[0])

    def empty(self, table: str) -> None:
        """Take the rows of a table of the build database away, so that a build of it is seen."""
        with duckdb.connect(str(self.data / "build" / "warehouse.duckdb")) as connection:
            connection.execute(f"DELETE FROM {table}")


def ask(address: str, query: str, **variables: str | None) -> dict[str, Any]:
    """Dagster's answer to a query."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(f"{address}/graphql", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)["data"]
    return found


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def _wait_for_pages(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"{address}/server_info", timeout=5).close()
        except (URLError, OSError):
            time.sleep(0.5)
        else:
            return
    raise AssertionError(f"Dagster's pages are not there:\n{log.read_text('utf-8')[-3000:]}")


@pytest.fixture(scope="module")
def dagster(
    browser: Any,
    published: Path,
    new_data: Callable[[], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Dagster]:
    """`benchmarks ui` over a publication and a folder in which published files can be laid."""
    data, given = new_data(), tmp_path_factory.mktemp("given")
    # Dagster asks back where what a table rests on was never built.
    shutil.copytree(published.parent / "dagster", data / "dagster")
    (given / "w.csv").write_bytes(csv_bytes(published_csv(*WORKFORCE).grid()))
    log = data.parent / "ui.log"
    port = _free_port()
    address = f"http://{HOST}:{port}"
    environment = {
        **clean_environment(),
        "BENCHMARKS_DATA": str(data),
        "BENCHMARKS_SOURCE": str(given),
        # Dagster's own programs find the project that is tested, wherever it is installed.
        "PYTHONPATH": str(PROJECT_ROOT),
    }
    command = [sys.executable, "-m", "orchestration.cli", "ui", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for_pages(address, process, log)
        context = browser.new_context(viewport={"width": 1600, "height": 1000})
        context.set_default_timeout(60_000)
        yield Dagster(address, data, given, context.new_page())
        context.close()
    finally:
        # With all that it has started: its folder goes with the test.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_one_mart_is_built_and_says_that_publishing_is_the_jobs(dagster: Dagster) -> None:
    before = contents(dagster.published)
    there = dagster.rows("main.grade_transitions")
    dagster.empty("main.grade_transitions")
    ran = dagster.press("Materialize", 'key:"marts/grade_transitions"')
    assert ran.status == "SUCCESS"
    assert ran.built == {"marts/grade_transitions"}
    assert dagster.rows("main.grade_transitions") == there > 0
    assert ran.says(UNPUBLISHED)
    dagster.page.goto(f"{dagster.address}/assets/marts/grade_transitions?view=overview")
    dagster.page.get_by_text(UNPUBLISHED).first.wait_for()
    assert contents(dagster.published) == before


def test_the_checks_of_a_table_are_asked_without_building_it(dagster: Dagster) -> None:
    ran = dagster.press_checks("staging/stg_register__status")
    assert ran.status == "SUCCESS"
    assert ran.built == set()
    assert ran.says("unique_stg_register__status_source")


def test_a_source_and_all_below_it_is_built_and_not_published(dagster: Dagster) -> None:
    before = contents(dagster.published)
    ran = dagster.press("Materialize all", 'key:"raw/dfe_neighbours/model_*"+')
    assert ran.status == "SUCCESS"
    assert {"raw/dfe_neighbours/model_2025", "marts/statistical_neighbours"} <= ran.built
    assert not any(asset.startswith(("published/", "raw/ofsted")) for asset in ran.built)
    assert ran.says("Nothing is published: this run left out ") and ran.says(UNPUBLISHED)
    assert contents(dagster.published) == before


def test_a_source_whose_file_breaks_a_rule_is_stopped_by_the_gate(dagster: Dagster) -> None:
    before = contents(dagster.published)
    marts = dagster.rows("main.la_benchmarks")
    table = published_csv(*WORKFORCE)
    table.where(la_name="Croydon", time_period="2025")["vacancy_rate_fte"] = "135.7"
    file, day = dagster.given / "w.csv", dagster.given / "published.csv"
    right = file.read_bytes()
    file.write_bytes(csv_bytes(table.grid()))
    day.write_text("file,published_on\nw.csv,2026-05-07\n", "utf-8")
    try:
        ran = dagster.press("Materialize all", 'key:"raw/dfe_workforce/*"+')
    finally:
        file.write_bytes(right)
        day.unlink()
    assert ran.says("Asset check 'landing' on 'raw/statistics' did not pass")
    assert ran.says("135.7 [w.csv]")
    assert not any(asset.startswith(("marts/", "published/")) for asset in ran.built)
    assert dagster.rows("main.la_benchmarks") == marts
    assert contents(dagster.published) == before


def test_everything_is_built_gated_and_published(dagster: Dagster) -> None:
    before = dagster.published.resolve()
    ran = dagster.press("Materialize all")
    assert ran.status == "SUCCESS"
    assert {"raw/run", "marts/la_benchmarks", "published/la_benchmarks"} <= ran.built
    assert dagster.published.resolve() != before
    assert dagster.published.resolve().name.endswith(ran.id[:8])
    assert is_whole(dagster.published)


def test_the_pages_ask_no_other_host_for_anything(dagster: Dagster) -> None:
    dagster.page.goto(f"{dagster.address}/overview")
    dagster.page.wait_for_load_state("networkidle")
    assert dagster.elsewhere == set()
