"""The newest vacancy rate against the posts it rests on, with limits of chance."""

from __future__ import annotations

from functools import lru_cache

from pages.figures.parts import Cell, Figure, KeyEntry, Link, Table, mark, sources
from pages.reading import LEADING, Rows, Warehouse
from pages.words.values import HANDFUL, NO_FIGURE, plain, shown
from pages.words.wording import listed, measure, number, possessive

ENDS = {
    "England": ("England", 8),
    "99.8 plain high": ("plain limits", -7),
    "99.8 adjusted high": ("adjusted limits", -7),
}
# What the adjusted limits say of a rate, by flag.
_FOUND: dict[str | None, str] = {
    "within": "is within the usual spread of authorities of its size",
    **{
        f"{side} {level}": f"is {word} than chance and the usual spread allow ({level}% limits)"
        for side, word in (("high", "higher"), ("low", "lower"))
        for level in ("95", "99.8")
    },
    "too few": "rests on too few posts to be set against chance",
    None: "is not set against limits of chance",
}


def funnel(warehouse: Warehouse, la_code: str) -> Figure | None:
    """The newest vacancy rate against the posts it rests on, with limits of chance."""
    row, base = warehouse.latest(la_code, LEADING), warehouse.base(la_code)
    if row is None or row["value"] is None or base is None or not base["denominator"]:
        return None
    indicator = warehouse.indicator[LEADING]
    name = warehouse.authority[la_code]["la_name"]
    posts = number(base["denominator"], 1)
    return Figure(
        name="funnel",
        chart="funnel",
        title=f"{possessive(name)} vacancy rate {_FOUND[row['funnel_flag_adjusted']]}",
        subtitle=f"{indicator['title']}, {indicator['unit']}, {indicator['reference_date']} "
        f"{row['period']}, against posts filled and vacant; every return, with limits of chance",
        summary="Funnel plot, rates up and posts along, limits that narrow to the right. "
        f"{name}: {measure(row['value'], indicator)} on {posts} posts. Against plain limits of "
        f"chance: {_flag(row['funnel_flag'])}. Against limits that allow for the usual spread too: "
        f"{_flag(row['funnel_flag_adjusted'])}.",
        data={
            "limits": "@funnel.limits",
            "points": "@funnel.points",
            "ends": "@funnel.ends",
            "own": [{**mark(row, warehouse), "n": base["denominator"]}],
        },
        tables=[_table(warehouse, la_code)],
        notes=_notes(warehouse, base["area_code"]),
        method=_method(row["funnel_tau"]),
        sources=sources(warehouse, [row["release_id"]]),
        key=(
            KeyEntry("england-solid", "England"),
            KeyEntry("plain-95", "plain 95% limits"),
            KeyEntry("plain-998", "plain 99.8% limits"),
            KeyEntry("adjusted-95", "adjusted 95% limits"),
            KeyEntry("adjusted-998", "adjusted 99.8% limits"),
            KeyEntry("mark-own", name),
        ),
        downloads=[
            Link("rows of this authority (CSV)", f"../data/{la_code}-benchmarks.csv"),
            Link("every authority in the chart (CSV)", "../data/funnel.csv"),
            Link("every authority (page)", "../compare.html"),
        ],
    )


def _method(tau: float | None) -> list[str]:
    return [
        "Plain limits: the exact tails of the binomial for so many posts and England's rate, "
        "2.5% on either side (95%) and 0.1% (99.8%).",
        "Adjusted limits add the variance between authorities to that of chance: "
        f"τ = {plain(tau, 2)} percentage points (Spiegelhalter 2005, additive; DerSimonian and "
        "Laird, from returns on 30 posts or more with the outermost tenth on either side drawn "
        "in). They flag large and small authorities alike.",
        f"A return on fewer than {HANDFUL} posts has no flag.",
    ]


def _notes(warehouse: Warehouse, area_code: str) -> list[str]:
    return [
        "Plain limits show how far rates would scatter around England's if only chance were at "
        "work. Vacancy rates scatter much more than that, so the adjusted limits allow for the "
        "usual spread between authorities as well.",
        *_left_out(warehouse, area_code),
        "Outside the limits means farther from England's rate than they allow for chance; it "
        "does not say why.",
    ]


def _left_out(warehouse: Warehouse, area_code: str) -> list[str]:
    """Which small returns the chart leaves out, so that the others can be told apart."""
    beyond = [
        f"{row['name']} ({row['text']} on {number(row['n'], 1)} posts)"
        for row in points(warehouse)
        if row["is_beyond"] and row["area_code"] != area_code
    ]
    if not beyond:
        return []
    return [f"Not drawn, so that the others can be told apart: {listed(beyond)}."]


@lru_cache(maxsize=1)
def points(warehouse: Warehouse) -> Rows:
    """Every return of the newest census with its posts; a joint return once.

    A return of few posts with a rate higher than any larger return's is beyond the drawn scale.
    """
    indicator = warehouse.indicator[LEADING]
    returns = {
        row["area_code"]: row
        for row in warehouse.rows["bases"]
        if row["value"] is not None and row["denominator"]
    }
    top = max(
        (row["value"] for row in returns.values() if row["denominator"] >= HANDFUL), default=100
    )
    return [
        {
            "area_code": row["area_code"],
            "name": row["area_name"],
            "n": row["denominator"],
            "value": row["value"],
            "text": measure(row["value"], indicator),
            "is_beyond": row["value"] > top,
        }
        for row in returns.values()
    ]


def shared_rows(warehouse: Warehouse) -> dict[str, Rows]:
    """What every funnel draws: points, limits up to the highest point, names at their ends."""
    drawn = [row for row in points(warehouse) if not row["is_beyond"]]
    limits = [
        {"line": row["line"], "kind": row["kind"], "n": row["denominator"], "value": row["value"]}
        for row in warehouse.rows["funnel_limits"]
    ]
    highest = max((row["value"] for row in drawn), default=0) * 1.15
    ends = {row["line"]: row for row in limits}
    return {
        "funnel.points": drawn,
        "funnel.limits": [row for row in limits if row["value"] <= highest],
        "funnel.ends": [
            {"n": ends[line]["n"], "value": ends[line]["value"], "label": name, "dy": dy}
            for line, (name, dy) in ENDS.items()
            if line in ends
        ],
    }


def _flag(flag: str | None) -> str:
    if flag is None:
        return "not set against them"
    if flag == "too few":
        return f"too few posts to say (under {HANDFUL})"
    side, _, level = flag.partition(" ")
    return f"outside the {level}% limits, {side}" if level else "within the 95% limits"


def _table(warehouse: Warehouse, la_code: str) -> Table:
    """The authority and its neighbours: rate, posts and flags."""
    codes = [la_code] + [
        row["neighbour_la_code"] for row in warehouse.of["neighbours"].get(la_code, [])
    ]
    rows: list[list[Cell]] = []
    for code in codes:
        row, base = warehouse.latest(code, LEADING), warehouse.base(code)
        rows.append(
            [
                warehouse.authority[code]["la_name"],
                shown(row, warehouse) if row else NO_FIGURE,
                plain(base["denominator"], 1) if base else NO_FIGURE,
                _flag(row["funnel_flag"]) if row else NO_FIGURE,
                _flag(row["funnel_flag_adjusted"]) if row else NO_FIGURE,
            ]
        )
    header = ["Authority", "Vacancy rate", "Posts (FTE)", "Plain limits", "Adjusted limits"]
    return Table("This authority and its neighbours", header, rows, frozenset(header[1:3]))
