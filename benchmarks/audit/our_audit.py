"""Runs Assay's audit as a whole process."""

import json
import pathlib

import measure
import sets

BINARY = pathlib.Path(__file__).resolve().parent.parent.parent / "build" / "release" / "assay"


def roles_of(path, roles):
    if roles == ["--numeric", "*"]:
        header = measure.read_table(path)[0].keys()
        return ["--numeric", ",".join(c for c in header if c not in sets.NOT_FEATURES)]
    return roles


def command(path, folder, seed=0, roles=(), threads=2):
    """The command line of an audit into `folder`/out, with a store of its own."""
    return [BINARY, "--data", folder / "store", "audit", path, "--out", folder / "out", "--seed",
            seed, "--threads", threads, "--quiet", *roles]


def audit(path, folder, seed=0, roles=(), threads=2):
    """Runs one whole audit; returns its measurements and results."""
    cost = measure.run(command(path, folder, seed, roles, threads))
    findings = measure.read_table(folder / "out" / "findings.csv")
    return cost, findings, json.loads((folder / "out" / "summary.json").read_text())
