"""Ofsted's reports site: the reports and visits of each authority, and where their files are.

The site has no interface for programs; its search and its providers' pages are read. A file's id
is never used again for another file, so what is known by id need not be asked for.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from orchestration.catalogue import OfstedReportsLive, Source
from orchestration.publishers.client import Client, FetchError

log = logging.getLogger(__name__)

# The site answers with at most 100 providers however many are asked for.
ROWS = 100
MOST_PAGES = 20
# After these failures in a row it is the site that fails, not a page.
MOST_FAILURES = 3
# The site answers 403 to those it finds too busy, and answers again later.
ALSO_PASSING = frozenset({403})
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
PROVIDER = re.compile(r"/provider/44/(\d+)")
FILE = re.compile(r"/file/(\w+)")
VISIT = re.compile(r"\b(monitoring|focuss?ed|assurance)\b.*\bvisit\b")
VISIT_TYPES = {"monit": "Monitoring visit", "focus": "Focused visit", "assur": "Assurance visit"}
INSPECTION = re.compile(r"\bchildren'?s\b.*\bservices\b")
OTHER = re.compile(r"\b(visit|joint|jtai|send|safeguarding board|adoption|fostering)\b")
DAY = re.compile(r"\b(\d{1,2} [A-Za-z]+ \d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})(?!\d)")
DAY_FORMATS = ("%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True, order=True)
class Event:
    """One entry of an authority's timeline that has a file; dates are ISO 8601 or empty.

    Attributes:
        urn: Ofsted's number of the authority.
        file_id: The id of the file.
        listing_name: The authority's name on the site.
        title: The entry's title in lower case with straight apostrophes.
        event_date: The day of the inspection or visit.
        publication_date: The day its report was published.
        url: Where the file is.
    """

    urn: str
    file_id: str
    listing_name: str
    title: str
    event_date: str
    publication_date: str
    url: str

    @property
    def visit_type(self) -> str | None:
        """`Monitoring visit`, `Focused visit` or `Assurance visit`; None for anything else."""
        match = VISIT.search(self.title)
        return VISIT_TYPES[match[1][:5]] if match else None

    @property
    def is_full_inspection(self) -> bool:
        """Whether the file is a report of a full inspection of children's services."""
        is_inspection = "inspection" in self.title and INSPECTION.search(self.title)
        return bool(is_inspection) and not OTHER.search(self.title)


@dataclass
class Crawl:
    """What the site lists, and what of it could not be read.

    Attributes:
        events: Every entry with a file.
        problems: A line for each page that failed; its entries are those of the last time.
    """

    events: list[Event]
    problems: list[str]


def crawl(
    client: Client, base: str, source: Source, live: OfstedReportsLive, before: Iterable[Event]
) -> Crawl:
    """Read the search and every provider's timeline.

    Args:
        client: The client.
        base: Base address of the site.
        source: The source page; its landing page is the search.
        live: How many providers there must be.
        before: What the site listed the last time.

    Raises:
        FetchError: The search failed or is not whole, or page after page failed.
    """
    kept: dict[str, list[Event]] = {}
    for event in before:
        kept.setdefault(event.urn, []).append(event)
    result, failures = Crawl([], []), 0
    for urn in _providers(client, base, source, live):
        try:
            result.events += _timeline(client, f"{base}/provider/44/{urn}", urn)
            failures = 0
        except FetchError as error:
            failures += 1
            if failures > MOST_FAILURES:
                raise
            log.warning("%s", error)
            result.problems.append(str(error))
            result.events += kept.get(urn, [])
    return result


def write_listing(events: Iterable[Event]) -> bytes:
    """Events as a CSV file, the same bytes for the same events."""
    text = io.StringIO()
    names = [f.name for f in fields(Event)]
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(event) for event in sorted(set(events)))
    return text.getvalue().encode()


def read_listing_file(data: bytes) -> list[Event]:
    """The events of a CSV file."""
    return [Event(**row) for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]


