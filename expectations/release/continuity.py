"""This publication against the one before.

What was published may be revised, but it may not disappear, and it may not move by more than
publishers ever revised. Editions that both publications have are compared whatever their sources;
an edition that is gone is an edition lost when both came from the same source. Where nothing was
published, "before" is the embedded snapshot (`embedded/`). A true change is
accepted by a line in `expectations/accepted_changes.csv` that names the rule and the subject and
says why; nothing switches a rule off.
"""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Question, Suite, none_found


def _stays(rule: str, name: str, **parameters: object) -> Question:
    return none_found(rule, sql(f"release/{name}", **parameters), locators=("subject",))


SUITES = (
    Suite(
        "main.indicator_values",
        (
            _stays(
                "coverage: no figure published before is gone from its edition",
                "indicator_values/figures_stay",
            ),
            _stays(
                "figure: no figure is another under the same release",
                "indicator_values/figures_unchanged",
            ),
            _stays(
                "withheld: at most a tenth of the figures published before are withheld now",
                "indicator_values/figures_stay_numbers",
            ),
            _stays(
                "magnitude: England is within 10 % of what was published before",
                "indicator_values/england_is_sane",
            ),
        ),
    ),
    Suite(
        "main.inspections",
        (
            _stays(
                "inspection: no inspection published before is gone or judged otherwise",
                "inspections/stay",
            ),
        ),
    ),
    Suite(
        "main.visits",
        (_stays("visit: no visit published before is gone", "visits/stay"),),
    ),
    Suite(
        "main.releases",
        (_stays("edition: no edition published before is gone", "releases/editions_stay"),),
    ),
)
