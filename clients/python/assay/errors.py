"""What goes wrong, with the reason that the service gives."""

from __future__ import annotations

from typing import Dict, Mapping, Optional

import grpc

from assay._generated.wire import error_details_pb2, status_pb2

_DETAILS_KEY = "grpc-status-details-bin"


class AssayError(Exception):
    """A call that failed.

    code:      the kind of failure, such as grpc.StatusCode.NOT_FOUND.
    reason:    why, for programs: a reason of proto/ERRORS.md such as "LEASE_EXPIRED"; "" where the
               service gave none.
    message:   why, for people.
    metadata:  the variables of the message, such as {"row": "17"}.
    """

    def __init__(self, code: grpc.StatusCode, reason: str, message: str,
                 metadata: Optional[Mapping[str, str]] = None) -> None:
        super().__init__(f"{reason or code.name}: {message}")
        self.code = code
        self.reason = reason
        self.message = message
        self.metadata: Dict[str, str] = dict(metadata or {})


def invalid(reason: str, message: str, **metadata: str) -> AssayError:
    """An error of this library, about what it was given."""
    return AssayError(grpc.StatusCode.INVALID_ARGUMENT, reason, message, metadata)


def from_grpc(error: grpc.RpcError) -> AssayError:
    """The error of a call, with the reason and the metadata of its details."""
    code = error.code() if hasattr(error, "code") else grpc.StatusCode.UNKNOWN
    message = (error.details() if hasattr(error, "details") else str(error)) or ""
    trailing = error.trailing_metadata() if hasattr(error, "trailing_metadata") else None
    for key, value in trailing or ():
        if key != _DETAILS_KEY:
            continue
        status = status_pb2.Status.FromString(value)
        for detail in status.details:
            if detail.type_url.endswith("/google.rpc.ErrorInfo"):
                info = error_details_pb2.ErrorInfo.FromString(detail.value)
                return AssayError(code, info.reason, status.message, dict(info.metadata))
    return AssayError(code, "", message)
