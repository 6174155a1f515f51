"""What a figure on a page is made of, and the parts that figures share.

A figure is a chart's name with its rows, the same in words for those who do not see it, the rows
as a table, notes, and the editions the figures come from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pages.reading import ALL_INADEQUATE, LEADING, WORKFORCE, Row, Rows, Warehouse
from pages.wording import PERCENTAGE, day, measure, number

NO_FIGURE = "–"
Z95, Z998 = 1.96, 3.0902


@dataclass(frozen=True)
class Link:
    """Text that leads somewhere."""

    text: str
    url: str


Cell = str | Link


@dataclass(frozen=True)
class Table:
    """Rows of text under a caption; columns named in `numeric` are set to the right."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KeyEntry:
    """How a series is drawn, for the key: a class of the style sheet and a name."""

    sign: str
    name: str


@dataclass(frozen=True)
class Figure:
    """One chart with everything that stands around it.

    Attributes:
        name: Identifier within the page.
        chart: Which of the charts it is.
        title: Heading.
        summary: The text alternative: what the chart shows, in words.
        data: Rows per named data set; a text starting with @ names rows that pages share.
        tables: The rows behind it.
        notes: What to know when reading it.
        about: Definitions, which stand with the table.
        sources: Editions.
        key: How series are told apart.
        downloads: Files with the rows.
    """

    name: str
    chart: str
    title: str
    summary: str
    data: Mapping[str, Any]
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()
    about: Sequence[str] = ()
    sources: Sequence[Link] = ()
    key: Sequence[KeyEntry] = ()
    downloads: Sequence[Link] = field(default=())


def sources(warehouse: Warehouse, release_ids: Iterable[str | None]) -> list[Link]:
    """The editions named, each once, with publisher, edition and day of publication."""
    found = {name: warehouse.release.get(name) for name in release_ids if name}
    return [_source(name, row) for name, row in sorted(found.items()) if row]


def _source(release_id: str, row: Row) -> Link:
    published = day(row["published_on"])
    when = f"published {published}" if published else "day of publication not known"
    text = f"{row['publisher']}, {row['publication']}, edition {row['edition']}, {when}"
    return Link(f"{text} [{release_id}]", web_address(row["url"]))


def web_address(url: str | None) -> str:
    """The address if it is one of the web, else nothing: data never bring a script."""
    return url if url and url.startswith(("https://", "http://")) else ""


def page_of(la_code: str) -> str:
    """Name of an authority's page within the folder of authorities."""
    return f"{la_code.replace('+', '-')}.html"


def iso(value: date) -> str:
    """A day as charts read it."""
    return value.isoformat()


def short_title(warehouse: Warehouse, indicator_id: str) -> str:
    """Title without its measure in brackets."""
    return WORKFORCE.get(indicator_id) or str(warehouse.indicator[indicator_id]["title"])


def shown(row: Row, warehouse: Warehouse) -> str:
    """A value with its unit, or its marker, never a zero for a value withheld."""
    indicator = warehouse.indicator[row["indicator_id"]]
    return measure(row["value"], indicator) or f"[{row['marker'] or 'no row'}]"


def bare(row: Row, warehouse: Warehouse) -> str:
    """The same with no unit but the per cent sign, where a heading or a scale gives the unit."""
    indicator = warehouse.indicator[row["indicator_id"]]
    figure = number(row["value"], indicator["decimal_places"])
    if figure is None:
        return shown(row, warehouse)
    return f"{figure}%" if indicator["unit"] == PERCENTAGE else figure


def rate_names(warehouse: Warehouse) -> list[str]:
    """Headings of the workforce rates, with the unit of those that are not percentages."""
    units = {name: warehouse.indicator[name]["unit"] for name in WORKFORCE}
    return [
        title if units[name] == PERCENTAGE else f"{title} ({units[name]})"
        for name, title in WORKFORCE.items()
    ]


def plain(value: float | None, places: int) -> str:
    """A number for a table, or a dash."""
    return number(value, places) or NO_FIGURE


