"""Time to improvement: the curve of a population, with an authority's spells on it."""

from __future__ import annotations

from pages.figures.parts import Cell, Figure, KeyEntry, Link, Table, judgement_sources, sources
from pages.figures.timeline import inspection_releases
from pages.reading import ALL_INADEQUATE, ALL_REQUIRES_IMPROVEMENT, CLOCK, Row, Rows, Warehouse
from pages.words.values import NO_FIGURE, plain
from pages.words.wording import DAYS_PER_YEAR, counted, day, listed, number, percent


def spells_on_curve(warehouse: Warehouse, la_code: str, population: str) -> Figure | None:
    """The authority's spells of one kind on the curve of all spells of that kind."""
    summary = warehouse.summary(population)
    if summary is None:
        return None
    grade = _grade_of(population)
    under = "" if population == ALL_INADEQUATE else " that began under ILACS"
    spells = [
        row for row in warehouse.of["spells"].get(la_code, []) if row["population"] == population
    ]
    name = warehouse.authority[la_code]["la_name"]
    told = listed(_spell_words(row) for row in spells)
    return Figure(
        name=f"improvement-{population.replace('_', '-')}",
        chart="improvement",
        title=f"Time from {grade} to a better judgement",
        summary=f"Kaplan-Meier curve of {counted(summary['spells'], 'spell')} at {grade}{under}: "
        f"{_median_words(summary)}. {name}: {told}.",
        data={
            "curve": f"@curve.{population}",
            "median": _median_rows(warehouse, population),
            "spells": _spell_marks(spells, curve_rows(warehouse, population)),
        },
        tables=[_at_risk_table(warehouse, population)],
        notes=_notes(warehouse, population),
        sources=[
            *sources(warehouse, inspection_releases(warehouse, la_code)),
            Link(
                "The curve rests on the inspections of every authority, listed in inspections.csv",
                "../csv/inspections.csv",
            ),
        ],
        key=(
            KeyEntry("england-solid", "share not yet improved"),
            KeyEntry("band", "95% limits"),
            KeyEntry("mark-improved", "ended improved"),
            KeyEntry("mark-open", "not ended improved: seen so far"),
        ),
        downloads=[Link("spells (CSV)", f"../data/{la_code}-spells.csv")],
    )


def curve_of_england(warehouse: Warehouse) -> Figure | None:
    """Time from Inadequate to a better judgement, all of England."""
    summary = warehouse.summary(ALL_INADEQUATE)
    if summary is None:
        return None
    return Figure(
        name="improvement",
        chart="improvement",
        title="Time from Inadequate to a better judgement",
        summary=f"Kaplan-Meier curve of {counted(summary['spells'], 'spell')} at Inadequate: "
        f"{percent(summary['improved_within_2y'])} improved within two years, "
        f"{percent(summary['improved_within_3y'])} within three, "
        f"{percent(summary['improved_within_4y'])} within four; median "
        f"{number(summary['median_days'])} days.",
        data={
            "curve": f"@curve.{ALL_INADEQUATE}",
            "median": _median_rows(warehouse, ALL_INADEQUATE),
            "spells": [],
        },
        tables=[_at_risk_table(warehouse, ALL_INADEQUATE), _populations_table(warehouse)],
        notes=_notes(warehouse, ALL_INADEQUATE),
        sources=judgement_sources(warehouse),
        key=(
            KeyEntry("england-solid", "share not yet improved"),
            KeyEntry("band", "95% limits"),
        ),
        downloads=[
            Link("curves (CSV)", "csv/improvement_curves.csv"),
            Link("summary (CSV)", "csv/improvement_summary.csv"),
            Link("spells (CSV)", "csv/improvement_spells.csv"),
        ],
    )


def _grade_of(population: str) -> str:
    """The grade that a population's spells are at."""
    return "Inadequate" if population == ALL_INADEQUATE else "Requires improvement"


def curve_rows(warehouse: Warehouse, population: str) -> Rows:
    """A Kaplan-Meier curve in years, from the whole share at the beginning to the last day seen."""
    rows = [
        {
            "years": _years(row["days"]),
            "share": round(row["survival"], 4),
            "lower": round(row["survival_lower"], 4),
            "upper": round(row["survival_upper"], 4),
        }
        for row in warehouse.curve(population)
    ]
    summary = warehouse.summary(population)
    if not rows or summary is None:
        return []
    last = {**rows[-1], "years": _years(summary["longest_days"])}
    return [{"years": 0, "share": 1, "lower": 1, "upper": 1}, *rows, last]


def _years(days: int) -> float:
    return round(days / DAYS_PER_YEAR, 4)


def _median_rows(warehouse: Warehouse, population: str) -> Rows:
    """The median as a line with its label; none where the curve never gets there."""
    summary = warehouse.summary(population)
    if summary is None or summary["median_days"] is None:
        return []
    label = f"median {number(summary['median_days'])} days"
    return [{"years": _years(summary["median_days"]), "label": label}]


