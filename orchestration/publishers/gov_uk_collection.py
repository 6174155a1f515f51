"""GOV.UK: the documents of a collection, each with what its page says.

A page is edited in place when its document is closed or replaced, at times without a word in its
dates, so every page is asked for in every run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from urllib.parse import urlsplit

from orchestration.catalogue import GovUkCollectionLive, Source
from orchestration.publishers.client import Answer, Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.gov_uk import ContentItem, content_item
from orchestration.publishers.html import parse_page, text_of


@dataclass(frozen=True, order=True)
class Document:
    """One document of a collection; dates are ISO 8601 or empty.

    Attributes:
        base_path: Its address on GOV.UK.
        title: Its title.
        collection_group: The heading of the collection under which it stands.
        first_published_on: The day its page was first published.
        updated_on: The day its page was last said to have changed.
        withdrawn_on: The day its page was withdrawn.
        attachments: The number of files attached.
        body: The words of its page.
        change_notes: What its page says of its changes, the newest first.
    """

    base_path: str
    title: str
    collection_group: str
    first_published_on: str
    updated_on: str
    withdrawn_on: str
    attachments: str
    body: str
    change_notes: str


class _Member(Answer):
    content_id: str
    base_path: str
    title: str


class _Group(Answer):
    title: str
    documents: tuple[str, ...] = ()


class _Groups(Answer):
    collection_groups: tuple[_Group, ...]


class _Members(Answer):
    documents: tuple[_Member, ...] = ()


class _Collection(ContentItem):
    details: _Groups
    links: _Members = _Members()


class _Change(Answer):
    note: str = ""


class _Body(Answer):
    body: str
    first_public_at: str | None = None
    change_history: tuple[_Change, ...] = ()
    attachments: tuple[object, ...] = ()


class _Withdrawn(Answer):
    withdrawn_at: str = ""


class _Page(ContentItem):
    title: str
    withdrawn_notice: _Withdrawn = _Withdrawn()
    details: _Body


def documents(
    client: Client, base: str, source: Source, live: GovUkCollectionLive
) -> list[Document]:
    """Every document that the collection lists, in any of its groups or in none.

    Raises:
        FetchError: The collection or a page was not given, or the collection is not whole.
    """
    path = urlsplit(source.landing_page).path
    url, collection = content_item(client, base, path, _Collection)
    members = collection.links.documents
    if len(members) < live.fewest_documents:
        raise FetchError(
            url,
            "whole collection",
            f"{len(members)} documents are listed; at least {live.fewest_documents} are expected",
        )
    groups = {id_: g.title for g in collection.details.collection_groups for id_ in g.documents}
    return sorted(
        _document(client, base, member, groups.get(member.content_id, "")) for member in members
    )


def _document(client: Client, base: str, member: _Member, group: str) -> Document:
    _, page = content_item(client, base, member.base_path, _Page)
    published = page.details.first_public_at or page.first_published_at or ""
    return Document(
        base_path=member.base_path,
        title=page.title,
        collection_group=group,
        first_published_on=published[:10],
        updated_on=(page.public_updated_at or "")[:10],
        withdrawn_on=page.withdrawn_notice.withdrawn_at[:10],
        attachments=str(len(page.details.attachments)),
        body=text_of(parse_page(page.details.body).body),
        change_notes=" ".join(_sentence(change.note) for change in page.details.change_history),
    )


def _sentence(note: str) -> str:
    words = " ".join(note.split())
    return words if words.endswith((".", "!", "?")) else f"{words}."


def write_documents(found: Iterable[Document]) -> bytes:
    """Documents as a CSV file, the same bytes for the same documents."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [f.name for f in fields(Document)], lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(document) for document in sorted(set(found)))
    return text.getvalue().encode()


def read_documents(data: bytes) -> list[Document]:
    """The documents of a CSV file.

    Raises:
        TypeError: It has other columns.
        ValueError: It is no text.
    """
    return [Document(**row) for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]
