"""Runs whole processes and measures them; scores rankings."""

import csv
import gzip
import os
import subprocess
import sys
import time


def run(command, env=None):
    """(wall seconds, CPU seconds, peak resident MB) of one command; raises where it fails."""
    begin = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL,
                               env={**os.environ, **(env or {})})
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"failed with {process.returncode}: {' '.join(map(str, command))}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def run_for_output(command):
    """(wall seconds, standard output) of one command; raises where it fails."""
    begin = time.monotonic()
    done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, check=True)
    return time.monotonic() - begin, done.stdout.decode()


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def read_table(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def average_precision(is_wrong_in_rank_order):
    """Area under the precision-recall curve of a ranking: mean precision at the wrong labels."""
    hits = 0
    total = 0.0
    for rank, wrong in enumerate(is_wrong_in_rank_order, 1):
        if wrong:
            hits += 1
            total += hits / rank
    return total / hits if hits else float("nan")


def precision_at(is_wrong_in_rank_order, depth):
    top = is_wrong_in_rank_order[:depth]
    return sum(top) / len(top)
