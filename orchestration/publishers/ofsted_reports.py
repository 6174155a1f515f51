"""Ofsted's reports site: the reports and visits of each authority, and where their files are.

The site has no interface for programs; its search and its providers' pages are read. A file's id
is never used again for another file, so what is known by id need not be asked for.
"""

from __future__ import annotations

import csv
import io
import logging
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urljoin, urlsplit

from orchestration.catalogue import OfstedReportsLive, Source
from orchestration.publishers.client import Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.html import closest, parse_page, text_of

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

log = logging.getLogger(__name__)

# The site answers with at most 100 providers however many are asked for.
ROWS = 100
MOST_PAGES = 20
# After these failures in a row it is the site that fails, not a page.
MOST_FAILURES = 3
# The site answers 403 to those it finds too busy, and answers again later.
ALSO_RETRIED = frozenset({403})
PROVIDER = re.compile(r"/provider/44/(\d+)")
FILE = re.compile(r"/file/(\w+)")
VISIT = re.compile(r"\b(monitoring|focuss?ed|assurance)\b.*\bvisit\b")
VISIT_TYPES = {"monit": "Monitoring visit", "focus": "Focused visit", "assur": "Assurance visit"}
INSPECTION = re.compile(r"\bchildren'?s\b.*\bservices\b")
OTHER = re.compile(r"\b(visit|joint|jtai|send|safeguarding board|adoption|fostering)\b")
AREA_SEND = re.compile(r"\b(send|special educational needs)\b")
OTHER_SEND = re.compile(r"\b(visit|revisit|re-visit|monitoring|thematic)\b")
# Letters of the framework before have no outcome; the first report of this one is of May 2023.
AREA_SEND_FROM = "2023-01-01"
# Inspections of partnerships, which are not of an authority's children's services alone.
PARTNERSHIP = re.compile(r"\b(send|special educational needs|joint|jtai)\b")
# Of so many titles of no known kind each is named.
MOST_NAMED = 20
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

    @property
    def is_area_send(self) -> bool:
        """Whether the file is a report of a full area SEND inspection under the framework of 2023.

        An entry without a day of publication may be one.
        """
        is_inspection = "inspection" in self.title and AREA_SEND.search(self.title)
        is_of_the_framework = (self.publication_date or AREA_SEND_FROM) >= AREA_SEND_FROM
        return bool(is_inspection) and is_of_the_framework and not OTHER_SEND.search(self.title)

    @property
    def is_of_no_known_kind(self) -> bool:
        """Whether the entry is neither such a report, nor a visit, nor one of SEND or a JTAI."""
        is_known = self.is_full_inspection or self.visit_type or PARTNERSHIP.search(self.title)
        return not is_known


@dataclass
class Crawl:
    """What the site lists, and what of it could not be read.

    Attributes:
        events: Every entry with a file, of the pages that were read.
        problems: A line for each page that failed.
        unread: The authorities whose pages failed.
    """

    events: list[Event]
    problems: list[str]
    unread: set[str] = field(default_factory=set)

    def with_entries_of(self, before: Iterable[Event]) -> list[Event]:
        """Every entry, those of pages that failed as they were the last time."""
        return [*self.events, *(event for event in before if event.urn in self.unread)]


def crawl(client: Client, base: str, source: Source, live: OfstedReportsLive) -> Crawl:
    """Read the search and every provider's timeline.

    Args:
        client: The client.
        base: Base address of the site.
        source: The source page; its landing page is the search.
        live: How many providers there must be.

    Raises:
        FetchError: The search failed or is not whole, or page after page failed.
    """
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
            result.unread.add(urn)
    return result


def unknown_titles(events: Iterable[Event]) -> str | None:
    """A line that counts and names the entries of no known kind; None where there are none.

    How the site words the title of a monitoring visit was never seen, so a visit may be among them.
    """
    counts = Counter(e.title or "(no title)" for e in events if e.is_of_no_known_kind)
    if not counts:
        return None
    ordered = sorted(counts.items(), key=lambda counted: (-counted[1], counted[0]))
    named = [f"{count} x {title}" for title, count in ordered[:MOST_NAMED]]
    if len(ordered) > MOST_NAMED:
        named.append(f"and {len(ordered) - MOST_NAMED} other titles")
    return f"entries of no known kind, not read: {counts.total()} ({'; '.join(named)})"


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
        listed, has_next = read_search(client.get_page(url, asked, ALSO_RETRIED))
        new = [urn for urn in listed if urn not in found]
        found += new
        start += len(listed)
        if not new or (len(listed) < ROWS and not has_next):
            break
    if len(found) < live.fewest_providers:
        raise FetchError(
            url,
            "whole list of providers",
            f"{len(found)} are listed; at least {live.fewest_providers} are expected",
        )
    return found


def read_search(page: str) -> tuple[list[str], bool]:
    """The providers that a page of the search lists, and whether a further page follows."""
    tree = parse_page(page)
    links = (link.attributes["href"] or "" for link in tree.css("a[href]"))
    listed = [match[1] for href in links if (match := PROVIDER.search(href))]
    return list(dict.fromkeys(listed)), bool(tree.css(".pagination__next, li.next"))


def _timeline(client: Client, url: str, urn: str) -> list[Event]:
    events = read_timeline(client.get_page(url, also_retried=ALSO_RETRIED), url, urn)
    if events is None:
        raise FetchError(url, "timeline", "the page has none")
    return events


def read_timeline(page: str, url: str, urn: str) -> list[Event] | None:
    """The entries with a file of a provider's page, in printed order; None without a timeline.

    The date of a day may stand before or after its entries. A link that a page leaves open is
    repeated by the rules of HTML, so the first link to a file counts.

    Args:
        page: The page.
        url: Its address, for links that are relative.
        urn: The provider's number.
    """
    tree = parse_page(page)
    if not tree.css(".timeline"):
        return None
    name = _plain(text_of(tree.css_first(".heading--title")))
    dates: dict[LexborNode | None, str] = {}
    found: dict[str, tuple[LexborNode | None, Event]] = {}
    last = ""
    for node in tree.css("a[href], time"):
        day = closest(node, "timeline__day")
        address = urljoin(url, node.attributes.get("href") or "")
        file = FILE.search(urlsplit(address).path)
        if node.tag == "time" and closest(node, "timeline__date"):
            dates[day] = dates.get(day) or _date_of(node)
        elif node.tag == "time" and last and found[last][0] == day:
            found[last] = day, _published(found[last][1], _date_of(node))
        elif file:
            last = file[1]
            found.setdefault(last, (day, _event(node, urn, last, name, address)))
    return [replace(event, event_date=dates.get(day, "")) for day, event in found.values()]


def _event(link: LexborNode, urn: str, file_id: str, name: str, address: str) -> Event:
    """The entry of a link; for screen readers it adds "Report name, pdf - 10 March 2025"."""
    spoken = " ".join(text_of(part) for part in link.css(".nonvisual"))
    title = text_of(link, without="nonvisual") or spoken.partition(", pdf")[0]
    return Event(urn, file_id, name, _plain(title).lower(), "", _day(spoken), address)


def _published(event: Event, day: str) -> Event:
    """The entry with a day of publication, unless its link gives one."""
    return event if event.publication_date else replace(event, publication_date=day)


def _date_of(time: LexborNode) -> str:
    """The date of a `time` element, which may be in its attribute or in its words alone."""
    return _day(time.attributes.get("datetime") or "") or _day(text_of(time))


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
