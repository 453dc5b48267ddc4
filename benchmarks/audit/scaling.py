"""How the time and the memory of an audit grow with rows, classes and vocabulary."""

import pathlib
import tempfile

import made_tables
import measure
import our_audit

PLOT = pathlib.Path(__file__).resolve().parent / "scaling.svg"
# What changes, its values, and the rest of the table.
SERIES = {
    "rows": [10_000, 30_000, 100_000, 300_000, 1_000_000],
    "classes": [2, 10, 30, 100, 300],
    "vocabulary": [1_000, 10_000, 100_000, 1_000_000],
}
BASE = {"rows": 50_000, "classes": 10, "vocabulary": 50_000}
MEMORY_GOAL_MB = 4096


def bench(options, report):
    report.line("## Scaling: a whole audit of invented texts of 12 words")
    report.line()
    report.line("Process times, 2 threads.  What is not said is "
                + ", ".join(f"{value:,} {name}" for name, value in BASE.items()) + ".")
    report.line()
    report.head("what", "value", "wall s", "CPU s", "peak MB", "us CPU a row")
    missed, curves = [], {}
    for name, values in SERIES.items():
        curves[name] = []
        for value in values:
            shape = {**BASE, name: value}
            wall, cpu, peak = one_audit(shape)
            curves[name].append((value, wall, cpu, peak))
            report.row(name, f"{value:,}", f"{wall:.2f}", f"{cpu:.2f}", f"{peak:.0f}",
                       f"{cpu / shape['rows'] * 1e6:.0f}")
            if peak >= MEMORY_GOAL_MB:
                missed.append(f"{value:,} {name}: peak {peak:.0f} MB >= {MEMORY_GOAL_MB} MB")
    report.line()
    plot(curves)
    return missed


def one_audit(shape):
    with tempfile.TemporaryDirectory() as folder:
        table = pathlib.Path(folder) / "table.csv"
        made_tables.invented_texts(table, shape["rows"], shape["classes"], shape["vocabulary"])
        return measure.run(our_audit.command(table, pathlib.Path(folder)))


def plot(curves):
    import matplotlib  # pylint: disable=import-outside-toplevel
    matplotlib.use("svg")
    from matplotlib import pyplot  # pylint: disable=import-outside-toplevel
    matplotlib.rcParams["svg.hashsalt"] = "assay"
    figure, axes = pyplot.subplots(1, len(curves), figsize=(12, 3.6), layout="constrained")
    for axis, (name, points) in zip(axes, curves.items()):
        values = [point[0] for point in points]
        axis.plot(values, [point[1] for point in points], "o-", label="wall")
        axis.plot(values, [point[2] for point in points], "s--", label="CPU")
        axis.set(xscale="log", yscale="log", xlabel=name, ylabel="seconds")
        axis.grid(True, which="major", alpha=0.3)
        axis.legend()
    figure.savefig(PLOT, metadata={"Date": None})
    pyplot.close(figure)
