"""The label page within a page of another origin, as Mechanical Turk shows an ExternalQuestion."""

import functools
import http.server
import threading
import unittest

import assay_cli
import pages


class Outer:
    """A site that holds the label page in a frame."""

    def __init__(self, folder):
        handler = functools.partial(QuietHandler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.origin = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class FramePageTest(assay_cli.AssayTestCase):
    def setUp(self):
        super().setUp()
        items = self.folder / "items.csv"
        items.write_text("id,text\n" + "".join("n%d,Headline %d\n" % (i, i) for i in range(4)))
        result = self.assay("campaign", "create", "topics", "--dataset", items, "--classes", "a,b",
                            "--question", "Which?", "--order", "sequential", "--start")
        self.assertEqual(result.code, 0, result)
        self.assay("annotator", "add", "anna")
        self.site = self.folder / "site"
        self.site.mkdir()
        self.outer = Outer(self.site)
        self.addCleanup(self.outer.close)

    def frame(self, page, service):
        """Shows the outer page; a function that evaluates in the frame, or None where it is refused."""
        (self.site / "index.html").write_text(
            "<!doctype html><title>HIT</title><iframe id=hit style='width:100%%;height:800px' "
            "src='%s/label/topics?as=anna'></iframe>" % service.http)
        page.visit_any(self.outer.origin + "/index.html")
        child = page.call("Page.getFrameTree")["frameTree"]["childFrames"][0]["frame"]
        if "unreachableUrl" in child or not child["url"].startswith(service.http):
            return None
        world = page.call("Page.createIsolatedWorld", frameId=child["id"])["executionContextId"]

        def evaluate(expression):
            answer = page.call("Runtime.evaluate", expression=expression, contextId=world, returnByValue=True)
            return answer["result"].get("value")
        return evaluate

    def wait(self, evaluate, expression):
        event = threading.Event()
        for _ in range(400):
            value = evaluate(expression)
            if value:
                return value
            event.wait(0.05)
        self.fail("never true: " + expression)

    def test_a_page_that_is_allowed_to_holds_the_label_page(self):
        # One site, so that the frame is in the outer page's process and can be looked into.
        with pages.Page() as page:
            page.call("Page.enable")
            with pages.Service(self.data, "--http-frame-ancestors", self.outer.origin) as service:
                evaluate = self.frame(page, service)
                self.assertIsNotNone(evaluate)
                self.wait(evaluate, "document.querySelector('.item')?.dataset.item === 'n0'")
                evaluate("document.querySelector('.item input').click()")
                self.wait(evaluate, "document.querySelector('.item')?.dataset.item === 'n1' || "
                                    "(document.querySelector('button.main')?.click(), false)")
                self.wait(evaluate, "document.querySelector('.status.saved') !== null")
                status = service.call("CampaignService/GetCampaignStatus", {"name": "campaigns/topics"})
                self.assertEqual("1", status["labelCount"])

    def test_others_are_refused_a_frame(self):
        with pages.Page() as page, pages.Service(self.data) as service:
            self.assertIsNone(self.frame(page, service))


if __name__ == "__main__":
    if not pages.available():
        print("needs chromium and the pages")
        raise SystemExit(77)
    unittest.main()
