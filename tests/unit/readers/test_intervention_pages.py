"""What pages of notices and directions say of themselves, in the sentences that they use."""

from __future__ import annotations

import pytest

from orchestration.readers.intervention_pages import Stated, dates, read_page

DIRECTION, NOTICE = "Direction issued to Barset council", "Improvement notice issued to Barset"
IS_DIRECTION, IS_NOTICE = "statutory direction", "improvement notice"


def page(body: str, title: str = DIRECTION, notes: str = "First published.") -> Stated:
    return read_page(title, body, notes)


@pytest.mark.parametrize(
    ("body", "ended_on"),
    [
        (
            "This direction has now closed. A direction issued by DfE on 6 October 2016 "
            "replaces it.",
            "2016-10-06",
        ),
        (
            "This direction has closed. A new direction issued by DfE on 8 May 2018 replaces it.",
            "2018-05-08",
        ),
        (
            "This direction has now closed. A revised direction issued in March 2022 replaces it.",
            "2022-03",
        ),
        (
            "This direction has closed; a direction issued on 17 June 2016 replaces this "
            "direction.",
            "2016-06-17",
        ),
        (
            "These directions are now closed. A direction issued by the Department for Education "
            "on 1 April 2021 replaces them.",
            "2021-04-01",
        ),
        (
            "This improvement notice was closed and replaced with a direction issued on "
            "9 November 2015.",
            "2015-11-09",
        ),
    ],
)
def test_a_page_that_says_what_replaces_it(body: str, ended_on: str) -> None:
    said = page(f"This direction requires the council to improve. {body}")
    assert said == Stated(IS_DIRECTION, outcome=("replaced",), ended_on=(ended_on,))


@pytest.mark.parametrize(
    ("body", "outcome", "ended_on"),
    [
        ("This direction was revoked by DfE on 13 January 2022.", "revoked", "2022-01-13"),
        ("We lifted the improvement notice on 7 July 2017.", "lifted", "2017-07-07"),
        ("The notice was lifted on 21 December 2023.", "lifted", "2023-12-21"),
        ("This direction was closed on 13 January 2020.", "closed", "2020-01-13"),
        ("This direction was closed on 31 May 2020.", "closed", "2020-05-31"),
    ],
)
def test_a_page_that_says_how_it_ended(body: str, outcome: str, ended_on: str) -> None:
    assert page(body) == Stated(IS_DIRECTION, outcome=(outcome,), ended_on=(ended_on,))


def test_a_page_closed_without_a_day() -> None:
    assert page("This direction has now closed.").outcome == ("closed",)
    assert page("", title="Direction issued to Barset council (closed)").outcome == ("closed",)


def test_an_end_that_only_the_notes_tell() -> None:
    said = page("", NOTICE, "Added a link to the direction that replaces this improvement notice.")
    assert said == Stated(IS_NOTICE, outcome=("replaced",))
    said = page("", notes="Updated to show direction was revoked by DfE on 13 January 2022.")
    assert (said.outcome, said.ended_on) == (("revoked",), ("2022-01-13",))


@pytest.mark.parametrize(
    "body",
    [
        "This direction will be lifted when services are good.",
        "The notice may be revoked.",
        "This direction has not closed.",
        "The notice stays in place until it has been lifted.",
        "Once this direction is closed, the board goes on.",
        "These directions followed the now revoked third direction.",
        "This direction requires the council to replace its computer system.",
        "It follows publication on 5 June 2015 of a report by Ofsted.",
    ],
)
def test_what_is_no_end(body: str) -> None:
    assert page(body) == Stated(IS_DIRECTION)


@pytest.mark.parametrize(
    ("body", "replaces_on"),
    [
        (
            "This direction replaces the earlier statutory direction issued to the council in "
            "September 2017.",
            "2017-09",
        ),
        (
            "The direction replaces an earlier statutory direction issued to the council on "
            "20 July 2015.",
            "2015-07-20",
        ),
        (
            "This direction replaces the revised statutory direction issued to Barset in "
            "July 2020.",
            "2020-07",
        ),
        ("This direction replaces these earlier directions, issued in May 2013.", "2013-05"),
        ("This direction replaces one issued in May 2013 that was revoked by DfE.", "2013-05"),
    ],
)
def test_a_page_that_replaces_another_has_not_ended(body: str, replaces_on: str) -> None:
    assert page(body) == Stated(IS_DIRECTION, replaces_on=(replaces_on,))


def test_a_page_that_replaces_and_is_replaced() -> None:
    said = page(
        "This direction replaces the earlier statutory direction issued to the council in "
        "September 2017. This direction has closed. A new direction issued by DfE on 8 May 2018 "
        "replaces it."
    )
    assert (said.replaces_on, said.ended_on) == (("2017-09",), ("2018-05-08",))
    assert (said.outcome, said.issued_on) == (("replaced",), ())


@pytest.mark.parametrize(
    ("title", "body", "issued_on"),
    [
        (NOTICE, "An improvement notice was issued on 3 August 2012, following a report.", "08-03"),
        (NOTICE, "Ministers issued a new improvement notice on 3 August 2012.", "08-03"),
        (DIRECTION, "The fifth direction, dated August 2012, required a board.", "08"),
        (f"{NOTICE}: August 2012", "It follows a report.", "08"),
        (f"Revised {DIRECTION} (August 2012)", "", "08"),
    ],
)
def test_when_it_was_issued(title: str, body: str, issued_on: str) -> None:
    assert page(body, title).issued_on == (f"2012-{issued_on}",)


def test_when_an_earlier_one_was_issued_is_not_its_day() -> None:
    for body in (
        "The direction also follows an earlier statutory direction issued to the council on "
        "22 July 2014.",
        "This follows previous directions issued in March 2013 and August 2013.",
    ):
        assert page(body) == Stated(IS_DIRECTION)


def test_a_page_with_two_directions_has_both_days() -> None:
    said = page(
        "The fifth direction, dated May 2020, did. The fourth direction, dated in 2017, too."
    )
    assert said.issued_on == ("2020-05", "2017")


def test_a_title_of_neither_kind_has_none() -> None:
    assert page("", "Barset county council: report on children's social care").kind == ""


def test_dates_are_read_to_the_precision_they_are_said_in() -> None:
    assert dates("on 8 May 2018, in May 2018 and in 2018, not 2018") == [
        "2018-05-08",
        "2018-05",
        "2018",
    ]
