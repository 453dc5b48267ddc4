"""Ranking of known label errors."""

import pathlib
import tempfile

import measure
import our_audit
import sets


def bench(options, report):
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
                cost, findings, summary = our_audit.audit(path, pathlib.Path(folder), seed,
                                                our_audit.roles_of(path, roles))
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
