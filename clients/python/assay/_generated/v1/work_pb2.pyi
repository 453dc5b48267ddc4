from assay._generated.v1 import label_values_pb2 as _label_values_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExtendLeasesRequest(_message.Message):
    __slots__ = ["annotator", "campaign", "lease_ids"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    LEASE_IDS_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    lease_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ..., lease_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ExtendLeasesResponse(_message.Message):
    __slots__ = ["leases"]
    class Extended(_message.Message):
        __slots__ = ["expire_time", "lease_id"]
        EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
        LEASE_ID_FIELD_NUMBER: _ClassVar[int]
        expire_time: _timestamp_pb2.Timestamp
        lease_id: str
        def __init__(self, lease_id: _Optional[str] = ..., expire_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
    LEASES_FIELD_NUMBER: _ClassVar[int]
    leases: _containers.RepeatedCompositeFieldContainer[ExtendLeasesResponse.Extended]
    def __init__(self, leases: _Optional[_Iterable[_Union[ExtendLeasesResponse.Extended, _Mapping]]] = ...) -> None: ...

class FlagItemRequest(_message.Message):
    __slots__ = ["annotator", "campaign", "lease_id", "reason", "request_id"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    LEASE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    lease_id: str
    reason: str
    request_id: str
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ..., lease_id: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class FlagItemResponse(_message.Message):
    __slots__ = ["sequence"]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    def __init__(self, sequence: _Optional[int] = ...) -> None: ...

class Lease(_message.Message):
    __slots__ = ["earlier_value", "expire_time", "fields", "guideline_version", "item_id", "lease_id"]
    class Field(_message.Message):
        __slots__ = ["column", "value"]
        COLUMN_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        column: str
        value: str
        def __init__(self, column: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    EARLIER_VALUE_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    GUIDELINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    LEASE_ID_FIELD_NUMBER: _ClassVar[int]
    earlier_value: _label_values_pb2.LabelValue
    expire_time: _timestamp_pb2.Timestamp
    fields: _containers.RepeatedCompositeFieldContainer[Lease.Field]
    guideline_version: int
    item_id: str
    lease_id: str
    def __init__(self, lease_id: _Optional[str] = ..., item_id: _Optional[str] = ..., fields: _Optional[_Iterable[_Union[Lease.Field, _Mapping]]] = ..., expire_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., guideline_version: _Optional[int] = ..., earlier_value: _Optional[_Union[_label_values_pb2.LabelValue, _Mapping]] = ...) -> None: ...

class LeaseItemsRequest(_message.Message):
    __slots__ = ["annotator", "campaign", "max_item_count", "request_id"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    MAX_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    max_item_count: int
    request_id: str
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ..., max_item_count: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class LeaseItemsResponse(_message.Message):
    __slots__ = ["leases", "progress", "state"]
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    LEASES_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    STATE_BUDGET_SPENT: LeaseItemsResponse.State
    STATE_DONE: LeaseItemsResponse.State
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATE_MORE: LeaseItemsResponse.State
    STATE_UNSPECIFIED: LeaseItemsResponse.State
    STATE_WAIT: LeaseItemsResponse.State
    leases: _containers.RepeatedCompositeFieldContainer[Lease]
    progress: WorkProgress
    state: LeaseItemsResponse.State
    def __init__(self, leases: _Optional[_Iterable[_Union[Lease, _Mapping]]] = ..., state: _Optional[_Union[LeaseItemsResponse.State, str]] = ..., progress: _Optional[_Union[WorkProgress, _Mapping]] = ...) -> None: ...

class ReleaseItemsRequest(_message.Message):
    __slots__ = ["annotator", "campaign", "lease_ids"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    LEASE_IDS_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    lease_ids: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ..., lease_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class ReleaseItemsResponse(_message.Message):
    __slots__ = ["released_count"]
    RELEASED_COUNT_FIELD_NUMBER: _ClassVar[int]
    released_count: int
    def __init__(self, released_count: _Optional[int] = ...) -> None: ...

class SkipItemRequest(_message.Message):
    __slots__ = ["annotator", "campaign", "lease_id", "reason", "request_id"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    LEASE_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    lease_id: str
    reason: str
    request_id: str
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ..., lease_id: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SkipItemResponse(_message.Message):
    __slots__ = ["sequence"]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    def __init__(self, sequence: _Optional[int] = ...) -> None: ...

class SubmitLabelRequest(_message.Message):
    __slots__ = ["active_time", "annotator", "campaign", "comment", "confidence", "guideline_version", "input_tokens", "lease_id", "output_tokens", "request_id", "value", "wall_time"]
    ACTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    COMMENT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    GUIDELINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    LEASE_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    WALL_TIME_FIELD_NUMBER: _ClassVar[int]
    active_time: _duration_pb2.Duration
    annotator: str
    campaign: str
    comment: str
    confidence: float
    guideline_version: int
    input_tokens: int
    lease_id: str
    output_tokens: int
    request_id: str
    value: _label_values_pb2.LabelValue
    wall_time: _duration_pb2.Duration
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ..., lease_id: _Optional[str] = ..., value: _Optional[_Union[_label_values_pb2.LabelValue, _Mapping]] = ..., wall_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., active_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., guideline_version: _Optional[int] = ..., comment: _Optional[str] = ..., request_id: _Optional[str] = ..., confidence: _Optional[float] = ..., input_tokens: _Optional[int] = ..., output_tokens: _Optional[int] = ...) -> None: ...

class SubmitLabelResponse(_message.Message):
    __slots__ = ["sequence", "superseded_sequence"]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    superseded_sequence: int
    def __init__(self, sequence: _Optional[int] = ..., superseded_sequence: _Optional[int] = ...) -> None: ...

class UndoLabelsRequest(_message.Message):
    __slots__ = ["annotator", "campaign", "label_count", "request_id"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    label_count: int
    request_id: str
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ..., label_count: _Optional[int] = ..., request_id: _Optional[str] = ...) -> None: ...

class UndoLabelsResponse(_message.Message):
    __slots__ = ["leases"]
    LEASES_FIELD_NUMBER: _ClassVar[int]
    leases: _containers.RepeatedCompositeFieldContainer[Lease]
    def __init__(self, leases: _Optional[_Iterable[_Union[Lease, _Mapping]]] = ...) -> None: ...

class WorkProgress(_message.Message):
    __slots__ = ["answered_item_count", "complete_item_count", "item_count"]
    ANSWERED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    answered_item_count: int
    complete_item_count: int
    item_count: int
    def __init__(self, answered_item_count: _Optional[int] = ..., complete_item_count: _Optional[int] = ..., item_count: _Optional[int] = ...) -> None: ...
