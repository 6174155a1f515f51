"""`benchmarks.xlsx`: what people ask for first, in a workbook that a spreadsheet opens.

No cell of a table is empty, since a spreadsheet counts an empty cell as zero: a figure that was
withheld shows its publisher's marker, anything else that is not there a dash. Codes are text.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from orchestration.publication.package import CONTRACT_VERSION, PublishedTable
from orchestration.warehouse import connect

ABSENT = "–"
# The tables that the sheets are read from.
READ = (
    "improvement_spells",
    "indicators",
    "inspection_watch",
    "inspections",
    "interventions",
    "la_benchmarks",
    "local_authorities",
    "news",
    "ratings",
    "releases",
    "source_status",
    "value_markers",
)
TITLE = "English children's services: benchmarks of local authorities"
LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Computed figures are not official statistics."
)
NOTES = (
    "Text in place of a figure is its publisher's marker, explained below. It is not zero.",
    f"A dash ({ABSENT}) stands where there is nothing to say.",
    '"(joint)" after a figure: two authorities answer together; the one figure is shown for both.',
    "England is the published figure, not a mean of authorities.",
    "Every period, rank, neighbour and edition is in benchmarks.duckdb, parquet/ and csv/.",
)
# Name of the sheet, what a row is, the table whose releases are its source, and its rows.
SHEETS = (
    (
        "Judgements",
        "The judgement in force: a row per authority",
        "inspections",
        """
        SELECT
            a.la_name AS authority, r.la_code AS "LA code", a.region_name AS region,
            r.overall_effectiveness, r.impact_of_leaders, r.help_and_protection, r.in_care,
            r.care_leavers, r.any_inadequate, r.basis, i.overall_absent_reason, i.framework,
            i.inspection_start_date, i.publication_date, r.days_since_inspection,
            r.newer_report_not_yet_read, i.evidence, i.report_url
        FROM ratings AS r
        JOIN local_authorities AS a USING (la_code)
        LEFT JOIN inspections AS i USING (inspection_id)
        WHERE r.as_at = (SELECT max(as_at) FROM ratings)
        ORDER BY a.la_name, r.la_code
        """,
    ),
    (
        "Spells",
        "Time at a grade worse than Good: a row per spell, the newest first",
        "inspections",
        """
        SELECT
            a.la_name AS authority, s.la_code AS "LA code", s.from_grade, s.framework_at_start,
            s.started_published_on, s.ended_published_on, s.outcome, s.to_grade,
            s.days_publication_clock, s.started_on, s.ended_on, s.days_inspection_clock,
            s.inspections_in_spell, s.visits_in_spell, s.basis, s.spell_id
        FROM improvement_spells AS s
        JOIN local_authorities AS a USING (la_code)
        ORDER BY s.started_published_on DESC, s.spell_id
        """,
    ),
    (
        "Interventions",
        "Notices, directions and trusts as far as they have been seen: a row per document. Partial",
        None,
        """
        SELECT
            a.la_name AS authority, v.la_code AS "LA code", v.kind, v.subject, v.issued_on,
            v.issued_precision, v.closed_on, v.closed_precision, v.outcome, v.commissioner,
            v.evidence, v.is_counted, v.seen_on, v.intervention_id, v.url
        FROM interventions AS v
        JOIN local_authorities AS a USING (la_code)
        ORDER BY v.issued_on DESC NULLS LAST, v.intervention_id
        """,
    ),
    (
        "Waiting",
        "Time since the last full report: a row per authority. History, not a forecast",
        "inspections",
        """
        SELECT
            a.la_name AS authority, w.la_code AS "LA code", w.days_since, w.clock_days,
            w.share_of_gaps_shorter, w.n_at_risk, w.newer_report_not_yet_read
        FROM inspection_watch AS w
        JOIN local_authorities AS a USING (la_code)
        WHERE w.as_at = (SELECT max(as_at) FROM ratings)
        ORDER BY w.days_since DESC NULLS LAST, w.la_code
        """,
    ),
    (
        "News",
        "What became known in the twelve months to this day: a row per item, the newest first",
        "news",
        """
        SELECT
            coalesce(a.la_name, n.area_code) AS area, n.area_code, n.kind, n.known_on,
            coalesce(i.title, n.detail) AS about, n.period, n.previous_period, n.previous_value,
            n.value, n.previous_label, n.label, n.usual_change, n.url, n.news_id
        FROM news AS n
        LEFT JOIN local_authorities AS a ON n.area_code = a.la_code
        LEFT JOIN indicators AS i USING (indicator_id)
        ORDER BY n.known_on DESC, n.news_id
        """,
    ),
    (
        "Sources",
        "Where the figures come from: a row per source",
        None,
        """
        SELECT
            s.publisher, s.publication, s.newest_edition, s.newest_published_on, s.next_release,
            s.is_stale, s.last_asked_at, s.last_reached_at, s.note, s.source,
            count(r.release_id) AS releases, max(r.licence) AS licence,
            max_by(r.url, (r.known_on, r.release_id)) AS url
        FROM source_status AS s
        LEFT JOIN releases AS r ON starts_with(r.release_id, s.source || '_')
        GROUP BY ALL
        ORDER BY s.publisher, s.publication, s.source
        """,
    ),
    (
        "Indicators",
        "What each indicator is: a row per indicator",
        None,
        """
        SELECT
            title, indicator_id, unit, description, numerator, denominator, reference_date,
            polarity, is_derived, caveats, publisher, publication, next_release
        FROM indicators
        ORDER BY publication, title, indicator_id
        """,
    ),
)
FIGURES = "Newest figures"
DICTIONARY = "Data dictionary"
# Those first of which better and worse can be said.
INDICATORS = """
    SELECT
        b.indicator_id, b.title, b.unit, b.period, max(b.england_value), i.decimal_places
    FROM la_benchmarks AS b
    JOIN indicators AS i USING (indicator_id)
    WHERE b.is_newest
    GROUP BY
        b.indicator_id, b.title, b.unit, b.period, i.decimal_places, i.polarity, i.publication
    ORDER BY i.polarity = 'none', i.publication, b.title, b.indicator_id
