"""The service as a process: durable submits beside calls that do nothing, ten million labels, a soak."""

import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import measure  # noqa: E402

BUILD = pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release"
PROGRAM = BUILD / "service_load"
# Goals.
LEAST_SHARE_OF_NO_OP = 0.5
LARGEST_P99_RATIO = 3
MOST_STATUS_MS = 5
MOST_LEASE_MS = 2
MOST_OPEN_SECONDS = 5
LEAST_LABELS_PER_SECOND = 150_000
LEAST_ITEMS_PER_SECOND = 200_000
LARGEST_APPEND_RATIO = 1.5
MOST_MB_PER_MINUTE = 1.0


def run_part(part, *arguments):
    """The figures of one part of service_load, over a directory of its own."""
    os.environ.setdefault("ASSAY_BINARY", str(BUILD / "assay"))
    with tempfile.TemporaryDirectory(prefix="assay-bench-") as folder:
        data = ["--data", f"{folder}/data"] if part != "bare" else []
        _, text = measure.run_for_output([PROGRAM, part, *data, *arguments])
        return json.loads(text)


def rate(figures):
    return f"{figures['per_second']:,.0f}"


def micros(figures):
    return f"{figures['p50_us']:,.0f} / {figures['p99_us']:,.0f}"


def cpu(figures):
    return f"{figures['client_cpu_us']:.0f} + {figures['server_cpu_us']:.0f}"


def bench_calls(options, report):
    figures = run_part("calls", "--rounds", max(options.repeats, 3))
    bare = {row["in_flight"]: row for row in run_part("bare", "--rounds", 2)["calls"]}
    commits = figures["commits_per_second"]
    report.line("Calls a second; microseconds p50 / p99; CPU microseconds a call, client + server.  "
                "Bare: services that answer at once, without anything behind them.")
    report.line()
    report.head("in flight", "bare no-op", "no-op", "durable submit", "share of no-op",
                "synced commits of the store", "no-op us", "submit us", "two no-ops us",
                "lease + submit us", "p99 ratio", "no-op CPU", "submit CPU", "lease + submit CPU")
    missed = []
    for row in figures["calls"]:
        count = row["in_flight"]
        share = row["submit"]["per_second"] / row["no_op"]["per_second"]
        ratio = row["lease_and_submit"]["p99_us"] / row["two_no_ops"]["p99_us"]
        report.row(count, rate(bare[count]["no_op"]), rate(row["no_op"]), rate(row["submit"]),
                   f"**{share:.0%}**", f"{commits[str(count)]:,.0f}", micros(row["no_op"]),
                   micros(row["submit"]), micros(row["two_no_ops"]),
                   micros(row["lease_and_submit"]), f"**{ratio:.2f}**", cpu(row["no_op"]),
                   cpu(row["submit"]), cpu(row["lease_and_submit"]))
        if count == 64 and share < LEAST_SHARE_OF_NO_OP:
            missed.append(f"service: submits at {share:.0%} of no-ops, goal "
                          f"{LEAST_SHARE_OF_NO_OP:.0%}")
        if ratio > LARGEST_P99_RATIO:
            missed.append(f"service: p99 of lease + submit {ratio:.2f} times that of two no-ops with "
                          f"{count} in flight, goal {LARGEST_P99_RATIO}")
    last = figures["calls"][-1]
    report.line()
    report.line(f"Submits with 64 in flight: {last['submit']['per_second'] / commits['64']:.0%} of the "
                "synced commits that the store makes with 64 threads.")
    report.line()
    return missed


