"""A person's files laid over the snapshot: one new file is enough, and no history is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from orchestration.connectors.layered import LayeredConnector
from orchestration.editions import Asked, Held, Reading
from orchestration.errors import SourceError
from tests.fixtures.fake_connector import FakeConnector, frame, release
from tests.fixtures.published_files import CATALOGUE

SOURCE = CATALOGUE["dfe_workforce"]


def _reading(value: str, *releases: str, held: tuple[Held, ...] = ()) -> Reading:
    frames = [frame(SOURCE, "indicators", name, cases=value) for name in releases]
    return Reading([release(name) for name in releases], {"indicators": frames}, list(held))


def _stacked(upper: Reading, lower: Reading) -> Reading:
    return LayeredConnector(
        FakeConnector({SOURCE.source: upper}), FakeConnector({SOURCE.source: lower})
    ).read(SOURCE)


def _values(reading: Reading) -> dict[str, list[str]]:
    rows = reading.frame("indicators", SOURCE.tables["indicators"].read_columns)
    return rows.groupby("_release_id")["cases"].apply(list).to_dict()


def test_the_same_release_is_replaced_and_others_are_kept() -> None:
    reading = _stacked(_reading("new", "w_2023", "w_2025"), _reading("old", "w_2022", "w_2023"))
    assert _values(reading) == {"w_2022": ["old"], "w_2023": ["new"], "w_2025": ["new"]}
    assert [r.release_id for r in reading.releases] == ["w_2022", "w_2023", "w_2025"]


def test_a_folder_without_files_of_a_source_leaves_the_snapshot_as_it_is() -> None:
    reading = _stacked(Reading(), _reading("old", "w_2022", "w_2023"))
    assert _values(reading) == {"w_2022": ["old"], "w_2023": ["old"]}


def test_what_both_hold_back_is_held_once() -> None:
    one, two = (Held("dfe_workforce", f"page {n}", "rule", "detail") for n in (1, 2))
    reading = _stacked(_reading("n", "w_1", held=(one,)), _reading("o", "w_2", held=(one, two)))
    assert reading.held == [one, two]


def _file(value: str, sha256: str) -> Reading:
    reading = _reading(value, "w_2025")
    reading.releases = [replace(reading.releases[0], sha256=sha256)]
    return reading


def test_a_file_may_be_saved_anew_but_no_figure_changes_under_the_same_release() -> None:
    assert _values(_stacked(_file("1", "a"), _file("1", "b"))) == {"w_2025": ["1"]}
    with pytest.raises(SourceError, match="same figures under the same release") as refused:
        _stacked(_file("2", "a"), _file("1", "b"))
    assert (refused.value.file, refused.value.locator) == ("w_2025.csv", "row 2")
    assert "has: 2; if this is a later publication" in refused.value.detail


def test_a_release_is_published_on_one_day() -> None:
    upper = _file("1", "a")
    upper.releases = [replace(upper.releases[0], published_on="2025-02-01")]
    with pytest.raises(SourceError, match="w_2025 was published on 2025-01-01, not on 2025-02"):
        _stacked(upper, _file("1", "a"))


def test_a_row_that_is_gone_is_a_change_too() -> None:
    without = _file("1", "a")
    without.tables["indicators"] = [without.tables["indicators"][0].iloc[:0]]
    with pytest.raises(SourceError, match=r"same figures under the same release: .*has: 1"):
        _stacked(without, _file("1", "b"))


REPORTS = CATALOGUE["ofsted_inspection_reports"]


def _held_report(file_id: str = "7", rule: str = "html-page", **known: str) -> Held:
    facts = {"urn": "80426", "publication_date": "2025-03-10", **known}
    return Held(REPORTS.source, f"80426/{file_id}.pdf page 1", rule, "detail", **facts)


def _held_under(upper: Reading, *lower: Held) -> list[Held]:
    stacked = LayeredConnector(
        FakeConnector({REPORTS.source: upper}),
        FakeConnector({REPORTS.source: Reading(held=[*lower])}),
    )
    return stacked.read(REPORTS).held


def test_a_report_that_the_upper_reads_is_no_longer_held_by_its_file() -> None:
    upper = Reading([release("ofsted_inspection_reports_7", REPORTS.source)])
    other = _held_report("8")
    assert _held_under(upper, _held_report("7"), other) == [other]


def test_a_report_that_the_upper_reads_is_no_longer_held_by_its_authority_and_date() -> None:
    read = frame(
        REPORTS, "judgements", "r", urn="80426", publication_date="2025-03-10", file_id="copy"
    )
    visit = frame(REPORTS, "visits", "r", urn="80426", publication_date="2025-05-01")
    upper = Reading([release("r", REPORTS.source)], {"judgements": [read], "visits": [visit]})
    others = [_held_report(publication_date="2025-05-01"), _held_report(urn="80500")]
    assert _held_under(upper, _held_report(), *others) == others


def test_a_report_that_both_hold_is_held_for_the_reason_of_the_upper() -> None:
    upper = _held_report(rule="authority-differs")
    assert _held_under(Reading(held=[upper]), _held_report()) == [upper]


def test_the_date_and_the_files_of_no_source_are_those_of_the_upper() -> None:
    held = Held("", "x.txt", "recognised-file", "no page")
    stacked = LayeredConnector(
        FakeConnector(held=[held], known_to=date(2026, 1, 1)),
        FakeConnector(held=[Held("", "y", "r", "d")], known_to=date(2025, 1, 1)),
    )
    assert stacked.unrecognised() == [held]
    assert stacked.as_at() == date(2026, 1, 1)


def test_how_asking_went_is_the_upper_connectors_to_say() -> None:
    asked = Asked(SOURCE.source, True)
    assert _stacked(Reading(asked=asked), _reading("old", "w_2022")).asked == asked
