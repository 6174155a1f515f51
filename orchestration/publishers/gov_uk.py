"""GOV.UK: the newest edition of a publication by search or collection, and its attachment.

A revised file gets a new address even where its name stays, so the address is looked up in every
run. Attachments are on another host and are fetched from there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from orchestration.catalogue import GovUkLive, Source
from orchestration.publishers.client import Answer, Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.offer import Offer, only_match

SPREADSHEETS = (".ods", ".xlsx")
MOST_REDIRECTS = 3


class _Document(Answer):
    """A page as search and collections list it."""

    title: str
    link: str = ""
    base_path: str = ""
    public_timestamp: str | None = None
    public_updated_at: str | None = None
    withdrawn: bool | None = None
    is_withdrawn: bool | None = None

    @property
    def path(self) -> str:
        return self.link or self.base_path

    @property
    def updated(self) -> str:
        return self.public_timestamp or self.public_updated_at or ""


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


class _Item(Answer):
    schema_name: str
    first_published_at: str | None = None
    public_updated_at: str | None = None
    redirects: tuple[_Redirect, ...] = ()
    details: _Details = _Details()
    links: _Links = _Links()


def offers(client: Client, base: str, source: Source, live: GovUkLive) -> list[Offer]:
    """The workbook of a publication's newest edition.

    Raises:
        FetchError: A service did not answer, or the edition or its workbook is not found.
    """
    url, item = _item(client, base, _newest(client, base, source, live).path)
    files = {
        f"{a.title or ''} {a.name}".strip(): a
        for a in item.details.attachments
        if a.attachment_type == "file" and a.name.lower().endswith(SPREADSHEETS)
    }
    file = only_match(url, "workbook attached", files, live.attachment)
    return [
        Offer(
            name=file.name,
            urls=(urljoin(f"{base}/", file.url),),
            signal=item.public_updated_at or "",
            published_on=(item.details.first_public_at or item.first_published_at or "")[:10]
            or None,
            updated_on=(item.public_updated_at or "")[:10] or None,
        )
    ]


def _newest(client: Client, base: str, source: Source, live: GovUkLive) -> _Document:
    """The newest edition that search lists, or else the collection.

    Search may lag or fail on its own; the collection is kept by hand and may forget an edition.
    """
    url = f"{base}/api/search.json"
    try:
        found = client.get_json(
            url,
            _Found,
            {
                "filter_organisations": live.organisation,
                "q": source.publication,
                "order": "-public_timestamp",
                "count": "100",
                "fields": "title,link,public_timestamp",
            },
        )
        return _newest_of(url, found.results, live)
    except FetchError as error:
        reason = error
    try:
        url, item = _item(client, base, urlsplit(source.landing_page).path)
        return _newest_of(url, item.links.documents, live)
    except FetchError as error:
        searched = f"by search, {reason.rule}: {reason.detail}"
        raise FetchError(error.file, error.rule, f"{error.detail}; {searched}") from error


def _newest_of(url: str, documents: Iterable[_Document], live: GovUkLive) -> _Document:
    """The newest edition of a list: by what its title says, since old ones are corrected too."""
    editions = []
    for document in documents:
        match = re.search(live.document, document.title, re.IGNORECASE)
        announced = "/announcements/" in document.path
        gone = announced or document.withdrawn or document.is_withdrawn
        if match and not gone and document.path.startswith("/"):
            editions.append((match[1] if match.re.groups else "", document.updated, document))
    if not editions:
        raise FetchError(url, "edition of the publication", f"no title matches {live.document!r}")
    return max(editions, key=lambda edition: edition[:2])[2]


def _item(client: Client, base: str, path: str) -> tuple[str, _Item]:
    """A content item; one that has moved is answered with status 200 and says where to."""
    for _ in range(MOST_REDIRECTS + 1):
        url = f"{base}/api/content{path}"
        item = client.get_json(url, _Item)
        if item.schema_name != "redirect":
            return url, item
        if not item.redirects:
            raise FetchError(url, "content item", "is a redirect to nowhere")
        path = urlsplit(item.redirects[0].destination).path
    raise FetchError(url, "content item", f"more than {MOST_REDIRECTS} redirects")
