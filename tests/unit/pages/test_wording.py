"""Numbers, dates and sentences."""

from datetime import date

import pytest

from pages.words import wording

PERCENT = {"unit": "%", "decimal_places": 1}
POUNDS = {"unit": "£ per child", "decimal_places": 0}
CASES = {"unit": "cases per FTE", "decimal_places": 1}


@pytest.mark.parametrize(
    ("value", "places", "words"),
    [
        (14.55, 1, "14.6"),  # a binary fraction falls short of the half
        (-13.25, 1, "−13.3"),
        (1180, 0, "1,180"),
        (0.0, 1, "0.0"),
        (-0.04, 1, "0.0"),
        (None, 1, None),
    ],
)
def test_numbers_are_rounded_half_away_from_zero(
    value: float | None, places: int, words: str | None
) -> None:
    assert wording.number(value, places) == words


@pytest.mark.parametrize(
    ("value", "indicator", "words"),
    [
        (19.2, PERCENT, "19.2%"),
        (1620.0, POUNDS, "£1,620 per child"),
        (19.1, CASES, "19.1 cases per FTE"),
        (None, PERCENT, None),
    ],
)
def test_measures_carry_their_unit(
    value: float | None, indicator: dict[str, object], words: str | None
) -> None:
    assert wording.measure(value, indicator) == words


def test_differences_have_a_sign_and_points() -> None:
    assert wording.difference(5.0, PERCENT) == "+5.0 points"
    assert wording.difference(-13.2, PERCENT) == "−13.2 points"
    assert wording.difference(0.0, PERCENT) == "0.0 points"
    assert wording.difference(-40, POUNDS) == "−£40 per child"
    assert wording.difference(None, PERCENT) is None


def test_gaps_in_words() -> None:
    assert wording.above_or_below(5.0, PERCENT) == "5.0 points above"
    assert wording.above_or_below(-5.0, PERCENT) == "5.0 points below"
    assert wording.above_or_below(0.0, PERCENT) == "the same as"


def test_days_between() -> None:
    def between(first: str | None, last: str | None) -> str | None:
        days = [date.fromisoformat(day) if day else None for day in (first, last)]
        return wording.days_between(*days)

    assert between("2024-10-14", "2024-10-25") == "14 to 25 October 2024"
    assert between("2017-06-20", "2017-07-13") == "20 June to 13 July 2017"
    assert between("2021-12-13", "2022-01-07") == "13 December 2021 to 7 January 2022"
    assert between("2024-10-14", None) == "14 October 2024"
    assert between(None, "2024-10-25") is None


def test_ranks_name_both_ends_and_their_interval() -> None:
    assert wording.ranked(1, 149, 1, 9) == "lowest of 149, likely between 1st and 9th"
    assert wording.ranked(149, 149, 140, 149) == "highest of 149, likely between 140th and 149th"
    assert wording.ranked(45, 149, 30, 61) == "45th lowest of 149, likely between 30th and 61st"


def test_ranks_count_from_the_highest_where_that_is_the_better_end() -> None:
    def ranked(place: int) -> str:
        return wording.ranked(place, 9, 1, 9, end="highest").partition(",")[0]

    assert [ranked(place) for place in (1, 3, 9)] == [
        "highest of 9",
        "3rd highest of 9",
        "lowest of 9",
    ]


def test_days_are_told_as_exactly_as_they_are_known() -> None:
    known = date(2018, 5, 8)
    assert [wording.dated(known, how) for how in ("day", "month", "year")] == [
        "8 May 2018",
        "May 2018",
        "2018",
    ]
    assert wording.dated(None, "day") is None


def test_whose_it_is() -> None:
    assert wording.possessive("Croydon") == "Croydon's"
    assert wording.possessive("Leeds") == "Leeds'"


def test_quarters_are_told_from_both_ends() -> None:
    assert [wording.quarter(number, 149) for number in (1, 2, 3, 4)] == [
        "in the lowest quarter of 149",
        "in the second lowest quarter of 149",
        "in the second highest quarter of 149",
        "in the highest quarter of 149",
    ]


def test_ordinals() -> None:
    assert [wording.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 113)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "113th",
    ]  # fmt: skip


def test_lists() -> None:
    assert wording.listed([]) == ""
    assert wording.listed(["a"]) == "a"
    assert wording.listed(["a", "b", "c"]) == "a, b and c"


def test_a_sentence_with_a_missing_fact_is_left_out() -> None:
    assert wording.sentence("{a} of {b}.", a="1", b="2") == "1 of 2."
    assert wording.sentence("{a} of {b}.", a="1", b=None) is None
    assert wording.sentences("x.", None, "") == ["x."]
