"""Krippendorff's alpha and its bootstrap: Assay beside fast-krippendorff, in one run; and the
coefficients of real crowd sets beside the values that libraries gave for them.

    agreement.py peer CLASSES ITEMS LABELS CLASSES_COUNT REPEATS FORM   one process of the peer (JSON)
"""

import gzip
import json
import pathlib
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

PROGRAM = (pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release" /
           "assay_measure_agreement")
ITEMS, LABELS, CLASSES, ANNOTATORS = 1_000_000, 5, 10, 1000
LEAST_RATIO = 5
MOST_BOOTSTRAP_COST = 20
# The name in datasets.jsonl and ours.
VALUES = (("alpha_nominal", "krippendorff_alpha"), ("alpha_interval", "krippendorff_alpha_interval"),
          ("alpha_ordinal", "krippendorff_alpha_ordinal"), ("pct_agree", "percent_agreement"),
          ("gwet_ac1", "gwet_ac1"), ("fleiss", "fleiss_kappa"), ("bp", "brennan_prediger"))


def peer(path, items, labels, classes, repeats, form):
    """Times the call alone.  A matrix of annotators by items would be 8 GB: the peer gets what is
    best for it, LABELS annotators who labelled everything, or the counts of the classes."""
    import krippendorff
    import numpy
    said = numpy.fromfile(path, dtype=numpy.uint16).reshape(items, labels)
    if form == "counts":
        counts = numpy.zeros((items, classes), dtype=numpy.int64)
        for column in range(labels):
            counts[numpy.arange(items), said[:, column]] += 1
        arguments = {"value_counts": counts, "value_domain": list(range(classes))}
    else:
        arguments = {"reliability_data": said.T.astype(float)}
    times = []
    for _ in range(repeats):
        begin, cpu = time.perf_counter(), time.process_time()
        alpha = krippendorff.alpha(level_of_measurement="nominal", **arguments)
        times.append({"wall": time.perf_counter() - begin, "cpu": time.process_time() - cpu})
    import resource
    print(json.dumps({"alpha": alpha, "times": times,
                      "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


def bench(options, report):
    """Prints the tables; returns the goals that were missed."""
    return speed(options, report) + crowd_values(options, report)


def speed(options, report):
    report.line("## Agreement: Krippendorff's alpha of 5 million labels")
    report.line()
    report.line(f"{ITEMS:,} items, {LABELS} labels each, {CLASSES} classes, {ANNOTATORS:,} annotators, "
                "invented; labels in memory, the call alone; medians of "
                f"{options.repeats} runs in turn.  Peer: krippendorff 0.9.0, from the counts of the "
                f"classes and from {LABELS} full columns (with its column for each annotator the "
                "matrix would take 8 GB).  Ours: with the standard error.  Peak: of the process.")
    report.line()
    report.head("what", "wall s", "CPU s", "times our alpha (CPU)", "peak MB")
    with tempfile.TemporaryDirectory() as folder:
        ours, result, peers = run_all(pathlib.Path(folder) / "classes", options.repeats)
    alpha = ours["alpha"]["cpu"]
    rows = [("our alpha", ours["alpha"]), ("our bootstrap, 1,000 replicates", ours["bootstrap"]),
            (f"our matrix of {result['pairs']:,} pairs of annotators", ours["pairs"])]
    rows += [(f"peer's alpha, {form}", times) for form, times in peers.items()]
    for name, times in rows:
        report.row(name, f"{times['wall']:.3f}", f"{times['cpu']:.3f}",
                   f"{times['cpu'] / alpha:.1f}", f"{times['peak'] / 2**20:.0f}")
    report.line()
    missed = []
    ratio = min(times["wall"] for times in peers.values()) / ours["alpha"]["wall"]
    if ratio < LEAST_RATIO:
        missed.append(f"alpha {ratio:.1f}x < {LEAST_RATIO}x")
    cost = ours["bootstrap"]["cpu"] / alpha
    if cost > MOST_BOOTSTRAP_COST:
        missed.append(f"bootstrap costs {cost:.1f} alphas > {MOST_BOOTSTRAP_COST}")
    for form, times in peers.items():
        if abs(times["alpha"] - result["alpha"]) > 1e-9:
            missed.append(f"alpha {result['alpha']} differs from the peer's {times['alpha']} ({form})")
    return missed


def run_all(path, repeats):
    runs = {"alpha": [], "bootstrap": [], "pairs": []}
    peer_runs = {"counts": [], "columns": []}
    result = {}
    for _ in range(repeats):
        _, text = measure.run_for_output([PROGRAM, "measure", ITEMS, LABELS, CLASSES, ANNOTATORS, 3,
                                          path])
        for line in map(json.loads, text.splitlines()):
            if line["what"] == "result":
                result = line
            elif line["what"] in runs:
                runs[line["what"]].append(line)
        for form, found in peer_runs.items():
            _, text = measure.run_for_output([sys.executable, __file__, "peer", path, ITEMS, LABELS,
                                              CLASSES, 2, form])
            found.append(json.loads(text))
    ours = {what: {key: measure.median([run[key] for run in found])
                   for key in ("wall", "cpu", "peak")} for what, found in runs.items()}
    peers = {}
    for form, found in peer_runs.items():
        times = [time for run in found for time in run["times"]]
        peers[form] = {"wall": measure.median([time["wall"] for time in times]),
                       "cpu": measure.median([time["cpu"] for time in times]),
                       "peak": max(run["peak"] for run in found), "alpha": found[0]["alpha"]}
    return ours, result, peers


def crowd_values(options, report):
    given = options.data / "golden" / "agreement" / "datasets.jsonl"
    if not given.exists():
        report.line(f"crowd sets skipped: no {given}")
        return []
    report.line("Crowd sets, the first of repeated labels counts; largest difference from the values "
                "given to six digits:")
    report.line()
    report.head("set", "values", "largest difference")
    missed = []
    for line in given.read_text(encoding="utf-8").splitlines():
        expected = json.loads(line)
        found = our_values(options.data / "crowd" / expected["data"])
        if found is None:
            continue
        differences = [abs(found.get(our, 9) - expected[their])
                       for their, our in VALUES if their in expected]
        report.row(expected["data"], len(differences), f"{max(differences):.1e}")
        if max(differences) > 6e-7:
            missed.append(f"{expected['data']}: {max(differences):.1e} from the given values")
    report.line()
    return missed


def our_values(folder):
    plain, packed = folder / "labels.csv", folder / "labels.csv.gz"
    if plain.exists():
        _, text = measure.run_for_output([PROGRAM, "values", plain])
    elif packed.exists():
        with tempfile.NamedTemporaryFile() as file:
            with gzip.open(packed) as source:
                shutil.copyfileobj(source, file)
            file.flush()
            _, text = measure.run_for_output([PROGRAM, "values", file.name])
    else:
        return None
    return {name: float(value) for name, value in map(str.split, text.splitlines())}


if __name__ == "__main__":
    if len(sys.argv) != 8 or sys.argv[1] != "peer":
        sys.exit(__doc__)
    peer(sys.argv[2], *map(int, sys.argv[3:7]), sys.argv[7])
