"""The page on which people compare authorities of their choice, and the data it loads on demand.

The choice is made in the browser and stands in the page's address, after the #. A page opened from
disk may fetch nothing, so data are scripts: names, neighbours and judgements in one, and one for
each indicator, which the page adds when it is asked for. They hold published columns as they are,
an entry per authority in the order of the first; ranks within a choice are the browser's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from pages.figures.parts import Link, iso, sources
from pages.portions import portions
from pages.reading import (
    GRADES,
    LEADING,
    NEIGHBOUR_MODEL,
    NO_OVERALL,
    NOT_JUDGED,
    WORKFORCE,
    Row,
    Warehouse,
)
from pages.rendering import embedded
from pages.subjects import BAND_ONLY, by_subject
from pages.words.values import short_title
from pages.words.wording import day

# London's halves, as the Office for National Statistics codes them.
HALVES = {"Inner London": "E13000001", "Outer London": "E13000002"}
LONDON = "E12000007"
# Signs of the lines of the chart, for its key.
KEY = (
    ("This authority", "own"),
    ("England", "england"),
    ("Region", "region"),
    ("Neighbours' median", "neighbours"),
)
# Of the indicators `$keys`, as those below: one row per indicator and period; columns with an entry
# per authority are JSON.
FIGURES = """
    WITH found AS (
        SELECT * EXCLUDE (la_name) FROM la_benchmarks
        WHERE indicator_id IN (SELECT unnest($keys))
    ),

    periods AS (
        SELECT indicator_id, period, period_end, release_id, max(n_ranked) AS n_ranked
        FROM found
        GROUP BY ALL
    )

    SELECT
        periods.indicator_id, periods.period, periods.period_end, periods.release_id,
        periods.n_ranked,
        to_json(list(
            coalesce(to_json(figures.value), to_json(figures.marker)) ORDER BY la_name, la_code
        )) AS values,
        to_json(list(figures.rank_lowest ORDER BY la_name, la_code)) AS ranks,
        to_json(list(figures.n_tied ORDER BY la_name, la_code)) AS tied,
        to_json(list(figures.neighbour_median ORDER BY la_name, la_code)) AS medians,
        to_json(list(figures.neighbours_used ORDER BY la_name, la_code)) AS used
    FROM periods
    CROSS JOIN (SELECT la_code, la_name FROM local_authorities)
    LEFT JOIN found AS figures USING (indicator_id, period, la_code)
    GROUP BY ALL
    ORDER BY periods.indicator_id, periods.period_end
"""
# England, the regions and London's halves, with the publisher's marker where there is no figure.
AREAS = """
    SELECT indicator_id, period, area_code, coalesce(to_json(value), to_json(marker)) AS value
    FROM indicator_values
    WHERE indicator_id IN (SELECT unnest($keys)) AND is_latest_release
        AND geographic_level <> 'Local authority'
    ORDER BY indicator_id, period, area_code
"""
JOINT = """
    SELECT indicator_id, period, area_code
    FROM indicator_values
    WHERE indicator_id IN (SELECT unnest($keys)) AND is_latest_release AND is_joint_return
    ORDER BY indicator_id, period, area_code
"""
INTERVALS = """
    SELECT indicator_id, period, area_code, n_ranked, rank_lowest, rank_lower, rank_upper
    FROM rank_intervals
    WHERE indicator_id IN (SELECT unnest($keys))
    ORDER BY indicator_id, period, area_code