def _providers(client: Client, base: str, source: Source, live: OfstedReportsLive) -> list[str]:
    """The number of every authority that the search lists, page by page."""
    query = dict(parse_qsl(urlsplit(source.landing_page).query))
    url, found, start = f"{base}/search", list[str](), 0
    for _ in range(MOST_PAGES):
        asked = {**query, "start": str(start), "rows": str(ROWS)}
        links = _Links(client.page(url, asked, ALSO_PASSING))
        listed = list(dict.fromkeys(m[1] for h in links.hrefs if (m := PROVIDER.search(h))))
        new = [urn for urn in listed if urn not in found]
        found += new
        start += len(listed)
        if not new or (len(listed) < ROWS and not links.has_next):
            break
    if len(found) < live.fewest_providers:
        raise FetchError(
            url,
            "whole list of providers",
            f"{len(found)} are listed; at least {live.fewest_providers} are expected",
        )
    return found


def _timeline(client: Client, url: str, urn: str) -> list[Event]:
    timeline = _Timeline(client.page(url, also_passing=ALSO_PASSING))
    if not timeline.is_there:
        raise FetchError(url, "timeline", "the page has none")
    events = []
    for entry in timeline.entries:
        address = urljoin(url, entry.href)
        match = FILE.search(urlsplit(address).path)
        if match:
            events.append(
                Event(
                    urn=urn,
                    file_id=match[1],
                    listing_name=_plain(timeline.heading),
                    title=_plain(entry.title or entry.spoken.partition(", pdf")[0]).lower(),
                    event_date=entry.event_date,
                    publication_date=_day(entry.spoken) or entry.published,
                    url=address,
                )
            )
    return events


def _plain(text: str) -> str:
    """One kind of apostrophe and of space."""
    return " ".join(re.sub("[\u2018\u2019\u02bc\u0060\u00b4]", "'", text).split())


def _day(text: str) -> str:
    """The first date of a text, as ISO 8601; empty where there is none."""
    match = DAY.search(" ".join(text.split()))
    for form in DAY_FORMATS if match else ():
        try:
            return datetime.strptime(match[1] if match else "", form).date().isoformat()
        except ValueError:
            continue
    return ""


class _Links(HTMLParser):
    """The addresses a page links to, and whether there is a next page of results."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.has_next = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag == "a" and given.get("href"):
            self.hrefs.append(given["href"] or "")
        if "pagination__next" in classes or (tag == "li" and "next" in classes):
            self.has_next = True


@dataclass
class _Entry:
    """One entry while its page is read; `spoken` is what only a screen reader gets."""

    href: str
    title: str = ""
    spoken: str = ""
    event_date: str = ""
    published: str = ""


# Marks the link of an entry among the elements that are open.
LINK = "link of the entry"


class _Timeline(HTMLParser):
    """The entries with a file of a provider's page.

    Elements may be left open and a day's date may come before or after its entries, so dates are
    given out when the day ends.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.heading, self.is_there = "", False
        self.entries: list[_Entry] = []
        self._day: list[_Entry] = []
        self._date = ""
        self._open: list[tuple[str, set[str]]] = []
        self.feed(page)
        self.close()
        self._end_day()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        if "timeline" in classes:
            self.is_there = True
        if "timeline__day" in classes:
            self._end_day()
        if tag == "a" and FILE.search(given.get("href") or ""):
            self._day.append(_Entry(given["href"] or ""))
            classes.add(LINK)
        if tag not in VOID:
            self._open.append((tag, classes))
        if tag == "time":
            self._note_day(given.get("datetime") or "", "pubdate" in given)

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if self._is_in("heading--title"):
            self.heading += data
        elif self._is_in(LINK) and self._day:
            entry = self._day[-1]
            if self._is_in("nonvisual"):
                entry.spoken += data
            else:
                entry.title += data
        elif self._open and self._open[-1][0] == "time":
            self._note_day(data, not self._is_in("timeline__date"))

    def _note_day(self, text: str, is_published: bool) -> None:
        day = _day(text)
        if not day:
            return
        if self._is_in("timeline__date"):
            self._date = self._date or day
        elif is_published and self._day:
            self._day[-1].published = self._day[-1].published or day

    def _is_in(self, name: str) -> bool:
        return any(name in classes for _, classes in self._open)

    def _end_day(self) -> None:
        for entry in self._day:
            entry.event_date = self._date
        self.entries += self._day
        self._day, self._date = [], ""
