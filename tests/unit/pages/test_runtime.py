"""The chart library's runtime: packed once, kept, packed anew when what is kept is damaged."""

from pathlib import Path

import pytest

from pages import runtime


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The snippets that a runtime was packed for, in order."""
    snippets: list[str] = []

    def pack(snippet: str) -> str:
        snippets.append(snippet)
        return f"// runtime\n{snippet}"

    monkeypatch.setattr(runtime.vl_convert, "javascript_bundle", pack)
    return snippets


def _write(folder: Path) -> str:
    runtime.write_runtime(folder / "vega.js", folder / "cache")
    return (folder / "vega.js").read_text("utf-8")


def test_the_runtime_is_packed_once(tmp_path: Path, packed: list[str]) -> None:
    assert _write(tmp_path) == _write(tmp_path) == f"// runtime\n{runtime.SNIPPET}"
    assert packed == [runtime.SNIPPET]


@pytest.mark.parametrize("damage", ["cut short", "changed", "without its seal", "gone"])
def test_a_damaged_cache_is_mended(tmp_path: Path, packed: list[str], damage: str) -> None:
    whole = _write(tmp_path)
    (kept,) = (tmp_path / "cache").glob("*.js")
    if damage == "cut short":
        kept.write_text(whole[:5], "utf-8")
    if damage == "changed":
        kept.write_text(whole.replace("runtime", "another"), "utf-8")
    if damage == "without its seal":
        kept.with_suffix(".sha256").unlink()
    if damage == "gone":
        kept.unlink()
    assert _write(tmp_path) == whole
    assert len(packed) == 2
    assert _write(tmp_path) == whole
    assert len(packed) == 2


def test_another_snippet_or_version_is_another_runtime(
    tmp_path: Path, packed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path)
    monkeypatch.setattr(runtime, "version", lambda package: "99.0")
    _write(tmp_path)
    monkeypatch.setattr(runtime, "SNIPPET", "another")
    assert _write(tmp_path) == "// runtime\nanother"
    assert len(packed) == 3


def test_nothing_half_written_is_left(tmp_path: Path, packed: list[str]) -> None:
    _write(tmp_path)
    kept = {path.suffix for path in (tmp_path / "cache").iterdir()}
    assert kept == {".js", ".sha256"}
    assert not [path for path in (tmp_path / "cache").iterdir() if path.name.startswith(".")]
