"""A project of a real Label Studio with a campaign as its ML backend: predictions there, labels here.

Label Studio comes from the package index into an environment of its own beside the binary; where
that cannot be, the test is skipped.
"""

import json
import os
import pathlib
import secrets
import socket
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

import assay_cli
import label_studio_backend_test

VERSION = "1.23.2"
SKIPPED = 77
CONFIG = """<View>
  <Text name="text" value="$text"/>
  <Choices name="topic" toName="text" choice="single" showInLine="true">
    <Choice value="sport"/>
    <Choice value="money"/>
  </Choices>
</View>"""


def environment():
    """The folder of an environment that has Label Studio; makes it once.  None: it cannot be had."""
    folder = pathlib.Path(assay_cli.BINARY).resolve().parent / f"label-studio-{VERSION}"
    if not (folder / "complete").exists():
        for command in ([sys.executable, "-m", "venv", folder],
                        [folder / "bin" / "python", "-m", "pip", "install", "--quiet",
                         "--disable-pip-version-check", f"label-studio=={VERSION}"]):
            made = subprocess.run(command, capture_output=True, timeout=500)
            if made.returncode != 0:
                return None
        (folder / "complete").touch()
    return folder


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class LabelStudio:
    """A server with an empty database in `folder`, ended by its process id."""

    def __init__(self, venv, folder):
        folder.mkdir()
        self.port, self.token = free_port(), secrets.token_hex(20)
        self.user, self.password = "boss@example.com", secrets.token_hex(8)
        self.log = open(folder / "log", "wb")
        # Its protection against requests to its own machine would forbid those to ours.
        settings = {"ML_BLOCK_LOCAL_IP": "false", "SSRF_PROTECTION_ENABLED": "false",
                    "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true", "COLLECT_ANALYTICS": "false",
                    "LATEST_VERSION_CHECK": "false", "SENTRY_DSN": "", "FRONTEND_SENTRY_DSN": ""}
        self.process = subprocess.Popen(
            [venv / "bin" / "label-studio", "start", "--no-browser", "--internal-host", "127.0.0.1",
             "--port", str(self.port), "--data-dir", folder, "--username", self.user,
             "--password", self.password, "--user-token", self.token],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL,
            env={**os.environ, **settings})
        self.wait_until_up()

    def wait_until_up(self):
        end = time.monotonic() + 180
        while True:
            try:
                return self.api("GET", "projects")
            except (urllib.error.URLError, OSError):
                if self.process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError("Label Studio did not start")
                time.sleep(0.3)

    def api(self, method, path, content=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/{path}", method=method,
            headers={"Authorization": "Token " + self.token, "Content-Type": "application/json"},
            data=None if content is None else json.dumps(content).encode())
        with urllib.request.urlopen(request, timeout=120) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def refusal(self, method, path, content):
        """What it says to a request that it refuses."""
        try:
            self.api(method, path, content)
        except urllib.error.HTTPError as error:
            with error:
                return error.read().decode()
        raise AssertionError("it was not refused")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.log.close()


class LabelStudioTest(label_studio_backend_test.LabelStudioCase):
    def setUp(self):
        super().setUp()
        self.keys = self.make_keys()
        self.studio = LabelStudio(self.venv, self.folder / "studio")
        self.addCleanup(self.studio.stop)

    def make_project(self):
        project = self.studio.api("POST", "projects", {
            "title": "news", "label_config": CONFIG, "evaluate_predictions_automatically": True})["id"]
        self.studio.api("POST", f"projects/{project}/import", [
            {"data": {"id": str(i), "text": f"text number {i}"}} for i in range(3)])
        return project

    def backend(self, project, **more):
        return {"url": f"http://{self.service.http}/ml/news", "title": "Assay", "project": project, **more}

    def answer(self, task, choice, annotation=None):
        body = {"lead_time": 3.5, "result": [
            {"id": "abcdefghij", "type": "choices", "from_name": "topic", "to_name": "text",
             "origin": "manual", "value": {"choices": [choice]}}]}
        return (self.studio.api("PATCH", f"annotations/{annotation}", body) if annotation else
                self.studio.api("POST", f"tasks/{task}/annotations", body))["id"]

    def wait_for_labels(self, labels):
        """Webhooks are sent after the answer."""
        end = time.monotonic() + 30
        while self.our_labels() != labels:
            self.assertLess(time.monotonic(), end, self.our_labels())
            time.sleep(0.1)

    def our_labels(self):
        return [label[1:] for label in self.labels("--key", self.folder / "admin.key")]

    def predictions(self, project):
        """{item: (choice, score)} of the tasks' predictions, made anew."""
        self.studio.api("POST", f"dm/actions?id=retrieve_tasks_predictions&project={project}",
                        {"selectedItems": {"all": True, "excluded": []}, "project": str(project)})
        found = {}
        for task in self.studio.api("GET", f"tasks?project={project}&fields=all")["tasks"]:
            for prediction in self.studio.api("GET", f"predictions?task={task['id']}"):
                if prediction["result"]:
                    found[task["data"]["id"]] = (prediction["result"][0]["value"]["choices"],
                                                 prediction["score"])
        return found

    def test_a_project_gets_our_consensus_and_we_get_its_annotations(self):
        project = self.make_project()
        self.assertIn("authentication parameters",
                      self.studio.refusal("POST", "ml", self.backend(project)))
        made = self.studio.api("POST", "ml", self.backend(
            project, auth_method="BASIC_AUTH", basic_auth_user="assay",
            basic_auth_pass=self.keys["manager"]))
        self.assertEqual(made["readable_state"], "Connected")
        self.assertEqual(self.predictions(project), {})

        # The webhook that it has made by itself has no key yet.
        webhook, = self.studio.api("GET", f"webhooks/?project={project}")
        self.assertEqual(webhook["url"], self.backend(project)["url"] + "/webhook")
        self.studio.api("PATCH", f"webhooks/{webhook['id']}/", {
            "url": webhook["url"], "headers": {"Authorization": "Bearer " + self.keys["manager"]}})
        first = self.studio.api("GET", f"tasks?project={project}&fields=all")["tasks"][0]
        annotation = self.answer(first["id"], "money")
        self.wait_for_labels([("annotators/ls-1", "money")])
        self.answer(first["id"], "sport", annotation)
        self.wait_for_labels([("annotators/ls-1", "sport")])

        item, = self.ok("--key", self.folder / "admin.key", "campaign", "items", "news")["items"]
        self.assertEqual(item["item_id"], first["data"]["id"])
        (choices, score), = self.predictions(project).values()
        self.assertEqual(choices, ["sport"])
        self.assertAlmostEqual(score, item["confidence"], places=6)

    def test_a_key_in_the_address_serves_the_backend_and_its_webhook(self):
        project = self.make_project()
        backend = self.backend(project)
        backend["url"] = backend["url"].replace("http://", f"http://assay:{self.keys['manager']}@")
        self.assertEqual(self.studio.api("POST", "ml", backend)["readable_state"], "Connected")
        task = self.studio.api("GET", f"tasks?project={project}&fields=all")["tasks"][2]
        self.answer(task["id"], "money")
        self.wait_for_labels([("annotators/ls-1", "money")])


if __name__ == "__main__":
    LabelStudioTest.venv = environment()
    if LabelStudioTest.venv is None:
        print(f"skipped: label-studio {VERSION} cannot be installed from the package index")
        sys.exit(SKIPPED)
    assay_cli.main()
