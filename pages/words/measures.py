"""A few measures of every subject, against England and the neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from pages.reading import LED, MEASURES, Row, Warehouse
from pages.words.values import NO_FIGURE, bare, is_handful, plain, standing, verdict
from pages.words.wording import listed


@dataclass(frozen=True)
class Measured:
    """One measure of an authority, as a row of the table that its page begins with."""

    indicator_id: str
    subject: str
    title: str
    unit: str
    period: str
    own: str
    england: str
    neighbours: str
    word: str
    place: str


def measured(warehouse: Warehouse, la_code: str) -> list[Measured]:
    """A row per measure for which the authority has one in the newest period, figure or marker."""
    return [
        _measured(warehouse, subject, row)
        for subject, names in MEASURES.items()
        for name in names
        if (row := warehouse.latest(la_code, name))
    ]


def _measured(warehouse: Warehouse, subject: str, row: Row) -> Measured:
    indicator = warehouse.indicator[row["indicator_id"]]
    polarity = indicator["polarity"]
    few = is_handful(row, warehouse)
    return Measured(
        indicator_id=row["indicator_id"],
        subject=subject,
        title=LED[row["indicator_id"]],
        unit=indicator["unit"],
        period=row["period"],
        own=bare(row, warehouse),
        england=plain(row["england_value"], indicator["decimal_places"]),
        neighbours=plain(row["neighbour_median"], indicator["decimal_places"]),
        word=verdict(row, polarity, few),
        place=(None if few else standing(row)) or NO_FIGURE,
    )


def markers_note(warehouse: Warehouse, la_code: str) -> list[str]:
    """Each marker that stands for a figure of the measures, with its meaning."""
    titles: dict[str, list[str]] = {}
    for name, title in LED.items():
        row = warehouse.latest(la_code, name)
        if row and row["value"] is None:
            titles.setdefault(row["marker"], []).append(title.lower())
    return [
        f"No figure of {listed(names)}: marked {marker} "
        f"({warehouse.marker.get(marker, 'meaning not known').lower()}). That is not zero."
        for marker, names in titles.items()
    ]
