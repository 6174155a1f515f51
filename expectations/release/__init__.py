"""Gate 2, on published tables: what we are about to say.

A failure means "we would publish a wrong or incomplete figure".
"""

from __future__ import annotations

from expectations.release import (
    benchmarks,
    continuity,
    estimates,
    figures,
    improvement,
    inspections,
    interventions,
    news,
    reference,
)
from expectations.suites import Suite

SUITES: tuple[Suite, ...] = (
    *reference.SUITES,
    *inspections.SUITES,
    *interventions.SUITES,
    *improvement.SUITES,
    *benchmarks.SUITES,
    *figures.SUITES,
    *estimates.SUITES,
    *news.SUITES,
    *continuity.SUITES,
)
