"""The service ends when it is told to, also right after streams that came over HTTP."""

import json
import urllib.parse
import urllib.request

import assay_cli
import http_service

ROUNDS = 15


class HttpStreamEndTest(assay_cli.AssayTestCase):
    def upload(self, service, name):
        query = urllib.parse.urlencode({"spec": json.dumps(
            {"datasetId": name, "noLabels": True, "fileName": "items.csv"})})
        request = urllib.request.Request(
            f"http://{service.http}/upload/assay.v1.DatasetService/ImportDataset?{query}",
            method="POST", data=b"id,text\n1,one\n2,two\n", headers={"X-Assay-Request": "1"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            self.assertEqual(json.loads(answer.read())["dataset"]["itemCount"], "2")

    def test_it_ends_after_uploads(self):
        """Each round would wait for ever where the server's half of a call stays open."""
        for round_number in range(ROUNDS):
            service = http_service.HttpService(self.data)
            try:
                for part in range(3):
                    self.upload(service, f"items-{round_number}-{part}")
            finally:
                service.stop()


if __name__ == "__main__":
    assay_cli.main()
