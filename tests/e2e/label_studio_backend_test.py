"""A campaign as an ML backend of Label Studio: the requests that a real one made, sent to the binary."""

import base64
import copy
import json
import pathlib

import assay_cli
import http_service

SENT = pathlib.Path(__file__).resolve().parent.parent / "data" / "label_studio"
CLASSES = ["sport", "money"]


def sent(name):
    return json.loads((SENT / f"{name}.json").read_text(encoding="utf-8"))


def basic(key, user="assay"):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{key}".encode()).decode()}


class LabelStudioCase(http_service.HttpTestCase):
    """A campaign "news" of three items that nobody has labelled; no keys."""

    def setUp(self):
        super().setUp()
        items = self.write("items.csv", "id,text\n" + "".join(f"{i},text number {i}\n" for i in range(3)))
        self.ok("campaign", "create", "news", "--dataset", items, "--question", "What is it about?",
                "--classes", ",".join(CLASSES), "--start")

    def make_keys(self):
        keys = {}
        for role in ("admin", "manager", "viewer"):
            out = self.folder / f"{role}.key"
            access = ["--key", self.folder / "admin.key"] if keys else []
            self.ok(*access, "key", "create", "--role", role, "--out", out)
            keys[role] = out.read_text().strip()
        return keys

    def post(self, page, body, headers=None, campaign="news"):
        return self.ask("POST", f"/ml/{campaign}/{page}", body, headers)

    def labels(self, *access):
        return [(item["item_id"], label["annotator"], label["value"]["choice"])
                for item in self.ok(*access, "campaign", "items", "news")["items"]
                for label in item.get("labels", [])]


