"""The way to a service."""

from __future__ import annotations

from types import TracebackType
from typing import Optional, Type

from assay._connection import Connection, PathLike
from assay.annotators import Annotators
from assay.campaigns import Campaigns
from assay.datasets import Datasets
from assay.keys import Keys
from assay.work import Work


class Client:
    """A service, ready to be called.  Thread-safe.  Close it, or use it in a with statement.

    address:  "HOST:PORT".
    key:      the secret of a key; sent to other machines over TLS only, unless allow_insecure_key.
    tls:      speak TLS; so does any of tls_ca (who signs the service's certificate; default: the
              system's), tls_cert and tls_key (the client's own), all PEM files.
    timeout:  seconds for a call with one answer, repeats included.  Streams have no deadline.

    Names of resources may be given with or without their collection: "news" and "campaigns/news"
    are the same campaign.  Every call raises AssayError.
    """

    def __init__(self, address: str = "127.0.0.1:7771", key: Optional[str] = None, *,
                 tls: bool = False, tls_ca: Optional[PathLike] = None,
                 tls_cert: Optional[PathLike] = None, tls_key: Optional[PathLike] = None,
                 allow_insecure_key: bool = False, timeout: float = 30) -> None:
        self._connection = Connection(address, key.strip() if key else None, tls, tls_ca, tls_cert,
                                      tls_key, allow_insecure_key, timeout)
        self.annotators = Annotators(self._connection)
        self.campaigns = Campaigns(self._connection)
        self.datasets = Datasets(self._connection)
        self.keys = Keys(self._connection)

    def work(self, campaign: str, annotator: str = "", *, prefetch: int = 1, wait: bool = True,
             poll_seconds: float = 1.0) -> Work:
        """The work of an annotator in a campaign; without one, of the annotator of the key."""
        return Work(self._connection, campaign, annotator, prefetch=prefetch, wait=wait,
                    poll_seconds=poll_seconds)

    def close(self) -> None:
        self._connection.close()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        self.close()
