"""Consensus of many labels: time and memory beside Crowd-Kit, in one run.

    consensus_speed.py peer FILE METHOD ROUNDS REPEATS   the peer, timed (JSON)
"""

import json
import os
import pathlib
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

PROGRAM = (pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release" /
           "benchmarks" / "consensus_speed")
CLASSES = 10
ANNOTATORS = 1_000
LABELS_OF_ITEM = 5
SIZES = (100_000, 1_000_000)
PEER_ROUNDS = {100_000: 10, 1_000_000: 3}  # beyond the first
LEAST_RATIO = 100
LEAST_MEMORY_RATIO = 10


def cpu_seconds():
    return sum(os.times()[:4])


def peak_megabytes():
    """The kernel's ru_maxrss would include the process that started this one."""
    status = pathlib.Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def make(path, items):
    """Labels of annotators with an accuracy of their own, errors uniform."""
    import numpy
    rng = numpy.random.default_rng(0)
    truth = rng.integers(0, CLASSES, items)
    accuracy = rng.uniform(0.4, 0.95, ANNOTATORS)
    item = numpy.repeat(numpy.arange(items), LABELS_OF_ITEM)
    annotator = rng.integers(0, ANNOTATORS, item.size)
    label = truth[item]
    wrong = rng.random(item.size) > accuracy[annotator]
    label[wrong] = (label[wrong] + rng.integers(1, CLASSES, wrong.sum())) % CLASSES
    numpy.savetxt(path, numpy.stack((item, annotator, label), axis=1), fmt="%d", delimiter=",")


def peer(path, method, rounds, repeats):
    import pandas
    from crowdkit import aggregation
    frame = pandas.read_csv(path, names=["task", "worker", "label"])
    make_model = {"majority": aggregation.MajorityVote,
                  "dawid_skene": lambda: aggregation.DawidSkene(n_iter=int(rounds), tol=0),
                  "glad": aggregation.GLAD,
                  "mace": aggregation.MACE}[method]
    walls, cpus = [], []
    for _ in range(int(repeats)):
        begin, cpu = time.perf_counter(), cpu_seconds()
        make_model().fit_predict(frame)
        walls.append(time.perf_counter() - begin)
        cpus.append(cpu_seconds() - cpu)
    print(json.dumps({"seconds": measure.median(walls), "cpu_seconds": measure.median(cpus),
                      "peak_mb": peak_megabytes()}))


def run_peer(path, method, rounds=0, repeats=1):
    return json.loads(measure.run_for_output(
        [sys.executable, __file__, "peer", path, method, rounds, repeats])[1])


def run_ours(path, method, rounds=0, repeats=5):
    return json.loads(measure.run_for_output([PROGRAM, path, method, rounds, repeats])[1])


def of_a_round(few, many, rounds):
    """What one round more costs, given the figures of runs of 1 and of 1 + rounds rounds."""
    return {key: (many[key] - few[key]) / rounds for key in ("seconds", "cpu_seconds")}


def dawid_skene_round(path, repeats, rounds):
    """(peer, ours) of one round, and (peer, ours) peak memory; the runs take turns."""
    peers, ours = [], []
    for _ in range(repeats):
        peer_few, peer_many = (run_peer(path, "dawid_skene", n) for n in (1, 1 + rounds))
        peers.append(of_a_round(peer_few, peer_many, rounds))
        our_few, our_many = (run_ours(path, "dawid_skene", n) for n in (1, 11))
        ours.append(of_a_round(our_few, our_many, 10))
    middle = (
        {key: measure.median([run[key] for run in runs]) for key in ("seconds", "cpu_seconds")}
        for runs in (peers, ours))
    return *middle, peer_many["peak_mb"], our_many["peak_mb"]


def bench(options, report):
    """Prints the table; returns the goals that were missed."""
    report.line("## Consensus: speed beside Crowd-Kit 1.4.1")
    report.line()
    report.line(f"{LABELS_OF_ITEM} labels an item, {ANNOTATORS:,} annotators, {CLASSES} classes, "
                "seeded; labels in memory on both sides, ours with 2 threads.  Dawid-Skene: one "
                "round, from runs of 1 and of more rounds that take turns; medians.  Memory: the "
                "whole process.")
    report.line()
    report.head("what", "peer s", "ours s", "ratio", "peer CPU s", "ours CPU s", "peer peak MB",
                "ours peak MB")
    missed = []

    def row(what, theirs, ours, peer_mb, our_mb):
        ratio = theirs["seconds"] / ours["seconds"]
        report.row(what, f"{theirs['seconds']:.3f}", f"{ours['seconds']:.5f}", f"**{ratio:.0f}x**",
                   f"{theirs['cpu_seconds']:.2f}", f"{ours['cpu_seconds']:.5f}", f"{peer_mb:.0f}",
                   f"{our_mb:.0f}")
        if ratio < LEAST_RATIO:
            missed.append(f"consensus_speed {what}: {ratio:.0f}x, goal {LEAST_RATIO}x")

    with tempfile.TemporaryDirectory() as folder:
        for items in SIZES:
            path = pathlib.Path(folder) / f"{items}.csv"
            make(path, items)
            theirs, ours = run_peer(path, "majority"), run_ours(path, "majority")
            row(f"majority, {items:,} items", theirs, ours, theirs["peak_mb"], ours["peak_mb"])
            *sides, peer_mb, our_mb = dawid_skene_round(path, min(options.repeats, 3),
                                                        PEER_ROUNDS[items])
            row(f"Dawid-Skene round, {items:,} items", *sides, peer_mb, our_mb)
            if items == SIZES[-1] and peer_mb < LEAST_MEMORY_RATIO * our_mb:
                missed.append(f"consensus_speed memory: {our_mb:.0f} MB, peer {peer_mb:.0f} MB, "
                              f"goal 1/{LEAST_MEMORY_RATIO}")
        rte = options.data / "crowd" / "snow_rte" / "labels.csv"
        if rte.exists():
            path = pathlib.Path(folder) / "snow_rte.csv"
            path.write_text(rte.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
            for method in ("glad", "mace"):
                theirs, ours = run_peer(path, method), run_ours(path, method)
                row(f"{method}, snow_rte", theirs, ours, theirs["peak_mb"], ours["peak_mb"])
        else:
            report.line()
            report.line(f"skipped: {rte} is not there")
    report.line()
    return missed


if __name__ == "__main__":
    if len(sys.argv) != 6 or sys.argv[1] != "peer":
        sys.exit(__doc__)
    peer(*sys.argv[2:])
