"""Label issues from given probabilities: Assay beside cleanlab's find_label_issues, on one data set in
one run.

    issues.py peer LABELS.npy PROBABILITIES.npy OUT.npy   one call of the peer, timed (JSON)
"""

import json
import pathlib
import sys
import tempfile
import time

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

PROGRAM = (pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release" /
           "assay_find_issues")
# name, items, classes, type, least ratio of the function calls
SETS = (("1M x 10 float64", 1_000_000, 10, "float64", 40),
        ("1M x 100 float32", 1_000_000, 100, "float32", 40))
NOISE = 0.1


def make(folder, items, classes, kind):
    """Softmax probabilities of a model that is right in most rows, and labels of which a tenth was
    replaced by another class; a piece at a time, for the sake of the memory."""
    rng = numpy.random.default_rng(0)
    truth = rng.integers(0, classes, items)
    labels = truth.copy()
    wrong = rng.random(items) < NOISE
    labels[wrong] = (truth[wrong] + rng.integers(1, classes, wrong.sum())) % classes
    numpy.save(folder / "labels.npy", labels)
    out = numpy.lib.format.open_memmap(folder / "probs.npy", mode="w+", dtype=kind,
                                       shape=(items, classes))
    for begin in range(0, items, 100_000):
        end = min(items, begin + 100_000)
        rows = rng.gamma(0.5, size=(end - begin, classes))
        sure = rng.gamma(4.0, size=end - begin) * (1 + classes / 20)
        rows[numpy.arange(end - begin), truth[begin:end]] += sure
        out[begin:end] = rows / rows.sum(axis=1, keepdims=True)
    out.flush()
    del out


def peer(labels, probabilities, out):
    from cleanlab.filter import find_label_issues
    labels, probabilities = numpy.load(labels), numpy.load(probabilities)
    begin, cpu = time.perf_counter(), time.process_time()
    flags = find_label_issues(labels, probabilities, n_jobs=1)
    report = {"function_s": time.perf_counter() - begin,
              "function_cpu_s": time.process_time() - cpu, "issues": int(flags.sum())}
    numpy.save(out, flags)
    print(json.dumps(report))


def bench(options, report):
    """Prints the table; returns the goals that were missed."""
    report.line("## Issues: label issues from given probabilities")
    report.line()
    report.line(f"Medians of {options.repeats} runs in turn, 2 threads; seeded data, {NOISE:.0%} of "
                "the labels wrong.  Peer: cleanlab 2.9.0, find_label_issues as it comes "
                "(prune_by_noise_rate, n_jobs=1), the call alone, arrays in memory.  Ours: the same "
                "work with the file mapped, and the whole process.  Memory: beyond the mapped file.")
    report.line()
    report.head("set", "peer call s", "ours call s", "ratio", "ours process s", "peer CPU s",
                "ours CPU s", "CPU ratio", "issues peer / ours", "flags that differ",
                "ours memory MB")
    missed = []
    for name, items, classes, kind, least_ratio in SETS:
        with tempfile.TemporaryDirectory() as folder:
            row, ratio, differing = compare(pathlib.Path(folder), name, (items, classes, kind),
                                            options.repeats)
        report.row(*row)
        if ratio < least_ratio:
            missed.append(f"{name}: {ratio:.1f}x < {least_ratio}x")
        if differing > items / 100_000:
            missed.append(f"{name}: {differing} flags differ from the peer's")
    report.line()
    return missed


def compare(folder, name, shape, repeats):
    make(folder, *shape)
    files = [folder / "labels.npy", folder / "probs.npy"]
    peers, ours, processes = [], [], []
    for _ in range(repeats):
        _, text = measure.run_for_output([sys.executable, __file__, "peer", *files,
                                          folder / "peer.npy"])
        peers.append(json.loads(text))
        wall, text = measure.run_for_output([PROGRAM, *files, 2, folder / "ours.npy"])
        ours.append(json.loads(text))
        processes.append(wall)
    differing = int((numpy.load(folder / "peer.npy") !=
                     numpy.load(folder / "ours.npy").astype(bool)).sum())

    def middle(runs, key):
        return measure.median([r[key] for r in runs])

    ratio = middle(peers, "function_s") / middle(ours, "function_s")
    cpu_ratio = middle(peers, "function_cpu_s") / middle(ours, "function_cpu_s")
    row = (name, f"{middle(peers, 'function_s'):.2f}", f"{middle(ours, 'function_s'):.4f}",
           f"**{ratio:.0f}x**", f"{measure.median(processes):.3f}",
           f"{middle(peers, 'function_cpu_s'):.2f}", f"{middle(ours, 'function_cpu_s'):.4f}",
           f"{cpu_ratio:.0f}x", f"{peers[0]['issues']} / {ours[0]['issues']}", differing,
           f"{max(r['peak_beyond_file_mb'] for r in ours):.0f}")
    return row, ratio, differing


if __name__ == "__main__":
    if len(sys.argv) != 5 or sys.argv[1] != "peer":
        sys.exit(__doc__)
    peer(*sys.argv[2:])
