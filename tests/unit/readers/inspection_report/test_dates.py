"""The dates of an inspection, and the type that follows from them."""

from __future__ import annotations

from datetime import date

import pytest

from orchestration.readers.inspection_report.dates import read_spells
from orchestration.readers.inspection_report.text import clean_text
from tests.fixtures.report_pdf import LISTING, ilacs_2023
from tests.unit.readers.inspection_report.reading import held, read_lines


@pytest.mark.parametrize(
    ("printed", "spells"),
    [
        ("6 to 30 July 2015\nReport", [((2015, 7, 6), (2015, 7, 30))]),
        ("1\u00ad2 July 2015", [((2015, 7, 1), (2015, 7, 2))]),
        ("9-24 November 2017", [((2017, 11, 9), (2017, 11, 24))]),
        ("26 October \u2013 19 November 2015 1", None),
        ("26 October \u2013 19 November 2015", [((2015, 10, 26), (2015, 11, 19))]),
        ("4 July 2016\u201328 July 2016", [((2016, 7, 4), (2016, 7, 28))]),
        ("20 June 2017 \u2500 13 July 2017", [((2017, 6, 20), (2017, 7, 13))]),
        ("05/07/2016 - 27/07/2016", [((2016, 7, 5), (2016, 7, 27))]),
        ("05.07.16 to 27.07.16", [((2016, 7, 5), (2016, 7, 27))]),
        ("28 July 2016\nReport published", [((2016, 7, 28), (2016, 7, 28))]),
        ("Monday 6th July to Thursday 30th July 2015", [((2015, 7, 6), (2015, 7, 30))]),
        ("24 Nov - 17 Dec 2013", [((2013, 11, 24), (2013, 12, 17))]),
        (
            "8 July 2019 to 12 July 2019 and 7 August 2019 to\n8 August 2019\nLead",
            [((2019, 7, 8), (2019, 7, 12)), ((2019, 8, 7), (2019, 8, 8))],
        ),
        ("3, 4 and 9 June 2014", [((2014, 6, day), (2014, 6, day)) for day in (3, 4, 9)]),
        (
            "3 to 7 June 2014\n16 to 18 June 2014",
            [((2014, 6, 3), (2014, 6, 7)), ((2014, 6, 16), (2014, 6, 18))],
        ),
        ("28 January-5 February\nReport published: 2014", None),
        ("13 January 2015 to 4 February", None),
        ("31 June 2015", None),
        ("13/14/2015", None),
        ("30 July 2015 to 6 July 2015", None),
        ("19 December to 20 January 2017", None),
        ("July 6 2015", None),
        ("to 24 November 2017", None),
        ("6 July 2015 to\nReport published", None),
        ("spring 2015", None),
        ("", None),
    ],
)
def test_spells(
    printed: str, spells: list[tuple[tuple[int, int, int], tuple[int, int, int]]] | None
) -> None:
    cleaned = clean_text(printed)
    if spells is None:
        assert held(lambda: read_spells(cleaned)).rule in {
            "dates-unreadable",
            "date-impossible",
            "dates-reversed",
        }
    else:
        expected = [(date(*first), date(*last)) for first, last in spells]
        assert read_spells(cleaned) == expected


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        ("13 to 17 May 2024", "ILACS Short Inspection"),
        ("13 to 16 May 2024", "ILACS Short Inspection"),
        ("13 to 24 May 2024", "ILACS Standard Inspection"),
        ("13 to 29 May 2024", "ILACS Standard Inspection"),
        ("13 to 21 May 2024", "ILACS inspection"),
        ("13 to 17 May and 3 to 4 June 2024", "ILACS inspection"),
    ],
)
def test_type_follows_from_the_length_where_it_can(dates: str, kind: str) -> None:
    page = [line.replace("13 to 24 May 2024", dates) if isinstance(line, str) else line
            for line in ilacs_2023()]  # fmt: skip
    assert read_lines(page, LISTING).inspection_type == kind
