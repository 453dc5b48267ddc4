"""Ranking of known label errors."""

import pathlib
import tempfile

import measure
import our_audit
import sets

# Mean gain over the peer's default on the sets with human errors, and how far the ranking may fall
# below the best of its own signals.
GAIN_GOAL = 0.08
BELOW_BEST_SIGNAL = 0.02


def bench(options, report):
    report.line("## Quality: ranking of known label errors")
    report.line()
    report.line(f"One default configuration, {options.seeds} seeds: median (lowest-highest) of the "
                "area under the precision-recall curve.  Peer: TF-IDF, logistic regression, "
                "self-confidence (cleanlab 2.9.0's default ranking, measured once).  P / R: "
                "precision and recall of the flagged rows.  Estimate: number of wrong labels, with "
                "interval, from the models alone.")
    report.line()
    report.head("set", "goal", "ours", "peer", "best signal", "P@100", "flagged P / R", "estimate",
                "wrong", "wall s", "peak MB")
    missed, gains = [], []
    for name, case in sets.SETS.items():
        if not (options.data / case.file).exists():
            report.row(name, case.auprc or "", "skipped: no data", case.peer, *[""] * 7)
            continue
        runs = [one_run(options.data, case, seed) for seed in range(options.seeds)]
        missed += judge(name, case, runs)
        if case.human and case.auprc:
            gains.append(median_of(runs, "area") - case.peer)
        show(name, case, runs, report)
    report.line()
    if gains:
        gain = sum(gains) / len(gains)
        report.line(f"Mean gain over the peer on the {len(gains)} sets with human errors and a "
                    f"goal: {gain:+.3f} (goal +{GAIN_GOAL}).")
        report.line()
        if gain < GAIN_GOAL:
            missed.append(f"mean gain {gain:.3f} < {GAIN_GOAL}")
    return missed


def one_run(data, case, seed):
    path = data / case.file
    roles = list(our_audit.roles_of(path, list(case.roles))) + ["--signals"]
    if case.probabilities:
        roles += ["--pred-probs", data / case.probabilities]
    truth = {row["id"]: row[case.truth] for row in measure.read_table(path)}
    with tempfile.TemporaryDirectory() as folder:
        cost, findings, summary = our_audit.audit(path, pathlib.Path(folder), seed, roles)
        signals = measure.read_table(pathlib.Path(folder) / "out" / "signals.csv")
    wrong = [row["given_label"] != truth[row["id"]] for row in findings]
    flagged = [w for w, row in zip(wrong, findings) if row["flagged"] == "true"]
    return {"area": measure.average_precision(wrong), "p100": measure.precision_at(wrong, 100),
            "precision": sum(flagged) / max(1, len(flagged)),
            "recall": sum(flagged) / max(1, sum(wrong)), "estimate": summary["estimated_errors"],
            "wrong": sum(wrong), "cost": cost, "signals": signal_areas(signals, wrong)}


def signal_areas(signals, wrong):
    """AUPRC of each signal; equal scores stay in the order of the ranking, which favours them."""
    areas = {}
    for name in list(signals[0])[2:]:
        order = sorted(range(len(signals)), key=lambda i: float(signals[i][name]))
        areas[name] = measure.average_precision([wrong[i] for i in order])
    return areas


def median_of(runs, key):
    return measure.median([run[key] for run in runs])


def best_signal(runs):
    return max((measure.median([run["signals"][name] for run in runs]), name)
               for name in runs[0]["signals"])


def judge(name, case, runs):
    missed = []
    area, p100 = median_of(runs, "area"), median_of(runs, "p100")
    if case.auprc and area < case.auprc:
        missed.append(f"{name}: AUPRC {area:.3f} < {case.auprc}")
    if case.p100 and p100 < case.p100:
        missed.append(f"{name}: P@100 {p100:.2f} < {case.p100}")
    best, signal = best_signal(runs)
    if area < best - BELOW_BEST_SIGNAL:
        missed.append(f"{name}: AUPRC {area:.3f}, more than {BELOW_BEST_SIGNAL} below {signal} "
                      f"alone ({best:.3f})")
    return missed


def show(name, case, runs, report):
    areas = [run["area"] for run in runs]
    estimate = runs[0]["estimate"]
    best, signal = best_signal(runs)
    report.row(name, case.auprc or "",
               f"{measure.median(areas):.3f} ({min(areas):.3f}-{max(areas):.3f})",
               f"{case.peer:.3f}" if case.peer else "", f"{best:.3f} {signal}",
               f"{median_of(runs, 'p100'):.2f}",
               f"{runs[0]['precision']:.2f} / {runs[0]['recall']:.2f}",
               f"{estimate['value']:.0f} ({estimate['low']:.0f}-{estimate['high']:.0f})",
               runs[0]["wrong"], f"{measure.median([run['cost'][0] for run in runs]):.2f}",
               f"{max(run['cost'][2] for run in runs):.0f}")