def bench_large(report):
    figures = run_part("large")
    report.line(f"{figures['items']:,} items with texts of 100 bytes, {figures['labels']:,} labels; "
                "client on the same machine.")
    report.line()
    report.head("what", "found", "goal", "server CPU us", "server MB before, peak")
    missed = []

    def row(what, value, text, goal, good, part=None):
        cpu_us = f"{part['server_cpu_us']:.1f}" if part else ""
        memory = f"{part['server_mb_before']:.0f}, {part['server_peak_mb']:.0f}" if part else ""
        report.row(what, f"**{text}**", goal, cpu_us, memory)
        if not good:
            missed.append(f"service: {what}: {text}, goal {goal}")

    for part, what, goal in (("import_items", "items imported a second", LEAST_ITEMS_PER_SECOND),
                             ("import_labels", "labels imported a second",
                              LEAST_LABELS_PER_SECOND)):
        value = figures[part]["per_second"]
        row(what, value, f"{value:,.0f}", f">= {goal:,}", value >= goal, figures[part])
    for part, what, goal in (("status", "campaign status, ms p50 / p99", MOST_STATUS_MS),
                             ("lease_open", "lease of an untouched campaign, ms p50 / p99",
                              MOST_LEASE_MS),
                             ("lease_labelled", "lease of a labelled campaign, ms p50 / p99",
                              MOST_LEASE_MS)):
        found = figures[part]
        row(what, found["p50_ms"], f"{found['p50_ms']:.2f} / {found['p99_ms']:.2f}", f"< {goal}",
            found["p50_ms"] < goal)
    small, large = figures["append_small"], figures["append_large"]
    ratio = large["p50_ms"] / small["p50_ms"]
    row("adding 1,000 items, ms at 10 thousand, at 10 million", ratio,
        f"{small['p50_ms']:.1f}, {large['p50_ms']:.1f}", f"ratio < {LARGEST_APPEND_RATIO}",
        ratio < LARGEST_APPEND_RATIO)
    for how, what in (("after_kill", "after kill -9"), ("after_end", "after an end")):
        value = figures["open_seconds"][how] + figures["open_seconds"][how + "_first_status"]
        row(f"start until the first status, s, {what}", value, f"{value:.2f}",
            f"< {MOST_OPEN_SECONDS}", value < MOST_OPEN_SECONDS)
    report.line()
    return missed


def bench(options, report):
    """Prints the tables; returns the goals that were missed."""
    report.line("## Service: durable labels, ten million of them")
    report.line()
    report.line("`assay serve` and one client process with one thread share the 2 cores, over the "
                "loopback, without TLS.")
    report.line()
    return bench_calls(options, report) + bench_large(report)


def soak(options, report):
    """Prints what simulated annotators found; returns the goals that were missed."""
    figures = run_part("soak", "--minutes", options.minutes, "--annotators", options.annotators)
    report.line(f"## Service: {options.annotators:,} simulated annotators for "
                f"{options.minutes:g} minutes")
    report.line()
    report.head("calls", "calls a second", "entries acknowledged", "calls sent again", "faults",
                "server CPU", "memory MB at the start, middle, end", "MB a minute, second half")
    curve = figures["resident_mb"]
    points = [f"{curve[i][1]:.0f}" for i in (0, len(curve) // 2, -1)]
    report.row(f"{figures['calls']:,}", f"{figures['calls_per_second']:,.0f}",
               f"{figures['acknowledged']:,}", figures["lost_calls"] + figures["busy_calls"],
               f"**{len(figures['faults'])}**", f"{figures['server_cpu_share']:.0%}",
               ", ".join(points), f"**{figures['slope_mb_per_minute']:+.2f}**")
    report.line()
    report.line("Memory MB by minute: " + ", ".join(f"{minute:.0f}: {mb:.0f}" for minute, mb in
                                                     curve[::max(len(curve) // 10, 1)]))
    report.line()
    missed = [f"soak: {fault}" for fault in figures["faults"]]
    if figures["slope_mb_per_minute"] > MOST_MB_PER_MINUTE:
        missed.append(f"soak: memory grows by {figures['slope_mb_per_minute']:.2f} MB a minute, goal "
                      f"{MOST_MB_PER_MINUTE}")
    return missed
