"""Atom feeds (RFC 4287) of what is new: one of England, one of each authority with news.

Entries have the key of `news` as a name-based UUID, so that a reader knows each again in the next
publication; addresses are relative, since a site does not know where it will be hosted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5
from xml.etree import ElementTree as ET

from pages.figures.parts import Link
from pages.news import Item

ATOM = "http://www.w3.org/2005/Atom"
# A constant of these feeds: another would make every entry new.
NAMESPACE = UUID("6f0f9f0e-0c5a-5b0e-9d2b-7a1c4b1a9e55")
LONGEST_TITLE = 120


def write_feed(
    path: Path, place: str, page: str, found: Sequence[Item], site: str, as_at: date
) -> None:
    """Write a feed.

    Args:
        path: The file; its name within the site is what the feed is known by.
        place: England or an authority.
        page: Address of the page with the same news, as seen from the file.
        found: Its entries, newest first.
        site: Name of the site, which answers for it.
        as_at: Date of the run, when there is no entry.
    """
    feed = ET.Element("feed", xmlns=ATOM, attrib={"xml:lang": "en-GB"})
    _add(feed, "id", identifier(f"feed:{path.stem}"))
    _add(feed, "title", f"{site}: what is new, {place}")
    _add(feed, "updated", _instant(max((item.known_on for item in found), default=as_at)))
    _add(ET.SubElement(feed, "author"), "name", site)
    ET.SubElement(feed, "link", rel="self", type="application/atom+xml", href=path.name)
    ET.SubElement(feed, "link", rel="alternate", type="text/html", href=page)
    _add(feed, "rights", "Contains public sector information, Open Government Licence v3.0.")
    for item in found:
        entry = ET.SubElement(feed, "entry")
        # England's feed names the same item in other words: there it is another entry.
        _add(entry, "id", identifier(f"{path.stem}:{item.news_id}"))
        _add(entry, "title", _shortened(item.text))
        _add(entry, "updated", _instant(item.known_on))
        ET.SubElement(entry, "link", rel="alternate", href=page)
        if isinstance(item.source, Link) and item.source.url:
            ET.SubElement(entry, "link", rel="via", href=item.source.url)
        _add(entry, "summary", item.text)
    ET.indent(feed, "")
    path.write_bytes(ET.tostring(feed, "utf-8", xml_declaration=True) + b"\n")


def identifier(name: str) -> str:
    """The permanent identifier of a name."""
    return uuid5(NAMESPACE, name).urn


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = text


def _instant(day: date) -> str:
    """The beginning of the day in UTC: publishers give no hour."""
    return f"{day.isoformat()}T00:00:00Z"


def _shortened(text: str) -> str:
    """The first sentence, cut where it is long."""
    first = text.split(". ")[0].rstrip(".")
    return first if len(first) <= LONGEST_TITLE else f"{first[: LONGEST_TITLE - 1].rstrip()}…"
