"""Gate 1, on raw tables: the shape of what the publisher sent.

A failure means "they changed it, or the file is damaged".
"""

from __future__ import annotations

from expectations.landing import area_send, demand, neighbours, outcomes, spend, workforce
from expectations.suites import Suite

SUITES: tuple[Suite, ...] = (
    *workforce.SUITES,
    *demand.SUITES,
    *neighbours.SUITES,
    *outcomes.SUITES,
    *area_send.SUITES,
    *spend.SUITES,
)
