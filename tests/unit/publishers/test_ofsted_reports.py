"""The reports site's pages, as it lays them out and as it might."""

from __future__ import annotations

import pytest

from orchestration.publishers.ofsted_reports import (
    Event,
    read_listing_file,
    read_search,
    read_timeline,
    unknown_titles,
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


def timeline(*days: str) -> list[Event]:
    page = f'<h1 class="heading--title">Barnsley<br></h1><ol class="timeline">{"".join(days)}'
    events = read_timeline(page, "https://reports.ofsted.gov.uk/provider/44/80426", "80426")
    assert events is not None
    return events


DATE = '<p class="timeline__date"><time datetime="2025-01-20">20 Jan 2025</time></p>'
SPOKEN = "Report, pdf - 10 March 2025"


@pytest.mark.parametrize(
    ("given", "event_date", "published"),
    [
        ({"date": DATE, "spoken": SPOKEN}, "2025-01-20", "2025-03-10"),
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
        (
            {"spoken": SPOKEN, "published": "<time>11 March 2025</time><time>x</time>"},
            "",
            "2025-03-10",
        ),
        ({"date": '<p class="timeline__date"><time>1 September 2025</time></p>'}, "2025-09-01", ""),
        ({"published": '<p class="timeline__dates"><time>10 March 2025'}, "", "2025-03-10"),
        (
            {"date": DATE, "late": DATE.replace("2025", "2026").replace("01-20", "02-20")},
            "2025-01-20",
            "",
        ),
        ({}, "", ""),
    ],
)
def test_dates_are_read_where_they_stand(
    given: dict[str, str], event_date: str, published: str
) -> None:
    (event,) = timeline(day(**given))
    assert (event.event_date, event.publication_date) == (event_date, published)


def test_what_is_spoken_is_apart_from_what_is_seen() -> None:
    (event,) = timeline(day(spoken="Full report, pdf - 10 March 2025"))
    assert event == Event(
        urn="80426",
        file_id="5",
        listing_name="Barnsley",
        title="children's services",
        event_date="",
        publication_date="2025-03-10",
        url="https://files.ofsted.gov.uk/v1/file/5",
    )
    (event,) = timeline(day(title=" ", spoken="Full report, pdf - 10 March 2025"))
    assert event.title == "full report"


@pytest.mark.parametrize(
    "left_open",
    [
        ("</li>",),
        ("</div>",),
        ("</li>", "</div>"),
        ("</a>",),
        ("</a>", "</span>"),
        ("</p>",),
        ("</time>",),
        ("</time>", "</p>", "</div>", "</li>"),
    ],
)
@pytest.mark.parametrize("place", ["date", "late"])
def test_an_element_left_open_ends_where_a_browser_ends_it(
    left_open: tuple[str, ...], place: str
) -> None:
    first = day(spoken=SPOKEN, **{place: DATE})
    for tag in left_open:
        first = first.replace(tag, "")
    second = '<p class="timeline__date"><time>3 June 2026</time></p>'
    events = timeline(first, day(href="/v1/file/6", title="Focused visit", date=second))
    assert [(e.file_id, e.title, e.event_date, e.publication_date) for e in events] == [
        ("5", "children's services", "2025-01-20", "2025-03-10"),
        ("6", "focused visit", "2026-06-03", ""),
    ]


def test_days_that_are_no_list_items_keep_their_own_dates() -> None:
    first, second = (
        text.replace("<li", "<div").replace("</li>", "")
        for text in (day(late=DATE), day(href="/v1/file/6", published="<time>3 June 2026</time>"))
    )
    assert [(e.file_id, e.event_date, e.publication_date) for e in timeline(first, second)] == [
        ("5", "2025-01-20", ""),
        ("6", "", "2026-06-03"),
    ]


def test_a_date_before_the_link_of_its_day_is_not_that_of_the_day_before() -> None:
    second = day(date="<time>3 June 2026</time>", href="/v1/file/6")
    assert [e.publication_date for e in timeline(day(), second)] == ["", ""]


def test_an_entry_without_a_file_is_passed_over() -> None:
    opened = '<li class="timeline__day timeline__day--opened"><div>Opened <a href="#">top</a></div>'
    assert timeline(opened) == []
    assert read_timeline("<p>Sorry</p>", "https://x", "80426") is None


@pytest.mark.parametrize(
    ("title", "is_full", "visit", "is_other"),
    [
        ("children's services inspection", True, None, False),
        ("single inspection of la children's services as pdf", True, None, False),
        ("inspection of children's social care services", True, None, False),
        ("children's services focused visit", False, "Focused visit", False),
        ("children's services focussed visit", False, "Focused visit", False),
        ("la monitoring visit", False, "Monitoring visit", False),
        ("monitoring visit of children's services inspection", False, "Monitoring visit", False),
        ("children's services assurance visit", False, "Assurance visit", False),
        ("joint area child protection inspection", False, None, True),
        ("joint inspection of children's services", False, None, True),
        ("jtai: domestic abuse", False, None, True),
        ("area send full inspection", False, None, True),
        ("local area special educational needs inspection", False, None, True),
        ("children's services action plan", False, None, False),
        ("monitoring inspection", False, None, False),
        ("adoption services for children inspection", False, None, False),
        ("", False, None, False),
    ],
)
def test_titles_tell_what_an_entry_is(
    title: str, is_full: bool, visit: str | None, is_other: bool
) -> None:
    event = Event("80426", "1", "Barnsley", title, "", "", "")
    assert (event.is_full_inspection, event.visit_type) == (is_full, visit)
    assert event.is_of_no_known_kind == (not is_full and not visit and not is_other)


@pytest.mark.parametrize(
    ("title", "published", "expected"),
    [
        ("area send full inspection", "2023-05-05", True),
        ("local area special educational needs inspection", "2024-01-05", True),
        ("area send full inspection", "", True),
        ("area send full inspection", "2022-12-20", False),
        ("area send monitoring inspection", "2025-01-20", False),
        ("area send revisit inspection", "2023-01-20", False),
        ("area send thematic visit", "2024-01-20", False),
        ("children's services inspection", "2024-01-20", False),
        ("joint area child protection inspection", "2024-01-20", False),
    ],
)
def test_titles_tell_reports_of_area_send(title: str, published: str, expected: bool) -> None:
    event = Event("80426", "1", "Barnsley", title, "", published, "")
    assert event.is_area_send is expected
    assert not (event.is_area_send and event.is_full_inspection)


def test_entries_of_no_known_kind_are_counted_by_title() -> None:
    titles = ["monitoring inspection", "", "area send full inspection", "monitoring inspection"]
    events = [Event("80426", str(n), "Barnsley", t, "", "", "") for n, t in enumerate(titles)]
    assert unknown_titles(events) == (
        "entries of no known kind, not read: 3 (2 x monitoring inspection; 1 x (no title))"
    )
    assert unknown_titles(events[2:3]) is None
    many = [Event("80426", str(n), "Barnsley", f"letter {n:03}", "", "", "") for n in range(50)]
    line = unknown_titles(many)
    assert line is not None
    assert line.endswith("1 x letter 019; and 30 other titles)")


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
def test_a_search_page_lists_each_provider_once(more: str, expected: bool) -> None:
    links = "".join(
        f'<li><h3><a href="/provider/44/{urn}">Barnsley</a>' for urn in ("80426", "80551", "80426")
    )
    assert read_search(f"<ul>{links}<a>no address</a></ul>{more}") == (["80426", "80551"], expected)
