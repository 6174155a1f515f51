"""The static site: pages for England, authorities, regions and indicators, from disk, offline.

It reads the published database alone and is written beside it, so that what people see is what the
published tables hold; it computes nothing. Each concern has its place: `reading` asks the database,
`words` puts figures into words, `figures` lays rows out for charts and tables; `authority`,
`england`, `lists`, `news`, `region`, `indicator`, `compare`, `dictionary`, `not_published` and
`about` put pages together, `subjects` orders indicators, `search` says what is found by which
words; `rendering` and `templates` write them, `downloads` the rows behind them, `feed` what is new
for feed readers; `charts` defines what the charts look like, `palette` their colours.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Template

from orchestration.warehouse import connect
from pages import rendering
from pages.about import about_page, feedback_link
from pages.authority import authority_page
from pages.compare import compare_page, write_compare
from pages.dictionary import dictionary_page
from pages.downloads import write_compared, write_downloads, write_funnel
from pages.england import front_page, shared_rows
from pages.feed import write_feed
from pages.figures.funnel import points
from pages.figures.parts import Link, page_of
from pages.indicator import indicator_page, indicators_page
from pages.lists import lists_page
from pages.news import authority_news_page, england, items, news_page
from pages.not_published import not_published_page
from pages.reading import Warehouse, read_warehouse
from pages.region import region_page, regions_page
from pages.runtime import write_runtime
from pages.search import searched
from pages.words.status import stale_sources
from pages.words.wording import day

SITE_NAME = "Children's services benchmarks"
ENGLAND_FEED = "feed.xml"
DOCUMENTATION = (
    Link("how tables are built (dbt docs)", "dbt_docs/index.html"),
    Link("checks of what came in (Data Docs)", "data_docs/landing/index.html"),
    Link("checks of what goes out (Data Docs)", "data_docs/release/index.html"),
)

# What the database may hold in memory, beside the rows that pages are made of; the rest of a sort
# is on disk meanwhile.
MEMORY = "1GiB"


def build_site(database: Path, folder: Path, cache: Path, feedback: str | None = None) -> None:
    """Write the site of a published database.

    Args:
        database: Published DuckDB file; it is only read.
        folder: Where the site goes; created where it is not there. Pages link to the published CSV
            files, the data package, CHANGES.md and the database as if they lay in it, and to
            documentation (`dbt_docs`, `data_docs`) where that lies beside it already: a publication
            takes them in when all is written.
        cache: Where what is the same in every build is kept; it may be deleted at any time.
        feedback: A mail address or a page that readers can write to.

    Raises:
        duckdb.Error: The database is not a publication of this contract.
        OSError: The folder cannot be written.
    """
    for name in ("assets", "authorities", "indicators", "regions", "data", "feeds", "new"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(1) as aside:
        runtime = aside.submit(write_runtime, folder / "assets" / "vega.js", cache)
        with connect(database, read_only=True) as connection:
            _bound(connection)
            warehouse = read_warehouse(connection)
            links = write_downloads(connection, folder / "data")
            write_compared(connection, folder / "data")
            write_compare(connection, warehouse, folder / "assets")
            write_funnel(folder / "data" / "funnel.csv", points(warehouse))
            rendering.write_assets(folder / "assets", shared_rows(warehouse), searched(warehouse))
            _write_pages(warehouse, folder, links, feedback)
        runtime.result()


def _bound(connection: duckdb.DuckDBPyConnection) -> None:
    """Let the database hold `MEMORY`, or what the settings give it where that is less."""
    least = connection.execute(
        "SELECT least(parse_formatted_bytes(current_setting('memory_limit')), "
        f"parse_formatted_bytes('{MEMORY}'))"
    ).fetchone()
    if least:
        connection.execute(f"SET memory_limit = '{least[0]}B'")


def _write_pages(
    warehouse: Warehouse, folder: Path, links: dict[str, list[Link]], feedback: str | None
) -> None:
    environment = rendering.environment()
    base = {
        "site_name": SITE_NAME,
        "as_at": day(warehouse.as_at),
        "root": "",
        "feed": ENGLAND_FEED,
        "feedback": feedback_link(feedback),
        "stale": stale_sources(warehouse.rows["sources"]),
    }
    feeds = _write_news(warehouse, folder, environment.get_template("new.html.j2"), base)
    for name, content in (
        ("index", front_page(warehouse)),
        ("compare", compare_page(warehouse)),
        ("lists", lists_page(warehouse)),
        ("new", news_page(warehouse, feeds)),
        ("dictionary", dictionary_page(warehouse)),
        ("not-published", not_published_page(warehouse)),
        ("about", about_page(warehouse, _documentation(folder))),
    ):
        template = environment.get_template(f"{name.replace('-', '_')}.html.j2")
        rendering.write_page(folder / f"{name}.html", template, {**base, **content})
    template = environment.get_template("authority.html.j2")
    for la_code in warehouse.of["benchmarks"]:
        content = authority_page(warehouse, la_code)
        rendering.write_page(
            folder / "authorities" / page_of(la_code),
            template,
            {
                **base,
                "root": "../",
                "feed": feeds.get(la_code, ENGLAND_FEED),
                "has_news": la_code in feeds,
                "downloads": links.get(la_code, []),
                **content,
            },
        )
    below = {**base, "root": "../"}
    for kind, names, listing, page in (
        ("indicator", warehouse.newest, indicators_page, indicator_page),
        ("region", warehouse.regions(), regions_page, region_page),
    ):
        template = environment.get_template(f"{kind}s.html.j2")
        rendering.write_page(
            folder / f"{kind}s" / "index.html", template, {**below, **listing(warehouse)}
        )
        template = environment.get_template(f"{kind}.html.j2")
        for name in names:
            rendering.write_page(
                folder / f"{kind}s" / f"{name}.html", template, {**below, **page(warehouse, name)}
            )


def _write_news(
    warehouse: Warehouse, folder: Path, template: Template, base: dict[str, Any]
) -> dict[str, str]:
    """Write the feeds, and of each authority with news its page; returns its feeds."""
    feeds = {}
    about = (SITE_NAME, warehouse.as_at)
    write_feed(folder / ENGLAND_FEED, "England", "new.html", england(warehouse), *about)
    for la_code, found in ((code, items(warehouse, code)) for code in warehouse.of["news"]):
        if not found:
            continue
        name = page_of(la_code)
        feeds[la_code] = f"feeds/{Path(name).stem}.xml"
        title = warehouse.authority[la_code]["la_name"]
        write_feed(folder / feeds[la_code], title, f"../new/{name}", found, *about)
        content = authority_news_page(warehouse, la_code, found)
        rendering.write_page(
            folder / "new" / name,
            template,
            {**base, "root": "../", "feed": feeds[la_code], **content},
        )
    return feeds


def _documentation(folder: Path) -> list[Link]:
    """Documentation that lies beside the site, to be linked only when it is there."""
    return [link for link in DOCUMENTATION if (folder.parent / link.url).exists()]
