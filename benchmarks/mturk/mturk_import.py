"""assay mturk import as a process: result files of the shape of a real download, in and in again."""

import json
import os
import pathlib
import tempfile

import measure
import result_file

BUILD = pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release"
FILE_BYTES = 400_000_000
SMALL_BYTES = FILE_BYTES // 4
# Goals.
LEAST_MB_A_CPU_SECOND = 100
MOST_PEAK_MB = 300


def run_import(binary, data, path):
    return measure.run([binary, "--data", data, "--json", "mturk", "import", path, "--campaign",
                        "big", "--create"])


def check(binary, data, rows):
    """Every row is a label, and none is there twice."""
    _, text = measure.run_for_output([binary, "--data", data, "--json", "campaign", "status", "big"])
    found = json.loads(text)["label_count"]
    if found != rows:
        raise RuntimeError(f"{rows} rows became {found} labels")


def bench_file(binary, size, repeats):
    """Rows, and the medians of (wall, CPU, peak) of the first import and of the same file again."""
    first, again = [], []
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        path = pathlib.Path(folder, "Batch_1_batch_results.csv")
        rows = result_file.write(path, size)
        for i in range(repeats):
            data = pathlib.Path(folder, f"data{i}")
            first.append(run_import(binary, data, path))
            again.append(run_import(binary, data, path))
            check(binary, data, rows)
    return rows, *([measure.median(column) for column in zip(*runs)] for runs in (first, again))


def bench(options, report):
    """Prints the table; returns the goals that were missed."""
    binary = os.environ.get("ASSAY_BINARY", str(BUILD / "assay"))
    repeats = max(options.repeats, 3)
    report.line("## Mechanical Turk: import of result files")
    report.line()
    report.line(f"Invented files in the shape of a real download (34 columns, 3 assignments a HIT, "
                f"{result_file.WORKERS:,} workers), `assay mturk import --create` as a process; "
                f"medians of {repeats} runs.")
    report.line()
    report.head("file", "rows", "wall s", "CPU s", "MB a wall second", "MB a CPU second", "peak MB")
    missed = []
    for size in (SMALL_BYTES, FILE_BYTES):
        rows, first, again = bench_file(binary, size, repeats)
        for name, (wall, cpu, peak) in ((f"{size / 1e6:.0f} MB", first),
                                        ("the same again, nothing new", again)):
            report.row(name, f"{rows:,}", f"{wall:.2f}", f"{cpu:.2f}", f"{size / 1e6 / wall:.0f}",
                       f"**{size / 1e6 / cpu:.0f}**", f"{peak:.0f}")
        _, cpu, peak = first
        if size == FILE_BYTES and size / 1e6 / cpu < LEAST_MB_A_CPU_SECOND:
            missed.append(f"mturk: {size / 1e6 / cpu:.0f} MB a CPU second, goal "
                          f"{LEAST_MB_A_CPU_SECOND}")
        if peak > MOST_PEAK_MB:
            missed.append(f"mturk: peak {peak:.0f} MB, goal at most {MOST_PEAK_MB}")
    report.line()
    return missed
