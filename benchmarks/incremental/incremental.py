"""Labels one by one: how many updates a second, and how far from the batch answer."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

PROGRAM = (pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release" /
           "benchmarks" / "incremental_updates")
SETS = ("music", "web", "trec", "s_rel", "labelme", "snow_rte", "bluebird")
GOAL_SETS = ("music", "web")
LEAST_UPDATES = 200_000
LARGEST_LOSS = 0.5
ORDERS = 10


def bench(options, report):
    """Prints the table; returns the goals that were missed."""
    report.line("## Incremental: consensus, annotators and agreement after every label")
    report.line()
    report.line(f"Means over {ORDERS} random orders of each set's labels, one thread, CPU time.  "
                "Accuracy in %, ties in expectation; batch: Dawid-Skene MAP from the votes.  "
                "Changed labels: where the refit names another class, last order.")
    report.line()
    report.head("set", "labels", "new labels / s", "corrections / s", "sweep ms", "streamed",
                "after 1 sweep", "after 2 sweeps", "batch", "mean dq", "changed labels / items")
    missed = []
    for name in SETS:
        folder = options.data / "crowd" / name
        if not folder.is_dir():
            report.line(f"{name}: not there, skipped")
            continue
        _, text = measure.run_for_output([PROGRAM, folder, ORDERS])
        row = json.loads(text)
        report.row(name, row["labels"], f"{row['new_per_s']:,}", f"{row['change_per_s']:,}",
                   f"{row['sweep_ms']:.2f}", f"{row['streamed']:.2f}", f"{row['after_one']:.2f}",
                   f"**{row['after_two']:.2f}**", f"{row['batch']:.2f}", f"{row['mean_dq']:.4f}",
                   f"{row['changed_labels']} / {row['items']}")
        if name in GOAL_SETS and min(row["new_per_s"], row["change_per_s"]) < LEAST_UPDATES:
            missed.append(f"{name}: fewer than {LEAST_UPDATES:,} updates a second")
        if name in GOAL_SETS and row["batch"] - row["after_two"] > LARGEST_LOSS:
            missed.append(f"{name}: {row['after_two']:.2f} % after two sweeps, batch "
                          f"{row['batch']:.2f} %")
    report.line()
    return missed