"""
NARROWEST, WIDEST = 12, 60
# Height of a line of text, in points.
LINE = 15


def write_workbook(database: Path, path: Path, tables: Sequence[PublishedTable]) -> None:
    """Write the workbook of a published database.

    Args:
        database: Published DuckDB file; it is only read.
        path: The workbook; the same publication gives the same bytes.
        tables: What each table and column is.
    """
    with (
        connect(database, read_only=True) as connection,
        xlsxwriter.Workbook(path, {"in_memory": True}) as workbook,
    ):
        book = _Book(workbook, connection)
        book.contents()
        book.figures()
        for name, title, table, query in SHEETS:
            header, rows = book.asked(query)
            book.sheet(name, title, book.source(table), header, rows)
        book.sheet(
            DICTIONARY,
            f"What each column is: a row per table and column, contract {CONTRACT_VERSION}",
            book.source(None),
            ["table", "column", "type", "unit", "description"],
            list(_columns(tables)),
        )


def _columns(tables: Sequence[PublishedTable]) -> Iterator[tuple[str | None, ...]]:
    for table in tables:
        for name, facts in table.columns.items():
            yield table.name, name, facts["type"], facts["unit"] or None, facts["description"]


def _heading(column: str) -> str:
    return column[0].upper() + column[1:].replace("_", " ")


class _Book:
    """A workbook while it is written."""

    def __init__(self, workbook: Any, connection: duckdb.DuckDBPyConnection) -> None:
        self._workbook, self._connection = workbook, connection
        ((as_at,),) = self.asked("SELECT max(as_at) FROM ratings")[1]
        self._as_at = f"As at {as_at.day} {as_at:%B %Y}"
        # The day of the figures, not of the run, so that the same figures give the same bytes.
        created = datetime.datetime.combine(as_at, datetime.time())
        workbook.set_properties({"title": TITLE, "comments": LICENCE, "created": created})
        add = workbook.add_format
        self._title = add({"bold": True, "font_size": 14})
        self._note = add({"font_color": "#505050"})
        heading = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
        text = {"align": "left", "indent": 1, "valign": "top", "text_wrap": True}
        number = {"align": "right", "indent": 1, "valign": "top"}
        self._heading = add({**heading, "align": "left", "indent": 1})
        self._figure_heading = add({**heading, "align": "right"})
        self._text = add(text)
        self._link = add({**text, "font_color": "#0b5394", "underline": True, "text_wrap": False})
        self._aside = add({"align": "right", "valign": "top", "italic": True})
        self._day = add({**text, "num_format": "d mmm yyyy"})
        self._whole = add({**number, "num_format": "#,##0"})
        self._fraction = add({**number, "num_format": "#,##0.00"})
        self._figure_formats: dict[tuple[int, bool], Any] = {}

    def asked(self, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Names of the columns of a query, and its rows."""
        cursor = self._connection.execute(query)
        return [column[0] for column in cursor.description or ()], cursor.fetchall()

    def source(self, table: str | None) -> str:
        """The publications that a table rests on; None for what this project itself says."""
        if table is None:
            return f"Source: this warehouse. {LICENCE}"
        column = "release_id" if table in ("la_benchmarks", "news") else "source_release_id"
        rows = self.asked(
            f"SELECT publisher, string_agg(DISTINCT publication, ', ' ORDER BY publication) "
            f"FROM releases WHERE release_id IN (SELECT {column} FROM {table}) "
            "GROUP BY ALL ORDER BY ALL"
        )[1]
        named = "; ".join(f"{publisher}: {publications}" for publisher, publications in rows)
        return f"Source: {named}. {LICENCE}"

    def contents(self) -> None:
        """The first sheet: what the others are, how to read them, and the markers."""
        sheet = self._begun("Contents", TITLE, self.source(None))
        sheet.set_column(0, 0, 18, self._text)
        sheet.set_column(1, 1, 100, self._text)
        titles = [(name, title) for name, title, *_ in SHEETS]
        markers = self.asked("SELECT marker, meaning FROM value_markers ORDER BY marker")[1]
        lines = [
            (FIGURES, "The newest figures: a row per authority, a column per indicator"),
            *titles,
            (DICTIONARY, "What each column of the published tables is"),
            ("", ""),
            *(("", note) for note in NOTES),
            ("", ""),
            ("Marker", "Meaning"),
            *markers,
        ]
        for row, (name, text) in enumerate(lines, start=4):
            form = self._heading if name == "Marker" else self._text
            sheet.write_string(row, 0, name, form)
            sheet.write_string(row, 1, text, form)
        for row, name in enumerate((FIGURES, *(name for name, *_ in SHEETS), DICTIONARY), start=4):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self._link, name)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1)

    def figures(self) -> None:
        """The sheet of figures; period, unit and England stand above the heading."""
        sheet = self._begun(
            FIGURES,
            "Newest figures: a row per authority, a column per indicator",
            self.source("la_benchmarks"),
        )
        top, lead = 6, ("Authority", "LA code", "Region")
        for row, label in enumerate(("Period", "Unit", "England"), start=top - 3):
            sheet.write_string(row, len(lead) - 1, label, self._aside)
        authorities = self.asked(
            "SELECT la_name, la_code, region_name FROM local_authorities WHERE la_code IN "
            "(SELECT la_code FROM la_benchmarks WHERE is_newest) ORDER BY la_name, la_code"
        )[1]
        for column, name in enumerate(lead):
            sheet.write_string(top, column, name, self._heading)
            for row, authority in enumerate(authorities, start=top + 1):
                sheet.write_string(row, column, authority[column], self._text)
        place = {la_code: row for row, (_, la_code, _) in enumerate(authorities, start=top + 1)}
        decimals = {}
        for column, facts in enumerate(self.asked(INDICATORS)[1], start=len(lead)):
            indicator, title, unit, period, england, places = facts
            decimals[indicator] = column, places
            sheet.write_string(top - 3, column, period, self._aside)
            sheet.write_string(top - 2, column, unit, self._aside)
            self._write_figure(sheet, top - 1, column, england, ABSENT, places, False)
            sheet.write_string(top, column, title, self._figure_heading)
        cells = self.asked(
            "SELECT indicator_id, la_code, value, marker, is_joint_return FROM la_benchmarks "
            "WHERE is_newest ORDER BY la_code, indicator_id"
        )[1]
        for indicator, la_code, value, marker, is_joint in cells:
            column, places = decimals[indicator]
            self._write_figure(sheet, place[la_code], column, value, marker, places, is_joint)
        sheet.set_row(top, 5 * LINE)
        sheet.set_column(0, 0, 30)
        sheet.set_column(2, 2, 24)
        sheet.set_column(len(lead), len(lead) + len(decimals) - 1, 15)
        self._ended(sheet, top, 2, len(authorities), len(lead) + len(decimals))

    def _write_figure(
        self,
        sheet: Any,
        row: int,
        column: int,
        value: float | None,
        marker: str,
        places: int,
        is_joint: bool,
    ) -> None:
        if value is None:
            sheet.write_string(row, column, marker, self._aside)
            return
        if (places, is_joint) not in self._figure_formats:
            number = "#,##0" + ("." + "0" * places if places else "")
            self._figure_formats[places, is_joint] = self._workbook.add_format(
                {"num_format": number + ('" (joint)"' if is_joint else ""), "align": "right"}
            )
        sheet.write_number(row, column, value, self._figure_formats[places, is_joint])

    def sheet(
        self,
        name: str,
        title: str,
        source: str,
        header: Sequence[str],
        rows: Sequence[Sequence[Any]],
    ) -> None:
        """A sheet of rows under one heading."""
        sheet = self._begun(name, title, source)
        top = 4
        sheet.set_row(top, 3 * LINE)
        for column, label in enumerate(header):
            longest = max((len(str(row[column])) for row in rows), default=0)
            sheet.set_column(column, column, min(max(longest + 2, NARROWEST), WIDEST))
            sheet.write_string(top, column, _heading(label), self._heading)
        for row, values in enumerate(rows, start=top + 1):
            for column, value in enumerate(values):
                self._write(sheet, row, column, value)
            # Not every program makes room for text by itself.
            longest = max(len(value) for value in values if isinstance(value, str))
            sheet.set_row(row, LINE * -(-longest // (WIDEST - 5)))
        sheet.fit_to_pages(1, 0)
        self._ended(sheet, top, 2, len(rows), len(header))

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        """A cell by its type; a truth is yes or no."""
        if value is None:
            sheet.write_string(row, column, ABSENT, self._text)
        elif isinstance(value, bool):
            sheet.write_string(row, column, "yes" if value else "no", self._text)
        elif isinstance(value, datetime.date):
            sheet.write_datetime(row, column, value, self._day)
        elif isinstance(value, int | float):
            form = self._whole if isinstance(value, int) else self._fraction
            sheet.write_number(row, column, value, form)
        elif value.startswith("https://"):
            sheet.write_url(row, column, value, self._link)
        else:
            sheet.write_string(row, column, value, self._text)

    def _begun(self, name: str, title: str, source: str) -> Any:
        sheet = self._workbook.add_worksheet(name)
        for row, (line, form) in enumerate(
            ((title, self._title), (source, self._note), (self._as_at, self._note))
        ):
            sheet.write_string(row, 0, line, form)
        return sheet

    def _ended(self, sheet: Any, top: int, left: int, rows: int, columns: int) -> None:
        """Keep headings and names in sight, also in print; codes are text on purpose."""
        sheet.freeze_panes(top + 1, left)
        sheet.repeat_rows(top)
        sheet.repeat_columns(0, left - 1)
        sheet.set_landscape()
        sheet.set_paper(8)
        sheet.autofilter(top, 0, top + rows, columns - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{top + rows + 1}"})
