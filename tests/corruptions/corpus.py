"""All cases, and what must pass: the editions that the cases corrupt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tests.corruptions import (
    demand, files, neighbours, outcomes, reports, social_care, spend, workforce,
)  # fmt: skip
from tests.corruptions.case import AGAIN, NEXT, SAME, STATISTICS, Case, Folder
from tests.fixtures.published_files import SOCIAL_CARE, csv_bytes, published_csv, published_workbook

SOURCES = (workforce, demand, neighbours, spend, outcomes, social_care, reports, files)


def cases() -> list[Case]:
    """Every case, in the order of the sources."""
    return [case for source in SOURCES for case in source.cases()]


def sound() -> Iterator[tuple[str, Callable[[], Folder]]]:
    """Folders in which nothing is wrong, by name."""
    for statistic in STATISTICS:
        for kind in (SAME, NEXT):
            yield (
                f"{statistic.source}, {statistic.table} ({kind})",
                lambda s=statistic, k=kind: s.folder(s.edition(k), k),
            )
    for year in ("2022", "2023"):
        yield f"dfe_workforce, indicators of {year}", partial(_workforce, year)
    for kind in (SAME, AGAIN):
        yield f"dfe_neighbours ({kind})", partial(_model, kind)
    for name, edition in (("rsx.ods", spend.edition), ("outcomes.ods", outcomes.edition)):
        for kind in (SAME, NEXT):
            yield f"{name} ({kind})", lambda n=name, e=edition, k=kind: {n: e(k).to_bytes()}
    yield "social_care.ods", lambda: {"social_care.ods": published_workbook(SOCIAL_CARE).to_bytes()}
    yield "reports", reports.usual


def _workforce(year: str) -> Folder:
    return {"w.csv": csv_bytes(published_csv("dfe_workforce", "indicators", year).grid())}


def _model(kind: str) -> Folder:
    return neighbours.MODEL.beside(csv_bytes(published_csv(
        neighbours.MODEL.source, neighbours.MODEL.table, neighbours.MODEL.newest).grid()), kind)  # fmt: skip
