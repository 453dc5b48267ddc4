"""Benchmarks of Assay beside its peers.

    ./dev bench [PART ...] [--data DIR] [--seeds N] [--repeats N] [--out FILE]
    ./dev bench soak [--minutes N] [--annotators N]

Without PART all of them run but the soak.  Sets that are not there are skipped, and said.  Prints
Markdown tables, which --out also appends to a file.  Ends with exit code 1 where a goal is missed.
"""

import argparse
import os
import pathlib
import platform
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
for folder in ("", "agreement", "audit", "consensus", "cost", "incremental", "issues", "mturk",
               "service", "verified"):
    sys.path.insert(0, str(ROOT / "benchmarks" / folder))

import agreement  # noqa: E402
import consensus  # noqa: E402
import consensus_speed  # noqa: E402
import http_front  # noqa: E402
import incremental  # noqa: E402
import issues  # noqa: E402
import mturk_import  # noqa: E402
import plan  # noqa: E402
import quality  # noqa: E402
import report  # noqa: E402
import scaling  # noqa: E402
import service  # noqa: E402
import speed  # noqa: E402
import verified  # noqa: E402

# To add a part: write its file with a function bench(options, report) that returns the goals it
# missed, in words, and add a line here.
PARTS = {
    "quality": quality.bench,
    "speed": speed.bench,
    "scaling": scaling.bench,
    "issues": issues.bench,
    "verified": verified.bench,
    "agreement": agreement.bench,
    "consensus": consensus.bench,
    "consensus_speed": consensus_speed.bench,
    "incremental": incremental.bench,
    "plan": plan.bench,
    "service": service.bench,
    "http": http_front.bench,
    "mturk": mturk_import.bench,
    "soak": service.soak,
}
WHEN_NAMED = ("soak",)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("part", nargs="*", help=", ".join(PARTS) + " (default: all but soak)")
    parser.add_argument("--data", type=pathlib.Path,
                        default=os.environ.get("ASSAY_BENCH_DATA", ROOT.parent / "shared" / "data"),
                        help="folder with the data sets")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=10, help="of the soak")
    parser.add_argument("--annotators", type=int, default=1000, help="of the soak")
    parser.add_argument("--out", help="also write the tables to this file")
    options = parser.parse_args()
    options.data = pathlib.Path(options.data)
    unknown = [part for part in options.part if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}, expected one of " + ", ".join(PARTS))
    tables = report.Report(options.out)
    tables.line(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
                f"Python {platform.python_version()}")
    tables.line()
    missed = []
    for part, bench in PARTS.items():
        if part in options.part or (not options.part and part not in WHEN_NAMED):
            missed += bench(options, tables)
    for miss in missed:
        tables.line(f"goal missed: {miss}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
