"""Gate 1, on raw tables: the shape of what the publisher sent.

A failure means "they changed it, or the file is damaged".
"""

from __future__ import annotations

from expectations.landing import (
    area_send,
    interventions,
    neighbours,
    outcomes,
    providers,
    spend,
    statistics,
)
from expectations.suites import Suite

SUITES: tuple[Suite, ...] = (
    *statistics.SUITES,
    *neighbours.SUITES,
    *outcomes.SUITES,
    *area_send.SUITES,
    *spend.SUITES,
    *interventions.SUITES,
    *providers.SUITES,
)
