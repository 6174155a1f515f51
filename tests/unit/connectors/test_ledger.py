"""The ledger of the landing folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.archive import Archive, Facts

URL = "https://example.org/a.csv"
SHA256 = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
BEGIN = (
    '{"headers": {}, "name": "a.csv", "retrieved_at": "2026-03-19T09:30:00+00:00", '
    f'"sha256": "{SHA256}", "size": 1, "source": "s", '
)
END = f', "url": "{URL}"}}'


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


@pytest.mark.parametrize(
    ("written", "facts"),
    [
        ("{}", Facts()),
        ('{"signal": "", "table": ""}', Facts(table="", signal="")),
        (
            '{"final_url": "https://x", "next_release": "2027-02-28", "published_on": '
            '"2026-03-19", "signal": "rv-1", "table": "indicators", "updated_on": "2026-05-07"}',
            Facts(
                table="indicators",
                published_on="2026-03-19",
                updated_on="2026-05-07",
                next_release="2027-02-28",
                signal="rv-1",
                final_url="https://x",
            ),
        ),
        (
            '{"file_id": "60000001", "rejected": "file format: html", "table": "report"}',
            Facts(table="report", file_id="60000001", rejected="file format: html"),
        ),
    ],
)
def test_facts_are_written_as_they_were_by_earlier_versions(
    tmp_path: Path, written: str, facts: Facts
) -> None:
    line = f'{BEGIN}"stated": {written}{END}'
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text(f"{line}\n")
    (entry,) = Archive(tmp_path).entries()
    assert entry.stated == facts
    assert entry.is_accepted is (facts.rejected is None)
    Archive(tmp_path / "new").keep("a.csv", b"a", URL, {}, "s", facts)
    (again,) = (tmp_path / "new" / "ledger.jsonl").read_text().splitlines()
    retrieved_at = Archive(tmp_path / "new").entries()[0].retrieved_at
    assert again.replace(retrieved_at, entry.retrieved_at) == line


def test_a_line_from_before_there_were_live_sources_has_no_facts(tmp_path: Path) -> None:
    (tmp_path / "ledger.jsonl").write_text(BEGIN.removesuffix(", ") + END + "\n")
    (entry,) = Archive(tmp_path).entries()
    assert (entry.url, entry.stated) == (URL, Facts())


def test_other_facts_about_the_same_bytes_have_a_line_of_their_own(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for signal in ("1", "1", "2"):
        archive.keep("a.csv", b"a", URL, {}, "s", Facts(signal=signal))
    assert [v.stated.signal for v in Archive(tmp_path).versions("s")] == ["1", "2"]
