"""What assets are given: where a run's bytes come from, and the database it builds."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import dagster as dg
import duckdb

from orchestration.catalogue import Source, load_catalogue
from orchestration.connectors import connector_for
from orchestration.editions import Connector, Reading
from orchestration.publication.inputs import fingerprint
from orchestration.settings import SNAPSHOT, SOURCE_PAGES, Settings
from orchestration.warehouse import connect, take_lock

# What a run does step by step: assets, gates and tests.
Done = dg.AssetKey | dg.AssetCheckKey
UNPUBLISHED = "Built in the build database only: the job publish_benchmarks publishes, as a whole."


class Sources(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The connector of a run.

    Attributes:
        source: `snapshot`, `live`, or a folder of published files; empty for what the settings say.
    """

    source: str = ""

    @cached_property
    def catalogue(self) -> dict[str, Source]:
        """The source pages."""
        return load_catalogue(SOURCE_PAGES)

    @property
    def chosen(self) -> str:
        """The source of this run: `snapshot`, `live`, or a folder."""
        return self.source or Settings.from_environment().source

    @property
    def identity(self) -> str:
        """The source by a name that can be published: a folder's path is its owner's business."""
        if self.chosen in ("snapshot", "live"):
            return self.chosen
        path = str(Path(self.chosen).resolve())
        return f"folder {hashlib.sha256(path.encode()).hexdigest()[:12]}"

    @cached_property
    def connector(self) -> Connector:
        """The connector, made once per run so that a folder is looked through once."""
        settings = Settings.from_environment()
        return connector_for(self.chosen, settings, self.catalogue)

    @cached_property
    def _readings(self) -> dict[str, Reading]:
        return {}

    def reading(self, source: Source) -> Reading:
        """What the connector gives for a source; a publisher is asked once in a run."""
        if source.source not in self._readings:
            self._readings[source.source] = self.connector.read(source)
        return self._readings[source.source]

    @cached_property
    def known(self) -> frozenset[str]:
        """Releases in the publication in force, or, where there is none, in the snapshot."""
        database = Settings.from_environment().published / "benchmarks.duckdb"
        if database.exists():
            with connect(database, read_only=True) as connection:
                rows = connection.execute("SELECT release_id FROM releases").fetchall()
            return frozenset(release for (release,) in rows)
        with (SNAPSHOT / "releases.csv").open(encoding="utf-8", newline="") as file:
            return frozenset(row["release_id"] for row in csv.DictReader(file))

    @cached_property
    def made_from(self) -> str:
        """What this run publishes from: told once, so that a file edited meanwhile is not in it."""
        readings = {name: self.reading(source) for name, source in self.catalogue.items()}
        return fingerprint(readings, self.connector.as_at())


class BuildDatabase(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The run's own DuckDB file, locked for the length of the run: one run builds at a time.

    It also knows what this run has done, since a publication is made only by a run that has done
    everything: what an earlier run left in the file may never have passed a gate.
    """

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Take the lock.

        Raises:
            dagster.Failure: Another run is building.
        """
        folder = Settings.from_environment().build
        lock = take_lock(folder)
        if lock is None:
            raise dg.Failure(f"Another run is building in {folder}; wait for it to end")
        self._lock = lock
        self._done: set[Done] = set()

    def note(self, keys: Iterable[Done]) -> None:
        """Note what a step has done, gates and tests included; at its end, when nothing failed."""
        self._done.update(keys)

    def left_out(self, everything: Iterable[Done]) -> list[Done]:
        """What this run has not done, of all there is to do before publication, by name."""
        return sorted(
            (k for k in everything if k not in self._done), key=lambda k: k.to_user_string()
        )

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Give the lock back."""
        self._lock.close()

    @contextmanager
    def open(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection to the build database."""
        path = Settings.from_environment().build_database
        with connect(path, read_only=read_only) as connection:
            yield connection
