"""What indicators are about: the subjects they are listed under, and the leading ones."""

from __future__ import annotations

from pages.reading import DEMAND, WORKFORCE, Row, Warehouse

# What an indicator is about, by the beginning of its name; another goes by its publication.
SUBJECTS = {
    "Social workers": ("vacancy_", "agency_", "turnover_", "absence_", "caseload_"),
    "Need and referrals": ("cin_", "referral_", "rereferral_", "no_further_", "not_in_need_"),
    "Child protection": ("s47_", "icpc_", "cpp_", "repeat_cpp_"),
    "What assessments found": ("factor_",),
    "Health and behaviour of children looked after": (
        *("cla_convicted_", "cla_dentist_", "cla_development_", "cla_health_", "cla_immunised_"),
        *("cla_sdq_", "cla_substance_"),
    ),
    "Children looked after": ("cla_",),
    "Care leavers": ("care_leavers_",),
    "Spend": ("csc_",),
}
# Turnover moves so much by chance that half of all places are likely: a band, never one rank.
BAND_ONLY = ("turnover_rate_fte", "turnover_rate_headcount")


def by_subject(warehouse: Warehouse) -> list[tuple[str, list[str]]]:
    """Indicators that are compared, by subject; the five workforce rates come first."""
    groups: dict[str, list[str]] = {subject: [] for subject in SUBJECTS}
    others = sorted(name for name in warehouse.newest if name not in WORKFORCE)
    for name in (*(name for name in WORKFORCE if name in warehouse.newest), *others):
        groups.setdefault(subject_of(warehouse.indicator[name]), []).append(name)
    return [(subject, names) for subject, names in groups.items() if names]


def subject_of(indicator: Row) -> str:
    """The subject an indicator is listed under."""
    for subject, beginnings in SUBJECTS.items():
        if indicator["indicator_id"].startswith(beginnings):
            return subject
    return str(indicator["publication"])


def leading(warehouse: Warehouse) -> list[str]:
    """The leading indicators of workforce and demand that are compared."""
    return [name for name in (*WORKFORCE, *DEMAND) if name in warehouse.newest]
