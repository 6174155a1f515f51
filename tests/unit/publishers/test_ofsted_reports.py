"""The reports site's pages, as it lays them out and as it might."""

from __future__ import annotations

import pytest

from orchestration.publishers.ofsted_reports import (
    Event,
    _Links,
    _Timeline,
    read_listing_file,
    write_listing,
)

DAY = """
<li class="timeline__day">{date}<div class="event">
 <span class="event__title heading--sub"><a class="publication-link" href="{href}">{title}
 <span class="nonvisual">{spoken}</span></a></span>
 <div class="event__metadata"><span class="filetype">pdf</span>{published}</div></div>{late}</li>
"""


def day(**given: str) -> str:
    usual = {"href": "https://files.ofsted.gov.uk/v1/file/5", "title": "Children's services"}
    return DAY.format_map({"date": "", "late": "", "spoken": "", "published": "", **usual, **given})


def page(*days: str) -> _Timeline:
    return _Timeline(
        f'<h1 class="heading--title">Barnsley<br></h1><ol class="timeline">{"".join(days)}'
    )


DATE = '<p class="timeline__date"><time datetime="2025-01-20">20 Jan 2025</time></p>'


@pytest.mark.parametrize(
    ("given", "event_date", "published"),
    [
        ({"date": DATE, "spoken": "Report, pdf - 10 March 2025"}, "2025-01-20", ""),
        (
            {"late": DATE, "published": '<time pubdate="pubdate">10 March 2025</time>'},
            "2025-01-20",
            "2025-03-10",
        ),
        (
            {"published": '<time pubdate datetime="2025-03-10T00:00:00Z">Mon</time>'},
            "",
            "2025-03-10",
        ),
        ({"date": '<p class="timeline__date"><time>1 September 2025</time></p>'}, "2025-09-01", ""),
        ({}, "", ""),
    ],
)
def test_dates_are_read_where_they_stand(
    given: dict[str, str], event_date: str, published: str
) -> None:
    entry = page(day(**given)).entries[0]
    assert (entry.event_date, entry.published) == (event_date, published)


def test_what_is_spoken_is_apart_from_what_is_seen() -> None:
    entry = page(day(spoken="Children's services, pdf - 10 March 2025")).entries[0]
    assert entry.title.strip() == "Children's services"
    assert entry.spoken == "Children's services, pdf - 10 March 2025"


def test_a_day_left_open_ends_where_the_next_begins() -> None:
    first = day(date=DATE).replace("</li>", "")
    timeline = page(first, day(href="/v1/file/6"))
    assert [(e.href[-1], e.event_date) for e in timeline.entries] == [
        ("5", "2025-01-20"),
        ("6", ""),
    ]
    assert timeline.heading == "Barnsley"
    assert timeline.is_there


def test_an_entry_without_a_file_is_passed_over() -> None:
    opened = '<li class="timeline__day timeline__day--opened"><div>Opened <a href="#">top</a></div>'
    assert page(opened).entries == []
    assert not _Timeline("<p>Sorry</p>").is_there


@pytest.mark.parametrize(
    ("title", "is_full", "visit"),
    [
        ("children's services inspection", True, None),
        ("single inspection of la children's services as pdf", True, None),
        ("inspection of children's social care services", True, None),
        ("children's services focused visit", False, "Focused visit"),
        ("children's services focussed visit", False, "Focused visit"),
        ("la monitoring visit", False, "Monitoring visit"),
        ("monitoring visit of children's services inspection", False, "Monitoring visit"),
        ("children's services assurance visit", False, "Assurance visit"),
        ("joint area child protection inspection", False, None),
        ("joint inspection of children's services", False, None),
        ("area send full inspection", False, None),
        ("children's services action plan", False, None),
    ],
)
def test_titles_tell_what_an_entry_is(title: str, is_full: bool, visit: str | None) -> None:
    event = Event("80426", "1", "Barnsley", title, "", "", "")
    assert (event.is_full_inspection, event.visit_type) == (is_full, visit)


def test_a_listing_is_the_same_bytes_whatever_the_order() -> None:
    events = [Event("2", "1", "B, C", "t", "", "", ""), Event("1", "2", "A", "t", "", "", "u")]
    data = write_listing(events)
    assert data == write_listing([*reversed(events), events[0]])
    assert read_listing_file(data) == sorted(events)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('<a class="pagination__next" href="?start=100">Next</a>', True),
        ('<ul class="pagination"><li class="next"><a href="?start=100">Next</a></li></ul>', True),
        ('<ul class="pagination"><li><a href="?start=0">1</a></li></ul>', False),
    ],
)
def test_a_next_page_is_seen(more: str, expected: bool) -> None:
    assert _Links(more).has_next is expected
