"""Explore Education Statistics: the content API behind the website, and the public data API.

Ids move: a release version gets a new one at each amendment and the old one answers 403, a data
set file gets one each year. So everything is found from the publication's slug, in every run.
"""

from __future__ import annotations

import json
import logging
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from orchestration.catalogue import EesLive, Source
from orchestration.publishers.client import Answer, Client
from orchestration.publishers.errors import FetchError
from orchestration.publishers.html import parse_page
from orchestration.publishers.offer import Offer, only_match

log = logging.getLogger(__name__)

# The content API's release routes are not promised; where they are gone the website's own page
# carries the same facts.
GONE = frozenset({404, 410})
PUBLIC_PAGE = "20"
MOST_PAGES = 50


class _Release(Answer):
    slug: str


class _NextRelease(Answer):
    """`PublicationNextReleaseDateDto`: what is not known of the date is left out."""

    year: int
    month: int | None = None
    day: int | None = None


class _Publication(Answer):
    """A publication; its next date is read apart, since no figure depends on it."""

    latest_release: _Release
    next_release_date: object = None


class _Redirect(Answer):
    from_slug: str
    to_slug: str


class _Redirects(Answer):
    publication_redirects: tuple[_Redirect, ...]


class _Summary(Answer):
    id: str
    published: str | None = None
    last_updated: str | None = None
    update_count: int | None = None


class _FileMeta(Answer):
    num_data_file_rows: int | None = None


class _DataSetFile(Answer):
    file_id: str
    title: str
    data_set_file_id: str
    meta: _FileMeta | None = None


class _DataContent(Answer):
    release_version_id: str
    data_sets: list[_DataSetFile]


class _Paging(Answer):
    total_pages: int = 1


class _ApiPublication(Answer):
    id: str
    title: str
    slug: str


class _ApiPublications(Answer):
    results: list[_ApiPublication]


class _TimePeriods(Answer):
    end: str = ""


class _Version(Answer):
    version: str
    published: str | None = None
    total_results: int | None = None
    time_periods: _TimePeriods = _TimePeriods()


class _ApiDataSet(Answer):
    id: str
    title: str
    status: str = "Published"
    latest_version: _Version | None = None

    @property
    def last_period(self) -> str:
        return self.latest_version.time_periods.end if self.latest_version else ""


class _ApiDataSets(Answer):
    paging: _Paging = _Paging()
    results: list[_ApiDataSet]


def content_offers(client: Client, base: str, source: Source, live: EesLive) -> list[Offer]:
    """The files of a publication's latest release, from the content API.

    Raises:
        FetchError: A service did not answer, or a table's file is not in the release.
    """
    slug, publication = _publication(client, base, live.publication)
    release = publication.latest_release.slug
    route = f"{base}/publications/{slug}/releases/{release}"
    try:
        summary = client.get_json(f"{route}/version-summary", _Summary)
        content = client.get_json(f"{route}/data-content", _DataContent)
    except FetchError as error:
        if error.status not in GONE:
            raise
        route = f"{_website(base)}/find-statistics/{slug}/{release}/data-guidance"
        summary, content = _from_website(client, route)
    files = {file.title: file for file in content.data_sets}
    signal = f"{content.release_version_id} {summary.last_updated} {summary.update_count}"
    offers = []
    for table, patterns in live.files.items():
        file = only_match(route, f"data set for {table}", files, patterns)
        offers.append(
            Offer(
                table=table,
                name=f"{source.source}_{table}_{release}.csv",
                urls=(
                    f"{base}/releases/{content.release_version_id}/files/{file.file_id}",
                    f"{base}/data-set-files/{file.data_set_file_id}/download",
                ),
                signal=signal,
                published_on=_day(summary.published),
                updated_on=_day(summary.last_updated),
                next_release=_last_day(publication.next_release_date),
                rows=file.meta.num_data_file_rows if file.meta else None,
            )
        )
    return offers


