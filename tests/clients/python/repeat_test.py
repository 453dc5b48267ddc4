"""Repeats, keys and errors of the Python client, against a service that fails on purpose."""

import concurrent.futures
import tempfile
import time
import unittest

import python_client  # first: it finds the client
import assay
import grpc
from assay._generated.v1 import (campaigns_pb2, campaigns_pb2_grpc, datasets_pb2,
                                 datasets_pb2_grpc, keys_pb2, keys_pb2_grpc,
                                 label_values_pb2, work_pb2, work_pb2_grpc)
from assay._generated.wire import error_details_pb2, status_pb2


def fail(context, code, reason):
    """Ends a call as the service does: with google.rpc.Status in the trailing metadata."""
    info = error_details_pb2.ErrorInfo(reason=reason, domain="assay.dev", metadata={"found": "x"})
    status = status_pb2.Status(code=code.value[0], message="it failed")
    detail = status.details.add()
    detail.type_url = "type.googleapis.com/google.rpc.ErrorInfo"
    detail.value = info.SerializeToString()
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, "it failed")


class Fake(campaigns_pb2_grpc.CampaignServiceServicer, work_pb2_grpc.WorkServiceServicer,
           keys_pb2_grpc.KeyServiceServicer, datasets_pb2_grpc.DatasetServiceServicer):
    """Fails with the errors that are left, in their order, and then answers."""

    def __init__(self):
        self.errors = []
        self.request_ids = []
        self.authorization = None
        self.calls = 0
        self.streams = []

    def begin(self, context):
        self.calls += 1
        self.authorization = dict(context.invocation_metadata()).get("authorization")
        if self.errors:
            fail(context, *self.errors.pop(0))

    def LeaseItems(self, request, context):
        self.request_ids.append(request.request_id)
        self.begin(context)
        return work_pb2.LeaseItemsResponse(state=work_pb2.LeaseItemsResponse.STATE_DONE)

    def GetCampaign(self, request, context):
        self.begin(context)
        campaign = campaigns_pb2.Campaign(name=request.name)
        campaign.schema.kind = label_values_pb2.LabelSchema.KIND_SINGLE_CHOICE
        return campaign

    def UpdateCampaign(self, request, context):
        self.begin(context)
        return request.campaign

    def ListCampaigns(self, request, context):
        begin = int(request.page_token or 0)
        end = min(begin + request.page_size, 2500)
        return campaigns_pb2.ListCampaignsResponse(
            campaigns=[campaigns_pb2.Campaign(name=f"campaigns/{i}") for i in range(begin, end)],
            next_page_token=str(end) if end < 2500 else "")

    def CreateKey(self, request, context):
        self.begin(context)
        return keys_pb2.CreateKeyResponse(secret="secret")

    def ImportDataset(self, request_iterator, context):
        kinds = [message.WhichOneof("payload") for message in request_iterator]
        self.streams.append(kinds)
        if kinds[-1] != "end":
            fail(context, grpc.StatusCode.CANCELLED, "IMPORT_CANCELLED")
        return datasets_pb2.ImportDatasetResponse()

    def ImportLabels(self, request_iterator, context):
        next(request_iterator)
        fail(context, grpc.StatusCode.INVALID_ARGUMENT, "UNKNOWN_ITEM")


class RepeatTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="assay-python-")
        self.addCleanup(folder.cleanup)
        self.address = f"unix:{folder.name}/socket"
        self.fake = Fake()
        server = grpc.server(concurrent.futures.ThreadPoolExecutor(2))
        campaigns_pb2_grpc.add_CampaignServiceServicer_to_server(self.fake, server)
        work_pb2_grpc.add_WorkServiceServicer_to_server(self.fake, server)
        keys_pb2_grpc.add_KeyServiceServicer_to_server(self.fake, server)
        datasets_pb2_grpc.add_DatasetServiceServicer_to_server(self.fake, server)
        server.add_insecure_port(self.address)
        server.start()
        self.addCleanup(lambda: server.stop(None).wait())
        self.client = assay.Client(self.address, timeout=5)
        self.addCleanup(self.client.close)

    def test_all_attempts_of_a_call_carry_the_same_request_id(self):
        self.fake.errors = [(grpc.StatusCode.UNAVAILABLE, "STORE_UNAVAILABLE"),
                            (grpc.StatusCode.ABORTED, "CONFLICT"),
                            (grpc.StatusCode.RESOURCE_EXHAUSTED, "SERVER_BUSY")]
        work = self.client.work("news", "ana")
        self.assertEqual(work.lease(), [])
        self.assertEqual(work.state, "done")
        self.assertEqual(len(self.fake.request_ids), 4)
        self.assertEqual(len(set(self.fake.request_ids)), 1)
        work.lease()
        self.assertEqual(len(set(self.fake.request_ids)), 2)

    def test_what_the_caller_is_to_blame_for_is_not_repeated(self):
        self.fake.errors = [(grpc.StatusCode.NOT_FOUND, "CAMPAIGN_NOT_FOUND")]
        with self.assertRaises(assay.AssayError) as caught:
            self.client.campaigns.get("news")
        error = caught.exception
        self.assertEqual((error.code, error.reason, error.message, error.metadata),
                         (grpc.StatusCode.NOT_FOUND, "CAMPAIGN_NOT_FOUND", "it failed",
                          {"found": "x"}))
        self.assertEqual(self.fake.calls, 1)

    def test_a_change_of_what_has_changed_meanwhile_is_not_repeated(self):
        self.fake.errors = [(grpc.StatusCode.ABORTED, "ETAG_MISMATCH")]
        with self.assertRaises(assay.AssayError):
            self.client.campaigns.update(campaigns_pb2.Campaign(), ["question"])
        self.assertEqual(self.fake.calls, 1)

    def test_a_key_is_made_twice_by_no_repeat(self):
        self.fake.errors = [(grpc.StatusCode.UNAVAILABLE, "")]
        with self.assertRaises(assay.AssayError):
            self.client.keys.create("viewer")
        self.assertEqual(self.fake.calls, 1)
        self.fake.errors = [(grpc.StatusCode.RESOURCE_EXHAUSTED, "SERVER_BUSY")]
        self.assertEqual(self.client.keys.create("viewer")[1], "secret")

    def test_repeats_end_at_the_timeout(self):
        self.fake.errors = [(grpc.StatusCode.UNAVAILABLE, "")] * 100
        client = assay.Client(self.address, timeout=0.3)
        begin = time.monotonic()
        with self.assertRaises(assay.AssayError):
            client.campaigns.get("news")
        self.assertLess(time.monotonic() - begin, 2)
        client.close()

    def test_the_key_goes_with_every_call(self):
        with assay.Client(self.address, key="abc-123\n") as client:
            client.campaigns.get("news")
        self.assertEqual(self.fake.authorization, "Bearer abc-123")

    def test_a_list_is_fetched_page_by_page(self):
        names = [campaign.name for campaign in self.client.campaigns.list()]
        self.assertEqual((len(names), names[-1]), (2500, "campaigns/2499"))

    def test_rows_that_fail_send_no_end_and_their_error_is_raised(self):
        def rows():
            yield {"id": 1}
            raise ZeroDivisionError("torn")
        with self.assertRaises(ZeroDivisionError):
            self.client.datasets.import_items(rows())
        self.assertNotIn("end", self.fake.streams[-1])

    def test_an_error_of_the_service_ends_an_endless_import(self):
        def rows():
            while True:
                yield ("item", "ana", "cat")
        with self.assertRaises(assay.AssayError) as caught:
            self.client.campaigns.import_labels("news", rows())
        self.assertEqual(caught.exception.reason, "UNKNOWN_ITEM")


class ConnectTest(unittest.TestCase):
    def reason(self, *arguments, **options):
        with self.assertRaises(assay.AssayError) as caught:
            assay.Client(*arguments, **options)
        self.assertNotIn("very-secret", str(caught.exception))
        return caught.exception.reason

    def test_a_key_does_not_leave_the_machine_in_the_clear(self):
        for address in ("example.invalid:7771", "10.0.0.1:7771", "127.evil.invalid:7771"):
            self.assertEqual(self.reason(address, key="very-secret"), "INSECURE_KEY")
        for address in ("127.0.0.1:1", "localhost:1", "[::1]:1"):
            assay.Client(address, key="very-secret").close()
        assay.Client("example.invalid:1", key="very-secret", allow_insecure_key=True).close()
        assay.Client("example.invalid:1", key="very-secret", tls=True).close()

    def test_options_that_contradict_each_other_are_refused(self):
        self.assertEqual(self.reason("localhost:1", tls_cert="client.pem"), "BAD_CONNECTION")
        self.assertEqual(self.reason("localhost:1", tls_ca="/no/such.pem"), "FILE_NOT_READABLE")

    def test_nobody_there_is_an_error_with_its_code(self):
        with assay.Client("127.0.0.1:9", timeout=0.5) as client:
            with self.assertRaises(assay.AssayError) as caught:
                client.campaigns.get("news")
        self.assertIn(caught.exception.code,
                      (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED))

    def test_words_that_are_none_are_refused_before_a_call(self):
        with assay.Client("127.0.0.1:9", timeout=0.5) as client:
            for call in (lambda: client.campaigns.create("x", "y", "z", kind="riddle"),
                         lambda: client.campaigns.export("x", format="pdf"),
                         lambda: client.annotators.create("x", kind="robot"),
                         lambda: client.keys.create("king")):
                with self.assertRaises(assay.AssayError) as caught:
                    call()
                self.assertEqual(caught.exception.code, grpc.StatusCode.INVALID_ARGUMENT)


if __name__ == "__main__":
    python_client.main()
