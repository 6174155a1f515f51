"""Files opened as grids of text: formats, encodings, damage, and archives that attack."""

from __future__ import annotations

import io
import zipfile

import pytest

from orchestration.errors import SourceError
from orchestration.readers import sheets as reader
from orchestration.readers.sheets import glimpse, kind_of, open_sheets
from tests.fixtures.published_files import ods, ods_of_content

NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def _content(body: str, declaration: str = "") -> str:
    return (
        f'<?xml version="1.0"?>{declaration}<office:document-content {NAMESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="s">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"a,b\n1,2\n", "csv"),
        (b"\xef\xbb\xbfa,b\n", "csv"),
        (b"PK\x03\x04rest", "workbook"),
        (b"%PDF-1.7", "pdf"),
        (b"\n <!DOCTYPE html>", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        (b"", "unknown"),
        (b"\x00\x01\x02", "unknown"),
    ],
)
def test_a_format_is_told_from_the_first_bytes(data: bytes, kind: str) -> None:
    assert kind_of(data) == kind


def _grid(data: bytes) -> list[list[str]]:
    opened = open_sheets("file", data)
    return opened.read(opened.names[0])


def test_a_byte_order_mark_is_no_part_of_the_first_heading() -> None:
    assert _grid(b"\xef\xbb\xbftime_period,x\n2025,1\n")[0] == ["time_period", "x"]


def test_outer_white_space_goes_and_quoted_line_ends_stay_in_their_cell() -> None:
    assert _grid(b'a,b\r\n"Close ","x\ny"\r\n')[1] == ["Close", "x\ny"]


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        ("a,b\n1,2\n".encode("utf-16"), "UTF-8"),
        ("a,b\nCaf\xe9,2\n".encode("latin-1"), "UTF-8"),
        (b"a,b\n1,2", "final newline"),
        (b'a,b\n"1,2\n', "CSV"),
        (b'a,b\n"1"x,2\n', "CSV"),
        (b"<!DOCTYPE html><html></html>", "file format"),
        (b"%PDF-1.4", "file format"),
        (b"", "file format"),
        (b"PK\x03\x04 not an archive", "workbook"),
    ],
)
def test_bytes_that_are_no_table_are_refused_by_their_rule(data: bytes, rule: str) -> None:
    with pytest.raises(SourceError) as refused:
        _grid(data)
    assert refused.value.rule == rule
    assert refused.value.file == "file"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_glimpse_shows_the_header_in_any_encoding(encoding: str) -> None:
    data = 'year,"area",\xa3\r\n2024,"Caf\xe9'.encode(encoding)
    assert glimpse(data).read("")[0][:2] == ["year", "area"]


def test_a_glimpse_of_anything_is_never_an_error() -> None:
    for data in (b"", b"\xff\xfe", b"\xff\xfea", bytes(range(256)) * 600, b'"' + b"x" * 200_000):
        assert glimpse(data).names == ("",)


def test_a_cell_larger_than_any_published_one_is_refused() -> None:
    with pytest.raises(SourceError, match="CSV"):
        _grid(b"a\n" + b"x" * 200_000 + b"\n")


def test_a_workbook_is_read_as_text_with_iso_dates() -> None:
    grid = _grid(ods({"s": [["2024-06-10", "Good", ""], ["", "", "E09000002"]]}))
    assert grid == [["2024-06-10", "Good", ""], ["", "", "E09000002"]]


def test_numbers_of_a_workbook_are_in_their_shortest_form() -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="float" office:value="{n}"/>' for n in (3, 2.5)
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    assert _grid(ods_of_content(_content(row))) == [["3", "2.5"]]


def test_a_workbook_cut_short_is_refused_at_any_length() -> None:
    whole = ods({"s": [["a", "b"], ["1", "2"]]})
    for length in range(10, len(whole), 37):
        with pytest.raises(SourceError) as refused:
            _grid(whole[:length])
        assert refused.value.rule == "workbook"


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("notes.txt", "hello")
    with pytest.raises(SourceError, match="workbook"):
        _grid(data.getvalue())


def test_too_large_a_file_is_refused_before_it_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader, "MAX_BYTES", 10)
    with pytest.raises(SourceError, match="file size"):
        _grid(b"a,b\n1,2\n3,4\n")


def test_a_zip_bomb_is_refused() -> None:
    with pytest.raises(SourceError, match="workbook size"):
        _grid(ods_of_content(_content(" " * 50_000_000)))


def test_a_zip_bomb_that_understates_its_size_is_refused() -> None:
    size = 50_000_000
    data = ods_of_content(_content(" " * size))
    stated = len(_content(" " * size)).to_bytes(4, "little")
    assert data.count(stated) == 2, "in the member's header and in the directory"
    with pytest.raises(SourceError, match="workbook"):
        _grid(data.replace(stated, (1000).to_bytes(4, "little")))


def test_an_xml_bomb_is_not_unfolded() -> None:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    cell = '<table:table-cell office:value-type="string"><text:p>&i;</text:p></table:table-cell>'
    body = f"<table:table-row>{cell}</table:table-row>"
    with pytest.raises(SourceError, match="workbook"):
        _grid(ods_of_content(_content(body, f"<!DOCTYPE x [{entities}]>")))


def test_a_cell_repeated_beyond_reason_is_refused() -> None:
    cell = (
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string">'
        "<text:p>x</text:p></table:table-cell>"
    )
    body = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    with pytest.raises(SourceError, match=r"workbook size: .* cells"):
        _grid(ods_of_content(_content(body)))


def test_an_empty_rest_of_a_sheet_repeated_to_its_end_is_no_attack() -> None:
    text = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    rest = '<table:table-cell table:number-columns-repeated="16383"/>'
    body = (
        f"<table:table-row>{text}{rest}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert _grid(ods_of_content(_content(body)))[0][0] == "x"


def test_a_far_cell_of_an_xlsx_file_does_not_make_a_sheet_of_billions() -> None:
    with pytest.raises(SourceError, match=r"workbook size: .* cells"):
        _grid(_xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>'))


def test_an_xlsx_file_is_read_like_any_workbook() -> None:
    assert _grid(_xlsx('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>')) == [
        ["1", "2"]
    ]


def _xlsx(rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{office}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        )
    return data.getvalue()


def test_a_row_repeated_far_beyond_any_published_table_is_refused_before_it_is_read() -> None:
    data = b"time_period,la_name\n" + b"2025,Croydon\n" * 1_000_000
    with pytest.raises(SourceError, match=r"file size: 1,000,001 lines; the limit is 50,000"):
        open_sheets("w.csv", data)
