"""Time to improvement: the curves of both frameworks, with an authority's spells on them."""

from __future__ import annotations

from pages.figures.parts import Cell, Figure, KeyEntry, Link, Table, judgement_sources, sources
from pages.figures.timeline import inspection_releases
from pages.reading import (
    CLOCK,
    CLOCK_WITHOUT_PAUSE,
    FRAMEWORKS,
    POPULATIONS,
    Row,
    Rows,
    Warehouse,
)
from pages.words.improvement import frameworks_beside
from pages.words.values import NO_FIGURE, plain
from pages.words.wording import DAYS_PER_YEAR, counted, day, listed, number, percent

_DRAWN = "Curves that fall in steps from 100% as periods at the grade end better, SIF and ILACS."
KEY = (
    KeyEntry("curve-sif", "begun under SIF"),
    KeyEntry("curve-ilacs", "begun under ILACS"),
    KeyEntry("curve-unpaused", "either without the pause"),
    KeyEntry("band", "95% limits"),
)
DOWNLOADS = {
    "curves (CSV)": "improvement_curves.csv",
    "summary (CSV)": "improvement_summary.csv",
    "first returns (CSV)": "first_returns.csv",
    "where they ended (CSV)": "improvement_destinations.csv",
}


def curve_name(grade: str, clock: str = CLOCK) -> str:
    """Name of a grade's curves among the rows that pages share."""
    return f"{clock}.{_slug(grade)}"


def _slug(grade: str) -> str:
    return grade.lower().replace(" ", "-")


def shared_rows(warehouse: Warehouse) -> dict[str, Rows]:
    """Every curve, by the name it is asked for with a leading @."""
    return {
        curve_name(grade, clock): curve_rows(warehouse, grade, clock)
        for grade in POPULATIONS
        for clock in (CLOCK, CLOCK_WITHOUT_PAUSE)
    }


def spells_on_curve(warehouse: Warehouse, la_code: str, grade: str) -> Figure | None:
    """The authority's spells of one grade on the curves of all spells of that grade."""
    beside = frameworks_beside(warehouse, grade)
    spells = [row for row in warehouse.of["spells"].get(la_code, []) if row["from_grade"] == grade]
    if not beside or not spells:
        return None
    name = warehouse.authority[la_code]["la_name"]
    told = listed(_spell_words(row) for row in spells)
    return Figure(
        name=f"improvement-{_slug(grade)}",
        chart="improvement",
        title=_own_title(warehouse, name, grade, spells[-1]),
        subtitle=_subtitle(warehouse, grade),
        summary=f"{_DRAWN} {' '.join(beside)} {name}: {told}.",
        data={
            "curve": f"@{curve_name(grade)}",
            "unpaused": f"@{curve_name(grade, CLOCK_WITHOUT_PAUSE)}",
            "median": _median_rows(warehouse, grade),
            "spells": _spell_marks(spells, curve_rows(warehouse, grade)),
        },
        tables=_tables(warehouse, grade),
        notes=_notes(warehouse, grade),
        method=_method(warehouse, grade),
        sources=[
            *sources(warehouse, inspection_releases(warehouse, la_code)),
            Link(
                "The curves rest on the inspections of every authority, listed in inspections.csv",
                "../csv/inspections.csv",
            ),
        ],
        key=(
            *KEY,
            KeyEntry("mark-improved", "ended improved"),
            KeyEntry("mark-open", "seen so far"),
        ),
        downloads=[
            Link("periods at a grade (CSV)", f"../data/{la_code}-spells.csv"),
            *(Link(text, f"../csv/{file}") for text, file in DOWNLOADS.items()),
        ],
    )


def curve_of_england(warehouse: Warehouse) -> Figure | None:
    """Time from Inadequate to a better judgement, all of England."""
    grade = "Inadequate"
    beside = frameworks_beside(warehouse, grade)
    if not beside:
        return None
    return Figure(
        name="improvement",
        chart="improvement",
        title=_title(warehouse, grade),
        subtitle=_subtitle(warehouse, grade),
        summary=f"{_DRAWN} {' '.join(beside)}",
        data={
            "curve": f"@{curve_name(grade)}",
            "unpaused": f"@{curve_name(grade, CLOCK_WITHOUT_PAUSE)}",
            "median": _median_rows(warehouse, grade),
            "spells": [],
        },
        tables=[*_tables(warehouse, grade), _populations_table(warehouse)],
        notes=_notes(warehouse, grade),
        method=_method(warehouse, grade),
        sources=judgement_sources(warehouse),
        key=KEY,
        downloads=[
            *(Link(text, f"csv/{file}") for text, file in DOWNLOADS.items()),
            Link("periods at a grade (CSV)", "csv/improvement_spells.csv"),
        ],
    )


def _medians(warehouse: Warehouse, grade: str) -> str:
    """`994 days under SIF and 1,320 under ILACS`, or that half have not."""
    summaries = {name: warehouse.summary(POPULATIONS[grade][name]) for name in FRAMEWORKS}
    return listed(
        f"{number(row['median_days'])} days under {name}"
        if row and row["median_days"] is not None
        else f"not yet under {name}"
        for name, row in summaries.items()
    )


