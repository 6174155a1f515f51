"""GOV.UK: the newest edition of a publication by search or collection, and its attachment.

A revised file gets a new address even where its name stays, so the address is looked up in every
run. Attachments are on another host and are fetched from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeVar
from urllib.parse import urljoin, urlsplit

from orchestration.catalogue import GovUkLive, Source
from orchestration.publishers.client import Answer, Client
from orchestration.publishers.errors import FetchError, NotOfferedError
from orchestration.publishers.offer import Offer, only_match

SPREADSHEETS: Final = (".ods", ".xlsx")
MOST_REDIRECTS: Final = 3
# Search takes three of four words anywhere in a page for a match and gives the pages changed last,
# so an edition of August would be off the list by spring among everything that a publisher puts
# out. Accredited statistics are still filed as "national".
STATISTICS: Final = ("official_statistics", "national_statistics")


class _Document(Answer):
    """A page as search and collections list it."""

    title: str
    link: str = ""
    base_path: str = ""
    withdrawn: bool | None = None
    is_withdrawn: bool | None = None

    @property
    def path(self) -> str:
        return self.link or self.base_path


class _Found(Answer):
    results: list[_Document]


class _Attachment(Answer):
    url: str
    title: str | None = None
    filename: str | None = None
    attachment_type: str = "file"

    @property
    def name(self) -> str:
        return self.filename or urlsplit(self.url).path.rpartition("/")[2]


class _Details(Answer):
    attachments: tuple[_Attachment, ...] = ()
    first_public_at: str | None = None


class _Links(Answer):
    documents: tuple[_Document, ...] = ()


class _Redirect(Answer):
    destination: str


class ContentItem(Answer):
    """A content item, as far as every kind of page has the same."""

    schema_name: str
    first_published_at: str | None = None
    public_updated_at: str | None = None
    redirects: tuple[_Redirect, ...] = ()


class _Item(ContentItem):
    details: _Details = _Details()
    links: _Links = _Links()


ItemT = TypeVar("ItemT", bound=ContentItem)


def offers(client: Client, base: str, source: Source, live: GovUkLive) -> list[Offer]:
    """The workbook of a publication's newest edition that has one.

    A page may be there before all of its workbooks are; the edition before then stands in, and
    the offer says so.

    Raises:
        FetchError: A service did not answer, or the edition or its workbook is not found.
    """
    lacking: list[NotOfferedError] = []
    for document in _editions(client, base, source, live):
        url, item = content_item(client, base, document.path, _Item)
        try:
            file = only_match(url, "workbook attached", _workbooks(item), live.attachment)
        except NotOfferedError as error:
            lacking.append(error)
            continue
        return [
            Offer(
                name=file.name,
                urls=(urljoin(f"{base}/", file.url),),
                signal=item.public_updated_at or "",
                published_on=(item.details.first_public_at or item.first_published_at or "")[:10]
                or None,
                updated_on=(item.public_updated_at or "")[:10] or None,
                passed_over=tuple(str(error) for error in lacking),
            )
        ]
    raise lacking[0]


def _workbooks(item: _Item) -> dict[str, _Attachment]:
    """The spreadsheets attached to a page, by title and file name."""
    return {
        f"{a.title or ''} {a.name}".strip(): a
        for a in item.details.attachments
        if a.attachment_type == "file" and a.name.lower().endswith(SPREADSHEETS)
    }


def _editions(client: Client, base: str, source: Source, live: GovUkLive) -> list[_Document]:
    """The editions that search lists, or else the collection; the newest first.

    Search may lag or fail on its own; the collection is kept by hand and may forget an edition.
    """
    url = f"{base}/api/search.json"
    try:
        found = client.get_json(
            url,
            _Found,
            {
                "filter_organisations": live.organisation,
                "filter_content_store_document_type": STATISTICS,
                "q": source.publication,
                "order": "-public_timestamp",
                "count": "100",
                "fields": "title,link,is_withdrawn",
            },
        )
        return _newest_first(url, found.results, live)
    except FetchError as error:
        reason = error
    try:
        url, item = content_item(client, base, urlsplit(source.landing_page).path, _Item)
        return _newest_first(url, item.links.documents, live)
    except FetchError as error:
        searched = f"by search, {reason.rule}: {reason.detail}"
        raise FetchError(error.file, error.rule, f"{error.detail}; {searched}") from error


def _newest_first(url: str, documents: Iterable[_Document], live: GovUkLive) -> list[_Document]:
    """The editions of a list, never empty, by what their titles say: old ones are corrected too."""
    editions = []
    for document in documents:
        match = re.search(live.document, document.title, re.IGNORECASE)
        announced = "/announcements/" in document.path
        gone = announced or document.withdrawn or document.is_withdrawn
        if match and not gone and document.path.startswith("/"):
            editions.append((match[1], document))
    if not editions:
        raise FetchError(url, "edition of the publication", f"no title matches {live.document!r}")
    editions.sort(key=lambda edition: edition[0], reverse=True)
    return [document for _, document in editions]


def content_item(client: Client, base: str, path: str, shape: type[ItemT]) -> tuple[str, ItemT]:
    """A content item; one that has moved is answered with status 200 and says where to.

    Raises:
        FetchError: It is not there, or has another shape.
    """
    for _ in range(MOST_REDIRECTS + 1):
        url = f"{base}/api/content{path}"
        item = client.get_json(url, shape)
        if item.schema_name != "redirect":
            return url, item
        if not item.redirects:
            raise FetchError(url, "content item", "is a redirect to nowhere")
        path = urlsplit(item.redirects[0].destination).path
    raise FetchError(url, "content item", f"more than {MOST_REDIRECTS} redirects")
