"""Running the service: status pages, logs without secrets, backup, verification, the doctor."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time
import unittest
import urllib.error
import urllib.request

import assay_cli


class Service:
    """assay serve with status pages and a log in a file."""

    def __init__(self, data, *arguments, log, listen="127.0.0.1:0"):
        self.log = open(log, "wb")
        self.process = subprocess.Popen(
            [assay_cli.BINARY, "--data", str(data), "--json", "serve", "--listen", listen,
             "--http", "127.0.0.1:0", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=self.log)
        line = json.loads(self.process.stdout.readline())
        self.address = line["address"]
        self.http = "http://" + line["http_address"]

    def get(self, path):
        try:
            with urllib.request.urlopen(self.http + path, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def wait(self):
        return self.process.wait(timeout=30)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.wait()
        self.process.stdout.close()
        self.log.close()
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


class OperationTest(assay_cli.AssayTestCase):
    def serve(self, *arguments, **options):
        return Service(options.pop("data", self.data), *arguments, log=self.folder / "log", **options)

    def ok(self, *arguments, **options):
        result = self.assay(*arguments, **options)
        self.assertEqual(result.code, 0, result)
        return result

    def campaign(self, *who):
        self.ok(*who, "dataset", "import", assay_cli.write_topics(self.folder / "t.csv", 60),
                "--name", "t")
        self.ok(*who, "annotator", "add", "ana")
        self.ok(*who, "campaign", "create", "news", "--dataset", "t", "--question", "Which?",
                "--classes", "sport,money,space")
        self.ok(*who, "campaign", "start", "news")

    def test_status_pages(self):
        with self.serve() as service:
            self.assertEqual(service.get("/healthz"), (200, "alive\n"))
            self.assertEqual(service.get("/readyz"), (200, "serving\n"))
            self.ok("--server", service.address, "dataset", "list")
            status, metrics = service.get("/metrics")
            self.assertEqual(status, 200)
            self.assertIn('assay_rpc_calls_total{call="assay.v1.DatasetService/ListDatasets",'
                          'code="OK"} 1', metrics)
            self.assertEqual(service.get("/nothing")[0], 404)

    def test_status_pages_stay_on_this_machine(self):
        result = self.assay("serve", "--http", "0.0.0.0:0", "--json")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "INSECURE_LISTEN")
        result = self.assay("serve", "--http", "nonsense", "--json")
        self.assertEqual(result.json()["error"]["reason"], "BAD_LISTEN_ADDRESS")

    def test_other_machines_come_in_with_keys_only(self):
        result = self.assay("serve", "--listen", "0.0.0.0:0", "--allow-insecure-listen", "--json")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "NO_KEYS")
        self.ok("key", "create", "--role", "admin", "--out", self.folder / "admin.key")
        with self.serve("--allow-insecure-listen", listen="0.0.0.0:0") as service:
            address = service.address.replace("0.0.0.0", "127.0.0.1")
            refused = self.assay("--server", address, "key", "list", "--json")
            self.assertEqual(refused.json()["error"]["reason"], "KEY_MISSING")
            self.ok("--server", address, "--key", self.folder / "admin.key", "key", "list")

    def begin_import(self, service):
        """A client whose call is under way until its standard input ends."""
        client = subprocess.Popen(
            [assay_cli.BINARY, "--server", service.address, "dataset", "import", "-"],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        rows = "".join(f"{i},some words number {i},{'xy'[i % 2]}\n" for i in range(100_000))
        client.stdin.write(b"id,text,label\n" + rows.encode())
        client.stdin.flush()
        while "assay_rpc_calls_in_flight 1" not in service.get("/metrics")[1]:
            self.assertIsNone(client.poll())
            time.sleep(0.02)
        return client

    def test_the_end_waits_for_running_calls_and_says_that_it_ends(self):
        with self.serve() as service:
            client = self.begin_import(service)
            service.process.send_signal(signal.SIGTERM)
            while service.get("/readyz")[0] == 200:
                time.sleep(0.01)
            self.assertEqual(service.get("/readyz"), (503, "not serving\n"))
            self.assertEqual(service.get("/healthz")[0], 200)
            client.stdin.close()
            self.assertEqual(client.wait(timeout=30), 0)
            self.assertEqual(service.wait(), 0)
        self.assertEqual(len(self.datasets()), 1)

    def test_the_second_signal_ends_it_at_once(self):
        with self.serve() as service:
            client = self.begin_import(service)
            service.process.send_signal(signal.SIGTERM)
            while service.get("/readyz")[0] == 200:
                time.sleep(0.01)
            begin = time.monotonic()
            service.process.send_signal(signal.SIGTERM)
            self.assertEqual(service.wait(), 1)
            self.assertLess(time.monotonic() - begin, 3)
            client.stdin.close()
            client.wait(timeout=30)
        self.assertEqual(self.datasets(), [])

    def test_secrets_are_in_no_log_trail_or_error(self):
        key_file = self.folder / "admin.key"
        self.ok("key", "create", "--role", "admin", "--out", key_file)
        secret = key_file.read_text().strip()
        wrong = self.write("wrong.key", "not-a-key-but-a-secret-all-the-same\n")
        for log_format in ("json", "text"):
            with self.serve("--log-format", log_format, "--log-level", "debug") as service:
                who = ["--server", service.address, "--key"]
                outputs = []
                for file, command in ((key_file, ["key", "list"]), (wrong, ["key", "list"]),
                                      (key_file, ["key", "create", "--role", "viewer", "--out",
                                                  self.folder / f"{log_format}.key"]),
                                      (key_file, ["dataset", "show", "no-such"]),
                                      (key_file, ["trail", "--json"])):
                    result = self.assay(*who, file, *command)
                    outputs.append(result.out + result.err)
                outputs += [service.get("/metrics")[1]]
            outputs.append((self.folder / "log").read_text())
            self.assertIn("CreateKey", outputs[-1])
            self.assertIn("KEY_INVALID", outputs[-1])
            made = (self.folder / f"{log_format}.key").read_text().strip()
            for shown in (secret, made, "not-a-key-but-a-secret-all-the-same"):
                for output in outputs:
                    self.assertNotIn(shown, output)
                    self.assertNotIn(shown[8:24], output)
        json_lines = [json.loads(line) for line in self.json_log().splitlines()]
        self.assertTrue(all("time" in line and "level" in line for line in json_lines))

    def json_log(self):
        with self.serve("--log-format", "json", "--log-level", "debug") as service:
            self.assay("--server", service.address, "dataset", "list")
        return (self.folder / "log").read_text()

    def test_log_options_are_checked(self):
        for options in (["--log-format", "xml"], ["--log-format", "text", "--log-level", "loud"]):
            result = self.assay("serve", *options, "--json")
            self.assertEqual(result.json()["error"]["reason"], "BAD_LOG_OPTION", result)

    def test_a_backup_while_labels_come_in_is_consistent(self):
        self.campaign()
        backup = self.folder / "backup"
        with self.serve() as service:
            who = ["--server", service.address]
            stop = threading.Event()
            counts = []

            def work():
                while not stop.is_set():
                    leased = self.assay(*who, "campaign", "lease", "news", "--annotator", "ana",
                                        "--json")
                    leases = leased.json().get("leases", []) if leased.code == 0 else []
                    if not leases:
                        return
                    done = self.assay(*who, "campaign", "submit", "news", "--annotator", "ana",
                                      "--lease", leases[0]["lease_id"], "--label", "sport")
                    counts.append(done.code)

            worker = threading.Thread(target=work)
            worker.start()
            while len(counts) < 5:
                time.sleep(0.02)
            before = len(counts)
            self.ok(*who, "backup", backup)
            stop.set()
            worker.join()
            after = len(counts)
            self.assertEqual(set(counts), {0})
            for target, reason in ((backup, "TARGET_NOT_EMPTY"),
                                   ("relative", "BAD_BACKUP_DIRECTORY"),
                                   (self.folder / "no" / "parent", "BAD_BACKUP_DIRECTORY")):
                refused = self.assay(*who, "backup", target, "--json")
                self.assertEqual(refused.code, 2, refused)
                self.assertEqual(refused.json()["error"]["reason"], reason)
            self.ok(*who, "verify")
        self.assertEqual([p.name for p in self.folder.glob("*unfinished*")], [])
        # It is a data directory: it verifies, and it is served.
        self.ok("verify", data=backup)
        with self.serve(data=backup) as service:
            status = self.ok("--server", service.address, "campaign", "status", "news",
                             "--json").json()
        self.assertGreaterEqual(status["label_count"], before)
        self.assertLessEqual(status["label_count"], after)

    def test_verify_reports_what_it_looked_at(self):
        self.campaign()
        outcome = self.ok("verify", "--json").json()
        self.assertEqual((outcome["complete"], outcome["difference_count"]), (True, 0))
        self.ok("verify", "--campaign", "news")
        missing = self.assay("verify", "--campaign", "olds", "--json")
        self.assertEqual(missing.code, 2, missing)
        self.assertEqual(missing.json()["error"]["reason"], "CAMPAIGN_NOT_FOUND")

    def doctor(self, *arguments, code=0):
        result = self.assay("doctor", "--json", *arguments)
        self.assertEqual(result.code, code, result)
        report = result.json()
        self.assertEqual(report["healthy"], code == 0)
        return {check["subject"]: check for check in report["checks"]}

    def test_the_doctor_looks_at_a_directory_of_this_machine(self):
        self.assertEqual(self.doctor()["store"]["level"], "WARN")
        self.assertFalse(self.data.exists())
        self.ok("dataset", "list")
        checks = self.doctor()
        self.assertEqual(checks["store"]["level"], "OK")
        self.assertEqual(checks["keys"]["level"], "WARN")
        text = self.ok("doctor").out
        self.assertIn("OK    store: ", text)
        self.ok("key", "create", "--role", "admin", "--out", self.folder / "admin.key")
        self.assertEqual(self.doctor()["keys"]["level"], "OK")
        newest = self.data / "store" / "CURRENT"
        os.utime(newest, (time.time() + 1000, time.time() + 1000))
        self.assertEqual(self.doctor(code=1)["clock"]["level"], "FAIL")

    def test_the_doctor_says_who_has_the_directory_and_what_is_damaged(self):
        self.ok("dataset", "list")
        with self.serve() as service:
            store = self.doctor()["store"]
            self.assertEqual(store["level"], "WARN")
            self.assertIn(str(service.process.pid), store["finding"])
            self.assertEqual(self.doctor("--server", service.address)["service"]["level"], "OK")
        (self.data / "store" / "CURRENT").write_text("MANIFEST-999999\n")
        store = self.doctor(code=1)["store"]
        self.assertEqual(store["level"], "FAIL")
        self.assertIn("restore", store["advice"])

    def test_the_doctor_looks_at_a_service_and_at_tls_files(self):
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{nobody.getsockname()[1]}"
            checks = self.doctor("--server", address, code=1)
        self.assertEqual(checks["service"]["level"], "FAIL")
        checks = self.doctor("--tls-cert", self.folder / "no.pem", "--tls-key",
                             self.folder / "no.key", code=1)
        self.assertEqual(checks["TLS certificate"]["level"], "FAIL")


class UnitFileTest(unittest.TestCase):
    def test_systemd_reads_the_unit(self):
        unit = pathlib.Path(__file__).resolve().parents[2] / "packaging" / "assay.service"
        with assay_cli.tempfile.TemporaryDirectory() as folder:
            copy = pathlib.Path(folder) / "assay.service"
            copy.write_text(unit.read_text().replace("/usr/bin/assay", "/bin/true"))
            try:
                result = subprocess.run(["systemd-analyze", "verify", str(copy)],
                                        capture_output=True, text=True)
            except FileNotFoundError:
                self.skipTest("needs systemd-analyze")
            self.assertEqual((result.returncode, result.stderr), (0, ""))


if __name__ == "__main__":
    assay_cli.main()
