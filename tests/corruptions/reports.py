"""Wrong listings and reports: two made-up reports of 2026, filed as the site would file them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from tests.corruptions.case import NEXT, Case, Folder
from tests.fixtures.published_files import csv_bytes
from tests.fixtures.report_pdf import (
    HELP,
    IN_CARE,
    LEADERS,
    LEAVERS,
    NARRATIVE,
    OVERALL,
    ilacs,
    pdf,
)

SOURCE = "ofsted_inspection_reports"
SITE = "https://files.ofsted.gov.uk/v1/file/"
HEADER = ["urn", "listing_name", "title", "publication_date", "file_id", "url", "file"]
USUAL = "Inspection dates: 14 September 2026 to 18 September 2026"
NAMES = "the report names the authority it is filed under"
DATES = "published 1 to 300 days after it began, and not in the future"
ADDRESS = "an address is https of an allow-listed host"
FILED = "address, file and number agree"


@dataclass(frozen=True)
class Listed:
    """A report and its row of the listing."""

    urn: str
    name: str
    published: str
    file_id: str
    grades: tuple[str, ...] = ("Good", "Good", "Requires improvement to be good", "Good")
    dates: str = USUAL
    url: str = ""
    file: str = ""
    printed: str = ""
    title: str = "children's services inspection"

    @property
    def row(self) -> list[str]:
        """The row."""
        url = self.url or SITE + self.file_id
        return [
            self.urn, self.name.lower(), self.title, self.published, self.file_id, url,
            self.file or self.path,
        ]  # fmt: skip

    @property
    def path(self) -> str:
        """Where the report lies."""
        return f"{self.urn}/{self.file_id}.pdf"

    @property
    def data(self) -> bytes:
        """The report, with the judgements of its framework's time."""
        labels = (LEADERS, HELP, IN_CARE, LEAVERS, OVERALL)
        head = (f"Inspection of {self.printed or self.name} local authority", "children's services")
        rows = list(zip(labels, self.grades, strict=False))
        return pdf(ilacs(rows, head=head, dates=self.dates), NARRATIVE)


ONE = Listed("80426", "Barnsley", "2026-10-27", "50320001")
OTHER = Listed("80432", "Bolton", "2026-11-03", "50320002", ("Good",) * 4)
# A report that the snapshot has: Norfolk's of February 2026, all Outstanding.
KNOWN = Listed(
    "80418", "Norfolk", "2026-05-18", "50301680", ("Outstanding",) * 5,
    "Inspection dates: 23 February 2026 to 27 February 2026",
)  # fmt: skip


def folder(*reports: Listed, files: Folder | None = None) -> Folder:
    """The listing and its reports."""
    listing = csv_bytes([HEADER, *(report.row for report in reports)])
    return {"index.csv": listing, **{r.path: r.data for r in reports}, **(files or {})}


def usual() -> Folder:
    """Both reports as they should be."""
    return folder(ONE, OTHER)


def _with(**changes: object) -> Callable[[], Folder]:
    return lambda: folder(replace(ONE, **changes), OTHER)  # type: ignore[arg-type]


def _page() -> Folder:
    page = b"<!DOCTYPE html>\n<html><body>Page not found</body></html>\n"
    return folder(ONE, OTHER, files={ONE.path: page})


def _cut() -> Folder:
    return folder(ONE, OTHER, files={ONE.path: ONE.data[:600]})


def _missing() -> Folder:
    files = folder(ONE, OTHER)
    del files[ONE.path]
    return files


def _swapped(*names: str) -> Callable[[], Folder]:
    """Some cells of the two rows have each other's place; the files stay."""

    def make() -> Folder:
        cells = {n: (getattr(OTHER, n), getattr(ONE, n)) for n in names}
        one = replace(ONE, file=ONE.path, **{n: v[0] for n, v in cells.items()})
        other = replace(OTHER, file=OTHER.path, **{n: v[1] for n, v in cells.items()})
        listing = csv_bytes([HEADER, one.row, other.row])
        return {"index.csv": listing, ONE.path: ONE.data, OTHER.path: OTHER.data}

    return make


def _filed_elsewhere() -> Folder:
    one, other = replace(ONE, file=OTHER.path), replace(OTHER, file=ONE.path)
    listing = csv_bytes([HEADER, one.row, other.row])
    return {"index.csv": listing, ONE.path: ONE.data, OTHER.path: OTHER.data}


def _twice() -> Folder:
    return folder(ONE, replace(ONE, file_id="50320009"), OTHER)


BETTER: Sequence[str] = ("Outstanding",) * 4
WRONG: tuple[tuple[str, Callable[[], Folder], str], ...] = (
    ("the number of another authority", _with(urn="80441"), NAMES),
    ("number and name of another authority",
     _with(urn="80441", name="Bristol, City of", printed="Barnsley"), NAMES),
    ("number of no authority", _with(urn="89999"), "every report belongs to a known authority"),
    ("two reports under each other's rows", _filed_elsewhere, NAMES),
    ("two reports' numbers and addresses swapped", _swapped("file_id"), FILED),
    ("two days of publication swapped", _swapped("published"),
     "nothing: a report does not print its day"),
    ("published a year early", _with(published="2025-10-27"), DATES),
    ("published a year late", _with(published="2027-10-27"), DATES),
    ("day and month of publication swapped", _with(published="2026-12-10"), DATES),
    ("inspected a year early", _with(dates="Inspection dates: 15 September 2025 to "
                                     "19 September 2025"), DATES),
    ("an address that is a script", _with(url="javascript:alert(1)"), ADDRESS),
    ("an address without encryption", _with(url="http://files.ofsted.gov.uk/v1/file/50320001"),
     ADDRESS),
    ("an address elsewhere", _with(url="https://files.ofsted.gov.uk.example/v1/file/50320001"),
     ADDRESS),
    ("an address of another report", _with(url=SITE + OTHER.file_id), FILED),
    ("a report twice under two numbers", _twice, "one report per authority and inspection"),
    ("a web page for a report", _page, "held, named and not used"),
    ("a report cut short", _cut, "held, named and not used"),
    ("a report that is not there", _missing, "every listed file is there"),
    ("an overall grade after the reform", _with(grades=("Good",) * 5),
     "no overall grade from April 2026"),
    ("a judgement missing", _with(grades=("Good",) * 3), "every part is judged"),
    ("a grade that is none", _with(grades=("Good", "Good", "Fair", "Good")), "closed vocabulary"),
    ("an inspection again after eighty days",
     lambda: folder(replace(KNOWN, file_id="50320003", published="2026-06-23",
                            dates="Inspection dates: 11 May 2026 to 15 May 2026",
                            grades=("Good",) * 4)),
     "inspections are 300 days apart"),
    ("a known report with better grades",
     lambda: folder(replace(KNOWN, grades=("Good",) * 5)), "a report does not change"),
    ("a known report published on another day",
     lambda: folder(replace(KNOWN, published="2026-06-18")), "a report does not change"),
    ("a new report with better grades than given", _with(grades=BETTER),
     "nothing: there is no other witness"),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Every wrong file of this source."""
    for name, make, meant in WRONG:
        yield Case(name, SOURCE, NEXT, meant, partial(make))
