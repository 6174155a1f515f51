"""The corpus of plausible wrong files: what reading and the landing gate stop, and what not.

A sample of the cases, each as `make corruptions` judges it, and every edition that they corrupt as
it was before.
"""

from __future__ import annotations

import pytest

from tests.corruptions import corpus, known
from tests.corruptions.case import Case
from tests.corruptions.judge import NOT_USED, SILENT, Judge

ALL = corpus.cases()
# An odd number, so that both editions are met; the whole takes minutes (`make corruptions`).
EVERY = 21
SAMPLE = ALL[::EVERY]


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.id)
def test_a_wrong_file_is_stopped_unless_it_is_listed(judge: Judge, case: Case) -> None:
    verdict = judge.landing(case.make())
    is_listed = case.id in known.listed()
    assert verdict.is_caught != is_listed, f"{verdict}; listed as silent: {is_listed}"


SOUND = dict(corpus.sound())


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_edition_is_not_stopped(judge: Judge, name: str) -> None:
    assert judge.landing(SOUND[name]()).stage == SILENT, name


def test_a_file_nobody_recognises_is_not_caught_by_being_set_aside(judge: Judge) -> None:
    (case,) = [case for case in ALL if case.name == "semicolons"]
    verdict = judge.landing(case.make())
    assert verdict.stage == NOT_USED
    assert verdict.rule.startswith("protection_plans.csv")


def test_the_list_names_cases_that_are_there_and_why_each_is_silent() -> None:
    assert known.listed().keys() <= {case.id for case in ALL}
    assert all(row["reason"] for row in known.listed().values())


def test_every_case_has_its_own_name() -> None:
    assert len({case.id for case in ALL}) == len(ALL)


def test_every_source_is_corrupted_and_there_are_enough_cases() -> None:
    from tests.fixtures.published_files import CATALOGUE

    # A collection of web pages has no files; test_live_interventions corrupts it.
    files = {name for name, source in CATALOGUE.items() if source.reader != "collection"}
    assert {case.source for case in ALL} == files
    assert len({(case.source, case.name) for case in ALL}) >= 90