def _title(warehouse: Warehouse, grade: str) -> str:
    medians = _medians(warehouse, grade)
    return f"Half of the periods at {grade} are estimated to have ended better by {medians}"


def _own_title(warehouse: Warehouse, name: str, grade: str, spell: Row) -> str:
    """The newest time of an authority at a grade, beside when half of all had ended better."""
    days = f"{number(spell['days_publication_clock'])} days"
    told = {
        "improved": f"{name} was judged better {days} after {grade}",
        "declined": f"{name} was judged {spell['to_grade']} {days} after {grade}",
        "open": f"{name} had been at {grade} for {days}",
        "abolished": f"{name} had been at {grade} for {days} when it was abolished",
    }[spell["outcome"]]
    return f"{told}; half of all, estimated, by {_medians(warehouse, grade)}"


def _subtitle(warehouse: Warehouse, grade: str) -> str:
    return (
        f"Share of periods at {grade} not yet judged better, by years since the report; all "
        f"authorities, to {day(warehouse.as_at)}"
    )


def curve_rows(warehouse: Warehouse, grade: str, clock: str = CLOCK) -> Rows:
    """Kaplan-Meier curves in years, from the whole share at the beginning to the last day seen."""
    return [
        {"framework": framework, **row}
        for framework in FRAMEWORKS
        for row in _curve_rows(warehouse, POPULATIONS[grade][framework], clock)
    ]


def _curve_rows(warehouse: Warehouse, population: str, clock: str) -> Rows:
    rows = [
        {
            "years": _years(row["days"]),
            "share": round(row["survival"], 4),
            "lower": round(row["survival_lower"], 4),
            "upper": round(row["survival_upper"], 4),
        }
        for row in warehouse.curve(population, clock)
    ]
    summary = warehouse.summary(population, clock)
    if not rows or summary is None:
        return []
    last = {**rows[-1], "years": _years(summary["longest_days"])}
    return [{"years": 0, "share": 1, "lower": 1, "upper": 1}, *rows, last]


def _years(days: int) -> float:
    return round(days / DAYS_PER_YEAR, 4)


def _median_rows(warehouse: Warehouse, grade: str) -> Rows:
    """Each median as a line with its label; none where a curve never gets there."""
    rows = []
    for framework in FRAMEWORKS:
        population = POPULATIONS[grade][framework]
        summary = warehouse.summary(population)
        if summary is not None and summary["median_days"] is not None:
            unpaused = (warehouse.summary(population, CLOCK_WITHOUT_PAUSE) or {}).get("median_days")
            moved = unpaused not in (None, summary["median_days"])
            label = f"{framework} median {number(summary['median_days'])} days" + (
                f" ({number(unpaused)} without the pause)" if moved else ""
            )
            rows.append(
                {
                    "framework": framework,
                    "years": _years(summary["median_days"]),
                    "label": label,
                }
            )
    return rows


def _spell_marks(spells: Rows, curve: Rows) -> Rows:
    """Spells on the curve of their framework, labels above its limits; years tell several apart."""
    marks = []
    for spell in spells:
        days = spell["days_publication_clock"]
        upper = [
            point["upper"]
            for point in curve
            if point["framework"] == spell["framework_at_start"] and point["years"] <= _years(days)
        ]
        began = f"{spell['started_published_on'].year}: " if len(spells) > 1 else ""
        so_far = {"improved": "", "open": " so far"}.get(spell["outcome"], f", {spell['outcome']}")
        marks.append(
            {
                "years": _years(days),
                "share": round(1 - (spell["framework_share_improved_by"] or 0), 4),
                "label_at": min(upper[-1] + 0.07, 0.8) if upper else 0.8,
                "ended": "improved" if spell["outcome"] == "improved" else "not ended",
                "label": f"{began}{number(days)} days{so_far}",
            }
        )
    return marks


def _tables(warehouse: Warehouse, grade: str) -> list[Table]:
    return [
        *(_at_risk_table(warehouse, grade, framework) for framework in FRAMEWORKS),
        _returns_table(warehouse, grade),
    ]


