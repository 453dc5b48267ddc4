"""Benchmarks of Assay beside its peers: quality of audits on known errors, and speed.

    ./dev bench [quality] [speed] [issues] [--data DIR] [--seeds N] [--repeats N] [--out FILE]

Sets that are not there are skipped, and said.  Prints Markdown tables, which --out also appends to
a file.
"""

import argparse
import json
import os
import pathlib
import platform
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))
sys.path.insert(0, str(ROOT / "benchmarks" / "audit"))
sys.path.insert(0, str(ROOT / "benchmarks" / "issues"))

import issues as issues_bench  # noqa: E402
import measure  # noqa: E402
import sets  # noqa: E402

FIND_ISSUES = ROOT / "build" / "release" / "assay_find_issues"
BINARY = ROOT / "build" / "release" / "assay"


class Report:
    def __init__(self, path):
        self.file = open(path, "w", encoding="utf-8") if path else None

    def line(self, text=""):
        print(text, flush=True)
        if self.file:
            print(text, file=self.file, flush=True)

    def row(self, *cells):
        self.line("| " + " | ".join(str(cell) for cell in cells) + " |")

    def head(self, *cells):
        self.row(*cells)
        self.row(*["---"] * len(cells))


def roles_of(path, roles):
    if roles == ["--numeric", "*"]:
        header = measure.read_table(path)[0].keys()
        return ["--numeric", ",".join(c for c in header if c not in sets.NOT_FEATURES)]
    return roles


def audit(path, folder, seed=0, roles=(), threads=2):
    """Runs one whole audit into a store of its own; returns its measurements and results."""
    out = folder / "out"
    cost = measure.run([BINARY, "--data", folder / "store", "audit", path, "--out", out, "--seed",
                        seed, "--threads", threads, "--quiet", *roles])
    findings = measure.read_table(out / "findings.csv")
    return cost, findings, json.loads((out / "summary.json").read_text())


def quality(options, report):
    report.line("## Quality: ranking of known label errors")
    report.line()
    report.line(f"One default configuration, {options.seeds} seeds: median (lowest-highest) of the "
                "area under the precision-recall curve.  Peer: TF-IDF, logistic regression, "
                "self-confidence (cleanlab 2.9.0's default ranking, measured once).  P / R: "
                "precision and recall of the flagged rows.  Estimate: number of wrong labels, with "
                "interval, from the models alone.")
    report.line()
    report.head("set", "goal", "ours", "peer", "P@100", "flagged P / R", "estimate", "wrong",
                "wall s", "peak MB")
    missed = []
    for name, (file, truth, roles, goal, peer) in sets.SETS.items():
        path = options.data / file
        if not path.exists():
            report.row(name, goal or "", "skipped: no data", peer, *[""] * 6)
            continue
        true_label = {row["id"]: row[truth] for row in measure.read_table(path)}
        runs = []
        for seed in range(options.seeds):
            with tempfile.TemporaryDirectory() as folder:
                cost, findings, summary = audit(path, pathlib.Path(folder), seed,
                                                roles_of(path, roles))
            wrong = [row["given_label"] != true_label[row["id"]] for row in findings]
            flagged = [w for w, row in zip(wrong, findings) if row["flagged"] == "true"]
            runs.append((measure.average_precision(wrong), measure.precision_at(wrong, 100),
                         sum(flagged) / max(1, len(flagged)), sum(flagged) / max(1, sum(wrong)),
                         summary["estimated_errors"], sum(wrong), cost))
        area = measure.median([r[0] for r in runs])
        if goal and area < goal:
            missed.append(f"{name}: {area:.3f} < {goal}")
        estimate = runs[0][4]
        report.row(name, goal or "",
                   f"{area:.3f} ({min(r[0] for r in runs):.3f}-{max(r[0] for r in runs):.3f})",
                   f"{peer:.3f}", f"{measure.median([r[1] for r in runs]):.2f}",
                   f"{runs[0][2]:.2f} / {runs[0][3]:.2f}",
                   f"{estimate['value']:.0f} ({estimate['low']:.0f}-{estimate['high']:.0f})",
                   runs[0][5], f"{measure.median([r[6][0] for r in runs]):.2f}",
                   f"{max(r[6][2] for r in runs):.0f}")
    report.line()
    return missed


def speed(options, report):
    report.line("## Speed: a whole audit as a process, peers in the same run")
    report.line()
    report.line(f"Medians of {options.repeats} runs each, 2 threads.  Peer: scikit-learn TF-IDF + "
                "LogisticRegression(C=1) + 5-fold cross_val_predict + cleanlab find_label_issues.")
    report.line()
    report.head("set", "peer wall s", "ours wall s", "ratio", "peer CPU s", "ours CPU s",
                "peer peak MB", "ours peak MB")
    missed = []
    peer_script = ROOT / "benchmarks" / "audit" / "peer_text_audit.py"
    for name, least_ratio in (("banking77/sym20", 10), ("agnews/sym20", None)):
        path = options.data / sets.SETS[name][0]
        if not path.exists():
            report.row(name, "skipped: no data", *[""] * 6)
            continue
        peers, ours = [], []
        for _ in range(options.repeats):
            with tempfile.TemporaryDirectory() as folder:
                peers.append(measure.run([sys.executable, peer_script, path, "text", "given_label",
                                          "id", pathlib.Path(folder) / "peer.csv"]))
                ours.append(audit(path, pathlib.Path(folder))[0])
        wall = [measure.median([r[0] for r in runs]) for runs in (peers, ours)]
        cpu = [measure.median([r[1] for r in runs]) for runs in (peers, ours)]
        peak = [max(r[2] for r in runs) for runs in (peers, ours)]
        if least_ratio and wall[0] / wall[1] < least_ratio:
            missed.append(f"{name}: {wall[0] / wall[1]:.1f}x < {least_ratio}x")
        if peak[1] >= 400:
            missed.append(f"{name}: peak {peak[1]:.0f} MB >= 400 MB")
        report.row(name, f"{wall[0]:.2f}", f"{wall[1]:.2f}", f"**{wall[0] / wall[1]:.0f}x**",
                   f"{cpu[0]:.1f}", f"{cpu[1]:.2f}", f"{peak[0]:.0f}", f"{peak[1]:.0f}")
    report.line()
    return missed


def issues(options, report):
    return issues_bench.run(options, report, measure, FIND_ISSUES)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("part", nargs="*", help="quality, speed, issues (default: all)")
    parser.add_argument("--data", type=pathlib.Path,
                        default=os.environ.get("ASSAY_BENCH_DATA", ROOT.parent / "shared" / "data"),
                        help="folder with the data sets")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", help="also write the tables to this file")
    options = parser.parse_args()
    options.data = pathlib.Path(options.data)
    report = Report(options.out)
    report.line(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
                f"Python {platform.python_version()}")
    report.line()
    missed = []
    for part, bench in (("quality", quality), ("speed", speed), ("issues", issues)):
        if not options.part or part in options.part:
            missed += bench(options, report)
    for miss in missed:
        report.line(f"goal missed: {miss}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
