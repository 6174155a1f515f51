"""The landing rules asked of one source in memory, before its files count as versions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from orchestration.assets.gathered import STATISTICS_TABLE, gather, statistics_tables
from orchestration.assets.raw import grains, load_raw
from orchestration.catalogue import Source
from orchestration.connectors.verdicts import Broken
from orchestration.editions import Connector, Reading
from orchestration.evaluation import evaluate
from orchestration.reference import attach_reference
from orchestration.settings import DBT_PROJECT, PROJECT_ROOT, SEEDS, SNAPSHOT, SOURCE_PAGES
from orchestration.warehouse import load_table

if TYPE_CHECKING:
    from expectations.suites import Suite

# What a verdict rests on, beside the file: the rules, what they compare with, what lies below.
RULES = (PROJECT_ROOT / "expectations", DBT_PROJECT / "macros", SEEDS, SOURCE_PAGES, SNAPSHOT)
KINDS = frozenset({".py", ".sql", ".yml", ".csv"})


class LandingTrial:
    """A database in memory with the raw tables of every source as far as it is known.

    It is made for the first trial: a run without a new version needs none.
    """

    def __init__(self, catalogue: Mapping[str, Source], below: Connector) -> None:
        """Nothing is read yet.

        Args:
            catalogue: The source pages.
            below: What is known of a source until it is settled.
        """
        self._catalogue, self._below = catalogue, below
        self._settled: dict[str, Reading] = {}

    @cached_property
    def rules(self) -> str:
        """Changes with the rules and with what they compare with."""
        digest = hashlib.sha256()
        paths = (path for folder in RULES for path in folder.rglob("*"))
        for path in sorted(path for path in paths if path.suffix in KINDS):
            digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def broken(self, source: Source, reading: Reading) -> Broken | None:
        """The first critical rule about a source's tables that does not hold, with its places.

        A file with which a rule cannot be asked breaks it too.
        """
        self._load(source, reading)
        gather(self._database, [source])
        attach_reference(self._database)
        try:
            results = list(evaluate(self._database, "landing", _suites(source)))
        except duckdb.Error as error:
            return Broken("landing rules can be asked", str(error).splitlines()[0])
        broken = [r for r in results if not r.success and r.severity == "critical"]
        if not broken:
            return None
        more = f"; and {len(broken) - 1} rules more" if broken[1:] else ""
        return Broken(broken[0].rule, f"{broken[0].examples}{more}")

    def settle(self, source: Source, reading: Reading) -> None:
        """Take a reading as what is known of a source from now on."""
        self._settled[source.source] = reading
        if "_database" in vars(self):
            self._load(source, reading)

    @cached_property
    def _database(self) -> duckdb.DuckDBPyConnection:
        database = duckdb.connect()
        run = pd.DataFrame([{"as_at": date.today().isoformat(), "source": "live"}])
        load_table(database, "raw.run", run)
        for name, source in self._catalogue.items():
            self._load_into(database, source, self._settled.get(name) or self._below.read(source))
        return database

    def _load(self, source: Source, reading: Reading) -> None:
        self._load_into(self._database, source, reading)

    def _load_into(
        self, database: duckdb.DuckDBPyConnection, source: Source, reading: Reading
    ) -> None:
        for name in grains(source):
            load_raw(database, source, name, reading)


def _suites(source: Source) -> Iterator[Suite]:
    """The questions of the landing gate that have to do with a source's tables."""
    prefixes = [f"raw.{source.source}__"]
    prefixes += [STATISTICS_TABLE] if statistics_tables(source) else []
    for suite in import_module("expectations.landing").SUITES:
        asked = tuple(q for q in suite.questions if any(p in q.query for p in prefixes))
        if asked:
            yield replace(suite, questions=asked)