"""

Key = tuple[str, str]


def address(who: str, root: str = "", **state: str) -> str:
    """A permanent link to a choice; `state` is what the page keeps in its address."""
    chosen = {"who": who, **state}
    return f"{root}compare.html#" + "&".join(f"{name}={value}" for name, value in chosen.items())


def judgement_key(judgement: str) -> str:
    """A judgement as the address names it: `requires-improvement`."""
    return judgement.lower().replace(" ", "-")


def compare_page(warehouse: Warehouse) -> dict[str, Any]:
    """What there is to choose from, for the form."""
    current = [row for row in warehouse.rows["authorities"] if row["is_current"]]
    by_region: dict[str, list[tuple[str, str]]] = {}
    for row in current:
        by_region.setdefault(row["region_name"], []).append((row["la_code"], row["la_name"]))
    years = sorted({row["period_end"].year for row in warehouse.rows["periods"]})
    return {
        "named": [(row["la_code"], row["la_name"]) for row in current],
        "authorities": sorted(by_region.items()),
        "regions": _regions(warehouse),
        "judgements": [(judgement_key(name), name) for name in _judgements(warehouse)],
        "subjects": [
            (subject, [(name, short_title(warehouse, name)) for name in names])
            for subject, names in by_subject(warehouse)
        ],
        "years": [(year, str(year)) for year in years],
        "key": KEY,
    }


def front_links(warehouse: Warehouse) -> list[tuple[str, list[Link]]]:
    """Choices that many make, from the front page, under what they have in common."""
    boroughs = {LONDON: "All London boroughs"}
    return [
        (
            "",
            [
                Link("Authorities of your choice", address("")),
                Link("All authorities", address("all")),
            ],
        ),
        (
            "By region: ",
            [
                Link(boroughs.get(code, name), address(f"region:{code}"))
                for code, name in _regions(warehouse)
            ],
        ),
        (
            "By judgement in force: ",
            [Link(name, address(_judged(name))) for name in _judgements(warehouse)],
        ),
    ]


def authority_links(warehouse: Warehouse, la_code: str) -> list[Link]:
    """Comparisons that begin at an authority's page; none for one that was abolished."""
    authority = warehouse.authority[la_code]
    if not authority["is_current"]:
        return []
    neighbours, mark = f"neighbours:{la_code}", {"mark": la_code}
    over_time = {"what": LEADING, "years": "all", "show": "ranks"}
    half = authority["inner_outer_london"]
    rating = warehouse.rating(la_code)
    candidates = [
        ("Ranks among neighbours over time", neighbours, over_time),
        ("Compare with neighbours", neighbours, {}),
        (
            f"Compare with region ({authority['region_name']})",
            f"region:{authority['region_code']}",
            mark,
        ),
        (f"Compare with {half}", f"region:{HALVES[half]}" if half else None, mark),
        ("Compare with the same judgement", _judged(rating["judgement"]) if rating else None, mark),
        ("Compare with authorities of your choice", la_code, mark),
    ]
    has_neighbours = bool(warehouse.of["neighbours"].get(la_code))
    return [
        Link(text, address(who, "../", **state))
        for text, who, state in candidates
        if who and (who != neighbours or has_neighbours)
    ]


def _judged(judgement: str) -> str:
    return f"judgement:{judgement_key(judgement)}"


def write_compare(
    connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, assets: Path
) -> None:
    """Write the names that the page always loads, and a script for each indicator.

    Args:
        connection: Published database.
        warehouse: The same as already read.
        assets: Folder of the site's scripts.
    """
    (assets / "authorities.js").write_text(
        f"window.COMPARE={embedded(_world(warehouse))};\n", "utf-8"
    )
    folder = assets / "indicators"
    folder.mkdir(exist_ok=True)
    years = Counter(row["indicator_id"] for row in warehouse.rows["periods"])
    most = max(years.values(), default=0) * len(warehouse.authority)
    for part in portions(years, most):
        for name, text in _indicators(connection, warehouse, part):
            (folder / f"{name}.js").write_text(
                f"(window.INDICATORS=window.INDICATORS||{{}})[{json.dumps(name)}]={text};\n",
                "utf-8",
            )


def _world(warehouse: Warehouse) -> dict[str, Any]:
    """Everything that is not a figure: who there is, what can be asked, where it comes from."""
    neighbours = warehouse.of["neighbours"]
    released = {row["release_id"] for row in warehouse.rows["periods"]}
    model = {row["source_release_id"] for row in warehouse.rows["neighbours"]}
    return {
        "asAt": iso(warehouse.as_at),
        "asAtWords": day(warehouse.as_at),
        "authorities": [_authority(row, warehouse) for row in warehouse.rows["authorities"]],
        "neighbours": {
            code: [row["neighbour_la_code"] for row in rows] for code, rows in neighbours.items()
        },
        "neighbourModel": NEIGHBOUR_MODEL,
        "neighbourSources": [
            {"text": link.text, "url": link.url} for link in sources(warehouse, model)
        ],
        "regions": dict(_regions(warehouse)),
        "judgements": {judgement_key(name): name for name in _judgements(warehouse)},
        "grades": [judgement_key(name) for name in GRADES],
        "indicators": [
            {
                "id": name,
                "title": short_title(warehouse, name),
                "unit": indicator["unit"],
                "places": indicator["decimal_places"],
            }
            for _, names in by_subject(warehouse)
            for name, indicator in ((name, warehouse.indicator[name]) for name in names)
        ],
        "usual": [name for name in WORKFORCE if name in warehouse.newest],
        "releases": {
            name: {"text": link.text, "url": link.url}
            for name in sorted(released)
            for link in sources(warehouse, [name])
        },
        "markers": warehouse.marker,
    }


