"""A stand-in for the publishers' services: their shapes, small made-up files, and faults on demand.

One server answers for all of them under a path each (`/govuk`, `/ees`, `/api`, `/ofsted`,
`/files`), so that base addresses with a path are exercised too. What it serves are attributes that
a test may change between two runs; `faults` go before the answer to an address, each once.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import socket
import struct
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from orchestration.catalogue import Source, Table
from orchestration.settings import Settings

LOCAL_AUTHORITIES = (("370", "E08000038", "Barnsley"), ("373", "E08000039", "Sheffield"))
CSV, ODS, PDF, HTML = (
    "text/csv",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/pdf",
    "text/html",
)


# --- files ---------------------------------------------------------------------------------------


def csv_file(table: Table, periods: Sequence[str], value: str = "10") -> bytes:
    """A CSV file with every heading of a table, a row per authority and period."""
    columns = {name: known.headings[0] for name, known in table.columns.items()}
    measures = [known.headings[0] for known in table.measures.values()]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns.values(), *measures])
    for period in periods:
        for la_code, ons_code, la_name in LOCAL_AUTHORITIES:
            known = {
                "period": period,
                "geographic_level": "Local authority",
                "la_code": la_code,
                "ons_code": ons_code,
                "la_name": la_name,
            }
            writer.writerow(
                [*(known.get(name, "") for name in columns), *(value for _ in measures)]
            )
    return text.getvalue().encode()


def outcomes_workbook(source: Source, year: int = 2025, grade: str = "Good") -> bytes:
    """An Ofsted workbook with a row on each of its sheets."""
    values = {
        "ons_code": "E08000038",
        "la_name": "Barnsley",
        "inspection_date": f"{year}-01-20",
        "publication_date": f"{year}-03-10",
        "overall_effectiveness": grade,
    }
    sheets: dict[str, list[list[str]]] = {
        "Cover": [
            [f"Local authority inspection outcomes as at 31 March {year}"],
            [f"Published on: {year}-09-25"],
        ]
    }
    for table in source.tables.values():
        header = [known.headings[0] for known in table.columns.values()]
        row = [values.get(name, "x") for name in table.columns]
        sheets[table.sheet or ""] = [["Title"], ["This worksheet contains one table"], header, row]
    return workbook(sheets)


def outturn_workbook(source: Source, value: str = "1,000") -> bytes:
    """A revenue outturn workbook with one authority."""
    table = source.tables["service_expenditure"]
    known = {**table.columns, **table.measures}
    values = {"e_code": "E4401", "ons_code": "E08000038", "la_name": "Barnsley", "class": "MD"}
    return workbook(
        {
            "Front_Page": [["These figures were published on 4 December 2025"]],
            "RSX_LA_Data_202425": [
                ["Revenue Outturn (RO) 2024-25"],
                [k.headings[0] for k in known.values()],
                [values.get(name, value) for name in known],
            ],
        }
    )


def workbook(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """A small OpenDocument spreadsheet of text cells."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(
            "<table:table-row>"
            + "".join(
                '<table:table-cell office:value-type="string">'
                f"<text:p>{escape(cell)}</text:p></table:table-cell>"
                for cell in row
            )
            + "</table:table-row>"
            for row in rows
        )
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3" '
        f'xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0" '
        f'xmlns:text="{names}:text:1.0"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0">{listed}</manifest:manifest>'
    )
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_STORED) as archive:
        members = {"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest}
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return data.getvalue()


# --- what is served ------------------------------------------------------------------------------


@dataclass
class Entry:
    """An entry of an authority's timeline."""

    title: str
    file_id: str | None
    event_date: str = "20 January 2025"
    publication_date: str | None = "10 March 2025"


@dataclass
class Asked:
    """A request and what became of it."""

    path: str
    headers: dict[str, str]
    status: int = 0
    sent: int = 0


@dataclass
class Reply:
    """An answer to a request."""

    body: bytes = b""
    content_type: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


Fault = Callable[["Handler"], "Reply | None"]


@dataclass
class Publishers:
    """Everything the stand-in serves.

    Attributes:
        release: Slug of the workforce publication's latest release.
        release_version: Its id, which moves at an amendment.
        stale_versions: Ids that version-summary and data-content give before the true one.
        workforce: The data set file.
        data_sets: Of a public publication, title, file and version by table.
        assets: Files on the assets host by path.
        outcomes_asset: Path of the outcomes workbook.
        providers: Timelines by number.
        reports: Report files by id.
        routes_gone: The release routes of the content API answer 404.
        files_gone: Its files are only at their other address, which has no validators.
        per_page: How many providers the search lists at once.
    """

    workforce: bytes
    data_sets: dict[str, dict[str, tuple[str, bytes]]]
    assets: dict[str, bytes]
    providers: dict[str, list[Entry]]
    reports: dict[str, bytes]
    release: str = "2025"
    release_version: str = "rv-1"
    last_updated: str = "2026-03-19T09:30:00Z"
    stale_versions: list[str] = field(default_factory=list)
    api_version: tuple[str, str] = ("1.0", "2025-10-30T09:30:00Z")
    outcomes_asset: str = "/files/media/aaa/LA_Inspection_Outcomes_as_at_31_March_2025.ods"
    outturn_asset: str = "/files/media/bbb/RSX_LA_Data_2024-25_data_by_LA.ods"
    outcomes_is_moved: bool = False
    workforce_slug: str = "children-s-social-work-workforce"
    routes_gone: bool = False
    files_gone: bool = False
    per_page: int = 100
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    base: str = ""

    def settings(self, data: Path) -> Settings:
        """Settings whose base addresses lead here."""
        return Settings(
            data=data,
            source="live",
            as_at=None,
            govuk_url=f"{self.base}/govuk",
            ees_content_url=f"{self.base}/ees/api",
            ees_api_url=f"{self.base}/api",
            ofsted_reports_url=f"{self.base}/ofsted",
            contact="benchmarks@example.org",
        )

    def files_sent(self) -> list[str]:
        """Paths of the files sent whole since `asked` was last emptied."""
        files = ("/download", "/files/", "/csv")
        return [a.path for a in self.asked if a.status == 200 and any(f in a.path for f in files)]

    def reply(self, path: str, query: dict[str, list[str]]) -> Reply:
        """The answer to an address, as the publishers give it."""
        for prefix, answer in (
            ("/govuk/api/search.json", self._search),
            ("/govuk/api/content", self._content),
            ("/ees/api", self._ees),
            ("/ees/find-statistics", self._website),
            ("/api/v1", self._public),
            ("/ofsted", self._ofsted),
            ("/files/", self._file),
        ):
            if path.startswith(prefix):
                reply = answer(path if prefix == "/files/" else path.removeprefix(prefix), query)
                return reply or Reply(status=404)
        return Reply(status=404)

    # GOV.UK

    def _search(self, path: str, query: dict[str, list[str]]) -> Reply:
        listed = {
            "ofsted": [
                ("Local authority inspection outcomes as at 31 March 2026", "announcements/x"),
                ("Local authority inspection outcomes as at 31 March 2025", "outcomes-2025"),
                ("Local authority inspection outcomes as at 31 March 2024", "outcomes-2024"),
                ("Childminder inspections and outcomes as at 31 March 2026", "childminders"),
            ],
            "ministry-of-housing-communities-local-government": [
                (
                    "Local authority revenue expenditure and financing England: 2024 to 2025 "
                    "individual local authority data - outturn",
                    "outturn-2025",
                )
            ],
        }
        results = [
            {
                "title": title,
                "link": f"/government/statistics/{link}",
                "public_timestamp": f"2025-0{9 - number}-01T09:30:00Z",
            }
            for number, (title, link) in enumerate(listed[query["filter_organisations"][0]])
        ]
        return _json({"results": results, "total": len(results), "start": 0})

    def _content(self, path: str, query: dict[str, list[str]]) -> Reply | None:
        name = path.rpartition("/")[2]
        if name == "outcomes-2025" and self.outcomes_is_moved:
            destination = "/government/statistics/outcomes-2025-moved"
            return _json(
                {
                    "schema_name": "redirect",
                    "redirects": [{"path": path, "type": "exact", "destination": destination}],
                }
            )
        if name in ("outcomes-2025", "outcomes-2025-moved"):
            return self._publication(self.outcomes_asset, "Underlying data: inspection outcomes")
        if name == "outturn-2025":
            return self._publication(self.outturn_asset, "Revenue outturn (RSX) by authority")
        if path == "/government/collections/childrens-social-care-statistics":
            title = "Local authority inspection outcomes as at 31 March 2025"
            document = {"title": title, "base_path": "/government/statistics/outcomes-2025"}
            return _json({"schema_name": "document_collection", "links": {"documents": [document]}})
        return None

    def _publication(self, asset: str, title: str) -> Reply:
        attachments = [
            {"attachment_type": "html", "title": "Main findings", "url": "/government/x/findings"},
            {
                "attachment_type": "file",
                "title": title,
                "url": asset,
                "filename": asset.rpartition("/")[2],
                "content_type": ODS,
            },
        ]
        return _json(
            {
                "schema_name": "publication",
                "first_published_at": "2025-09-25T09:30:00Z",
                "public_updated_at": "2025-09-25T09:30:00Z",
                "details": {"attachments": attachments},
            }
        )

    def _file(self, path: str, query: dict[str, list[str]]) -> Reply | None:
        if path.startswith("/files/v1/file/"):
            body = self.reports.get(path.rpartition("/")[2])
            return None if body is None else Reply(body, PDF)
        body = self.assets.get(path)
        return None if body is None else _with_validators(Reply(body, ODS))

    # Explore Education Statistics

    def _ees(self, path: str, query: dict[str, list[str]]) -> Reply | None:
        slug, version = self.workforce_slug, self.release_version
        release = f"/publications/{slug}/releases/{self.release}"
        if path == f"/publications/{slug}":
            return _json(
                {
                    "slug": slug,
                    "latestRelease": {"id": "r", "slug": self.release, "title": "2025"},
                    "nextReleaseDate": {"year": 2027, "month": 2},
                }
            )
        if path == "/redirects":
            pair = {"fromSlug": "children-s-social-work-workforce", "toSlug": slug}
            return _json({"publications": [pair], "methodologies": []})
        if path.startswith(release) and not self.routes_gone:
            version = self.stale_versions[0] if self.stale_versions else version
            if path.endswith("/version-summary"):
                published = {"published": "2026-03-19T09:30:00Z", "lastUpdated": self.last_updated}
                return _json({"id": version, "updateCount": 1, **published})
            if path.endswith("/data-content"):
                version = self.stale_versions.pop(0) if self.stale_versions else version
                return _json({"releaseVersionId": version, "dataSets": self._workforce_files()})
        if path == "/data-set-files/d-1/download" and self.files_gone:
            return Reply(self.workforce, CSV)
        if path.startswith("/releases/") and not self.files_gone:
            if path.split("/")[2] != version:
                return Reply(status=403)
            return _with_validators(Reply(self.workforce, CSV), weak=True)
        return None

    def _workforce_files(self) -> list[dict[str, object]]:
        rows = self.workforce.count(b"\n") - 1
        return [
            {
                "dataSetFileId": "d-1",
                "fileId": "f-1",
                "title": "1. Indicators (in post, starters, leavers, agency workers)",
                "meta": {"numDataFileRows": rows},
            },
            {"dataSetFileId": "d-2", "fileId": "f-2", "title": "2. Social worker characteristics"},
        ]

    def _website(self, path: str, query: dict[str, list[str]]) -> Reply | None:
        if path != f"/{self.workforce_slug}/{self.release}/data-guidance":
            return None
        props = {
            "releaseVersionSummary": {"releaseVersionId": self.release_version},
            "dataSets": self._workforce_files(),
        }
        data = json.dumps({"props": {"pageProps": props}})
        page = f'<!DOCTYPE html><script id="__NEXT_DATA__" type="application/json">{data}</script>'
        return Reply(page.encode(), HTML)

    def _public(self, path: str, query: dict[str, list[str]]) -> Reply | None:
        if path == "/publications":
            wanted = query["search"][0].lower()
            found = [
                {"id": slug, "slug": slug, "title": slug.replace("-", " ").capitalize()}
                for slug in self.data_sets
            ]
            return _json({"results": [p for p in found if wanted in p["title"].lower()]})
        parts = path.strip("/").split("/")
        if parts[0] == "publications":
            listed = [
                self._data_set(f"{parts[1]}.{table}", title, body)
                for table, (title, body) in self.data_sets[parts[1]].items()
            ]
            page = int(query["page"][0])
            paging = {"page": page, "totalPages": len(listed)}
            return _json({"paging": paging, "results": listed[page - 1 : page]})
        publication, _, table = parts[1].partition(".")
        body = gzip.compress(self.data_sets[publication][table][1], mtime=0)
        return Reply(body, CSV, headers={"Content-Encoding": "gzip"})

    def _data_set(self, number: str, title: str, body: bytes) -> dict[str, object]:
        version, published = self.api_version
        latest = {
            "version": version,
            "published": published,
            "totalResults": body.count(b"\n") - 1,
            "file": {"id": "f"},
        }
        return {"id": number, "title": title, "status": "Published", "latestVersion": latest}

    # Ofsted

    def _ofsted(self, path: str, query: dict[str, list[str]]) -> Reply | None:
        if path == "/search":
            numbers = list(self.providers)
            start = int(query["start"][0])
            listed = numbers[start : start + self.per_page]
            items = "".join(
                f'<li><h3><a href="/provider/44/{urn}">Authority {urn}</a></h3></li>'
                for urn in listed
            )
            more = '<a class="pagination__next" href="?start=x">Next</a>'
            more = more if start + self.per_page < len(numbers) else ""
            page = f'<!DOCTYPE html><ul class="results-list">{items}</ul>{more}'
            return Reply(page.encode(), HTML)
        urn = path.rpartition("/")[2]
        if urn not in self.providers:
            return None
        entries = "".join(_timeline_entry(self.base, e) for e in self.providers[urn])
        page = (
            f'<!DOCTYPE html><h1 class="heading--title">Authority {urn}</h1>'
            f'<ol class="timeline">{entries}<li class="timeline__day timeline__day--opened">'
            "<div class='event'><p>Opened</p></div></li></ol><a href='#top'>Back to top</a>"
        )
        return Reply(page.encode(), HTML)


def _timeline_entry(base: str, entry: Entry) -> str:
    spoken = f"{entry.title}, pdf"
    spoken += f" - {entry.publication_date}" if entry.publication_date else ""
    return (
        '<li class="timeline__day"><div class="event"><span class="event__title heading--sub">'
        f'<a class="publication-link" href="{base}/files/v1/file/{entry.file_id}">{entry.title}'
        f'<span class="nonvisual">{spoken}</span></a></span></div>'
        f'<p class="timeline__date"><time>{entry.event_date}</time></p></li>'
    )


def _json(answer: object) -> Reply:
    return Reply(json.dumps(answer).encode())


def _with_validators(reply: Reply, weak: bool = False) -> Reply:
    etag = f'{"W/" if weak else ""}"{hashlib.md5(reply.body).hexdigest()}"'
    modified = "Fri, 02 Oct 2026 08:30:00 GMT"
    return Reply(reply.body, reply.content_type, headers={"ETag": etag, "Last-Modified": modified})


# --- faults --------------------------------------------------------------------------------------


def status(code: int, **headers: str) -> Fault:
    """Answer with a status and nothing else."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda handler: Reply(status=code, headers=named)


def answer(body: bytes, content_type: str = HTML) -> Fault:
    """Answer 200 with something else."""
    return lambda handler: Reply(body, content_type)


def redirect(location: str) -> Fault:
    """Answer with a redirect."""
    return lambda handler: Reply(status=302, headers={"Location": location})


def retyped(content_type: str) -> Fault:
    """Answer as usual under another content type."""

    def fault(handler: Handler) -> Reply:
        reply = handler.usual()
        return Reply(reply.body, content_type, headers=reply.headers)

    return fault


def reset(handler: Handler) -> None:
    """Drop the connection."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def truncated(handler: Handler) -> None:
    """Promise the whole body and send half of it."""
    _half(handler, handler.usual().body)


def truncated_unpacked(handler: Handler) -> Reply:
    """Send half of a packed body, with the length of the half."""
    reply = handler.usual()
    half = reply.body[: len(reply.body) // 2]
    return Reply(half, reply.content_type, headers=reply.headers)


def unsized_half(handler: Handler) -> Reply:
    """Send all but the end of a body, as if that were all of it."""
    body = handler.usual().body
    return Reply(body[: len(body) * 2 // 3], CSV)


def chunked_half(handler: Handler) -> None:
    """Send the first of several chunks, of which none tells the whole length."""
    body = handler.usual().body
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    handler.wfile.write(head + b"%x\r\n%s\r\n" % (len(body) // 2, body[: len(body) // 2]))


def slow(handler: Handler) -> None:
    """Send a byte now and then."""
    body = handler.usual().body
    _head(handler, len(body))
    for byte in body[:40]:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.05)


def _half(handler: Handler, body: bytes) -> None:
    _head(handler, len(body))
    handler.wfile.write(body[: len(body) // 2])


def _head(handler: Handler, length: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(length))
    handler.end_headers()


# --- the server ----------------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: _Server

    def usual(self) -> Reply:
        """The answer without a fault."""
        parts = urlsplit(self.path)
        return self.server.publishers.reply(parts.path, parse_qs(parts.query))

    def do_GET(self) -> None:
        publishers = self.server.publishers
        asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()})
        publishers.asked.append(asked)
        reply: Reply | None = None
        for wanted, faults in publishers.faults.items():
            if wanted in self.path and faults:
                reply = faults.pop(0)(self)
                if reply is None:
                    self.close_connection = True
                    return
                break
        reply = reply or self.usual()
        if reply.headers.get("ETag") and reply.headers["ETag"] == asked.headers.get(
            "if-none-match"
        ):
            reply = Reply(status=304, headers=reply.headers)
        asked.status, asked.sent = reply.status, len(reply.body)
        self.send_response(reply.status)
        for name, value in {"Content-Type": reply.content_type, **reply.headers}.items():
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    publishers: Publishers

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that gave up is no error."""


@contextmanager
def serving(publishers: Publishers) -> Iterator[Publishers]:
    """Serve until the end of the block; `base` then says where."""
    server = _Server(("127.0.0.1", 0), Handler)
    server.publishers = publishers
    publishers.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield publishers
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def publishers(catalogue: Mapping[str, Source]) -> Publishers:
    """Publishers with one edition each, and two authorities on the reports site."""
    cin = catalogue["dfe_children_in_need"].tables
    cla = catalogue["dfe_children_looked_after"].tables
    titles = {
        "children_in_need": "B1 Children in need",
        "referrals": "C1 Children in need referrals and re-referrals",
        "protection_plans": "D5 Child protection plans at 31 March by duration",
    }
    served = Publishers(
        workforce=csv_file(catalogue["dfe_workforce"].tables["indicators"], ["2024", "2025"]),
        data_sets={
            "children-in-need": {
                name: (title, csv_file(cin[name], ["2024", "2025"]))
                for name, title in titles.items()
            },
            "children-looked-after-in-england-including-adoptions": {
                "number_and_rate": (
                    "Children looked after: number and rate per 10,000",
                    csv_file(cla["number_and_rate"], ["2024", "2025"]),
                )
            },
        },
        assets={},
        providers={
            "80426": [
                Entry(
                    "Children’s services focused visit", "60000002", "3 June 2026", "9 July 2026"
                ),
                Entry("Children's services inspection", "60000001"),
                Entry("Joint area child protection inspection", "60000003"),
            ],
            "80551": [Entry("Monitoring visit", "60000004", "1 May 2026", None)],
        },
        reports={},
    )
    served.assets = {
        served.outcomes_asset: outcomes_workbook(catalogue["ofsted_inspection_outcomes"]),
        served.outturn_asset: outturn_workbook(catalogue["mhclg_revenue_outturn"]),
    }
    return served
