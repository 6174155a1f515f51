"""Interventions: published as reviewed, and beside the spells in which they were in force."""

from __future__ import annotations

from expectations.sql import sql
from expectations.suites import Suite, none_found

SUITES = (
    Suite(
        "main.interventions",
        (
            none_found(
                "every reviewed intervention is published as reviewed, and no other",
                sql("release/interventions/as_reviewed"),
                locators=("intervention_id",),
            ),
            none_found(
                "what is known from news alone is not counted",
                sql("release/interventions/counted"),
                locators=("intervention_id",),
            ),
        ),
    ),
    Suite(
        "main.spell_interventions",
        (
            none_found(
                "interventions of a spell are about social care, of its authority and in force in it",
                sql("release/spell_interventions/in_force"),
                locators=("spell_id", "intervention_id"),
            ),
            none_found(
                "one intervention is the first of a spell in which any was issued",
                sql("release/spell_interventions/first"),
                locators=("spell_id",),
            ),
        ),
    ),
)
