"""How many labels are wrong, judged by a sample that a simulated reviewer checks."""

import json
import math
import pathlib
import subprocess
import tempfile

import measure
import our_audit
import sets

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ROOT / "build" / "release"
CHECKS = 100
RUNS = 200
# Share of the runs in which a 90 % interval must hold the truth.
COVERAGE_GOAL = 0.85
Z90 = 1.6449


def bench(options, report):
    report.line(f"## Verified estimates: {RUNS} simulated reviewers of {CHECKS} labels each")
    report.line()
    report.line("Coverage: share of the 90 % intervals that hold the true number of wrong labels "
                f"(goal {COVERAGE_GOAL:.0%}).  Width: median, as a share of all items; Wilson: that "
                "of a plain random sample of the same size without the ranking.  Classes, depth: "
                "coverage of the intervals per class, and of the errors among as many first items "
                "as there are errors.")
    report.line()
    report.head("set", "wrong", "coverage, our sample", "width", "coverage, random sample", "width",
                "Wilson width", "classes", "depth", "ms")
    build()
    missed = []
    for name, case in sets.SETS.items():
        if not (options.data / case.file).exists():
            report.row(name, "skipped: no data", *[""] * 8)
            continue
        missed += one_set(options.data, name, case, report)
    report.line()
    return missed


def build():
    subprocess.run(["cmake", "--build", BUILD, "--target", "verified_coverage"], check=True,
                   stdout=subprocess.DEVNULL)


def one_set(data, name, case, report):
    rows, estimate = audit_rows(data, case)
    with tempfile.NamedTemporaryFile("w") as file:
        file.writelines(f"{score} {label} {wrong:d}\n" for score, label, wrong in rows)
        file.flush()
        arguments = [estimate["low"], estimate["value"], estimate["high"], CHECKS, RUNS]
        output = subprocess.run([BUILD / "benchmarks" / "verified_coverage", file.name,
                                 *map(str, arguments)], check=True, capture_output=True, text=True)
    result = json.loads(output.stdout)
    ours, random = result["review_sample"], result["random_sample"]
    share = sum(wrong for _, _, wrong in rows) / len(rows)
    report.row(name, f"{share:.1%}", f"{ours['coverage']:.3f}", f"**{ours['width']:.3f}**",
               f"{random['coverage']:.3f}", f"{random['width']:.3f}", f"{wilson_width(share):.3f}",
               f"{ours['class_coverage']:.2f}", f"{ours['depth_coverage']:.2f}",
               f"{ours['ms']:.0f}")
    return [f"{name}: coverage of a {kind} sample {run['coverage']:.3f} < {COVERAGE_GOAL}"
            for kind, run in (("review", ours), ("random", random))
            if run["coverage"] < COVERAGE_GOAL]


def audit_rows(data, case):
    """(score, class number, wrong) by rank, and what the models alone estimate."""
    path = data / case.file
    roles = list(our_audit.roles_of(path, list(case.roles)))
    if case.probabilities:
        roles += ["--pred-probs", data / case.probabilities]
    truth = {row["id"]: row[case.truth] for row in measure.read_table(path)}
    with tempfile.TemporaryDirectory() as folder:
        _, findings, summary = our_audit.audit(path, pathlib.Path(folder), 0, roles)
    labels = {label: number for number, label in
              enumerate(sorted({row["given_label"] for row in findings}))}
    return ([(row["score"], labels[row["given_label"]], row["given_label"] != truth[row["id"]])
             for row in findings], summary["estimated_errors"])


def wilson_width(share):
    z = Z90
    return (2 * z * math.sqrt(share * (1 - share) / CHECKS + z * z / (4 * CHECKS * CHECKS))
            / (1 + z * z / CHECKS))
