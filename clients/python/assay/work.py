"""The work of one annotator in one campaign."""

from __future__ import annotations

import time
from typing import Any, Dict, Iterator, List, Optional

from assay._connection import Connection, new_request_id, resource_name
from assay._generated.v1 import campaigns_pb2, work_pb2 as pb
from assay._values import from_value, to_value

_STATES = {pb.LeaseItemsResponse.STATE_MORE: "more", pb.LeaseItemsResponse.STATE_WAIT: "wait",
           pb.LeaseItemsResponse.STATE_DONE: "done",
           pb.LeaseItemsResponse.STATE_BUDGET_SPENT: "budget_spent"}


class Item:
    """An item in the hands of an annotator: look at `fields`, then answer or skip.

    item_id:        its id in the data set.
    fields:         what is shown, by the name of the column.
    earlier_label:  of undo(): the answer that was given; else None.
    """

    def __init__(self, work: "Work", lease: pb.Lease) -> None:
        self._work = work
        self.lease = lease
        self.item_id: str = lease.item_id
        self.fields: Dict[str, str] = {field.column: field.value for field in lease.fields}
        self.earlier_label = from_value(lease.earlier_value)
        self.is_done = False
        self._shown = time.monotonic()

    def __repr__(self) -> str:
        return f"Item({self.item_id!r}, {self.fields!r})"

    def show(self) -> None:
        """Starts the clock anew: the item is shown to somebody now."""
        self._shown = time.monotonic()

    def answer(self, label: Any, *, active_seconds: Optional[float] = None, comment: str = "",
               confidence: float = 0, input_tokens: int = 0, output_tokens: int = 0) -> int:
        """Answers the item, and returns the label's place in the log.  On disk when it returns.

        label: the class; several classes as a list; a number; for others see the README.
        The wall time counts from when the item was handed out by the iterator, or from show().
        input_tokens, output_tokens: what a language model read and wrote for it, which is paid.
        """
        return self._work.submit(self, label, active_seconds=active_seconds, comment=comment,
                                 confidence=confidence, input_tokens=input_tokens,
                                 output_tokens=output_tokens)

    def skip(self, reason: str = "skipped") -> None:
        self._work.skip(self, reason)

    def flag(self, reason: str) -> None:
        """Says that something is wrong; the item can still be answered."""
        self._work.flag(self, reason)

    def seconds_shown(self) -> float:
        return time.monotonic() - self._shown


class Work:
    """What one annotator does in one campaign; assay/v1/work.proto tells the errors.

    `for item in work: item.answer("cat")` goes on until nothing is left.  What was not answered is
    given back at the end of the loop.
    """

    def __init__(self, connection: Connection, campaign: str, annotator: str = "", *,
                 prefetch: int = 1, wait: bool = True, poll_seconds: float = 1.0) -> None:
        self._connection = connection
        self._campaign = resource_name("campaigns/", campaign)
        self._annotator = resource_name("annotators/", annotator)
        self._prefetch = prefetch
        self._wait = wait
        self._poll_seconds = poll_seconds
        self._kind: Optional[int] = None
        self.state = "more"

    def __iter__(self) -> Iterator[Item]:
        """The items one after another.

        Where others hold the last ones it waits for them, or ends with `state` "wait" where `wait`
        is False.  At the end `state` says why: "done", "budget_spent" or "wait".
        """
        unanswered: List[Item] = []
        try:
            while True:
                items = self.lease(self._prefetch)
                unanswered = [item for item in unanswered if not item.is_done] + items
                for item in items:
                    item.show()
                    yield item
                if items or self.state == "more":
                    continue
                if self.state != "wait" or not self._wait:
                    return
                time.sleep(self._poll_seconds)
        finally:
            left = [item for item in unanswered if not item.is_done]
            if left:
                self.release(left)

    def lease(self, count: int = 1) -> List[Item]:
        """Up to `count` items, possibly none; `state` then says whether it pays to ask again."""
        request = self._named(pb.LeaseItemsRequest(max_item_count=count))
        request.request_id = new_request_id()
        response = self._connection.call(self._connection.work.LeaseItems, request)
        self.state = _STATES.get(response.state, "more")
        return [Item(self, lease) for lease in response.leases]

    def submit(self, item: Item, label: Any, *, active_seconds: Optional[float] = None,
               comment: str = "", confidence: float = 0, input_tokens: int = 0,
               output_tokens: int = 0) -> int:
        """Answers an item, and returns the label's place in the log."""
        request = self._named(pb.SubmitLabelRequest(
            lease_id=item.lease.lease_id, value=to_value(label, self._schema_kind()),
            guideline_version=item.lease.guideline_version, comment=comment,
            confidence=confidence, input_tokens=input_tokens, output_tokens=output_tokens))
        wall = item.seconds_shown()
        request.wall_time.FromMilliseconds(round(1000 * wall))
        active = wall if active_seconds is None else active_seconds
        request.active_time.FromMilliseconds(round(1000 * active))
        request.request_id = new_request_id()
        response = self._connection.call(self._connection.work.SubmitLabel, request)
        item.is_done = True
        return response.sequence

    def skip(self, item: Item, reason: str) -> None:
        request = self._named(pb.SkipItemRequest(lease_id=item.lease.lease_id, reason=reason))
        request.request_id = new_request_id()
        self._connection.call(self._connection.work.SkipItem, request)
        item.is_done = True

    def flag(self, item: Item, reason: str) -> None:
        request = self._named(pb.FlagItemRequest(lease_id=item.lease.lease_id, reason=reason))
        request.request_id = new_request_id()
        self._connection.call(self._connection.work.FlagItem, request)

    def undo(self, count: int = 1) -> List[Item]:
        """The last answered items once more, newest first; answer them again or let them be."""
        request = self._named(pb.UndoLabelsRequest(label_count=count))
        request.request_id = new_request_id()
        response = self._connection.call(self._connection.work.UndoLabels, request)
        return [Item(self, lease) for lease in response.leases]

    def extend(self, items: Optional[List[Item]] = None) -> int:
        """Keeps items, or all that are held, for their whole time again; returns how many."""
        request = self._named(pb.ExtendLeasesRequest(lease_ids=_lease_ids(items)))
        return len(self._connection.call(self._connection.work.ExtendLeases, request).leases)

    def release(self, items: Optional[List[Item]] = None) -> int:
        """Gives items, or all that are held, back unanswered; returns how many."""
        request = self._named(pb.ReleaseItemsRequest(lease_ids=_lease_ids(items)))
        return self._connection.call(self._connection.work.ReleaseItems, request).released_count

    def _named(self, request: Any) -> Any:
        request.campaign = self._campaign
        request.annotator = self._annotator
        return request

    def _schema_kind(self) -> int:
        if self._kind is None:
            request = campaigns_pb2.GetCampaignRequest(name=self._campaign)
            campaign = self._connection.call(self._connection.campaigns.GetCampaign, request)
            self._kind = campaign.schema.kind
        return self._kind


def _lease_ids(items: Optional[List[Item]]) -> List[str]:
    return [item.lease.lease_id for item in items or []]