def _at_risk_table(warehouse: Warehouse, grade: str, framework: str) -> Table:
    """How many a curve still rests on, with the share not yet improved at each year."""
    population = POPULATIONS[grade][framework]
    rows = [row for row in warehouse.rows["at_risk"] if row["population"] == population]
    header = ["Years since publication", "Still counted", "Not yet improved", "95% limits"]
    return Table(
        f"Periods at {grade} begun under {framework} that had not ended better and were still "
        "observed at each year",
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


def _returns_table(warehouse: Warehouse, grade: str) -> Table:
    """When Ofsted first returned, and what it found."""
    header = [
        "Judged under",
        "Judgements",
        "Returned to",
        "Then better",
        "Share",
        "95% limits",
        "Median days to return",
        "95% limits of days",
    ]
    rows: list[list[Cell]] = []
    for framework in FRAMEWORKS:
        row = warehouse.returns(POPULATIONS[grade][framework])
        if row is None:
            continue
        rows.append(
            [
                framework,
                str(row["judgements"]),
                str(row["returned"]),
                str(row["better"]),
                percent(row["better_share"]) or NO_FIGURE,
                _limits(percent(row["better_lower"]), percent(row["better_upper"])),
                number(row["median_days_to_return"]) or "not reached",
                _limits(number(row["median_lower"]), number(row["median_upper"])),
            ]
        )
    return Table(
        f"First returns: the full inspection after a judgement of {grade}, from report to report",
        header,
        rows,
        frozenset(header[1:]),
    )


def _limits(lower: str | None, upper: str | None) -> str:
    return f"{lower} to {upper or 'not reached'}" if lower else NO_FIGURE


def _populations_table(warehouse: Warehouse) -> Table:
    names = {
        "inadequate_sif": "Inadequate, begun under SIF",
        "inadequate_ilacs": "Inadequate, begun under ILACS",
        "inadequate_all": "Inadequate, both",
        "inadequate_ilacs_official": "Inadequate, official ILACS grades only",
        "ri_sif": "Requires improvement, begun under SIF",
        "ri_ilacs": "Requires improvement, begun under ILACS",
    }
    header = [
        "Begun at",
        "Seen to",
        "Number",
        "Improved",
        "Not ended better",
        "Median days",
        "95% limits",
        "Within 3 years",
        "Median days without the pause",
        "95% limits without it",
        "Within 3 years without it",
    ]
    rows: list[list[Cell]] = []
    for population, name in names.items():
        row = warehouse.summary(population, CLOCK)
        if row is not None:
            rows.append(
                [
                    name,
                    day(row["as_at"]) or NO_FIGURE,
                    str(row["spells"]),
                    str(row["improved"]),
                    str(row["censored"]),
                    *_estimates(row),
                    *_estimates(warehouse.summary(population, CLOCK_WITHOUT_PAUSE) or {}),
                ]
            )
    return Table(
        "Time to improvement by grade and framework, from report to report",
        header,
        rows,
        frozenset(header[2:]),
    )


def _estimates(summary: Row) -> list[Cell]:
    lower = summary.get("median_lower")
    return [
        number(summary.get("median_days")) or "not reached",
        _limits(plain(lower, 0) if lower else None, number(summary.get("median_upper"))),
        percent(summary.get("improved_within_3y")) or NO_FIGURE,
    ]


def _notes(warehouse: Warehouse, grade: str) -> list[str]:
    """What is said beside every figure of time to improvement."""
    improved = {
        "Inadequate": "Improved means judged better.",
        "Requires improvement": "Improved means judged Good or better; a decline to Inadequate is "
        "no improvement.",
    }
    return [
        f"Improvement is seen only when Ofsted returns, and {_between(warehouse)}. "
        f"{improved[grade]} Association is not cause."
    ]


def _between(warehouse: Warehouse) -> str:
    pause = warehouse.pause()
    if pause is None:
        return "there were times without inspections"
    first, last = day(pause["last_start_before"]), day(pause["first_start_after"])
    return f"no inspection began between {first} and {last}"


def _method(warehouse: Warehouse, grade: str) -> list[str]:
    """How it is counted, in the words of the field."""
    notes = [
        "Days run from publication to publication, because the official file of the SIF years "
        "gives no inspection dates. " + _inspection_clock(warehouse, grade),
        "A spell that has not ended is censored: it counts as not improved for as long as it was "
        "seen, and tells nothing about later. The curve (Kaplan-Meier, log-log 95% limits) is made "
        "so that such spells neither shorten nor lengthen it.",
        "Days without inspections are in the curves; where they move a median it is told without "
        "them too. Spells that began before the data are left-truncated: their time before the "
        "first inspection known is not counted.",
    ]
    if grade != "Inadequate":
        notes.append(
            "A decline to Inadequate is censored: the curve answers for spells that do not end in "
            "a decline."
        )
    return notes


def _inspection_clock(warehouse: Warehouse, grade: str) -> str:
    told = []
    for framework in FRAMEWORKS:
        summary = warehouse.summary(POPULATIONS[grade][framework], "inspection")
        if summary is not None and summary["median_days"] is not None:
            left_out = summary["spells_without_date"]
            told.append(
                f"{number(summary['median_days'])} under {framework}"
                + (f", {counted(left_out, 'spell')} left out" if left_out else "")
            )
    return f"From inspection to inspection the median is, in days, {listed(told)}." if told else ""


def _spell_words(spell: Row) -> str:
    ended = "improved after" if spell["outcome"] == "improved" else f"{spell['outcome']}, seen for"
    began = day(spell["started_published_on"])
    framework = spell["framework_at_start"]
    days = counted(spell["days_publication_clock"], "day")
    return f"published {began} ({framework}), {ended} {days}"
