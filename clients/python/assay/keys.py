"""Who may do what."""

from __future__ import annotations

import datetime
from itertools import islice
from typing import Iterator, Optional, Tuple

from assay._connection import Connection, resource_name
from assay._generated.v1 import keys_pb2 as pb
from assay.errors import invalid

_ROLES = {"admin": pb.ROLE_ADMIN, "manager": pb.ROLE_MANAGER, "annotator": pb.ROLE_ANNOTATOR,
          "viewer": pb.ROLE_VIEWER}


class Keys:
    """Keys and the trail; assay/v1/keys.proto tells the fields and the errors."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, role: str, *, annotator: str = "", name: str = "",
               expires: Optional[datetime.datetime] = None) -> Tuple[pb.Key, str]:
        """Makes a key and returns it with its secret, which is shown only here.

        Repeated after SERVER_BUSY only: where the answer is lost, list() tells whether there is a
        key to revoke.
        """
        if role not in _ROLES:
            raise invalid("BAD_KEY", f"role: found '{role}', expected {', '.join(_ROLES)}")
        key = pb.Key(role=_ROLES[role], annotator=resource_name("annotators/", annotator),
                     display_name=name)
        if expires is not None:
            key.expire_time.FromDatetime(expires.astimezone(datetime.timezone.utc))
        response = self._connection.call(self._connection.keys.CreateKey,
                                         pb.CreateKeyRequest(key=key), safe=False)
        return response.key, response.secret

    def list(self) -> Iterator[pb.Key]:
        return self._connection.pages(self._connection.keys.ListKeys, pb.ListKeysRequest(), "keys")

    def revoke(self, name: str) -> pb.Key:
        request = pb.RevokeKeyRequest(name=resource_name("keys/", name))
        return self._connection.call(self._connection.keys.RevokeKey, request)

    def whoami(self) -> pb.GetCallerResponse:
        return self._connection.call(self._connection.keys.GetCaller, pb.GetCallerRequest())

    def trail(self, limit: int = 100) -> Iterator[pb.TrailEntry]:
        """What was changed by whom, newest first."""
        entries = self._connection.pages(self._connection.keys.ListTrail, pb.ListTrailRequest(),
                                         "entries")
        return islice(entries, limit)
