"""A corruption: a folder of files that looks right and is wrong, and what is meant to stop it."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.connectors import connector_for
from orchestration.errors import SourceError
from orchestration.settings import Settings
from tests.corruptions.next_edition import Edition, with_next_period
from tests.fixtures.published_files import CATALOGUE, PublishedTable, csv_bytes, published_csv

Folder = dict[str, bytes]
Change = Callable[[Edition], object]

SAME, NEXT, AGAIN = "same edition", "next edition", "published again"
# The name of a sound file that lies beside a damaged one.
BESIDE = "beside.ods"
# The day on which a statistic of the snapshot, published again, would have come out.
A_LATER_DAY = "2026-11-12"


@dataclass(frozen=True)
class Case:
    """One corruption in one edition.

    Attributes:
        name: What is wrong.
        source: The page of the file.
        edition: The snapshot's own edition, the next one, or the same published again later.
        meant: The rule that is meant to stop it, in words.
        make: Writes the folder: its files by name.
    """

    name: str
    source: str
    edition: str
    meant: str
    make: Callable[[], Folder]

    @property
    def id(self) -> str:
        """Name of the case among all."""
        return f"{self.source}: {self.name} ({self.edition})"


@dataclass(frozen=True)
class Statistic:
    """A CSV table of the snapshot.

    Attributes:
        source: The page.
        table: The table of the page.
        newest: The newest edition in the snapshot.
        next_published_on: A day for the next one, after its period and before today; a table that
            has none is only published again.
    """

    source: str
    table: str
    newest: str
    next_published_on: str | None = None

    def edition(self, kind: str) -> Edition:
        """The newest edition, from its real file where one is at hand, or the one after it."""
        real = REAL.get((self.source, self.table))
        table = table_of(real) if real else published_csv(self.source, self.table, self.newest)
        edition = Edition(table, self.newest)
        return with_next_period(self.table, edition) if kind == NEXT else edition

    def folder(self, edition: Edition, kind: str) -> Folder:
        """The file, with its day of publication beside it where no page knows it."""
        return self.beside(csv_bytes(edition.table.grid()), kind)

    def beside(self, data: bytes, kind: str) -> Folder:
        """Bytes as the statistic's file."""
        day = {NEXT: self.next_published_on, AGAIN: A_LATER_DAY}.get(kind)
        return {f"{self.table}.csv": data, **published({f"{self.table}.csv": day})}

    def cases(
        self, name: str, change: Change, meant: str, kinds: tuple[str, ...] = (SAME, NEXT)
    ) -> Iterator[Case]:
        """The same corruption in several editions."""
        for kind in kinds:
            yield Case(name, self.source, kind, meant, partial(self._corrupted, change, kind))

    def _corrupted(self, change: Change, kind: str) -> Folder:
        edition = self.edition(kind)
        before = edition.table.grid()
        change(edition)
        assert edition.table.grid() != before, "the corruption changes nothing"
        return self.folder(edition, kind)


# Real files that stand in for those written from the snapshot, by source and table.
REAL: dict[tuple[str, str], bytes] = {}


def use_real_files(folder: Path) -> None:
    """Take the newest edition of each statistic from its publisher's file."""
    for path in sorted(folder.rglob("*.csv")):
        with TemporaryDirectory() as alone, TemporaryDirectory() as data, suppress(SourceError):
            shutil.copy(path, alone)
            settings = replace(Settings.from_environment(), data=Path(data))
            connector = connector_for(alone, settings, CATALOGUE)
            for statistic in (*STATISTICS, *BREAKDOWNS):
                reading = connector.read(CATALOGUE[statistic.source])
                frame = reading.frame(statistic.table, ["_release_id"])
                held = set(frame["_release_id"])
                for release in reading.releases:
                    is_newest = release.edition == statistic.newest
                    if release.file_name == path.name and is_newest and release.release_id in held:
                        REAL[statistic.source, statistic.table] = path.read_bytes()


def table_of(data: bytes) -> PublishedTable:
    """A CSV file as its publisher lays it out."""
    header, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    records = [dict(zip(header, row, strict=True)) for row in rows]
    return PublishedTable(header, dict(enumerate(records, start=2)))


def published(days: dict[str, str | None]) -> Folder:
    """The list that tells on which day a file was published, if any day is to be told."""
    rows = [[name, day] for name, day in days.items() if day]
    return {"published.csv": csv_bytes([["file", "published_on"], *rows])} if rows else {}


WORKFORCE = Statistic("dfe_workforce", "indicators", "2025", "2026-10-22")
CIN = Statistic("dfe_children_in_need", "children_in_need", "2025", "2026-10-29")
REFERRALS = Statistic("dfe_children_in_need", "referrals", "2025", "2026-10-29")
CONFERENCES = Statistic("dfe_children_in_need", "enquiries_and_conferences", "2025", "2026-10-29")
REPEATS = Statistic("dfe_children_in_need", "repeat_plans", "2025", "2026-10-29")
PLANS = Statistic("dfe_children_in_need", "protection_plans", "2025", "2026-10-29")
LOOKED_AFTER = Statistic("dfe_children_looked_after", "number_and_rate", "2025", "2026-11-12")
POPULATION = Statistic("ons_population", "children", "2024", "2026-07-30")
STATISTICS = (
    WORKFORCE, CIN, REFERRALS, CONFERENCES, REPEATS, PLANS, LOOKED_AFTER, POPULATION
)  # fmt: skip
FACTORS = Statistic("dfe_children_in_need", "assessment_factors", "2025")
PLACEMENTS = Statistic("dfe_looked_after_outcomes", "placement_stability", "2025")
ACTIVITY = Statistic("dfe_looked_after_outcomes", "care_leaver_activity", "2025")
ACCOMMODATION = Statistic("dfe_looked_after_outcomes", "care_leaver_accommodation", "2025")
WORKERS = Statistic("dfe_stability_measures", "social_workers", "2024")
SCHOOLS = Statistic("dfe_stability_measures", "school_moves", "2024")
BREAKDOWNS = (FACTORS, PLACEMENTS, ACTIVITY, ACCOMMODATION, WORKERS, SCHOOLS)
