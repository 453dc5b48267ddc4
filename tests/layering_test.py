#!/usr/bin/env python3
"""Checks that every #include points the way ARCHITECTURE.md allows.

Run: python3 tests/layering_test.py.  The arrows are the tables below; to add a room, add its row.
"""

import fnmatch
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent

# --- The arrows: room -> what it may include besides itself --------------------------------------
# "proto" is the generated wire contract (assay/v1, google/rpc), "proto/storage" the generated
# values of the store (assay/storage).  A name that ends in .h is one header of a room.
COMPUTE = ["engine/base", "engine/stats", "engine/labels", "engine/agreement", "engine/consensus",
           "engine/annotators", "engine/learn", "engine/audit", "engine/cost"]
ENGINE = COMPUTE + ["engine/store"]
CONTRACT = ["proto", "proto/storage"]
ARROWS = {
    "proto": [],
    "engine/base": [],
    "engine/stats": ["engine/base"],
    "engine/labels": ["engine/base"],
    "engine/agreement": ["engine/base", "engine/stats", "engine/labels"],
    "engine/consensus": ["engine/base", "engine/stats", "engine/labels"],
    "engine/annotators": ["engine/base", "engine/stats", "engine/labels", "engine/consensus"],
    "engine/learn": ["engine/base", "engine/stats", "engine/labels"],
    "engine/audit": ["engine/base", "engine/stats", "engine/labels", "engine/learn"],
    "engine/cost": ["engine/base", "engine/stats", "engine/labels"],
    "engine/store": ["engine/base"] + CONTRACT,
    "annotator/exchange": ENGINE + CONTRACT,
    "annotator/report": ENGINE + CONTRACT + ["annotator/exchange"],
    "annotator/operation": ENGINE + CONTRACT,
    "annotator/formats": ENGINE + CONTRACT + ["annotator/exchange", "annotator/schema"],
    "annotator/dataset": ENGINE + CONTRACT + ["annotator/exchange", "annotator/formats", "annotator/operation"],
    "annotator/auditing": ENGINE + CONTRACT + [
        "annotator/exchange", "annotator/report", "annotator/operation", "annotator/dataset"],
    "annotator/schema": ENGINE + CONTRACT,
    "annotator/desk": ENGINE + CONTRACT + ["annotator/schema"],
    "annotator/campaign": ENGINE + CONTRACT + [
        "annotator/exchange", "annotator/dataset", "annotator/auditing", "annotator/schema",
        "annotator/desk"],
    "annotator/verify": ENGINE + CONTRACT + [
        "annotator/schema", "annotator/desk", "annotator/campaign"],
    "annotator/transfer": ENGINE + CONTRACT + [
        "annotator/exchange", "annotator/formats", "annotator/dataset", "annotator/schema", "annotator/desk",
        "annotator/campaign"],
    "annotator/mturk": ENGINE + CONTRACT + [
        "annotator/exchange", "annotator/formats", "annotator/dataset", "annotator/schema", "annotator/desk",
        "annotator/campaign", "annotator/transfer"],
    "annotator/measuring": ENGINE + CONTRACT + [
        "annotator/exchange", "annotator/report", "annotator/dataset", "annotator/campaign",
        "annotator/desk", "annotator/schema"],
    "annotator/costs": ENGINE + CONTRACT + [
        "annotator/exchange", "annotator/report", "annotator/schema", "annotator/campaign",
        "annotator/measuring"],
    "annotator/auth": ENGINE + CONTRACT + ["annotator/desk/caller.h"],
    "annotator/http": ["engine/base"],
    "annotator/page": ["annotator/http"],
    "annotator/gateway": ["engine/base", "engine/store/codec.h", "proto", "annotator/http",
                          "annotator/rpc/grpc_status.h"],
    "annotator/label_studio": ["engine/base", "proto", "annotator/http", "annotator/gateway",
                               "annotator/rpc/executor.h"],
    "annotator/rpc": ENGINE + CONTRACT + [
        "annotator/exchange", "annotator/formats", "annotator/report", "annotator/operation", "annotator/dataset",
        "annotator/auditing", "annotator/schema", "annotator/desk", "annotator/campaign", "annotator/transfer",
        "annotator/verify", "annotator/mturk", "annotator/measuring", "annotator/costs", "annotator/auth",
        "annotator/http", "annotator/gateway", "annotator/label_studio"],
    "clients/cpp": ["proto", "engine/base", "annotator/rpc/grpc_status.h"],
    # A client starts the server in its own process, reads the errors of the wire, looks at npy files
    # before it sends them, and backs up and restores data directories that no server has open.
    "clients/cli": [
        "proto", "engine/base", "clients/cpp", "annotator/http", "engine/store/backup.h", "engine/store/rocks_store.h",
        "annotator/exchange/npy_classes.h", "annotator/exchange/npy_map.h",
        "annotator/rpc/*server.h", "annotator/rpc/grpc_status.h",
        "annotator/rpc/server_credentials.h",  # the doctor looks at the files of a service
        "annotator/operation/system_clock.h", "annotator/operation/status_proto.h",
        "engine/cost/money.h",  # amounts are written and read in one way everywhere
        # It reads and writes the small tables that people fill in.
        "annotator/exchange/format_registry.h", "annotator/exchange/byte_source.h",
        "annotator/exchange/table_error.h", "annotator/exchange/csv_writer.h",
        # It looks what a file of another tool holds before it makes a campaign of it.
        "annotator/formats/file_summary.h", "annotator/formats/foreign_format.h"],
}

