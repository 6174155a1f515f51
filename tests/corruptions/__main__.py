"""The corpus put to the gates: `make corruptions`, or with options `python -m tests.corruptions`.

Prints a line per case with what stops it, the folders that are stopped and should not be, and
`caught N of M`; the exit code is 0 if every case was caught and nothing sound was stopped.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.corruptions import corpus, known
from tests.corruptions.case import Case, use_real_files
from tests.corruptions.judge import NOT_USED, SILENT, Judge, Verdict, whole_run
from tests.fixtures import command


def main() -> int:
    """Judge every case asked for."""
    options = _parser().parse_args()
    if options.published:
        use_real_files(options.published)
    started, judge = time.monotonic(), Judge()
    chosen = [case for case in corpus.cases() if options.only in case.id]
    print(f"{'stopped by':<10} | source | edition | what is wrong | the rule; what was meant")
    judged = list(_judged(judge, chosen, options))
    caught = sum(verdict.is_caught for _, _, verdict in judged)
    stopped = _false_stops(judge, options)
    if options.write_list:
        known.write((case, after) for case, landing, after in judged if not landing.is_caught)
    print(f"{len({(c.source, c.name) for c in chosen})} corruptions in {len(chosen)} files")
    print(f"false stops {stopped}, {time.monotonic() - started:.0f} s")
    print(f"caught {caught} of {len(chosen)}")
    return int(caught < len(chosen) or stopped > 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests.corruptions", description=__doc__)
    add = parser.add_argument
    add("--only", default="", metavar="WORDS", help="cases whose name has these")
    add("--landing", action="store_true", help="no whole run of what passes the landing gate")
    add("--published-before", action="store_true", help="whole runs after one on the snapshot")
    add("--published", type=Path, metavar="FOLDER", help="corrupt real files where there are any")
    add("--write-list", action="store_true", help="write silent.csv anew from this")
    return parser


Judged = tuple[Case, Verdict, Verdict]


def _judged(judge: Judge, cases: Iterable[Case], options: argparse.Namespace) -> Iterator[Judged]:
    """Each case with what landing says and, where it passes, what a whole run says."""
    with tempfile.TemporaryDirectory() as root:
        before = Path(root) / "data" if options.published_before else None
        if before is not None:
            assert command.run(before).code == 0
        for case in cases:
            files = case.make()
            landing = after = judge.landing(files)
            if not landing.is_caught and not options.landing:
                after = whole_run(files, before)
            print(_line(case, after), flush=True)
            yield case, landing, after


def _line(case: Case, verdict: Verdict) -> str:
    rule = verdict.rule[:160] if verdict.rule else "-"
    place = f"{case.source} | {case.edition} | {case.name}"
    return f"{verdict.stage:<10} | {place} | {rule}; meant: {case.meant}"


def _false_stops(judge: Judge, options: argparse.Namespace) -> int:
    """How many sound folders are stopped, each named; what nobody recognises is only named."""
    found = 0
    real = corpus.real(options.published) if options.published else ()
    for name, make in [*corpus.sound(), *real]:
        verdict = judge.landing(make())
        if verdict.stage == SILENT and "next" in name and not options.landing:
            verdict = whole_run(make())
        if verdict.stage == NOT_USED or verdict.rule.startswith("recognised file: "):
            print(f"{NOT_USED:<10} | {name}")
        elif verdict.stage != SILENT:
            found += 1
            print(f"FALSE STOP | {name}: {verdict.stage}, {verdict.rule[:200]}")
    return found


if __name__ == "__main__":
    sys.exit(main())