def api_offers(
    client: Client, base: str, content_base: str, source: Source, live: EesLive
) -> list[Offer]:
    """The latest versions of a publication's data sets, from the public data API.

    Its answers carry no validators; the version and the time of its publication tell a change.

    Raises:
        FetchError: The service did not answer, or does not list the publication or a data set.
    """
    url = f"{base}/v1/publications"
    found = client.get_json(url, _ApiPublications, {"search": source.publication, "pageSize": "40"})
    publication = next(
        (p for p in found.results if p.slug == live.publication),
        next((p for p in found.results if p.title == source.publication), None),
    )
    if publication is None:
        titles = "; ".join(p.title for p in found.results) or "nothing"
        raise FetchError(url, f"publication {live.publication}", f"not among: {titles}")
    url = f"{url}/{publication.id}/data-sets"
    listed = [d for d in _data_sets(client, url) if d.status == "Published"]
    # The one published last is listed first, and may be an older one corrected: the years tell.
    listed.sort(key=lambda data_set: data_set.last_period, reverse=True)
    data_sets = {data_set.title: data_set for data_set in reversed(listed)}
    coming = _next_release(client, content_base, live.publication)
    offers = []
    for table, patterns in live.files.items():
        data_set = only_match(url, f"data set for {table}", data_sets, patterns)
        version = data_set.latest_version
        if version is None:
            raise FetchError(url, f"data set for {table}", f"{data_set.title} has no version")
        offers.append(
            Offer(
                table=table,
                name=f"{data_set.id}_v{version.version}.csv",
                urls=(f"{base}/v1/data-sets/{data_set.id}/csv",),
                signal=f"{version.version} {version.published}",
                published_on=_day(version.published),
                updated_on=_day(version.published),
                next_release=_last_day(coming),
                rows=version.total_results,
            )
        )
    return offers


def _publication(client: Client, base: str, slug: str) -> tuple[str, _Publication]:
    """A publication by its slug, or by the slug it has been given since."""
    try:
        return slug, client.get_json(f"{base}/publications/{slug}", _Publication)
    except FetchError as error:
        if error.status not in GONE:
            raise
        renamed = client.get_json(f"{base}/redirects", _Redirects).publication_redirects
        now = next((r.to_slug for r in renamed if r.from_slug == slug), None)
        if now is None:
            raise
        return now, client.get_json(f"{base}/publications/{now}", _Publication)


def _next_release(client: Client, base: str, slug: str) -> object:
    """When the next release is expected; only the content API knows, and it is not essential."""
    try:
        return _publication(client, base, slug)[1].next_release_date
    except FetchError as error:
        log.warning("the next release of %s is not known: %s", slug, error)
        return None


def _data_sets(client: Client, url: str) -> Iterator[_ApiDataSet]:
    for page in range(1, MOST_PAGES + 1):
        answer = client.get_json(url, _ApiDataSets, {"page": str(page), "pageSize": PUBLIC_PAGE})
        yield from answer.results
        if page >= answer.paging.total_pages:
            return


def _website(content_base: str) -> str:
    """The website that belongs to a content API."""
    parts = urlsplit(content_base)
    path = parts.path.rstrip("/").removesuffix("/api")
    return parts._replace(netloc=parts.netloc.removeprefix("content."), path=path).geturl()


def _from_website(client: Client, url: str) -> tuple[_Summary, _DataContent]:
    """The release's facts from the JSON that the website's page is rendered from.

    Data sets alone count: supporting files stand beside them and may bear the same titles.

    Raises:
        FetchError: The page does not carry them.
    """
    script = parse_page(client.get_page(url)).css_first("script#__NEXT_DATA__")
    try:
        nodes = list(_objects(json.loads(script.text() if script else "")))
    except (ValueError, RecursionError) as error:
        raise FetchError(url, "data of the page", f"not there: {error}") from error
    content = next((node for node in nodes if node.get("dataSets")), None)
    if content is None:
        raise FetchError(url, "data of the page", "it names no data set")
    dated = next((node for node in nodes if node.get("lastUpdated")), {})
    try:
        return (
            _Summary.model_validate({**dated, "id": content.get("releaseVersionId")}),
            _DataContent.model_validate(content),
        )
    except ValueError as error:
        raise FetchError(url, "data of the page", str(error)) from error


def _objects(node: object) -> Iterator[dict[str, object]]:
    """Every object of a JSON document, outermost first."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _objects(value)
    elif isinstance(node, list):
        for value in node:
            yield from _objects(value)


def _day(time: str | None) -> str | None:
    """The day of a time in ISO 8601."""
    return time[:10] if time else None


def _last_day(coming: object) -> str | None:
    """The day by which a release is due: the last of what is known of its date.

    A date given by its year or month alone is not overdue before that is over. None, with a
    warning, where it is no date: a date is never worth a source.
    """
    if coming is None:
        return None
    try:
        known = _NextRelease.model_validate(coming)
        month = known.month or 12
        last = monthrange(known.year, month)[1]
        return date(known.year, month, (known.month and known.day) or last).isoformat()
    except (ValueError, OverflowError) as error:
        log.warning("the date of a release to come is none: %r: %s", coming, error)
        return None
