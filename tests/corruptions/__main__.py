"""The corpus put to the gates: `make corruptions`, or with options `python -m tests.corruptions`.

Prints a line per case with what stops it, the folders that are stopped and should not be, and
`caught N of M`; the exit code is 0 if every case was caught and nothing sound was stopped.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.corruptions import corpus
from tests.corruptions.case import Case
from tests.corruptions.judge import SILENT, Judge, Verdict, whole_run
from tests.fixtures import command


def main() -> int:
    """Judge every case asked for."""
    options = _parser().parse_args()
    started, judge = time.monotonic(), Judge()
    chosen = [case for case in corpus.cases() if options.only in case.id]
    print(f"{'stopped by':<12} | source | edition | what is wrong | the rule; what was meant")
    caught = sum(_judged(judge, chosen, options))
    stopped = _false_stops(judge, options.published)
    print(f"{len({(c.source, c.name) for c in chosen})} corruptions in {len(chosen)} files")
    print(f"false stops {stopped}, {time.monotonic() - started:.0f} s")
    print(f"caught {caught} of {len(chosen)}")
    return int(caught < len(chosen) or stopped > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.corruptions", description=__doc__)
    parser.add_argument("--only", default="", metavar="WORDS", help="cases whose name has these")
    parser.add_argument("--landing", action="store_true", help="no whole run for what is silent")
    parser.add_argument(
        "--published-before", action="store_true", help="whole runs after one on the snapshot"
    )
    parser.add_argument(
        "--published", type=Path, metavar="FOLDER", help="real files, none of which may be stopped"
    )
    return parser


def _judged(judge: Judge, cases: Iterable[Case], options: argparse.Namespace) -> Iterable[bool]:
    """Print each case's line; whether it was caught."""
    with tempfile.TemporaryDirectory() as root:
        before = Path(root) / "data" if options.published_before else None
        if before is not None:
            assert command.run(before).code == 0
        for case in cases:
            files = case.make()
            verdict = judge.landing(files)
            if not verdict.is_caught and not options.landing:
                verdict = whole_run(files, before)
            print(_line(case, verdict), flush=True)
            yield verdict.is_caught


def _line(case: Case, verdict: Verdict) -> str:
    rule = verdict.rule[:160] if verdict.rule else "-"
    place = f"{case.source} | {case.edition} | {case.name}"
    return f"{verdict.stage:<12} | {place} | {rule}; meant: {case.meant}"


def _false_stops(judge: Judge, published: Path | None) -> int:
    """How many sound folders are stopped, each named."""
    found = 0
    for name, make in corpus.sound():
        found += _is_stopped(name, judge.landing(make()))
    for path in sorted(published.rglob("*") if published else []):
        if path.suffix in (".csv", ".ods") and path.name != "index.csv":
            found += _is_stopped(path.name, judge.landing({path.name: path.read_bytes()}))
    return found


def _is_stopped(name: str, verdict: Verdict) -> bool:
    if verdict.stage != SILENT:
        print(f"FALSE STOP   | {name}: {verdict.stage}, {verdict.rule[:200]}")
    return verdict.stage != SILENT


if __name__ == "__main__":
    sys.exit(main())
