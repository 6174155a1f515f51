"""The live collection of notices and directions, through the landing rules themselves.

What the collection says and the reviewed rows do not keeps a listing out, until it is mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestration.archive import Archive
from orchestration.connectors.live import LiveConnector
from orchestration.connectors.snapshot import SnapshotConnector
from orchestration.editions import Reading
from orchestration.landing_trial import LandingTrial
from orchestration.publishers.client import Client
from orchestration.settings import SNAPSHOT
from tests.fixtures.published_files import CATALOGUE
from tests.fixtures.publishers import faults
from tests.fixtures.publishers.decisions import COLLECTION, Decision
from tests.fixtures.publishers.server import serving
from tests.fixtures.publishers.services import Publishers, usual_publishers

SOURCE = CATALOGUE["dfe_interventions"]
BELOW = SnapshotConnector(SNAPSHOT)
CROYDON = "/government/publications/direction-issued-to-london-borough-of-croydon"
SOMERSET = "/government/publications/direction-issued-to-somerset-county-council"
DEVON = "Direction issued to Devon county council"


@pytest.fixture(scope="module")
def trial() -> LandingTrial:
    return LandingTrial(CATALOGUE, BELOW)


@pytest.fixture
def served() -> Iterator[Publishers]:
    with serving(usual_publishers(CATALOGUE)) as publishers:
        yield publishers


Read = Callable[[], Reading]


@pytest.fixture
def read(served: Publishers, trial: LandingTrial, tmp_path: Path) -> Read:
    """Asks anew on the same archive."""

    def ask() -> Reading:
        settings = served.settings(tmp_path)
        client = Client(settings, sleep=lambda _: None, timeouts=(2.0, 2.0))
        return LiveConnector(settings, Archive(settings.landing), BELOW, trial, client).read(SOURCE)

    return ask


def _page(served: Publishers, path: str) -> Decision:
    return next(decision for decision in served.decisions if decision.path == path)


def _documents(reading: Reading) -> dict[str, dict[str, str | None]]:
    frame = reading.frame("documents", SOURCE.tables["documents"].read_columns)
    return {str(row["base_path"]): row for row in frame.to_dict("records")}


def test_the_collection_is_read_with_what_its_pages_say(served: Publishers, read: Read) -> None:
    reading = read()
    assert reading.notes == []
    assert [r.release_id for r in reading.releases] == ["dfe_interventions_listing"]
    assert reading.releases[0].rows_read == len(served.decisions) == len(_documents(reading))
    croydon = _documents(reading)[CROYDON]
    assert croydon["title"] == "Direction issued to London Borough of Croydon"
    assert croydon["collection_group"] == "Closed directions"
    assert croydon["kind"] == "statutory direction"
    assert croydon["outcome"] == "replaced"
    assert croydon["ended_on"] == "2018-01-25|2018-05-08"
    assert croydon["attachments"] == "1"
    assert croydon["withdrawn_on"] is None
    assert "This direction requires Croydon to improve. This" in str(croydon["body"])
    somerset = _documents(reading)[SOMERSET]
    assert (somerset["first_published_on"], somerset["outcome"]) == ("2015-11-06", None)


def test_a_listing_is_in_force_under_one_name(served: Publishers, read: Read) -> None:
    first = read().releases[0]
    _page(served, SOMERSET).sentences.append("It also asks for a plan.")
    second = read().releases[0]
    assert (second.release_id, second.sha256 != first.sha256) == (first.release_id, True)


def _new(served: Publishers) -> None:
    path = "/government/publications/direction-issued-to-devon-county-council"
    served.decisions.append(Decision(DEVON, path, "Open directions", ["It requires a plan."]))


def _turned_closed(served: Publishers) -> None:
    _page(served, SOMERSET).sentences.append("This direction has now closed.")


def _lifted_in_the_notes(served: Publishers) -> None:
    page = _page(served, SOMERSET)
    page.notes = ["Updated to show direction was revoked by DfE on 13 January 2026", *page.notes]


def _moved(served: Publishers) -> None:
    _page(served, SOMERSET).group = "Closed directions"


def _moved_back(served: Publishers) -> None:
    _page(served, CROYDON).group = "Open directions"


def _under_no_heading(served: Publishers) -> None:
    _page(served, SOMERSET).group = None


def _retitled(served: Publishers) -> None:
    _page(served, SOMERSET).title = "Direction issued to North Somerset council"


def _withdrawn(served: Publishers) -> None:
    _page(served, SOMERSET).withdrawn_at = "2026-01-13T13:05:30Z"


def _dated_otherwise(served: Publishers) -> None:
    _page(served, SOMERSET).sentences.append("This direction was issued on 2 November 2015.")


def _published_otherwise(served: Publishers) -> None:
    _page(served, SOMERSET).first_public_at = "2015-11-07T10:00:00+00:00"


def _ended_otherwise(served: Publishers) -> None:
    page = _page(served, CROYDON)
    page.sentences = [s.replace("8 May 2018", "9 May 2018") for s in page.sentences]


def _replaces_the_unknown(served: Publishers) -> None:
    _page(served, SOMERSET).sentences.append(
        "This direction replaces the earlier statutory direction issued to the council in May 2013."
    )


COVERED = "every document of the collection has reviewed rows of its own"
TITLED = "the title of a document names the authority of its rows"
ENDED = "documents have ended, or not, as their rows have"
STATED = "dates that a page states are those of its rows"


@pytest.mark.parametrize(
    ("change", "rule", "words"),
    [
        (_new, COVERED, "direction-issued-to-devon-county-council: has no row"),
        (_turned_closed, ENDED, "says closed, and its rows nothing"),
        (_lifted_in_the_notes, ENDED, "says revoked, and its rows nothing"),
        (_moved, ENDED, "stands under closed directions, and a row of it has not ended"),
        (_moved_back, ENDED, "stands under open directions, and its rows have ended"),
        (_under_no_heading, ENDED, "stands under no heading"),
        (_withdrawn, ENDED, "was withdrawn on 2026-01-13"),
        (_retitled, TITLED, "is called Direction issued to North Somerset council"),
        (_dated_otherwise, STATED, "was issued in 2015-11-02, and no row of it was"),
        (_published_otherwise, STATED, "was published on 2015-11-07"),
        (_ended_otherwise, STATED, "ended in 2018-05-09, and no row of it did"),
        (_replaces_the_unknown, STATED, "replaces what was issued in 2013-05"),
    ],
)
def test_a_listing_with_which_the_rows_do_not_agree_is_kept_out(
    served: Publishers, read: Read, change: Callable[[Publishers], None], rule: str, words: str
) -> None:
    before = read()
    change(served)
    reading = read()
    assert reading.releases[0].sha256 == before.releases[0].sha256
    ((held),) = reading.held
    assert held.rule == rule
    assert words in held.detail
    assert reading.asked
    assert reading.asked.is_reached
    (lacking,) = reading.asked.lacking
    assert rule in lacking
    assert "the version retrieved at" in lacking


def test_without_a_listing_that_holds_there_is_none(served: Publishers, read: Read) -> None:
    _new(served)
    reading = read()
    assert reading.releases == []
    assert _documents(reading) == {}
    assert [held.rule for held in reading.held] == [COVERED]


@pytest.mark.parametrize("path", [COLLECTION, SOMERSET])
def test_a_page_that_does_not_come_leaves_the_last_listing(
    served: Publishers, read: Read, path: str
) -> None:
    before = read()
    served.faults[path] = [faults.status(404)]
    reading = read()
    assert reading.releases == before.releases
    assert reading.asked
    assert not reading.asked.is_reached
    assert "status 404" in reading.asked.lacking[0]


def test_a_damaged_listing_is_passed_over(served: Publishers, read: Read, tmp_path: Path) -> None:
    before = read()
    _page(served, SOMERSET).sentences.append("It also asks for a plan.")
    damaged = read().releases[0].sha256
    (tmp_path / "landing" / damaged[:2] / damaged).write_bytes(b"x")
    served.faults[COLLECTION] = [faults.status(404)]
    assert read().releases == before.releases


def test_a_collection_that_has_shrunk_is_not_whole(served: Publishers, read: Read) -> None:
    served.decisions = served.decisions[:15]
    reading = read()
    assert reading.releases == []
    assert reading.asked
    assert "whole collection: 15 documents" in reading.asked.lacking[0]