# --- Libraries that only some rooms may know: headers -> files that may include them -------------
LIBRARIES = {
    "gRPC": (["grpc/*", "grpcpp/*", "*.grpc.pb.h"], ["annotator/rpc/*", "annotator/gateway/*", "clients/*"]),
    "protobuf": (["google/protobuf/*", "*.pb.h"],
                 ["proto/*", "engine/store/*", "annotator/*", "clients/*"]),
    "RocksDB": (["rocksdb/*"], ["engine/store/rocks_*.cc", "engine/store/rocks_database.h",
                                  "engine/store/rocks_engine.h", "engine/store/rocks_load.h",
                                  "engine/store/rocks_options.h"]),
    "Boost.Beast": (["boost/beast*"], ["annotator/http/*"]),
    "RE2": (["re2/*"], ["annotator/campaign/*.cc"]),
    "Prometheus": (["prometheus/*"], ["annotator/rpc/*", "annotator/http/*"]),
    "Expat": (["expat.h"], ["annotator/label_studio/*.cc", "annotator/mturk/*.cc"]),
    "CLI11": (["CLI/*"], ["clients/cli/*"]),
}

# tests/<room> may include what the room may, the room itself, and these.
# The crowd sets serve more rooms than that of consensus.
TESTS_MAY_ALSO_INCLUDE = ["tests/support", "tests/reference", "tests/engine/consensus/crowd_set.h"]
# These may include every room and every library.
# (tests/annotator/campaign: campaigns below the wire, from the desk to their files.)
WHOLE_HOUSE = ["tests/annotator/campaign", "tests/e2e", "tests/load", "tests/security", "tests/fuzz", "tests/support", "tests/reference", "benchmarks"]
# -------------------------------------------------------------------------------------------------

OWN_FOLDERS = ("engine", "annotator", "clients", "tests", "benchmarks", "proto")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')