def _spell_marks(spells: Rows, curve: Rows) -> Rows:
    """Spells on the curve, labels above its limits; the year is told where there are several."""
    marks = []
    for spell in spells:
        days = spell["days_publication_clock"]
        upper = [point["upper"] for point in curve if point["years"] <= _years(days)]
        began = f"{spell['started_published_on'].year}: " if len(spells) > 1 else ""
        so_far = {"improved": "", "open": " so far"}.get(spell["outcome"], f", {spell['outcome']}")
        marks.append(
            {
                "years": _years(days),
                "share": round(1 - (spell["share_improved_by"] or 0), 4),
                "label_at": min(upper[-1] + 0.07, 0.92) if upper else 0.92,
                "ended": "improved" if spell["outcome"] == "improved" else "not ended",
                "label": f"{began}{number(days)} days{so_far}",
            }
        )
    return marks


def _at_risk_table(warehouse: Warehouse, population: str) -> Table:
    """Numbers at risk under a curve, with the share not yet improved at each year."""
    rows = [row for row in warehouse.rows["at_risk"] if row["population"] == population]
    header = ["Years since publication", "Spells at risk", "Not yet improved", "95% limits"]
    return Table(
        f"Numbers at risk: spells at {_grade_of(population)} not yet improved and still observed "
        "at each year",
        header,
        [
            [
                str(row["year"]),
                str(row["at_risk"]),
                f"{percent(row['survival'])}",
                f"{percent(row['survival_lower'])} to {percent(row['survival_upper'])}",
            ]
            for row in rows
        ],
        frozenset(header[1:]),
    )


def _populations_table(warehouse: Warehouse) -> Table:
    names = {
        ALL_INADEQUATE: "Inadequate, SIF and ILACS",
        "inadequate_sif": "Inadequate, begun under SIF",
        "inadequate_ilacs": "Inadequate, begun under ILACS",
        "inadequate_ilacs_official": "Inadequate, official ILACS grades only",
        ALL_REQUIRES_IMPROVEMENT: "Requires improvement, begun under ILACS",
    }
    header = [
        "Spells",
        "Seen to",
        "Number",
        "Improved",
        "Censored",
        "Median days",
        "95% limits",
        "Within 3 years",
    ]
    rows: list[list[Cell]] = []
    for population, name in names.items():
        row = warehouse.summary(population, CLOCK)
        if row is not None:
            limits = (
                f"{plain(row['median_lower'], 0)} to {number(row['median_upper']) or 'not reached'}"
            )
            rows.append(
                [
                    name,
                    day(row["as_at"]) or NO_FIGURE,
                    str(row["spells"]),
                    str(row["improved"]),
                    str(row["censored"]),
                    number(row["median_days"]) or "not reached",
                    limits if row["median_lower"] else NO_FIGURE,
                    percent(row["improved_within_3y"]) or NO_FIGURE,
                ]
            )
    return Table(
        "Time to improvement by kind of spell, from report to report",
        header,
        rows,
        frozenset(header[2:]),
    )


def _notes(warehouse: Warehouse, population: str) -> list[str]:
    """What is said beside every figure of time to improvement."""
    summary = warehouse.summary(population) or {}
    other = warehouse.summary(population, "inspection") or {}
    pause = warehouse.pause()
    between = (
        f"no inspection began between {day(pause['last_start_before'])} and "
        f"{day(pause['first_start_after'])}"
        if pause
        else "there were times without inspections"
    )
    notes = [
        "Days run from publication to publication, because the official file of the SIF years "
        "gives no inspection dates. "
        + (
            f"From inspection to inspection, which leaves out {other['spells_without_date']} of "
            f"{summary['spells']} spells, the median is {number(other['median_days'])} days."
            if other.get("median_days")
            else ""
        ),
        "A spell that has not ended is censored: it counts as not improved for as long as it was "
        "seen, and tells nothing about later. The curve (Kaplan-Meier, log-log 95% limits) is made "
        "so that such spells neither shorten nor lengthen it.",
        f"Improvement is seen only when Ofsted returns, and {between}. Spells that began before "
        "the data are left-truncated: their time before the first inspection known is not counted. "
        "Association is not cause.",
    ]
    if population != ALL_INADEQUATE:
        notes.append(
            "Improved means judged Good or better. A decline to Inadequate is censored: the curve "
            "answers for spells that do not end in a decline."
        )
    return notes


def _median_words(summary: Row) -> str:
    if summary["median_days"] is None:
        return "fewer than half are estimated to have improved so far"
    median = number(summary["median_days"])
    return f"half are estimated to have improved by {median} days (the median)"


def _spell_words(spell: Row) -> str:
    ended = "improved after" if spell["outcome"] == "improved" else f"{spell['outcome']}, seen for"
    began = day(spell["started_published_on"])
    return f"spell published {began}, {ended} {counted(spell['days_publication_clock'], 'day')}"
