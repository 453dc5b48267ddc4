"""A whole audit as a process, with the peers in the same run."""

import pathlib
import sys
import tempfile

import made_tables
import measure
import our_audit
import sets

PEER = pathlib.Path(__file__).resolve().parent / "peer_text_audit.py"
PEER_THREADS = {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}
RESAMPLED = "200,000 titles"
# Name, file below the data folder, text column, features of the peer, ratio to reach, repeats at the
# most.
CASES = (
    ("banking77/sym20", sets.SETS["banking77/sym20"].file, "text", "words", 30, 9),
    ("banking77/sym20", sets.SETS["banking77/sym20"].file, "text", "pairs", 30, 9),
    ("agnews/sym20", sets.SETS["agnews/sym20"].file, "text", "words", 30, 9),
    ("agnews/sym20", sets.SETS["agnews/sym20"].file, "text", "pairs", 30, 9),
    (RESAMPLED, "audit/pricerunner_titles/data.csv.gz", "title", "words", 30, 1),
)


def bench(options, report):
    report.line("## Speed: a whole audit as a process, peers in the same run")
    report.line()
    report.line(f"Medians of {options.repeats} runs each, 2 threads.  Peer: scikit-learn TF-IDF + "
                "LogisticRegression(C=1) + 5-fold cross_val_predict + cleanlab find_label_issues; over "
                "words, as the library comes, or over words and pairs as Assay does.")
    report.line()
    report.head("set", "peer over", "peer wall s", "ours wall s", "ratio", "peer CPU s", "ours CPU s", "CPU ratio",
                "peer peak MB", "ours peak MB")
    missed = []
    for name, source, text, features, least_ratio, repeats in CASES:
        path = options.data / source
        if not path.exists():
            report.row(name, features, "skipped: no data", *[""] * 7)
            continue
        with tempfile.TemporaryDirectory() as folder:
            if name == RESAMPLED:
                made = pathlib.Path(folder) / "titles.csv"
                made_tables.resampled_titles(path, made, 200_000)
                path = made
            peers, ours = race(path, text, features, min(repeats, options.repeats))
        wall = [measure.median([r[0] for r in runs]) for runs in (peers, ours)]
        cpu = [measure.median([r[1] for r in runs]) for runs in (peers, ours)]
        peak = [max(r[2] for r in runs) for runs in (peers, ours)]
        if wall[0] / wall[1] < least_ratio:
            missed.append(f"{name}, {features}: {wall[0] / wall[1]:.1f}x < {least_ratio}x")
        report.row(name, features, f"{wall[0]:.2f}", f"{wall[1]:.2f}", f"**{wall[0] / wall[1]:.0f}x**",
                   f"{cpu[0]:.1f}", f"{cpu[1]:.2f}", f"{cpu[0] / cpu[1]:.0f}x", f"{peak[0]:.0f}", f"{peak[1]:.0f}")
    report.line()
    return missed


def race(path, text, features, repeats):
    """Measurements of the peer and of ours, in turn."""
    peers, ours = [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder:
            peers.append(measure.run([sys.executable, PEER, path, text, "given_label", "id",
                                      features, pathlib.Path(folder) / "peer.csv"], env=PEER_THREADS))
            ours.append(our_audit.audit(path, pathlib.Path(folder))[0])
    return peers, ours
