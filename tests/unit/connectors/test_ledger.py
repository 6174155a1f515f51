"""The ledger of the landing folder."""

from __future__ import annotations

from pathlib import Path

from orchestration.archive import Archive

URL = "https://example.org/a.csv"


def test_every_version_of_an_address_has_a_line(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for data, etag in ((b"a", "1"), (b"a", "1"), (b"b", "2"), (b"a", "3"), (b"a", "3")):
        archive.keep("a.csv", data, URL, {"etag": etag}, "source")
    again = Archive(tmp_path)
    assert [(v.headers["etag"], v.size) for v in again.versions("source")] == [
        ("1", 1),
        ("2", 1),
        ("3", 1),
    ]
    assert again.entries() == archive.entries()
    latest = again.latest(URL)
    assert latest is not None
    assert latest.headers == {"etag": "3"}
    assert again.read(latest.sha256) == b"a"


def test_bytes_without_an_address_are_known_by_their_hash(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert archive.keep("a.csv", b"a") == archive.keep("other.csv", b"a")
    assert len(Archive(tmp_path).entries()) == 1


def test_a_line_cut_short_does_not_swallow_the_next(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep("a.csv", b"a")
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-20])
    Archive(tmp_path).keep("b.csv", b"b")
    assert [entry.name for entry in Archive(tmp_path).entries()] == ["b.csv"]


def test_bytes_that_are_gone_or_damaged_are_not_the_latest(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    entry = archive.keep("a.csv", b"a", URL)
    archive.path(entry.sha256).write_bytes(b"x")
    assert archive.latest(URL) is None
    archive.keep("a.csv", b"a", URL)
    assert archive.latest(URL) == entry
    archive.path(entry.sha256).unlink()
    assert archive.latest(URL) is None
