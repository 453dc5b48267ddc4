"""The service over a socket: the same answers as the embedded one, and an orderly end."""

import json
import signal
import subprocess
import time

import assay_cli


class ServiceTest(assay_cli.AssayTestCase):
    def test_findings_are_byte_identical_over_a_socket_and_for_any_number_of_threads(self):
        file = assay_cli.write_topics(self.folder / "topics.csv", 900)
        embedded = self.audit(file, "--threads", "1", out="embedded")
        self.assertEqual(embedded.code, 0, embedded)
        expected = (self.folder / "embedded" / "findings.csv").read_bytes()
        self.assertEqual(expected.count(b"\n"), 901)
        with assay_cli.Server(self.folder / "served") as server:
            for threads in ("1", "2", "3"):
                result = self.audit(file, "--server", server.address, "--threads", threads,
                                    out=f"served-{threads}")
                self.assertEqual(result.code, 0, result)
                self.assertEqual(
                    (self.folder / f"served-{threads}" / "findings.csv").read_bytes(), expected)

    def test_another_seed_gives_other_folds(self):
        file = assay_cli.write_topics(self.folder / "topics.csv", 300)
        for seed in ("1", "2"):
            self.assertEqual(self.audit(file, "--seed", seed, out=seed).code, 0)
        self.assertNotEqual((self.folder / "1" / "findings.csv").read_bytes(),
                            (self.folder / "2" / "findings.csv").read_bytes())

    def test_errors_are_the_same_over_a_socket(self):
        bad = self.write("bad.csv", "id,text,label\n1,a b c,x\n2,d e f\n")
        embedded = self.audit(bad, "--json")
        with assay_cli.Server(self.folder / "served") as server:
            served = self.audit(bad, "--json", "--server", server.address)
            self.assertEqual((served.code, served.out, served.err),
                             (embedded.code, embedded.out, embedded.err))
            listing = self.assay("dataset", "list", "--json", "--server", server.address)
            self.assertEqual(listing.json(), {"datasets": []})

    def test_sigterm_ends_the_server_in_order(self):
        server = assay_cli.Server(self.data)
        self.assertEqual(server.stop(signal.SIGTERM), 0)
        self.assertEqual(self.datasets(), [])

    def test_an_audit_under_way_does_not_hold_up_the_end(self):
        file = assay_cli.write_topics(self.folder / "topics.csv", 60_000)
        server = assay_cli.Server(self.data)
        client = subprocess.Popen(
            [assay_cli.BINARY, "--server", server.address, "audit", file, "--out",
             str(self.folder / "out")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while not self.assay("operation", "list", "--json", "--server",
                             server.address).json()["operations"]:
            self.assertIsNone(client.poll())
        self.assertEqual(server.stop(signal.SIGTERM), 0)
        client.wait(timeout=30)
        states = [o["state"] for o in
                  self.assay("operation", "list", "--json").json()["operations"]]
        self.assertEqual(len(states), 1)
        self.assertIn(states[0], ("cancelled", "succeeded"))

    def test_an_import_whose_client_is_killed_stores_nothing(self):
        table = "id,text,label\n" + "".join(
            f"{i},some words number {i},{'xy'[i % 2]}\n" for i in range(3000))
        with assay_cli.Server(self.data) as server:
            for _ in range(15):
                client = subprocess.Popen(
                    [assay_cli.BINARY, "--server", server.address, "dataset", "import", "-"],
                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                client.stdin.write(table.encode())
                client.stdin.flush()
                time.sleep(0.1)
                client.kill()
                client.wait()
                client.stdin.close()
            time.sleep(0.5)
            listing = self.assay("dataset", "list", "--json", "--server", server.address)
            self.assertEqual(listing.json(), {"datasets": []})

    def test_an_export_that_fails_leaves_the_file_alone(self):
        kept = self.write("kept.csv", "mine\n")
        result = self.assay("dataset", "export", "no-such", "--out", kept)
        self.assertEqual(result.code, 2, result)
        self.assertEqual(kept.read_text(), "mine\n")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["data", "kept.csv"])

    def test_no_server_there(self):
        result = self.assay("dataset", "list", "--server", "127.0.0.1:9", "--json")
        self.assertEqual(result.code, 1, result)
        self.assertEqual(result.json()["error"]["reason"], "SERVER_UNREACHABLE")

    def test_listening_beyond_loopback_needs_to_be_asked_for(self):
        result = self.assay("serve", "--listen", "0.0.0.0:0", "--json")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "INSECURE_LISTEN")
        result = self.assay("serve", "--listen", "127.evil.invalid:0", "--json")
        self.assertEqual(result.json()["error"]["reason"], "INSECURE_LISTEN")
        self.assertFalse(self.data.exists())
        for address in ("nonsense", "127.0.0.1", "127.0.0.1:port", "127.0.0.1:99999"):
            result = self.assay("serve", "--listen", address, "--json")
            self.assertEqual(result.code, 2, result)
            self.assertEqual(result.json()["error"]["reason"], "BAD_LISTEN_ADDRESS")

    def test_a_port_in_use(self):
        with assay_cli.Server(self.data) as server:
            result = self.assay("serve", "--listen", server.address, "--json",
                                data=self.folder / "other")
            self.assertEqual(result.code, 1, result)
            self.assertEqual(result.json()["error"]["reason"], "ADDRESS_NOT_AVAILABLE")

    def test_methods_lists_every_signal_with_its_source(self):
        methods = self.assay("methods", "--json").json()["methods"]
        names = {(m["kind"], m["name"]) for m in methods}
        for signal_name in ("recheck", "self_confidence", "margin", "confident_learning"):
            self.assertIn(("signal", signal_name), names)
        for format_name in ("csv", "tsv", "jsonl"):
            self.assertIn(("format", format_name), names)
        for method in methods:
            self.assertTrue(method["description"] and method["source"], json.dumps(method))
        self.assertEqual(self.assay("methods", "nonsense").code, 2)


if __name__ == "__main__":
    assay_cli.main()
