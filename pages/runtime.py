"""The chart library's runtime in one file, packed once per version and kept."""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import vl_convert

SNIPPET = "window.vegaEmbed = vegaEmbed;"


def write_runtime(target: Path, cache: Path) -> None:
    """Copy the runtime to a file, packing it first where the cache has none that is whole.

    Packing takes longer than all pages. What is kept is named after the version of the package
    that carries the runtime and after the snippet; its hash stands beside it, so that a file cut
    short or changed is packed anew.

    Args:
        target: The script that pages load.
        cache: Folder of kept runtimes; created where it is not there.
    """
    kept = cache / f"vega-{version('vl-convert-python')}-{_sha256(SNIPPET.encode())[:12]}.js"
    seal = kept.with_suffix(".sha256")
    if not _is_whole(kept, seal):
        cache.mkdir(parents=True, exist_ok=True)
        content = vl_convert.javascript_bundle(SNIPPET).encode()
        _replace(kept, content)
        _replace(seal, _sha256(content).encode())
    shutil.copyfile(kept, target)


def _is_whole(kept: Path, seal: Path) -> bool:
    return (
        kept.is_file() and seal.is_file() and _sha256(kept.read_bytes()) == seal.read_text("utf-8")
    )


def _replace(path: Path, content: bytes) -> None:
    """Write aside, then rename: another run never reads half a file."""
    aside = path.with_name(f".{path.name}-{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
