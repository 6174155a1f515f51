"""A page in the browser, and what it complained of or asked for while it was open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DESK, PHONE = 1440, 390
# A desk's width at four times the size (WCAG 2.2, 1.4.10).
ENLARGED = 320
DRAWN = "document.documentElement.dataset.drawn === 'true'"
# Pages without a chart or a script of their own.
PLAIN_PAGES = ["dictionary.html", "about.html", "not-published.html"]


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
        path, sign, fragment = name.partition("#")
        self.page.goto(f"{(self.site / path).as_uri()}{sign}{fragment}")
        if path not in PLAIN_PAGES:
            self.page.wait_for_function(DRAWN, timeout=30_000)
        return self.page


def axe_violations(page: Any, axe: Any, **options: Any) -> list[tuple[str, str]]:
    """What axe finds on a page with everything unfolded."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    found = axe.Axe().run(page, options=options).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]
