"""A page in the browser, and what it complained of or asked for while it was open."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

DESK, PHONE = 1440, 390
# A desk's width at four times the size (WCAG 2.2, 1.4.10).
ENLARGED = 320
DRAWN = "document.documentElement.dataset.drawn === 'true'"
# On the page that compares: what is shown is what the address asks for, and it is drawn.
SETTLED = f"""{DRAWN} && Compare.state.write(Compare.page.view().state)
    === Compare.state.write(Compare.state.read(location.hash))"""
# Pages without a chart.
PLAIN_PAGES = [
    *("dictionary.html", "about.html", "not-published.html"),
    *("lists.html", "new.html", "new/306.html"),
]


class Opened:
    """A page, and what it complained of or asked for while it was open."""

    def __init__(self, page: Any, site: Path) -> None:
        """Listen from before the page is opened."""
        self.page = page
        self.site = site
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def go(self, name: str) -> Any:
        """Open a page of the site from disk and wait until it is drawn."""
        path = re.split(r"[?#]", name)[0]
        rest = name.removeprefix(path)
        self.page.goto(f"{(self.site / path).as_uri()}{rest}")
        if path not in PLAIN_PAGES:
            self.page.wait_for_function(DRAWN, timeout=30_000)
        return self.page


class Reader:
    """Someone at the page whose clicks are counted."""

    def __init__(self, opened: Opened) -> None:
        """Nothing is clicked yet."""
        self.page = opened.page
        self.clicks = 0

    def click(self, what: Any) -> None:
        what.click()
        self.clicks += 1

    def types(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def downloads(self, what: Any, path: Path) -> Path:
        """Click what saves a file, and keep it."""
        with self.page.expect_download() as saved:
            self.click(what)
        target = path / saved.value.suggested_filename
        saved.value.save_as(target)
        return target


def axe_violations(page: Any, axe: Any, **options: Any) -> list[tuple[str, str]]:
    """What axe finds on a page with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    found = axe.Axe().run(page, options=options).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]