def own_includes(text):
    """Yields (line number, opening quote, included path)."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1), match.group(2)


def matches_any(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def room_of(path):
    """The room of a file or an included path, or None where it belongs to a library."""
    if path.startswith("assay/storage/"):
        return "proto/storage"
    if path.startswith("assay/client/"):
        return "clients/cpp"
    if path.startswith(("assay/", "google/rpc/", "google/longrunning/")):
        return "proto"
    for room in list(ARROWS) + WHOLE_HOUSE:
        if path.startswith(room + "/"):
            return room
    if path.startswith(OWN_FOLDERS):
        return path.rsplit("/", 1)[0]
    return None


def check_own_header(path, owner, room, included):
    """Says which arrow `included` breaks, or None.  `owner` is the room whose arrows count."""
    target = room_of(included)
    if target is None or target == room:
        return None
    if room not in WHOLE_HOUSE and not room.startswith("tests/"):
        if target.startswith(("tests", "benchmarks")):
            return f"{owner} must not include tests or benchmarks"
    if room in WHOLE_HOUSE:
        return None
    if owner not in ARROWS:
        return f"{owner} has no row in the table of arrows in tests/layering_test.py"
    allowed = list(ARROWS[owner])
    if path.startswith("tests/"):
        allowed += TESTS_MAY_ALSO_INCLUDE + [owner, room]
    if target in allowed or matches_any(included, [a for a in allowed if a.endswith(".h")]):
        return None
    return f"{owner} may include only {', '.join(allowed) or 'itself'}, not {target}"


def check_library(path, included):
    if path.startswith(tuple(folder + "/" for folder in WHOLE_HOUSE)):
        return None
    place = path[len("tests/"):] if path.startswith("tests/") else path
    for library, (headers, places) in LIBRARIES.items():
        if matches_any(included, headers) and not matches_any(place, places):
            where = ", ".join(places) or "no file"
            return f"headers of {library} belong in {where}"
    return None


def check_spelling(root, path, quote, included):
    if quote == "<" and included.startswith(tuple(folder + "/" for folder in OWN_FOLDERS)):
        return "own headers are included with quotes"
    if quote == '"' and (root / path).parent.joinpath(included).exists() and not (
            root / included).exists():
        return "own headers are included by their path from the root"
    return None


def find_violations(root):
    """One sentence for each include of a C++ file below `root` that breaks a rule."""
    violations = []
    for folder in ("engine", "annotator", "clients", "tests", "benchmarks"):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in (".cc", ".h"):
                continue
            path = file.relative_to(root).as_posix()
            room = room_of(path)
            owner = room
            if room not in WHOLE_HOUSE and path.startswith("tests/"):
                owner = room_of(path[len("tests/"):]) or room
            for number, quote, included in own_includes(file.read_text(encoding="utf-8")):
                fault = (check_spelling(root, path, quote, included)
                         or check_own_header(path, owner, room, included)
                         or check_library(path, included))
                if fault:
                    violations.append(f'{path}:{number}: #include "{included}": {fault}')
    return violations


class LayeringTest(unittest.TestCase):

    def violations_of(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, text in files.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8")
            return find_violations(root)

    def assert_refused(self, path, include, words):
        violations = self.violations_of({path: f"#include {include}\n"})
        self.assertEqual(len(violations), 1, violations)
        self.assertIn(path + ":1", violations[0])
        self.assertIn(words, violations[0])

    def assert_allowed(self, path, include):
        self.assertEqual(self.violations_of({path: f"#include {include}\n"}), [])

    def test_every_include_of_the_repository_points_the_allowed_way(self):
        violations = find_violations(ROOT)
        if violations:
            self.fail("\n" + "\n".join(violations))

    def test_the_repository_is_really_read(self):
        text = (ROOT / "engine/base/status.cc").read_text(encoding="utf-8")
        self.assertIn("engine/base/status.h", [included for _, _, included in own_includes(text)])

    def test_the_engine_knows_nobody_above_it(self):
        self.assert_refused("engine/stats/a.h", '"annotator/rpc/server.h"', "engine/stats may")
        self.assert_refused("engine/learn/a.cc", '"engine/store/store.h"', "not engine/store")
        self.assert_refused("engine/audit/a.cc", '"assay/v1/audits.pb.h"', "not proto")
        self.assert_refused("engine/base/a.cc", '"engine/labels/labels.h"', "only itself")

    def test_the_engine_includes_what_stands_below_it(self):
        self.assert_allowed("engine/audit/a.cc", '"engine/learn/model.h"')
        self.assert_allowed("engine/store/a.cc", '"assay/storage/v1/records.pb.h"')
        self.assert_allowed("engine/base/a.cc", '"absl/status/status.h"')

    def test_only_the_rpc_room_sees_all_of_the_annotator(self):
        self.assert_allowed("annotator/rpc/a.cc", '"annotator/auditing/audit.h"')
        self.assert_refused("annotator/dataset/a.cc", '"annotator/rpc/a.h"', "not annotator/rpc")

    def test_a_client_speaks_the_contract_and_starts_the_server_in_its_process(self):
        self.assert_allowed("clients/cli/a.cc", '"assay/v1/audits.grpc.pb.h"')
        self.assert_allowed("clients/cli/a.cc", '"annotator/rpc/assay_server.h"')
        self.assert_refused("clients/cli/a.cc", '"annotator/rpc/unary.h"', "not annotator/rpc")
        self.assert_refused("clients/cli/a.cc", '"assay/storage/v1/records.pb.h"', "not proto/")

    def test_libraries_stay_in_their_rooms(self):
        self.assert_refused("annotator/dataset/a.cc", "<grpcpp/server.h>", "headers of gRPC")
        self.assert_refused("annotator/dataset/a.h", '"assay/v1/a.grpc.pb.h"', "headers of gRPC")
        self.assert_refused("engine/store/rocks_store.h", "<rocksdb/db.h>", "headers of RocksDB")
        self.assert_allowed("engine/store/rocks_store_backup.cc", "<rocksdb/db.h>")
        self.assert_refused("annotator/rpc/a.cc", "<boost/beast/http.hpp>", "in annotator/http")
        self.assert_refused("engine/labels/a.cc", '"google/protobuf/message.h"', "of protobuf")

    def test_tests_see_their_room_and_what_it_sees(self):
        self.assert_allowed("tests/engine/learn/a_test.cc", '"engine/learn/model.h"')
        self.assert_allowed("tests/engine/learn/a_test.cc", '"tests/support/temp_dir.h"')
        self.assert_allowed("tests/engine/learn/a_test.cc", '"engine/stats/intervals.h"')
        self.assert_refused("tests/engine/learn/a_test.cc", '"engine/audit/signal.h"', "not engine/a")
        self.assert_allowed("tests/proto/a_test.cc", '"google/protobuf/descriptor.h"')
        self.assert_allowed("tests/proto/a_test.cc", '"tests/support/test_data.h"')
        self.assert_allowed("tests/e2e/a_test.cc", '"annotator/rpc/unary.h"')

    def test_the_product_does_not_include_its_tests(self):
        self.assert_refused("engine/learn/a.cc", '"tests/support/temp_dir.h"', "must not")

    def test_a_room_without_a_row_is_refused(self):
        self.assert_refused("engine/attic/a.cc", '"engine/base/status.h"', "has no row")
        self.assert_refused("engine/audit/a.cc", '"engine/attic/a.h"', "not engine/attic")

    def test_own_headers_are_spelled_from_the_root_with_quotes(self):
        files = {"engine/base/a.cc": '#include "b.h"\n', "engine/base/b.h": ""}
        violations = self.violations_of(files)
        self.assertEqual(len(violations), 1, violations)
        self.assertIn("path from the root", violations[0])
        self.assert_refused("engine/learn/a.cc", "<engine/base/status.h>", "with quotes")


if __name__ == "__main__":
    sys.exit(unittest.main())
