"""Keys, roles, TLS and the trail from the command line."""

import os
import stat
import subprocess
import unittest

import assay_cli
import campaign_cli


class KeyCommandTest(campaign_cli.CampaignTestCase):
    def setUp(self):
        super().setUp()
        self.admin = self.folder / "admin.key"

    def key(self, role, *arguments):
        """Makes a key and returns the file with its secret."""
        file = self.folder / f"{role}.key"
        who = ["--key", self.admin] if self.admin.exists() and role != "admin" else []
        self.ok("key", "create", "--role", role, "--out", file, *who, *arguments)
        return file

    def test_the_first_key_closes_the_door(self):
        self.assertEqual(self.ok("key", "whoami")["role"], "admin")
        self.key("admin")
        self.assertEqual(self.reason("key", "list", code=1), "KEY_MISSING")
        wrong = self.write("wrong.key", "no-such-key\n")
        self.assertEqual(self.reason("key", "list", "--key", wrong, code=1), "KEY_INVALID")
        keys = self.ok("key", "list", "--key", self.admin)["keys"]
        self.assertEqual([key["role"] for key in keys], ["admin"])
        environment = dict(os.environ, ASSAY_KEY=self.admin.read_text())
        self.assertEqual(self.ok("key", "whoami", env=environment)["key"], keys[0]["name"])

    def test_a_secret_is_shown_once_and_kept_from_others(self):
        file = self.key("admin")
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        secret = file.read_text().strip()
        self.assertGreater(len(secret), 30)
        for arguments in (["key", "list"], ["key", "whoami"], ["trail"], ["key", "list", "--json"]):
            result = self.call(*arguments, "--key", file)
            self.assertEqual(result.code, 0, result)
            self.assertNotIn(secret, result.out + result.err)
        shown = self.call("key", "create", "--role", "viewer", "--name", "for the wall", "--key",
                          file)
        self.assertEqual(shown.code, 0, shown)
        second = shown.out.splitlines()[1]
        result = self.call("campaign", "list", env=dict(os.environ, ASSAY_KEY=second))
        self.assertEqual(result.code, 0, result)
        self.assertEqual(self.reason("key", "create", "--role", "viewer", "--out", file, "--key",
                                     file), "OUTPUT_NOT_WRITABLE")

    def test_an_annotator_works_as_himself_and_sees_nothing_else(self):
        self.make()
        self.key("admin")
        ana = self.key("annotator", "--annotator", "ana")
        leased = self.ok("campaign", "lease", "news", "--key", ana)
        self.ok("campaign", "submit", "news", "--lease", leased["leases"][0]["lease_id"], "--label",
                "World", "--key", ana)
        self.assertEqual(self.reason("campaign", "lease", "news", "--annotator", "ben", "--key",
                                     ana), "NOT_YOUR_WORK")
        for call in (["campaign", "items", "news"], ["campaign", "pause", "news"],
                     ["key", "list"], ["campaign", "export", "news"]):
            self.assertEqual(self.reason(*call, "--key", ana), "ROLE_TOO_LOW", call)
        result = self.call("campaign", "label", "news", "--key", ana, stdin=b"1\nq\n")
        self.assertEqual(result.code, 0, result)
        self.assertEqual(self.ok("campaign", "status", "news", "--key", self.admin)["label_count"],
                         2)

    def test_keys_end(self):
        self.key("admin")
        viewer = self.key("viewer", "--expires", "90d")
        key = self.ok("key", "whoami", "--key", viewer)["key"]
        listed = {k["name"]: k for k in self.ok("key", "list", "--key", self.admin)["keys"]}
        self.assertIn("expire_time", listed[key])
        self.assertIn("revoke_time", self.ok("key", "revoke", key, "--key", self.admin))
        self.assertEqual(self.reason("key", "whoami", "--key", viewer, code=1), "KEY_INVALID")
        self.assertEqual(self.reason("key", "create", "--role", "viewer", "--expires", "soon",
                                     "--key", self.admin), "BAD_ARGUMENTS")

    def test_changes_are_in_the_trail(self):
        self.make()
        self.key("admin")
        self.ok("campaign", "pause", "news", "--key", self.admin)
        self.assertEqual(self.reason("campaign", "pause", "olds", "--key", self.admin),
                         "CAMPAIGN_NOT_FOUND")
        entries = self.ok("trail", "--key", self.admin)["entries"]
        calls = [(e["call"].rsplit("/", 1)[1], e["resource"], e["failure"]) for e in entries]
        self.assertEqual(calls[0], ("PauseCampaign", "campaigns/olds", "CAMPAIGN_NOT_FOUND"))
        self.assertEqual(calls[1], ("PauseCampaign", "campaigns/news", ""))
        self.assertTrue(entries[1]["key"].startswith("keys/"))
        self.assertIn("127.0.0.1", entries[1]["peer"])
        self.assertEqual(len(self.ok("trail", "--limit", "1", "--key", self.admin)["entries"]), 1)

    def test_a_key_does_not_go_to_another_machine_in_the_clear(self):
        file = self.write("a.key", "secret-of-a-key\n")
        result = self.assay("--server", "192.0.2.1:7771", "--key", file, "campaign", "list",
                            "--json")
        self.assertEqual(result.code, 2, result)
        self.assertEqual(result.json()["error"]["reason"], "INSECURE_KEY")
        self.assertNotIn("secret-of-a-key", result.out + result.err)


class TlsTest(assay_cli.AssayTestCase):
    def make_certificates(self):
        """A certificate authority, and certificates of a server and a client that it signs."""
        def openssl(*arguments):
            try:
                subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
            except FileNotFoundError:
                raise unittest.SkipTest("needs openssl")
        folder = self.folder
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", folder / "ca.key", "-out", folder / "ca.pem", "-subj", "/CN=test-ca")
        for name in ("server", "client"):
            openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.csr", "-subj",
                    f"/CN={name}")
            extension = self.write(f"{name}.ext", "subjectAltName=DNS:localhost,IP:127.0.0.1\n")
            openssl("x509", "-req", "-in", folder / f"{name}.csr", "-CA", folder / "ca.pem",
                    "-CAkey", folder / "ca.key", "-CAcreateserial", "-out", folder / f"{name}.pem",
                    "-extfile", extension, "-days", "2")

    def test_calls_go_over_tls_with_certificates_of_both_sides(self):
        self.make_certificates()
        folder = self.folder
        with assay_cli.Server(self.data, "--tls-cert", folder / "server.pem", "--tls-key",
                              folder / "server.key", "--tls-client-ca",
                              folder / "ca.pem") as server:
            mutual = ["--tls-ca", folder / "ca.pem", "--tls-cert", folder / "client.pem",
                      "--tls-key", folder / "client.key"]
            good = self.assay("--server", server.address, *mutual, "campaign", "list", "--json")
            self.assertEqual(good.code, 0, good)
            for arguments in ([], ["--tls-ca", folder / "ca.pem"], ["--tls"]):
                refused = self.assay("--server", server.address, *arguments, "campaign", "list")
                self.assertEqual(refused.code, 1, refused)


if __name__ == "__main__":
    assay_cli.main()