def funnel_limits(rate: float, phi: float, highest: float) -> Rows:
    """Control limits of a percentage along the number of posts, for drawing.

    Plain limits have the exact form of methods, the adjusted ones are the binomial normal form
    widened by the square root of phi; both are what `la_benchmarks` flags against.

    Args:
        rate: England's rate in per cent.
        phi: Overdispersion.
        highest: Largest number of posts drawn.
    """
    rows = [{"line": "England", "kind": "England", "n": n, "value": rate} for n in (0, highest)]
    steps = [highest * (step / 60) ** 2 for step in range(4, 61)]
    for z, name in ((Z95, "95"), (Z998, "99.8")):
        for side, sign in (("high", 1), ("low", -1)):
            for n in steps:
                values = {
                    "plain": _plain_limit(rate / 100, n, z, sign),
                    "adjusted": _adjusted_limit(rate / 100, n, z * sign, phi),
                }
                rows += [
                    {
                        "line": f"{name} {kind} {side}",
                        "kind": f"{name} {kind}",
                        "n": round(n, 2),
                        "value": round(min(value * 100, 100), 3),
                    }
                    for kind, value in values.items()
                    if value > 0
                ]
    return rows


def _plain_limit(proportion: float, n: float, z: float, sign: int) -> float:
    expected = n * proportion
    spread = z * math.sqrt(z * z + 4 * expected * (1 - proportion))
    return (2 * expected + z * z + sign * spread) / (2 * (n + z * z))


def _adjusted_limit(proportion: float, n: float, z: float, phi: float) -> float:
    return proportion + z * math.sqrt(phi * proportion * (1 - proportion) / n)


def curve_rows(warehouse: Warehouse, population: str) -> Rows:
    """A Kaplan-Meier curve in years, from the whole share at the beginning to the last day seen."""
    rows = [
        {
            "years": round(row["days"] / 365.25, 4),
            "share": round(row["survival"], 4),
            "lower": round(row["survival_lower"], 4),
            "upper": round(row["survival_upper"], 4),
        }
        for row in warehouse.curve(population)
    ]
    summary = warehouse.summary(population)
    if not rows or summary is None:
        return []
    last = {**rows[-1], "years": round(summary["longest_days"] / 365.25, 4)}
    return [{"years": 0, "share": 1, "lower": 1, "upper": 1}, *rows, last]


def median_rows(warehouse: Warehouse, population: str) -> Rows:
    """The median as a line with its label; none where the curve never gets there."""
    summary = warehouse.summary(population)
    if summary is None or summary["median_days"] is None:
        return []
    label = f"median {number(summary['median_days'])} days"
    return [{"years": round(summary["median_days"] / 365.25, 4), "label": label}]


def at_risk_table(warehouse: Warehouse, population: str) -> Table:
    """Numbers at risk under a curve, with the share not yet improved at each year."""
    rows = [row for row in warehouse.rows["at_risk"] if row["population"] == population]
    grade = "Inadequate" if population == ALL_INADEQUATE else "Requires improvement"
    curve = curve_rows(warehouse, population)

    def at(year: int, name: str) -> str:
        passed = [point[name] for point in curve if point["years"] <= year]
        return f"{number(passed[-1] * 100)}%" if passed else NO_FIGURE

    return Table(
        f"Numbers at risk: spells at {grade} not yet improved and still observed at each year",
        ["Years since publication", "Spells at risk", "Not yet improved", "95% limits"],
        [
            [
                str(row["year"]),
                str(row["at_risk"]),
                at(row["year"], "share"),
                f"{at(row['year'], 'lower')} to {at(row['year'], 'upper')}",
            ]
            for row in rows
        ],
        frozenset({"Spells at risk", "Not yet improved", "95% limits"}),
    )


def base_of(warehouse: Warehouse, la_code: str, indicator_id: str = LEADING) -> Row | None:
    """The posts an authority's newest rate rests on."""
    rows = warehouse.of["bases"].get(la_code, [])
    return next((row for row in rows if row["indicator_id"] == indicator_id), None)