class LabelStudioBackendTest(LabelStudioCase):
    def test_it_says_that_it_is_up_and_which_version_it_is(self):
        for path in ("/ml/news", "/ml/news/health"):
            self.assertEqual(self.ask("GET", path), (200, {"status": "UP", "model_class": "Assay"}))
        self.assertEqual(self.post("setup", sent("setup")), (200, {"model_version": "news.0"}))
        self.assertEqual(self.ask("GET", "/ml/news/versions"), (200, {"versions": ["news.0"]}))

    def test_a_campaign_that_is_not_there_is_said_so(self):
        status, answer = self.ask("GET", "/ml/nowhere/health")
        self.assertEqual((status, answer["reason"]), (404, "CAMPAIGN_NOT_FOUND"))

    def test_a_configuration_that_cannot_label_the_campaign_is_refused_at_the_setup(self):
        body = sent("setup")
        body["schema"] = body["schema"].replace("money", "finance")
        status, answer = self.post("setup", body)
        self.assertEqual((status, answer["reason"]), (400, "LABEL_CONFIG_MISMATCH"))
        self.assertIn("finance", answer["message"])

    def test_an_annotation_is_a_label_once_however_often_it_comes(self):
        self.assertEqual(self.post("webhook", sent("annotation_created")),
                         (201, {"status": "ok", "result": {"labels": 1, "repeated": 0, "skipped": 0}}))
        self.assertEqual(self.post("webhook", sent("annotation_created")),
                         (201, {"status": "ok", "result": {"labels": 0, "repeated": 1, "skipped": 0}}))
        self.assertEqual(self.labels(), [("0", "annotators/ls-1", "money")])
        self.assertEqual(self.post("webhook", sent("annotation_updated"))[0], 201)
        self.assertEqual(self.labels(), [("0", "annotators/ls-1", "sport")])

    def test_skips_and_other_events_change_nothing(self):
        self.assertEqual(self.post("webhook", sent("annotation_skipped")),
                         (201, {"status": "ok", "result": {"labels": 0, "repeated": 0, "skipped": 1}}))
        self.assertEqual(self.post("webhook", sent("annotations_deleted")),
                         (200, {"status": "Unknown event"}))
        self.assertEqual(self.labels(), [])

    def test_predictions_are_the_consensus_with_its_confidence(self):
        version = self.post("setup", sent("setup"))[1]["model_version"]
        self.post("webhook", sent("annotation_created"))
        other = sent("annotation_created")
        other["annotation"]["completed_by"] = 2
        self.post("webhook", other)
        status, answer = self.post("predict", sent("predict"))
        self.assertEqual(status, 200, answer)
        self.assertNotEqual(answer["model_version"], version)
        first, second, third = answer["results"]
        self.assertEqual([(r["from_name"], r["to_name"], r["type"], r["value"])
                          for r in first["result"]],
                         [("topic", "text", "choices", {"choices": ["money"]})])
        confidence = self.ok("campaign", "items", "news")["items"][0]["confidence"]
        self.assertAlmostEqual(first["score"], confidence)
        for nothing in (second, third):
            self.assertEqual((nothing["result"], nothing.get("score")), ([], None))

    def test_tasks_of_other_items_and_without_one_are_told_apart(self):
        body = sent("predict")
        body["tasks"][0]["data"]["id"] = "from elsewhere"
        status, answer = self.post("predict", body)
        self.assertEqual((status, answer["results"][0]["result"]), (200, []))
        del body["tasks"][1]["data"]["id"]
        status, answer = self.post("predict", body)
        self.assertEqual((status, answer["reason"]), (400, "TASK_WITHOUT_ITEM"))

    def test_nothing_of_a_webhook_is_kept_where_one_annotation_is_wrong(self):
        good = sent("annotation_created")
        bad = copy.deepcopy(good)
        bad["annotation"]["result"][0]["value"]["choices"] = ["weather"]
        both = dict(good, action="ANNOTATIONS_CREATED", annotation=[good["annotation"], bad["annotation"]])
        self.assertEqual(self.post("webhook", both)[1]["reason"], "BAD_LABEL_VALUE")
        self.assertEqual(self.labels(), [])

    def test_webhooks_at_the_same_time_are_all_taken(self):
        import concurrent.futures

        bodies = []
        for user in range(1, 41):
            body = sent("annotation_created")
            body["annotation"]["completed_by"] = user
            bodies.append(body)
        with concurrent.futures.ThreadPoolExecutor(16) as pool:
            answers = list(pool.map(lambda body: self.post("webhook", body), bodies))
        self.assertEqual({status for status, _ in answers}, {201}, answers)
        self.assertEqual(len(self.labels()), 40)

    def test_a_key_comes_in_any_of_the_ways_that_label_studio_can_send_it(self):
        keys = self.make_keys()
        status, answer = self.post("setup", sent("setup"))
        self.assertEqual((status, answer["reason"]), (401, "KEY_MISSING"))
        for headers in (basic(keys["manager"]), {"Authorization": "Bearer " + keys["manager"]},
                        {"X-Api-Key": keys["manager"]}):
            self.assertEqual(self.post("setup", sent("setup"), headers)[0], 200)
            self.assertEqual(self.post("webhook", sent("annotation_created"), headers)[0], 201)
        for headers in (basic("assay_wrong"), basic(keys["manager"] + "\n"), basic(""),
                        {"Authorization": "Basic !"}, {"X-Api-Key": "none"}):
            status, answer = self.post("setup", sent("setup"), headers)
            self.assertEqual((status, answer["reason"]), (401, "KEY_INVALID"), headers)

    def test_a_viewer_gets_predictions_and_adds_no_labels(self):
        viewer = basic(self.make_keys()["viewer"])
        self.assertEqual(self.post("predict", sent("predict"), viewer)[0], 200)
        status, answer = self.post("webhook", sent("annotation_created"), viewer)
        self.assertEqual((status, answer["reason"]), (403, "ROLE_TOO_LOW"))

    def test_a_browser_is_not_let_in_with_what_it_adds_by_itself(self):
        manager = self.make_keys()["manager"]
        for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "same-origin"}):
            status, answer = self.post("webhook", sent("annotation_created"), {**basic(manager), **headers})
            self.assertEqual((status, answer["reason"]), (403, "WRONG_ORIGIN"))
            status, answer = self.post("webhook", sent("annotation_created"),
                                       {"Cookie": "assay_session=" + manager})
            self.assertEqual((status, answer["reason"]), (403, "WRONG_ORIGIN"))
        # Elsewhere Basic is as good as a cookie, and no better.
        call = "/assay.v1.KeyService/GetCaller"
        status, answer = self.ask("POST", call, {}, basic(manager))
        self.assertEqual((status, answer["reason"]), (403, "NO_CSRF_HEADER"))
        self.assertEqual(self.ask("POST", call, {}, {**basic(manager), "X-Assay-Request": "1"})[0], 200)

    def test_what_is_no_such_request_is_refused(self):
        for page, body, reason in (("predict", {}, "BAD_JSON"), ("predict", [], "BAD_JSON"),
                                   ("predict", {"tasks": [], "label_config": "<"}, "BAD_LABEL_CONFIG"),
                                   ("setup", {"schema": 1}, "BAD_JSON"),
                                   ("webhook", {"action": "ANNOTATION_CREATED"}, "BAD_WEBHOOK")):
            status, answer = self.post(page, body)
            self.assertEqual((status, answer["reason"]), (400, reason), (page, body))


class SuggestionTest(http_service.HttpTestCase):
    def test_items_of_an_audit_come_with_what_it_suggests_and_its_score(self):
        table = assay_cli.write_topics(self.folder / "topics.csv", 300)
        self.ok("audit", table, "--out", self.folder / "report")
        self.ok("campaign", "create", "again", "--dataset", "datasets/topics", "--question", "Which topic?",
                "--classes", "money,space,sport", "--from-audit", "audits/1", "--top", "10",
                "--start")
        findings = (self.folder / "report" / "findings.csv").read_text().splitlines()
        columns = findings[0].split(",")
        worst = dict(zip(columns, findings[1].split(",")))
        config = ('<View><Text name="text" value="$text"/><Choices name="q" toName="text">'
                  + "".join(f'<Choice value="{c}"/>' for c in ("money", "space", "sport"))
                  + "</Choices></View>")
        status, answer = self.ask("POST", "/ml/again/predict", {
            "tasks": [{"id": 1, "data": {"id": worst["id"]}}], "label_config": config})
        self.assertEqual(status, 200, answer)
        result, = answer["results"]
        self.assertEqual(result["result"][0]["value"]["choices"], [worst["suggested_label"]])
        self.assertAlmostEqual(result["score"], float(worst["score"]), places=4)


if __name__ == "__main__":
    assay_cli.main()
