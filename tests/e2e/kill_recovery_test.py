"""kill -9 at random moments of import and audit: data sets are whole or absent, and no operation
claims to run."""

import os
import random
import subprocess
import time

import assay_cli

ROUNDS = int(os.environ.get("ASSAY_KILL_ROUNDS", "100"))
SEED = int(os.environ.get("ASSAY_SEED", "1"))
ROWS = 6000


class KillRecoveryTest(assay_cli.AssayTestCase):
    def start(self, number):
        """An audit of a file of its own, so that every round imports and trains."""
        file = self.folder / f"round-{number}.csv"
        assay_cli.write_topics(file, ROWS + number)
        return subprocess.Popen(
            [assay_cli.BINARY, "--data", str(self.data), "audit", str(file), "--out",
             str(self.folder / "out")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def check(self, number):
        operations = self.assay("operation", "list", "--json")
        self.assertEqual(operations.code, 0, operations)
        for operation in operations.json()["operations"]:
            self.assertIn(operation["state"], ("succeeded", "failed"))
        whole = 0
        for dataset in self.datasets():
            rows = int(dataset["file_name"].split("-")[1].split(".")[0]) + ROWS
            self.assertEqual(dataset["n_items"], rows)
            if dataset["file_name"] == f"round-{number}.csv":
                whole = 1
                export = self.assay("dataset", "export", dataset["name"])
                self.assertEqual(export.code, 0, export)
                self.assertEqual(export.out, (self.folder / dataset["file_name"]).read_text())
        return whole

    def test_kill_at_random_moments(self):
        rng = random.Random(SEED)
        print(f"seed {SEED}, {ROUNDS} rounds")
        begin = time.monotonic()
        self.assertEqual(self.start(0).wait(), 0)
        duration = time.monotonic() - begin
        kept = killed = 0
        for number in range(1, ROUNDS + 1):
            process = self.start(number)
            moment = rng.uniform(0, duration)
            time.sleep(moment)
            if process.poll() is None:
                killed += 1
            else:  # the machine is quicker than at first, when others used it too
                duration = moment
            process.kill()  # nothing where it has ended by itself
            process.wait()
            kept += self.check(number)
        print(f"{killed} of {ROUNDS} runs of {duration:.2f} s killed, {kept} data sets kept whole")
        self.assertGreater(killed, ROUNDS // 2)
        # Both sides of the commit were hit.
        if ROUNDS >= 50:
            self.assertGreater(kept, 0)
            self.assertLess(kept, ROUNDS)


if __name__ == "__main__":
    assay_cli.main()