def _authority(row: Row, warehouse: Warehouse) -> Row:
    closed = f" (to {day(row['closed_on'])})" if row["closed_on"] else ""
    rating = warehouse.rating(row["la_code"])
    found = {
        "code": row["la_code"],
        "name": f"{row['la_name']}{closed}",
        "region": row["region_code"],
        "half": HALVES.get(row["inner_outer_london"]),
        "judgement": judgement_key(rating["judgement"]) if rating else None,
        "closed": not row["is_current"] or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _indicators(
    connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, part: Sequence[str]
) -> Iterable[tuple[str, str]]:
    """The script of each of some indicators: what it is, and its columns by period."""
    asked = {"keys": list(part)}
    periods: dict[str, list[tuple[Any, ...]]] = {}
    for name, *row in connection.execute(FIGURES, asked).fetchall():
        periods.setdefault(name, []).append(tuple(row))
    areas: dict[Key, dict[str, str]] = {}
    for name, period, area, value in connection.execute(AREAS, asked).fetchall():
        areas.setdefault((name, period), {})[area] = value
    joint: dict[Key, list[str]] = {}
    for name, period, area in connection.execute(JOINT, asked).fetchall():
        joint.setdefault((name, period), []).append(area)
    likely = _likely_ranks(
        connection.execute(INTERVALS, asked).fetchall(), list(warehouse.authority)
    )
    for name, rows in periods.items():
        keys = [(name, row[0]) for row in rows]
        indicator = warehouse.indicator[name]
        columns = {
            "about": json.dumps(_about(indicator), ensure_ascii=False),
            "periods": json.dumps([row[0] for row in rows]),
            "ends": json.dumps([iso(row[1]) for row in rows]),
            "releases": json.dumps([row[2] for row in rows]),
            "ranked": json.dumps([row[3] for row in rows]),
            "values": _column(row[4] for row in rows),
            "ranks": _column(
                _unless(key in likely, row[5]) for key, row in zip(keys, rows, strict=True)
            ),
            "tied": _column(
                _unless(key in likely, row[6]) for key, row in zip(keys, rows, strict=True)
            ),
            "medians": _column(row[7] for row in rows),
            "used": _column(row[8] for row in rows),
            "areas": _column(_object(areas.get(key, {})) for key in keys),
            "joint": json.dumps([joint.get(key, []) for key in keys]),
            "likely": embedded([likely.get(key) for key in keys]),
            "bandOnly": json.dumps(name in BAND_ONLY),
        }
        yield name, _object(columns)


def _likely_ranks(
    intervals: Iterable[tuple[Any, ...]], authorities: Sequence[str]
) -> dict[Key, dict[str, Any]]:
    """Ranks that have an interval, by indicator and period.

    How many returns are ranked, and for each authority, in their order, the rank of its return
    among them with the limits; null for one that has none.
    """
    place = {code: index for index, code in enumerate(authorities)}
    found: dict[Key, dict[str, Any]] = {}
    for name, period, area, ranked, *limits in intervals:
        likely = found.setdefault(
            (name, period), {"ranked": ranked, "of": [None] * len(authorities)}
        )
        for code in area.split("+"):
            likely["of"][place[code]] = limits
    return found


def _about(indicator: Row) -> dict[str, str]:
    """What to know before use."""
    return {
        "description": indicator["description"],
        "reference": indicator["reference_date"],
        "caveats": indicator["caveats"] or "",
    }


def _unless(unused: bool, column: str) -> str:
    """A column, or nothing where the page has better: ranks with their intervals."""
    return "null" if unused else column


def _column(parts: Iterable[str]) -> str:
    return f"[{','.join(parts)}]"


def _object(parts: Mapping[str, str]) -> str:
    """An object of values that are JSON already."""
    return "{" + ",".join(f"{json.dumps(name)}:{value}" for name, value in parts.items()) + "}"


def _regions(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Code and name of every region that has an authority, London's halves after London."""
    halves = {row["inner_outer_london"] for row in warehouse.rows["authorities"]}
    found: list[tuple[str, str]] = []
    for code, name in warehouse.regions().items():
        found.append((code, name))
        if code == LONDON:
            found += [(HALVES[half], half) for half in HALVES if half in halves]
    return found


def _judgements(warehouse: Warehouse) -> list[str]:
    """Judgements in force somewhere, the best first."""
    there = {row["judgement"] for row in warehouse.rows["ratings"]}
    return [name for name in (*GRADES, NO_OVERALL, NOT_JUDGED) if name in there]
