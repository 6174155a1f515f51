"""What was read is kept for ever: never overwritten, never trusted without its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from orchestration.archive import Archive


def test_bytes_come_back_by_their_hash(tmp_path: Path) -> None:
    kept = Archive(tmp_path).keep("a.csv", b"text")
    assert kept.sha256 == hashlib.sha256(b"text").hexdigest()
    assert kept.size == 4
    assert Archive(tmp_path).read(kept.sha256) == b"text"


def test_the_same_bytes_are_kept_once_under_their_first_name(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = archive.keep("a.csv", b"text")
    before = archive.path(first.sha256).stat()
    assert archive.keep("b.csv", b"text") == first
    after = archive.path(first.sha256).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(Archive(tmp_path).entries()) == 1


def test_other_bytes_under_the_same_name_stand_beside_the_first(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = archive.keep("a.csv", b"old"), archive.keep("a.csv", b"new")
    assert (archive.read(first.sha256), archive.read(second.sha256)) == (b"old", b"new")


def test_an_address_with_other_bytes_has_a_line_more(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.keep("a", b"old", url="https://x/a", source="press")
    new = archive.keep("a", b"new", url="https://x/a", source="press")
    assert Archive(tmp_path).latest("https://x/a") == new
    assert [e.size for e in Archive(tmp_path).versions("press")] == [3, 3]
    assert Archive(tmp_path).versions("another") == []


def test_a_name_never_becomes_a_path(tmp_path: Path) -> None:
    kept = Archive(tmp_path / "landing").keep("../../outside.csv", b"text")
    assert [p for p in tmp_path.rglob("*") if "outside" in p.name] == []
    assert kept.name == "../../outside.csv"


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    kept = archive.keep("a.csv", b"text")
    archive.path(kept.sha256).write_bytes(b"tExt")
    with pytest.raises(ValueError, match="is damaged"):
        archive.read(kept.sha256)


def test_a_file_that_has_gone_is_kept_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    kept = archive.keep("a.csv", b"text", url="https://x/a")
    archive.path(kept.sha256).unlink()
    assert archive.latest("https://x/a") is None
    archive.keep("a.csv", b"text", url="https://x/a")
    assert archive.read(kept.sha256) == b"text"


def test_a_ledger_line_cut_short_loses_only_itself(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, second = archive.keep("a", b"one"), archive.keep("b", b"two")
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-20])
    assert Archive(tmp_path).entries() == [first]

    Archive(tmp_path).keep("b", b"two")
    Archive(tmp_path).keep("c", b"three")
    assert [e.name for e in Archive(tmp_path).entries()] == ["a", "b", "c"]
    assert Archive(tmp_path).read(second.sha256) == b"two"


def test_a_line_of_another_shape_is_passed_over(tmp_path: Path) -> None:
    kept = Archive(tmp_path).keep("a", b"one")
    with (tmp_path / "ledger.jsonl").open("a") as ledger:
        ledger.write('[1]\n{"name": "b"}\nnull\n')
    assert Archive(tmp_path).entries() == [kept]


def test_an_empty_archive_writes_nothing(tmp_path: Path) -> None:
    assert Archive(tmp_path / "landing").entries() == []
    assert not (tmp_path / "landing").exists()
