"""The channel, the key, deadlines and repeats that all parts of a client share."""

from __future__ import annotations

import itertools
import random
import time
import uuid
from pathlib import Path
from typing import Any, Callable, Iterator, List, Optional, Sequence, Tuple, TypeVar, Union

import grpc

from assay._generated.v1 import annotators_pb2_grpc, campaigns_pb2_grpc, datasets_pb2_grpc
from assay._generated.v1 import keys_pb2_grpc, work_pb2_grpc
from assay.errors import AssayError, from_grpc, invalid

Response = TypeVar("Response")
PathLike = Union[str, Path]

_MAX_MESSAGE_BYTES = 16 << 20
_MAX_ATTEMPTS = 8  # for a service that has never answered: probably the address is wrong
_FIRST_BACKOFF_SECONDS = 0.05
_MAX_BACKOFF_SECONDS = 2.0
# A service that is started again is found within a second: gRPC by itself waits for up to two
# minutes between two attempts to connect, and 30 seconds before it looks up an address anew.
_CHANNEL_OPTIONS = [
    ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 1000),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.dns_min_time_between_resolutions_ms", 100),
]


def new_request_id() -> str:
    """Makes a call repeatable: the service does calls with the same id once."""
    return str(uuid.uuid4())


def resource_name(collection: str, name: str) -> str:
    """"campaigns/news" for "news" and for itself; "" stays ""."""
    return name if not name or name.startswith(collection) else collection + name


def _may_repeat(error: AssayError, safe: bool) -> bool:
    if error.reason == "SERVER_BUSY":
        return True
    if not safe:
        return False
    return error.code == grpc.StatusCode.UNAVAILABLE or (
        error.code == grpc.StatusCode.ABORTED and error.reason != "ETAG_MISMATCH")


def _is_loopback(address: str) -> bool:
    host = address.rsplit(":", 1)[0]
    is_ipv4 = all(part.isdigit() for part in host.split("."))
    return (host in ("localhost", "[::1]", "::1") or address.startswith("unix:")
            or (host.startswith("127.") and is_ipv4))


def _read_pem(path: Optional[PathLike]) -> Optional[bytes]:
    if path is None:
        return None
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise invalid("FILE_NOT_READABLE", f"{path}: {error.strerror}, expected a PEM file",
                      file=str(path)) from error


class Connection:
    """A channel to a service and the stubs over it.  Thread-safe."""

    def __init__(self, address: str, key: Optional[str], tls: bool, tls_ca: Optional[PathLike],
                 tls_cert: Optional[PathLike], tls_key: Optional[PathLike],
                 allow_insecure_key: bool, timeout: float) -> None:
        encrypted = tls or any(path is not None for path in (tls_ca, tls_cert, tls_key))
        if (tls_cert is None) != (tls_key is None):
            raise invalid("BAD_CONNECTION",
                          "found one of tls_cert and tls_key, expected both or neither")
        if key and not (encrypted or allow_insecure_key or _is_loopback(address)):
            raise AssayError(
                grpc.StatusCode.FAILED_PRECONDITION, "INSECURE_KEY",
                f"the key would go to {address} in the clear, where others can read it; use TLS, "
                "or allow it by name", {"address": address})
        self.timeout = timeout
        self._metadata: Sequence[Tuple[str, str]] = (
            (("authorization", f"Bearer {key}"),) if key else ())
        options = _CHANNEL_OPTIONS
        if encrypted:
            credentials = grpc.ssl_channel_credentials(_read_pem(tls_ca), _read_pem(tls_key),
                                                       _read_pem(tls_cert))
            self.channel = grpc.secure_channel(address, credentials, options)
        else:
            self.channel = grpc.insecure_channel(address, options)
        self._has_answered = False
        self.campaigns = campaigns_pb2_grpc.CampaignServiceStub(self.channel)
        self.work = work_pb2_grpc.WorkServiceStub(self.channel)
        self.annotators = annotators_pb2_grpc.AnnotatorServiceStub(self.channel)
        self.datasets = datasets_pb2_grpc.DatasetServiceStub(self.channel)
        self.keys = keys_pb2_grpc.KeyServiceStub(self.channel)

    def close(self) -> None:
        self.channel.close()

    def call(self, method: Callable[..., Response], request: Any, safe: bool = True) -> Response:
        """A call with one answer.

        Made again after UNAVAILABLE, ABORTED and SERVER_BUSY, the same request each time, until the
        timeout; with safe=False after SERVER_BUSY only.  A service that has never answered is tried
        a few times only.
        """
        deadline = time.monotonic() + self.timeout
        pause = _FIRST_BACKOFF_SECONDS
        for attempt in itertools.count(1):
            try:
                response = method(request, timeout=max(deadline - time.monotonic(), 0.001),
                                  metadata=self._metadata)
                self._has_answered = True
                return response
            except grpc.RpcError as raised:
                error = from_grpc(raised)
                self._has_answered |= bool(error.reason)
                wait = pause * random.uniform(0.5, 1.0)
                late = time.monotonic() + wait >= deadline
                hopeless = attempt >= _MAX_ATTEMPTS and not self._has_answered
                if hopeless or late or not _may_repeat(error, safe):
                    raise error from None
            time.sleep(wait)
            pause = min(2 * pause, _MAX_BACKOFF_SECONDS)
        raise AssertionError("not reached")

    def send(self, method: Callable[..., Response], requests: Iterator[Any]) -> Response:
        """A stream to the service with one answer.  Errors of `requests` end the call and are raised."""
        failure: List[BaseException] = []

        def guarded() -> Iterator[Any]:
            try:
                yield from requests
            except Exception as error:  # in a thread of gRPC, which would only print it
                failure.append(error)  # a stream without its end stores nothing

        try:
            return method(guarded(), metadata=self._metadata)
        except grpc.RpcError as error:
            if failure:
                raise failure[0] from None
            raise from_grpc(error) from None

    def receive(self, method: Callable[..., Any], request: Any) -> Iterator[Any]:
        """The messages of a stream from the service; ends the call when nobody reads on."""
        stream = method(request, metadata=self._metadata)
        try:
            yield from stream
        except grpc.RpcError as error:
            raise from_grpc(error) from None
        finally:
            stream.cancel()

    def pages(self, method: Callable[..., Any], request: Any, field: str) -> Iterator[Any]:
        """The elements of a list, page by page."""
        if request.page_size == 0:
            request.page_size = 1000
        while True:
            response = self.call(method, request)
            yield from getattr(response, field)
            if not response.next_page_token:
                return
            request.page_token = response.next_page_token
