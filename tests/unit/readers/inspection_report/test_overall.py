"""The sentence that gives the overall judgement of a SIF report."""

from __future__ import annotations

import pytest

from tests.fixtures.report_pdf import sif
from tests.unit.readers.inspection_report.reading import RI, held_lines, read_lines


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        (["The overall judgement is good."], "Good"),
        (["The overall judgement is requires improvement"], RI),
        (["The overall judgement is inadequate.2"], "Inadequate"),
        (["The overall judgement is Inadequate", "2"], "Inadequate"),
        (["The overall judgement is that children's services require", "improvement"], RI),
        (
            ["The overall judgement is that children\u2019s services are inadequate.\u00b2"],
            "Inadequate",
        ),
        (["Children's services in Barchester are outstanding "], "Outstanding"),
        (["Children\u2019s services in the Royal Borough of", "Barchester are good."], "Good"),
        (["Children's services in Barchester area", "require improvement to be Good"], RI),
        (["Children's services in Barchester requires improvement to be", "good"], RI),
        (["Children's services require improvement to be good"], RI),
        (["Children's services in St. Ewold's & Wold are good"], "Good"),
        (["Children's services in St Ewold\u2019s-on-Sea are in\u00ad\nadequate"], "Inadequate"),
    ],
)
def test_sif_overall_is_read_from_each_wording(sentence: list[str], grade: str) -> None:
    parts = {
        "Good": ["Good"] * 5,
        "Outstanding": ["Outstanding"] * 5,
        RI: [RI] * 5,
        "Inadequate": ["Inadequate"] * 5,
    }[grade]
    assert read_lines(sif(parts, overall=sentence)).overall_effectiveness == grade


@pytest.mark.parametrize(
    "sentence",
    [
        "Children's services in Barchester were good",
        "Children's services in Barchester are not good",
        "Children's services in Barchester are good at keeping records",
        "Children's services in Barchester are good,",
        "Children's services for children who are looked after in Barchester are good.",
        "The overall judgement is not good.",
        "The effectiveness of the Local Safeguarding Children Board is good.",
        "The overall judgement is that the board is good.",
    ],
)
def test_a_sentence_that_says_something_else_is_not_the_overall(sentence: str) -> None:
    assert held_lines(sif(["Good"] * 5, overall=[sentence])) == "overall-missing"


def test_two_overall_sentences_that_differ_are_held() -> None:
    two = ["The overall judgement is good.", "Children's services in Barchester are inadequate"]
    assert held_lines(sif(["Good"] * 5, overall=two)) == "judgements-disagree"


def test_boilerplate_above_the_table_is_not_a_row() -> None:
    overall = [
        "Children's services in Barchester require improvement to be good",
        "Leadership, management and governance require improvement when this is said.2",
    ]
    grades = ["Good", RI, "Good", "Good", RI]
    assert read_lines(sif(grades, overall=overall)).impact_of_leaders == RI


@pytest.mark.parametrize("grade", ["Adequate", "adequate", "Grade 3 (adequate)"])
def test_the_third_grade_of_before_2013_is_never_mapped(grade: str) -> None:
    assert held_lines(sif(["Good", grade, "Good", "Good", "Good"])) == "grade-before-2013"
    overall = ["The overall judgement is adequate."]
    assert held_lines(sif(["Good"] * 5, overall=overall)) == "grade-before-2013"
