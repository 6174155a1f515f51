"""A folder of downloaded files: any names, any depth, recognised by what is in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from orchestration.archive import Archive
from orchestration.connectors.folder import FolderConnector
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.errors import SourceError
from orchestration.settings import SNAPSHOT
from tests.fixtures.area_send_pdf import FAILINGS, SECOND_PAGE, area_send
from tests.fixtures.published_files import CATALOGUE, csv_bytes, published_csv, published_workbook
from tests.fixtures.report_pdf import pdf

WORKFORCE = CATALOGUE["dfe_workforce"]
OUTCOMES = CATALOGUE["ofsted_inspection_outcomes"]
INDEX = "urn,listing_name,title,publication_date,file_id,url,file\n"

Opened = Callable[[], FolderConnector]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


@pytest.fixture
def opened(tmp_path: Path, folder: Path) -> Opened:
    def open_() -> FolderConnector:
        return FolderConnector(
            folder, CATALOGUE, Archive(tmp_path / "a"), SnapshotConnector(SNAPSHOT)
        )

    return open_


def _workforce(edition: str) -> bytes:
    return csv_bytes(published_csv("dfe_workforce", "indicators", edition).grid())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_a_file_is_recognised_under_any_name_at_any_depth(folder: Path, opened: Opened) -> None:
    _write(folder / "a" / "b" / "ofsted_outcomes.csv", _workforce("2025"))
    (release,) = opened().read(WORKFORCE).releases
    assert release.release_id == "dfe_workforce_2025"
    assert release.file_name == "ofsted_outcomes.csv"
    assert release.published_on == "2026-03-19"


@pytest.mark.parametrize(
    ("source", "table", "edition"),
    [
        ("dfe_workforce", "indicators", "2022"),
        ("dfe_workforce", "indicators", "2025"),
        ("dfe_children_in_need", "children_in_need", "2025"),
        ("dfe_children_in_need", "referrals", "2025"),
        ("dfe_children_in_need", "protection_plans", "2025"),
        ("dfe_children_looked_after", "number_and_rate", "2025"),
        ("ons_population", "children", "2024"),
        ("dfe_neighbours", "model_2021", "2021"),
        ("dfe_neighbours", "model_2025", "2025"),
    ],
)
def test_a_csv_edition_read_from_its_file_is_the_snapshot_row_by_row(
    folder: Path, opened: Opened, source: str, table: str, edition: str
) -> None:
    page = CATALOGUE[source]
    _write(folder / "x.csv", csv_bytes(published_csv(source, table, edition).grid(), bom=True))
    _same_rows(opened(), source, table, page.edition_id(table, edition))


@pytest.mark.parametrize(
    "source",
    [
        "ofsted_inspection_outcomes",
        "ofsted_social_care_2023",
        "ofsted_social_care_providers",
        "mhclg_revenue_outturn",
    ],
)
def test_a_workbook_read_from_its_file_is_the_snapshot_row_by_row(
    folder: Path, opened: Opened, source: str
) -> None:
    _write(folder / "x.ods", published_workbook(source).to_bytes())
    connector = opened()
    for table in published_workbook(source).tables:
        (release,) = connector.read(CATALOGUE[source]).releases
        _same_rows(connector, source, table, release.release_id)


def _same_rows(connector: FolderConnector, source: str, table: str, release_id: str) -> None:
    page = CATALOGUE[source]
    columns = [c for c in page.tables[table].read_columns if c != "_file_sha256"]
    expected = SnapshotConnector(SNAPSHOT).read(page).frame(table, columns)
    expected = expected[expected["_release_id"] == release_id][columns]
    read = connector.read(page).frame(table, columns)[columns]
    # The shortest are a publisher's totals, a row per year and kind of figure.
    assert len(expected) > 20
    rows = [frame.astype(object).fillna("").values.tolist() for frame in (read, expected)]
    assert sorted(rows[0]) == sorted(rows[1])


def test_a_file_of_no_source_is_named_and_held(folder: Path, opened: Opened) -> None:
    _write(folder / "known.csv", _workforce("2023"))
    _write(folder / "zoo.csv", b"animal,legs\ncat,4\n")
    _write(folder / "deep" / "notes.txt", b"time_period,old_la_code\n")
    _write(folder / "report.pdf", b"%PDF-1.4\n")
    held = {h.locator: h for h in opened().unrecognised()}
    assert set(held) == {"zoo.csv", "deep/notes.txt", "report.pdf"}
    assert {h.rule for h in held.values()} == {"recognised-file"}
    assert "index.csv" in held["report.pdf"].detail
    assert {h.locator for h in held.values() if h.is_given} == {"zoo.csv", "report.pdf"}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("old.xls", OLE, "save it as .xlsx or .ods"),
        ("locked.xlsx", OLE, "save it as .xlsx or .ods"),
        ("letter.doc", OLE, "no source page"),
        ("table.xls", b"<html><table></table></html>", "the content is html"),
        ("cafes.csv", "name,town\nCafé,Ely\n".encode("cp1252"), "UTF-8"),
        ("zoo.csv", "animal,legs\ncat,4\n".encode("utf-16"), "UTF-8"),
        ("zoo.csv", b"animal,legs\ncat,4", "final newline"),
        ("zoo.csv", b"animal,legs\ncat,4,5\nhen\n", "no source page"),
        ("zoo.csv", b'animal,legs\n"cat"s,4\n', "CSV: not well-formed"),
        ("zoo.csv", b"\x00\x01\x02", "the content is unknown"),
        ("photos.zip", b"PK\x03\x04 cut short", "workbook"),
    ],
)
def test_a_file_that_is_none_of_ours_is_held_with_its_reason(
    folder: Path, opened: Opened, name: str, data: bytes, reason: str
) -> None:
    _write(folder / "known.csv", _workforce("2023"))
    _write(folder / name, data)
    (held,) = opened().unrecognised()
    assert held.locator == name
    assert reason in held.detail


@pytest.mark.parametrize("name", [".DS_Store", "._w.csv", "~$w.xlsx", ".git/w.csv"])
def test_what_systems_leave_beside_files_is_passed_over(
    folder: Path, opened: Opened, name: str
) -> None:
    _write(folder / "known.csv", _workforce("2023"))
    _write(folder / name, b"<html></html>")
    assert opened().unrecognised() == []


@pytest.mark.parametrize(
    ("damage", "rule"),
    [
        (lambda text: text.encode()[:-40], "final newline"),
        (lambda text: text.encode("utf-16"), "UTF-8"),
        (lambda text: text.encode("utf-16-le"), "file format"),
        (lambda text: text.replace("Croydon", "Croÿdon").encode("cp1252"), "UTF-8"),
        (lambda text: text.replace("Croydon", '"Croydon" ').encode(), "CSV"),
    ],
)
def test_a_damaged_file_of_ours_stops_the_run(
    folder: Path, opened: Opened, damage: Callable[[str], bytes], rule: str
) -> None:
    _write(folder / "w.csv", damage(_workforce("2025").decode()))
    with pytest.raises(SourceError) as refused:
        opened().unrecognised()
    assert (refused.value.file, refused.value.rule) == ("w.csv", rule)


def test_a_damaged_listing_stops_the_run(folder: Path, opened: Opened) -> None:
    _write(folder / "index.csv", INDEX.encode() + b"80000,Caf\xe9")
    with pytest.raises(SourceError, match=r"index\.csv: UTF-8"):
        opened().unrecognised()


@pytest.mark.parametrize("name", ["outcomes.ods", "outcomes.xlsx"])
def test_a_workbook_cut_short_stops_the_run(folder: Path, opened: Opened, name: str) -> None:
    _write(folder / name, published_workbook("ofsted_inspection_outcomes").to_bytes()[:-2000])
    with pytest.raises(SourceError, match=f"{name}: workbook"):
        opened().unrecognised()


def test_an_empty_folder_is_no_source(folder: Path, opened: Opened) -> None:
    with pytest.raises(SourceError, match=r"recognised file: no published file .* holds no files"):
        opened().read(WORKFORCE)


def test_a_folder_in_which_nothing_is_recognised_is_no_source(folder: Path, opened: Opened) -> None:
    for number in range(7):
        _write(folder / f"{number}.csv", b"animal,legs\ncat,4\n")
    with pytest.raises(SourceError) as refused:
        opened().unrecognised()
    assert (refused.value.file, refused.value.rule) == (str(folder), "recognised file")
    assert "it holds 0.csv (no source page" in refused.value.detail
    assert refused.value.detail.endswith("and 2 more")


def test_the_same_file_twice_is_read_once(folder: Path, opened: Opened) -> None:
    _write(folder / "a.csv", _workforce("2025"))
    _write(folder / "copy of a.csv", _workforce("2025"))
    assert len(opened().read(WORKFORCE).releases) == 1


def test_two_files_of_one_edition_are_a_question_for_a_person(folder: Path, opened: Opened) -> None:
    table = published_csv("dfe_workforce", "indicators", "2025")
    _write(folder / "a.csv", csv_bytes(table.grid()))
    table.where(la_name="Croydon", time_period="2025")["cases"] = "1"
    _write(folder / "b.csv", csv_bytes(table.grid()))
    with pytest.raises(SourceError, match=r"b\.csv: one file per release: a\.csv is another"):
        opened().read(WORKFORCE)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("outcomes.ods", b"<!DOCTYPE html><html>Not found</html>", "html"),
        ("figures.csv", b"\n<html></html>", "html"),
        ("figures.xlsx", b"%PDF-1.7", "pdf"),
        ("figures.csv", b"", "unknown"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_stops_the_run(
    folder: Path, opened: Opened, name: str, data: bytes, kind: str
) -> None:
    _write(folder / name, data)
    with pytest.raises(SourceError, match=rf"^{name}: file format: the content is {kind}, not"):
        opened().unrecognised()


def test_a_last_edition_under_a_new_name_is_still_the_last_edition(
    folder: Path, opened: Opened
) -> None:
    _write(folder / "csww_indicators_2017_to_2026.csv", _workforce("2023"))
    (release,) = opened().read(WORKFORCE).releases
    assert release.release_id == "dfe_workforce_2023"


def test_a_workbook_without_one_of_its_sheets_is_refused(folder: Path, opened: Opened) -> None:
    workbook = published_workbook("ofsted_inspection_outcomes")
    del workbook.tables["history"]
    _write(folder / "x.ods", workbook.to_bytes())
    with pytest.raises(SourceError, match="missing sheet: history"):
        opened().read(OUTCOMES)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such folder"):
        FolderConnector(
            tmp_path / "none", CATALOGUE, Archive(tmp_path / "a"), SnapshotConnector(SNAPSHOT)
        )


def test_everything_read_is_archived(folder: Path, opened: Opened, tmp_path: Path) -> None:
    _write(folder / "a.csv", _workforce("2025"))
    (release,) = opened().read(WORKFORCE).releases
    assert Archive(tmp_path / "a").read(release.sha256) == _workforce("2025")


@pytest.mark.parametrize("place", ["../secret.pdf", "/etc/hostname", "a/../../secret.pdf", ""])
def test_a_listing_cannot_reach_outside_its_folder(
    folder: Path, opened: Opened, place: str
) -> None:
    _write(folder.parent / "secret.pdf", b"%PDF-1.4\n")
    row = f"80000,croydon,inspection,2025-01-01,1,https://files.ofsted.gov.uk/v1/file/1,{place}\n"
    _write(folder / "index.csv", (INDEX + row).encode())
    with pytest.raises(SourceError) as refused:
        opened().unrecognised()
    assert refused.value.rule == "listed file"
    assert refused.value.locator == "row 2"


def test_a_link_in_the_folder_does_not_help_a_listing_out_of_it(
    folder: Path, opened: Opened
) -> None:
    _write(folder.parent / "secret.pdf", b"%PDF-1.4\n")
    (folder / "inside.pdf").symlink_to(folder.parent / "secret.pdf")
    row = "80000,croydon,inspection,2025-01-01,1,https://files.ofsted.gov.uk/v1/file/1,inside.pdf\n"
    _write(folder / "index.csv", (INDEX + row).encode())
    with pytest.raises(SourceError, match="listed file"):
        opened().unrecognised()


def test_the_date_is_the_snapshots_where_the_folder_knows_nothing_later(
    folder: Path, opened: Opened
) -> None:
    _write(folder / "w.csv", _workforce("2025"))
    _write(folder / "o.ods", published_workbook("ofsted_inspection_outcomes").to_bytes())
    assert opened().as_at() == date(2026, 8, 20)


def _list_report(folder: Path, published: str, title: str = "inspection") -> None:
    _write(folder / "1.pdf", b"%PDF-1.4\n")
    row = f"80000,croydon,{title},{published},1,https://files.ofsted.gov.uk/v1/file/1,1.pdf\n"
    _write(folder / "index.csv", (INDEX + row).encode())


@pytest.mark.parametrize(
    ("published", "known_to"),
    [("2026-09-03", date(2026, 9, 3)), ("2199-01-01", date(2026, 8, 20))],
)
def test_a_report_listed_later_moves_the_date_but_not_into_the_future(
    folder: Path, opened: Opened, published: str, known_to: date
) -> None:
    _list_report(folder, published)
    assert opened().as_at() == known_to


def test_a_report_of_area_send_does_not_move_the_date_of_judgements(
    folder: Path, opened: Opened
) -> None:
    _list_report(folder, "2026-09-03", "area send full inspection")
    assert opened().as_at() == date(2026, 8, 20)


@pytest.mark.parametrize(
    ("title", "source"),
    [
        ("children's services inspection", "ofsted_inspection_reports"),
        ("area send full inspection", "ofsted_area_send"),
        ("local area special educational needs inspection", "ofsted_area_send"),
        ("joint area child protection inspection", "ofsted_inspection_reports"),
    ],
)
def test_a_report_goes_to_the_page_that_its_title_names_and_no_other(
    folder: Path, opened: Opened, title: str, source: str
) -> None:
    _list_report(folder, "2024-07-12", title)
    connector = opened()
    held = {name: connector.read(page).held for name, page in CATALOGUE.items()}
    assert {name for name, rows in held.items() if rows} == {source}
    (row,) = held[source]
    assert (row.source, row.is_given) == (source, True)
    assert connector.unrecognised() == []


def test_a_report_of_area_send_is_read_through_its_listing(folder: Path, opened: Opened) -> None:
    head = ("Area SEND inspection of Croydon", "Local Area Partnership")
    _list_report(folder, "2024-07-23", "area send full inspection")
    _write(folder / "1.pdf", pdf(area_send(FAILINGS, head=head), SECOND_PAGE))
    listing = (folder / "index.csv").read_text("utf-8").replace("80000", "80492")
    _write(folder / "index.csv", listing.encode())
    reading = opened().read(CATALOGUE["ofsted_area_send"])
    assert reading.held == []
    (release,) = reading.releases
    assert (release.release_id, release.published_on) == ("ofsted_area_send_1", "2024-07-23")
    (row,) = reading.frame("inspections", ()).to_dict("records")
    assert row == {
        "_release_id": "ofsted_area_send_1",
        "_file_sha256": release.sha256,
        "_locator": "page 1",
        "urn": "80492",
        "listing_name": "croydon",
        "title": "area send full inspection",
        "publication_date": "2024-07-23",
        "file_id": "1",
        "url": "https://files.ofsted.gov.uk/v1/file/1",
        "file": "1.pdf",
        "la_name_on_page": "Croydon",
        "inspection_start_date": "2024-05-13",
        "inspection_end_date": "2024-05-17",
        "outcome": FAILINGS,
    }


def test_a_later_inspection_in_a_table_moves_the_date(folder: Path, opened: Opened) -> None:
    workbook = published_workbook("ofsted_inspection_outcomes")
    workbook.tables["in_year"].where(Local_authority_name="Croydon")["Publication date"] = (
        "2026-09-04"
    )
    _write(folder / "o.ods", workbook.to_bytes())
    assert opened().as_at() == date(2026, 9, 4)


def test_a_table_that_breaks_a_rule_is_left_to_the_step_that_loads_it(
    folder: Path, opened: Opened
) -> None:
    workbook = published_workbook("ofsted_inspection_outcomes")
    del workbook.tables["history"]
    _write(folder / "o.ods", workbook.to_bytes())
    assert opened().as_at() == date(2026, 8, 20)


def test_a_date_that_is_given_stands_in_for_any_found(folder: Path, tmp_path: Path) -> None:
    _list_report(folder, "2026-09-03")
    given, archive = date(2024, 1, 1), Archive(tmp_path / "a")
    connector = FolderConnector(folder, CATALOGUE, archive, SnapshotConnector(SNAPSHOT), given)
    assert connector.as_at() == given
