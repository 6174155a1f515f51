"""What a publication was made from, so that a run that finds nothing new can leave it in place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from orchestration.editions import Reading
from orchestration.settings import PROJECT_ROOT, Settings

CODE = ("orchestration", "expectations", "pages", "dbt_project", "data/sources")
KINDS = frozenset({".py", ".sql", ".yml", ".csv", ".j2", ".css", ".js", ".json", ".lock"})


def fingerprint(readings: Mapping[str, Reading], as_at: date) -> str:
    """Changes with any edition, held row, note or file of the project, and with the day.

    That is the as-at date, and of each source the days on which it was last asked and reached.
    """
    digest = hashlib.sha256(as_at.isoformat().encode())
    for source, reading in sorted(readings.items()):
        editions = sorted((release.release_id, release.sha256) for release in reading.releases)
        held = sorted((row.locator, row.rule, row.detail) for row in reading.held)
        asked = reading.asked
        days = asked and (asked.asked_at[:10], (asked.reached_at or "")[:10], asked.lacking)
        digest.update(repr((source, editions, held, sorted(reading.notes), days)).encode())
    files = [path for folder in CODE for path in (PROJECT_ROOT / folder).rglob("*")]
    for path in sorted([*files, *PROJECT_ROOT.glob("requirements.lock")]):
        if path.suffix in KINDS and "target" not in path.parts:
            digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def remember(settings: Settings, made_from: str) -> None:
    """Note what the publication in force was made from."""
    aside = _record(settings).with_suffix(".new")
    aside.write_text(json.dumps(_fact(settings, made_from)), "utf-8")
    aside.replace(_record(settings))


def is_published(settings: Settings, made_from: str) -> bool:
    """Whether the publication in force was made from this."""
    record = _record(settings)
    if not record.exists() or not settings.published.exists():
        return False
    return bool(json.loads(record.read_text("utf-8")) == _fact(settings, made_from))


def _fact(settings: Settings, made_from: str) -> dict[str, str | None]:
    publication = settings.published.resolve().name
    return {"made_from": made_from, "publication": publication, "feedback": settings.feedback}


def _record(settings: Settings) -> Path:
    return settings.build / "published.json"
