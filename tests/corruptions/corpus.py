"""All cases, and what must pass: the editions that the cases corrupt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.corruptions import (
    area_send,
    breakdowns,
    demand,
    files,
    neighbours,
    outcomes,
    providers,
    reports,
    social_care,
    spend,
    spend_by_type,
    workforce,
)
from tests.corruptions.case import AGAIN, BREAKDOWNS, NEXT, SAME, STATISTICS, Case, Folder
from tests.fixtures.published_files import (
    PROVIDERS,
    SOCIAL_CARE,
    csv_bytes,
    published_csv,
)

SOURCES = (
    workforce,
    demand,
    breakdowns,
    neighbours,
    spend,
    spend_by_type,
    outcomes,
    social_care,
    providers,
    reports,
    area_send,
    files,
)


def cases() -> list[Case]:
    """Every case, in the order of the sources."""
    return [case for source in SOURCES for case in source.cases()]


def sound() -> Iterator[tuple[str, Callable[[], Folder]]]:
    """Folders in which nothing is wrong, by name."""
    kinds = [(statistic, kind) for statistic in STATISTICS for kind in (SAME, NEXT)]
    kinds += [(s, kind) for s in (*BREAKDOWNS, neighbours.MODEL) for kind in (SAME, AGAIN)]
    for statistic, kind in kinds:
        yield (
            f"{statistic.source}, {statistic.table} ({kind})",
            lambda s=statistic, k=kind: s.folder(s.edition(k), k),
        )
    yield "two tables' files exchanged in name", breakdowns.exchanged
    for year in ("2022", "2023"):
        yield f"dfe_workforce, indicators of {year}", partial(_workforce, year)
    for name, edition in (("rsx.ods", spend.edition), ("outcomes.ods", outcomes.edition)):
        for kind in (SAME, NEXT):
            yield f"{name} ({kind})", lambda n=name, e=edition, k=kind: {n: e(k).to_bytes()}
    for source, kind in ((SOCIAL_CARE, SAME), (PROVIDERS, SAME), (PROVIDERS, AGAIN)):
        yield (
            f"{source} ({kind})",
            lambda s=source, k=kind: {"workbook.ods": providers.edition(s, k).to_bytes()},
        )
    for kind in (SAME, NEXT):
        yield f"outturn by type and by service ({kind})", partial(spend_by_type.folder, kind)
    yield "reports", reports.usual
    yield "reports of area SEND", area_send.usual


def real(folder: Path) -> Iterator[tuple[str, Callable[[], Folder]]]:
    """The publishers' own files, each alone."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".csv", ".ods") and path.name != "index.csv":
            yield path.name, lambda p=path: {p.name: p.read_bytes()}


def _workforce(year: str) -> Folder:
    return {"w.csv": csv_bytes(published_csv("dfe_workforce", "indicators", year).grid())}
