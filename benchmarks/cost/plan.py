"""Plans of labels from a pilot: do the promised intervals hold?"""

import collections
import csv
import pathlib
import subprocess

PROGRAMS = pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release" / "benchmarks"
# Sets of classes with ten and more labels for every item: what the goal is about.
SETS = ("bluebird", "cf_amt", "snow_rte", "snow_temp")
# Other sets, with so many labels for each item that is drawn.  Items that were given ten labels
# where most have five were not chosen at random: they are not like the rest of their set.
OTHER_SETS = (("s_adult", 5), ("s_rel", 5), ("trec", 5), ("zencrowd_us", 5), ("sp", 5), ("web", 5),
              ("music", 5), ("s_adult", 10), ("s_rel", 10), ("trec", 10), ("zencrowd_us", 10))
SHARED_SETS = SETS + ("s_adult", "s_rel", "trec", "zencrowd_us", "sp", "web", "music", "d_product",
                      "labelme")
DRAWS = 200
LEAST_COVERAGE = 0.85
POSTERIOR = "posterior"


def run(program, *arguments):
    text = subprocess.run([str(PROGRAMS / program), *map(str, arguments)], check=True,
                          stdout=subprocess.PIPE).stdout.decode()
    return list(csv.reader(text.splitlines()))


def cells_of(folder, least):
    """(known labels, construction) -> of each pilot size and vote: coverage, below, width, too high."""
    cells = collections.defaultdict(list)
    for row in run("plan_coverage", DRAWS, "-", least, folder):
        coverage, below, width, foretold, vote = map(float, row[6:11])
        cells[row[3], row[1]].append((coverage, below, width, foretold - vote))
    return cells


def coverage_table(options, report, pooled):
    report.head("set", "labels an item", "known labels", "construction", "pilots", "coverage",
                "lowest", "below", "mean width", "foretold too high by")
    for name, least in [(name, 10) for name in SETS] + list(OTHER_SETS):
        folder = options.data / "crowd" / name
        if not folder.is_dir():
            report.line(f"{name}: not there, skipped")
            continue
        cells = cells_of(folder, least)
        for (known, construction), figures in sorted(cells.items()):
            if name not in SETS and construction != POSTERIOR:
                continue
            coverage, below, width, bias = (sum(column) / len(figures) for column in zip(*figures))
            report.row(name, f"{least}+", "yes" if known == "1" else "no", construction, DRAWS * 3,
                       f"{coverage:.3f}", f"{min(row[0] for row in figures):.3f}", f"{below:.3f}",
                       f"{width:.3f}", f"{bias:+.3f}")
            if construction == POSTERIOR:
                pooled[known, name in SETS, least].append((name, coverage))
    report.line()


def pooled_lines(report, pooled):
    """Returns the goals that were missed."""
    missed = []
    for (known, is_goal, least), sets in sorted(pooled.items(), reverse=True):
        share = sum(coverage for _, coverage in sets) / len(sets)
        worst = min(sets, key=lambda row: row[1])
        what = "sets with ten labels for every item" if is_goal else f"other sets, {least}+ labels"
        report.line(f"- {what}, {'50' if known == '1' else 'no'} known labels: {share:.3f} of "
                    f"{DRAWS * 3 * len(sets)} pilots in {len(sets)} sets; worst {worst[0]}, "
                    f"{worst[1]:.3f}")
        for name, coverage in sets:
            if is_goal and coverage < LEAST_COVERAGE:
                missed.append(f"{name}, known labels {known}: coverage {coverage:.3f}, expected "
                              f"{LEAST_COVERAGE}")
    report.line()
    return missed


def shared_table(options, report):
    report.line("### What agreement does not show")
    report.line()
    report.line("How accurate a label is by the agreement of 50 items with all of their labels, and by "
                "the truth, mean of 20 draws; shared: the share by which agreement is too high.")
    report.line()
    report.head("set", "items", "labels an item", "by agreement", "by truth", "shared")
    for name in SHARED_SETS:
        folder = options.data / "crowd" / name
        if folder.is_dir():
            row = run("shared_errors", 20, 2, folder)[0]
            report.row(name, row[1], row[3], row[4], row[5], row[6])
    report.line()


def bench(options, report):
    """Prints the tables; returns the goals that were missed."""
    report.line("## Cost plan: does the promise of 90 % hold?")
    report.line()
    report.line(f"{DRAWS} draws of 50 items from each set, each with 2, 3 and 5 labels an item: {DRAWS * 3} "
                "pilots; votes of 1, 2, 3, 5, 7 and 9 labels (with 5+ labels an item: to 5) on the "
                "other items.  Coverage: how often their accuracy lies in the interval; lowest: of one "
                "pilot size and vote.  Below: how often it is lower.  Bootstrap: the plain alternative, "
                "items and their labels drawn again.")
    report.line()
    pooled = collections.defaultdict(list)
    coverage_table(options, report, pooled)
    missed = pooled_lines(report, pooled)
    shared_table(options, report)
    return missed
