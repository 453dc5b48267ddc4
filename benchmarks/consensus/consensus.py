"""Consensus of crowd labels: every registered method on real sets whose truth is known."""

import collections
import csv
import pathlib
import subprocess

import measure

PROGRAM = (pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release" /
           "benchmarks" / "consensus_quality")
CLASS_SETS = ("bluebird", "cf_amt", "cifar10n", "d_product", "labelme", "music", "s_adult", "s_rel",
              "snow_rte", "snow_temp", "sp", "trec", "web", "zencrowd_us")
NUMBER_SETS = ("n_emotion", "snow_wordsim")
NUMBER_METHODS = ("mean", "median", "reliability_weighted")
# What the columns of peer_results.csv call our methods; the first that is there counts.
PEERS = {
    "majority": ("MajorityVote", "MV"),
    "wawa": ("Wawa",),
    "dawid_skene": ("DawidSkene", "DS"),
    "dawid_skene_map": ("DS_map(1/K,+1)",),
    "fast_dawid_skene": ("FDS",),
    "hybrid_dawid_skene": ("HDS",),
    "hierarchical_dawid_skene": ("HierDS(s=3)",),
    "one_coin": ("OneCoin_MAP(4,2)",),
    "ibcc": ("IBCC_VB(4,1)",),
    "bwa": ("BWA",),
    "glad": ("GLAD",),
    "mace": ("MACE", "MACE_VB"),
}
# Points of accuracy that a method may be below its peer, in the mean over the sets.
TOLERANCE = 0.3


def peer_accuracies(path):
    """(set, method of the peer) -> accuracy in %, ties in expectation."""
    found = {}
    for row in measure.read_table(path):
        if row["acc_tie_expected"] and not row["impl"].startswith("published"):
            found[row["data"], row["method"]] = 100 * float(row["acc_tie_expected"])
    return found


def peer_of(peers, name, method):
    for theirs in PEERS.get(method, ()):
        if (name, theirs) in peers:
            return peers[name, theirs]
    return None


def run(folder, sets, policy="all"):
    """Rows (set, method, three figures, items, rounds, seconds) of the program."""
    text = subprocess.run([str(PROGRAM), str(folder), policy, *sets], stdout=subprocess.PIPE,
                          check=True).stdout.decode()
    for name, method, *figures in csv.reader(text.splitlines()):
        yield name, method, [float(figure) for figure in figures]


def accuracy_table(report, rows, sets):
    of_method = collections.defaultdict(dict)
    for name, method, figures in rows:
        if method not in NUMBER_METHODS:
            of_method[method][name] = 100 * figures[0]
    report.head("accuracy %", *sets, "mean")
    for method, accuracies in of_method.items():
        mean = sum(accuracies.values()) / len(accuracies)
        report.row(method, *(f"{accuracies[name]:.2f}" for name in sets), f"**{mean:.2f}**")
    report.line()
    return of_method


def summary_table(report, rows, of_method, peers):
    """Means, with the peer's over the sets on which it was measured."""
    losses, errors, seconds = (collections.defaultdict(list) for _ in range(3))
    for _, method, figures in rows:
        losses[method].append(figures[1])
        errors[method].append(figures[2])
        seconds[method].append(figures[5])
    missed = []
    report.head("method", "accuracy %", "log-loss", "ECE", "gain over majority, worst..best",
                "same sets: ours", "peer", "all sets s")
    for method, accuracies in of_method.items():
        count = len(accuracies)
        gains = [accuracies[name] - of_method["majority"][name] for name in accuracies]
        both = [(accuracies[name], peer_of(peers, name, method)) for name in accuracies]
        both = [(ours, theirs) for ours, theirs in both if theirs is not None]
        ours, theirs = (sum(side) / len(both) for side in zip(*both)) if both else (None, None)
        report.row(method, f"{sum(accuracies.values()) / count:.2f}",
                   f"{sum(losses[method]) / count:.3f}", f"{sum(errors[method]) / count:.3f}",
                   f"{min(gains):+.1f}..{max(gains):+.1f}",
                   *((f"{ours:.2f}", f"{theirs:.2f}") if both else ("", "")),
                   f"{sum(seconds[method]):.3f}")
        if both and ours < theirs - TOLERANCE:
            missed.append(f"consensus {method}: {ours:.2f} %, peer {theirs:.2f} %")
    report.line()
    return missed


def number_table(report, rows):
    report.head("numbers", "method", "mean absolute error", "root mean square error")
    for name, method, figures in rows:
        if method in NUMBER_METHODS:
            report.row(name, method, f"{figures[0]:.3f}", f"{figures[1]:.3f}")
    report.line()


def bench(options, report):
    """Prints the tables; returns the goals that were missed."""
    folder = options.data / "crowd"
    there = [name for name in CLASS_SETS + NUMBER_SETS if (folder / name).is_dir()]
    report.line("## Consensus: the true label from several")
    report.line()
    report.line("Accuracy with ties in expectation, log-loss with probabilities clipped at 1e-12, "
                "ECE over 10 bins; repeated labels count.  Peers: Crowd-Kit 1.4.1 or plain "
                "implementations of the papers, measured once (crowd/peer_results.csv).")
    report.line()
    absent = [name for name in CLASS_SETS + NUMBER_SETS if name not in there]
    if absent:
        report.line("skipped, not there: " + ", ".join(absent))
        report.line()
    sets = [name for name in CLASS_SETS if name in there]
    missed = []
    if sets:
        rows = list(run(folder, sets))
        rows = [row for row in rows if row[1] not in NUMBER_METHODS]
        results = folder / "peer_results.csv"
        peers = peer_accuracies(results) if results.exists() else {}
        of_method = accuracy_table(report, rows, sets)
        missed = summary_table(report, rows, of_method, peers)
    numbers = [name for name in NUMBER_SETS if name in there]
    if numbers:
        number_table(report, run(folder, numbers))
    return missed
