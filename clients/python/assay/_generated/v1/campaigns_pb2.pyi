from assay._generated.v1 import audits_pb2 as _audits_pb2
from assay._generated.v1 import datasets_pb2 as _datasets_pb2
from assay._generated.v1 import label_values_pb2 as _label_values_pb2
from assay._generated.v1 import work_pb2 as _work_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Campaign(_message.Message):
    __slots__ = ["annotators", "budget_micros", "create_time", "currency_code", "dataset", "display_name", "etag", "gold", "guidelines", "lease_duration", "max_lease_count", "name", "order", "overlap", "question", "schema", "seed", "selection", "shown_columns", "state", "update_time"]
    class Order(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    BUDGET_MICROS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    GOLD_FIELD_NUMBER: _ClassVar[int]
    GUIDELINES_FIELD_NUMBER: _ClassVar[int]
    LEASE_DURATION_FIELD_NUMBER: _ClassVar[int]
    MAX_LEASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    ORDER_GAIN: Campaign.Order
    ORDER_RANDOM: Campaign.Order
    ORDER_SEQUENTIAL: Campaign.Order
    ORDER_UNSPECIFIED: Campaign.Order
    OVERLAP_FIELD_NUMBER: _ClassVar[int]
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    SCHEMA_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SELECTION_FIELD_NUMBER: _ClassVar[int]
    SHOWN_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    STATE_CLOSED: Campaign.State
    STATE_DRAFT: Campaign.State
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATE_PAUSED: Campaign.State
    STATE_RUNNING: Campaign.State
    STATE_UNSPECIFIED: Campaign.State
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    annotators: _containers.RepeatedScalarFieldContainer[str]
    budget_micros: int
    create_time: _timestamp_pb2.Timestamp
    currency_code: str
    dataset: str
    display_name: str
    etag: str
    gold: GoldRule
    guidelines: Guidelines
    lease_duration: _duration_pb2.Duration
    max_lease_count: int
    name: str
    order: Campaign.Order
    overlap: OverlapRule
    question: str
    schema: _label_values_pb2.LabelSchema
    seed: int
    selection: ItemSelection
    shown_columns: _containers.RepeatedScalarFieldContainer[str]
    state: Campaign.State
    update_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., state: _Optional[_Union[Campaign.State, str]] = ..., dataset: _Optional[str] = ..., selection: _Optional[_Union[ItemSelection, _Mapping]] = ..., question: _Optional[str] = ..., schema: _Optional[_Union[_label_values_pb2.LabelSchema, _Mapping]] = ..., guidelines: _Optional[_Union[Guidelines, _Mapping]] = ..., shown_columns: _Optional[_Iterable[str]] = ..., annotators: _Optional[_Iterable[str]] = ..., overlap: _Optional[_Union[OverlapRule, _Mapping]] = ..., order: _Optional[_Union[Campaign.Order, str]] = ..., seed: _Optional[int] = ..., gold: _Optional[_Union[GoldRule, _Mapping]] = ..., lease_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., max_lease_count: _Optional[int] = ..., budget_micros: _Optional[int] = ..., currency_code: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class CampaignAnnotator(_message.Message):
    __slots__ = ["active_time", "agreement_with_consensus", "annotator", "expired_lease_count", "first_time", "flag_count", "gold_rate", "label_count", "last_time", "lease_count", "measured_label_count", "skip_count", "spent_micros", "state", "weight_accuracy"]
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    ACTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_WITH_CONSENSUS_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    EXPIRED_LEASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_TIME_FIELD_NUMBER: _ClassVar[int]
    FLAG_COUNT_FIELD_NUMBER: _ClassVar[int]
    GOLD_RATE_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_TIME_FIELD_NUMBER: _ClassVar[int]
    LEASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEASURED_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    SKIP_COUNT_FIELD_NUMBER: _ClassVar[int]
    SPENT_MICROS_FIELD_NUMBER: _ClassVar[int]
    STATE_ACTIVE: CampaignAnnotator.State
    STATE_DISABLED: CampaignAnnotator.State
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATE_STOPPED: CampaignAnnotator.State
    STATE_UNSPECIFIED: CampaignAnnotator.State
    WEIGHT_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    active_time: _duration_pb2.Duration
    agreement_with_consensus: ShareEstimate
    annotator: str
    expired_lease_count: int
    first_time: _timestamp_pb2.Timestamp
    flag_count: int
    gold_rate: ShareEstimate
    label_count: int
    last_time: _timestamp_pb2.Timestamp
    lease_count: int
    measured_label_count: int
    skip_count: int
    spent_micros: int
    state: CampaignAnnotator.State
    weight_accuracy: float
    def __init__(self, annotator: _Optional[str] = ..., state: _Optional[_Union[CampaignAnnotator.State, str]] = ..., label_count: _Optional[int] = ..., gold_rate: _Optional[_Union[ShareEstimate, _Mapping]] = ..., agreement_with_consensus: _Optional[_Union[ShareEstimate, _Mapping]] = ..., weight_accuracy: _Optional[float] = ..., lease_count: _Optional[int] = ..., expired_lease_count: _Optional[int] = ..., skip_count: _Optional[int] = ..., flag_count: _Optional[int] = ..., active_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., measured_label_count: _Optional[int] = ..., spent_micros: _Optional[int] = ..., first_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., last_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CampaignItem(_message.Message):
    __slots__ = ["confidence", "consensus", "fields", "flag_count", "item_id", "item_index", "labels", "lease_count", "skip_count", "state"]
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    CONSENSUS_FIELD_NUMBER: _ClassVar[int]
    FIELDS_FIELD_NUMBER: _ClassVar[int]
    FLAG_COUNT_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    ITEM_INDEX_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    LEASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    SKIP_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_COMPLETE: CampaignItem.State
    STATE_FIELD_NUMBER: _ClassVar[int]
    STATE_OPEN: CampaignItem.State
    STATE_UNSPECIFIED: CampaignItem.State
    STATE_UNTOUCHED: CampaignItem.State
    confidence: float
    consensus: _label_values_pb2.LabelValue
    fields: _containers.RepeatedCompositeFieldContainer[_work_pb2.Lease.Field]
    flag_count: int
    item_id: str
    item_index: int
    labels: _containers.RepeatedCompositeFieldContainer[CampaignLabel]
    lease_count: int
    skip_count: int
    state: CampaignItem.State
    def __init__(self, item_id: _Optional[str] = ..., state: _Optional[_Union[CampaignItem.State, str]] = ..., labels: _Optional[_Iterable[_Union[CampaignLabel, _Mapping]]] = ..., consensus: _Optional[_Union[_label_values_pb2.LabelValue, _Mapping]] = ..., confidence: _Optional[float] = ..., lease_count: _Optional[int] = ..., skip_count: _Optional[int] = ..., flag_count: _Optional[int] = ..., item_index: _Optional[int] = ..., fields: _Optional[_Iterable[_Union[_work_pb2.Lease.Field, _Mapping]]] = ...) -> None: ...

class CampaignLabel(_message.Message):
    __slots__ = ["annotator", "sequence", "submit_time", "value"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SUBMIT_TIME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    sequence: int
    submit_time: _timestamp_pb2.Timestamp
    value: _label_values_pb2.LabelValue
    def __init__(self, sequence: _Optional[int] = ..., annotator: _Optional[str] = ..., value: _Optional[_Union[_label_values_pb2.LabelValue, _Mapping]] = ..., submit_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CampaignStatus(_message.Message):
    __slots__ = ["active_time", "agreement", "annotator_count", "committed_micros", "complete_item_count", "consensus", "currency_code", "entry_count", "flag_count", "gold_rate", "item_count", "label_count", "label_count_last_hour", "lease_count", "machine_label_count", "median_active_time", "name", "open_item_count", "read_time", "skip_count", "spent_micros", "state", "superseded_label_count", "wanted_label_count"]
    ACTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    COMMITTED_MICROS_FIELD_NUMBER: _ClassVar[int]
    COMPLETE_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    CONSENSUS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    FLAG_COUNT_FIELD_NUMBER: _ClassVar[int]
    GOLD_RATE_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_LAST_HOUR_FIELD_NUMBER: _ClassVar[int]
    LEASE_COUNT_FIELD_NUMBER: _ClassVar[int]
    MACHINE_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_ACTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OPEN_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    READ_TIME_FIELD_NUMBER: _ClassVar[int]
    SKIP_COUNT_FIELD_NUMBER: _ClassVar[int]
    SPENT_MICROS_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    WANTED_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    active_time: _duration_pb2.Duration
    agreement: RunningAgreement
    annotator_count: int
    committed_micros: int
    complete_item_count: int
    consensus: RunningConsensus
    currency_code: str
    entry_count: int
    flag_count: int
    gold_rate: ShareEstimate
    item_count: int
    label_count: int
    label_count_last_hour: int
    lease_count: int
    machine_label_count: int
    median_active_time: _duration_pb2.Duration
    name: str
    open_item_count: int
    read_time: _timestamp_pb2.Timestamp
    skip_count: int
    spent_micros: int
    state: Campaign.State
    superseded_label_count: int
    wanted_label_count: int
    def __init__(self, name: _Optional[str] = ..., state: _Optional[_Union[Campaign.State, str]] = ..., read_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., entry_count: _Optional[int] = ..., item_count: _Optional[int] = ..., complete_item_count: _Optional[int] = ..., open_item_count: _Optional[int] = ..., lease_count: _Optional[int] = ..., label_count: _Optional[int] = ..., wanted_label_count: _Optional[int] = ..., machine_label_count: _Optional[int] = ..., superseded_label_count: _Optional[int] = ..., skip_count: _Optional[int] = ..., flag_count: _Optional[int] = ..., annotator_count: _Optional[int] = ..., agreement: _Optional[_Union[RunningAgreement, _Mapping]] = ..., consensus: _Optional[_Union[RunningConsensus, _Mapping]] = ..., gold_rate: _Optional[_Union[ShareEstimate, _Mapping]] = ..., spent_micros: _Optional[int] = ..., committed_micros: _Optional[int] = ..., currency_code: _Optional[str] = ..., active_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., median_active_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., label_count_last_hour: _Optional[int] = ...) -> None: ...

class CloseCampaignRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class CreateCampaignRequest(_message.Message):
    __slots__ = ["campaign", "campaign_id", "request_id"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    campaign: Campaign
    campaign_id: str
    request_id: str
    def __init__(self, campaign_id: _Optional[str] = ..., campaign: _Optional[_Union[Campaign, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class DeleteCampaignRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteCampaignResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ExportCampaignRequest(_message.Message):
    __slots__ = ["foreign_format", "format", "name"]
    class Format(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    FOREIGN_FORMAT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_CONSENSUS_CSV: ExportCampaignRequest.Format
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FOREIGN: ExportCampaignRequest.Format
    FORMAT_LABELS_CSV: ExportCampaignRequest.Format
    FORMAT_LABELS_JSONL: ExportCampaignRequest.Format
    FORMAT_LOSSLESS: ExportCampaignRequest.Format
    FORMAT_UNSPECIFIED: ExportCampaignRequest.Format
    NAME_FIELD_NUMBER: _ClassVar[int]
    foreign_format: str
    format: ExportCampaignRequest.Format
    name: str
    def __init__(self, name: _Optional[str] = ..., format: _Optional[_Union[ExportCampaignRequest.Format, str]] = ..., foreign_format: _Optional[str] = ...) -> None: ...

class ExportCampaignResponse(_message.Message):
    __slots__ = ["chunk", "losses"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    LOSSES_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    losses: _containers.RepeatedCompositeFieldContainer[FormatLoss]
    def __init__(self, chunk: _Optional[bytes] = ..., losses: _Optional[_Iterable[_Union[FormatLoss, _Mapping]]] = ...) -> None: ...

class FormatLoss(_message.Message):
    __slots__ = ["count", "what"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    count: int
    what: str
    def __init__(self, what: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class GetCampaignRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetCampaignStatusRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GoldRule(_message.Message):
    __slots__ = ["action", "dataset", "first_count", "min_answer_count", "pass_mark", "route_campaign", "share"]
    class Action(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    ACTION_FIELD_NUMBER: _ClassVar[int]
    ACTION_NONE: GoldRule.Action
    ACTION_ROUTE: GoldRule.Action
    ACTION_STOP: GoldRule.Action
    ACTION_UNSPECIFIED: GoldRule.Action
    DATASET_FIELD_NUMBER: _ClassVar[int]
    FIRST_COUNT_FIELD_NUMBER: _ClassVar[int]
    MIN_ANSWER_COUNT_FIELD_NUMBER: _ClassVar[int]
    PASS_MARK_FIELD_NUMBER: _ClassVar[int]
    ROUTE_CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    action: GoldRule.Action
    dataset: str
    first_count: int
    min_answer_count: int
    pass_mark: float
    route_campaign: str
    share: float
    def __init__(self, dataset: _Optional[str] = ..., share: _Optional[float] = ..., first_count: _Optional[int] = ..., pass_mark: _Optional[float] = ..., min_answer_count: _Optional[int] = ..., action: _Optional[_Union[GoldRule.Action, str]] = ..., route_campaign: _Optional[str] = ...) -> None: ...

class Guidelines(_message.Message):
    __slots__ = ["text", "version"]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    text: str
    version: int
    def __init__(self, version: _Optional[int] = ..., text: _Optional[str] = ...) -> None: ...

class ImportLabelsRequest(_message.Message):
    __slots__ = ["chunk", "end", "rows", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: _datasets_pb2.ImportEnd
    rows: ImportedLabels
    spec: ImportLabelsSpec
    def __init__(self, spec: _Optional[_Union[ImportLabelsSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., rows: _Optional[_Union[ImportedLabels, _Mapping]] = ..., end: _Optional[_Union[_datasets_pb2.ImportEnd, _Mapping]] = ...) -> None: ...

class ImportLabelsResponse(_message.Message):
    __slots__ = ["created_annotator_count", "label_count", "losses", "repeated_count", "superseding_count"]
    CREATED_ANNOTATOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOSSES_FIELD_NUMBER: _ClassVar[int]
    REPEATED_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDING_COUNT_FIELD_NUMBER: _ClassVar[int]
    created_annotator_count: int
    label_count: int
    losses: _containers.RepeatedCompositeFieldContainer[FormatLoss]
    repeated_count: int
    superseding_count: int
    def __init__(self, label_count: _Optional[int] = ..., repeated_count: _Optional[int] = ..., created_annotator_count: _Optional[int] = ..., superseding_count: _Optional[int] = ..., losses: _Optional[_Iterable[_Union[FormatLoss, _Mapping]]] = ...) -> None: ...

class ImportLabelsSpec(_message.Message):
    __slots__ = ["active_seconds_column", "annotator_column", "campaign", "cost_column", "create_annotators_kind", "file_name", "format", "input_tokens_column", "item_column", "label_column", "output_tokens_column", "time_column"]
    ACTIVE_SECONDS_COLUMN_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_COLUMN_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    COST_COLUMN_FIELD_NUMBER: _ClassVar[int]
    CREATE_ANNOTATORS_KIND_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_COLUMN_FIELD_NUMBER: _ClassVar[int]
    ITEM_COLUMN_FIELD_NUMBER: _ClassVar[int]
    LABEL_COLUMN_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_COLUMN_FIELD_NUMBER: _ClassVar[int]
    TIME_COLUMN_FIELD_NUMBER: _ClassVar[int]
    active_seconds_column: str
    annotator_column: str
    campaign: str
    cost_column: str
    create_annotators_kind: int
    file_name: str
    format: str
    input_tokens_column: str
    item_column: str
    label_column: str
    output_tokens_column: str
    time_column: str
    def __init__(self, campaign: _Optional[str] = ..., file_name: _Optional[str] = ..., format: _Optional[str] = ..., item_column: _Optional[str] = ..., annotator_column: _Optional[str] = ..., label_column: _Optional[str] = ..., time_column: _Optional[str] = ..., active_seconds_column: _Optional[str] = ..., create_annotators_kind: _Optional[int] = ..., cost_column: _Optional[str] = ..., input_tokens_column: _Optional[str] = ..., output_tokens_column: _Optional[str] = ...) -> None: ...

class ImportedLabel(_message.Message):
    __slots__ = ["active_time", "annotator_id", "cost_micros", "input_tokens", "item_id", "output_tokens", "submit_time", "value"]
    ACTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_ID_FIELD_NUMBER: _ClassVar[int]
    COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    SUBMIT_TIME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    active_time: _duration_pb2.Duration
    annotator_id: str
    cost_micros: int
    input_tokens: int
    item_id: str
    output_tokens: int
    submit_time: _timestamp_pb2.Timestamp
    value: _label_values_pb2.LabelValue
    def __init__(self, item_id: _Optional[str] = ..., annotator_id: _Optional[str] = ..., value: _Optional[_Union[_label_values_pb2.LabelValue, _Mapping]] = ..., submit_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., active_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., cost_micros: _Optional[int] = ..., input_tokens: _Optional[int] = ..., output_tokens: _Optional[int] = ...) -> None: ...

class ImportedLabels(_message.Message):
    __slots__ = ["rows"]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[ImportedLabel]
    def __init__(self, rows: _Optional[_Iterable[_Union[ImportedLabel, _Mapping]]] = ...) -> None: ...

class ItemSelection(_message.Message):
    __slots__ = ["chosen_count", "low_consensus", "suspects"]
    class LowConsensus(_message.Message):
        __slots__ = ["below_confidence", "campaign"]
        BELOW_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
        CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
        below_confidence: float
        campaign: str
        def __init__(self, campaign: _Optional[str] = ..., below_confidence: _Optional[float] = ...) -> None: ...
    class Suspects(_message.Message):
        __slots__ = ["audit", "item_count"]
        AUDIT_FIELD_NUMBER: _ClassVar[int]
        ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
        audit: str
        item_count: int
        def __init__(self, audit: _Optional[str] = ..., item_count: _Optional[int] = ...) -> None: ...
    CHOSEN_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOW_CONSENSUS_FIELD_NUMBER: _ClassVar[int]
    SUSPECTS_FIELD_NUMBER: _ClassVar[int]
    chosen_count: int
    low_consensus: ItemSelection.LowConsensus
    suspects: ItemSelection.Suspects
    def __init__(self, suspects: _Optional[_Union[ItemSelection.Suspects, _Mapping]] = ..., low_consensus: _Optional[_Union[ItemSelection.LowConsensus, _Mapping]] = ..., chosen_count: _Optional[int] = ...) -> None: ...

class ListCampaignAnnotatorsRequest(_message.Message):
    __slots__ = ["campaign", "page_size", "page_token"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    page_size: int
    page_token: str
    def __init__(self, campaign: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCampaignAnnotatorsResponse(_message.Message):
    __slots__ = ["annotators", "next_page_token"]
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    annotators: _containers.RepeatedCompositeFieldContainer[CampaignAnnotator]
    next_page_token: str
    def __init__(self, annotators: _Optional[_Iterable[_Union[CampaignAnnotator, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListCampaignItemsRequest(_message.Message):
    __slots__ = ["campaign", "include_fields", "item_id", "page_size", "page_token", "state"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_FIELDS_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    include_fields: bool
    item_id: str
    page_size: int
    page_token: str
    state: CampaignItem.State
    def __init__(self, campaign: _Optional[str] = ..., state: _Optional[_Union[CampaignItem.State, str]] = ..., item_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., include_fields: bool = ...) -> None: ...

class ListCampaignItemsResponse(_message.Message):
    __slots__ = ["items", "next_page_token"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[CampaignItem]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[CampaignItem, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListCampaignsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCampaignsResponse(_message.Message):
    __slots__ = ["campaigns", "next_page_token"]
    CAMPAIGNS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaigns: _containers.RepeatedCompositeFieldContainer[Campaign]
    next_page_token: str
    def __init__(self, campaigns: _Optional[_Iterable[_Union[Campaign, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class OverlapRule(_message.Message):
    __slots__ = ["label_count", "max_label_count", "target_confidence"]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAX_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    TARGET_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    label_count: int
    max_label_count: int
    target_confidence: float
    def __init__(self, label_count: _Optional[int] = ..., max_label_count: _Optional[int] = ..., target_confidence: _Optional[float] = ...) -> None: ...

class PauseCampaignRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ReinstateAnnotatorRequest(_message.Message):
    __slots__ = ["annotator", "campaign"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ...) -> None: ...

class RestoreCampaignRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: _datasets_pb2.ImportEnd
    spec: RestoreCampaignSpec
    def __init__(self, spec: _Optional[_Union[RestoreCampaignSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[_datasets_pb2.ImportEnd, _Mapping]] = ...) -> None: ...

class RestoreCampaignResponse(_message.Message):
    __slots__ = ["campaign", "entry_count"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    campaign: Campaign
    entry_count: int
    def __init__(self, campaign: _Optional[_Union[Campaign, _Mapping]] = ..., entry_count: _Optional[int] = ...) -> None: ...

class RestoreCampaignSpec(_message.Message):
    __slots__ = ["campaign_id", "dataset_id", "file_name"]
    CAMPAIGN_ID_FIELD_NUMBER: _ClassVar[int]
    DATASET_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    campaign_id: str
    dataset_id: str
    file_name: str
    def __init__(self, campaign_id: _Optional[str] = ..., dataset_id: _Optional[str] = ..., file_name: _Optional[str] = ...) -> None: ...

class RunAnnotatorRequest(_message.Message):
    __slots__ = ["annotator", "campaign"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    campaign: str
    def __init__(self, campaign: _Optional[str] = ..., annotator: _Optional[str] = ...) -> None: ...

class RunAnnotatorResponse(_message.Message):
    __slots__ = ["complete", "done_item_count", "item_count", "label_count"]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    DONE_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    complete: bool
    done_item_count: int
    item_count: int
    label_count: int
    def __init__(self, done_item_count: _Optional[int] = ..., item_count: _Optional[int] = ..., label_count: _Optional[int] = ..., complete: bool = ...) -> None: ...

class RunningAgreement(_message.Message):
    __slots__ = ["alpha_high", "alpha_low", "item_count", "krippendorff_alpha", "label_count", "percent_agreement", "percent_high", "percent_low"]
    ALPHA_HIGH_FIELD_NUMBER: _ClassVar[int]
    ALPHA_LOW_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    KRIPPENDORFF_ALPHA_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    PERCENT_AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    PERCENT_HIGH_FIELD_NUMBER: _ClassVar[int]
    PERCENT_LOW_FIELD_NUMBER: _ClassVar[int]
    alpha_high: float
    alpha_low: float
    item_count: int
    krippendorff_alpha: float
    label_count: int
    percent_agreement: float
    percent_high: float
    percent_low: float
    def __init__(self, percent_agreement: _Optional[float] = ..., percent_low: _Optional[float] = ..., percent_high: _Optional[float] = ..., krippendorff_alpha: _Optional[float] = ..., alpha_low: _Optional[float] = ..., alpha_high: _Optional[float] = ..., item_count: _Optional[int] = ..., label_count: _Optional[int] = ...) -> None: ...

class RunningConsensus(_message.Message):
    __slots__ = ["classes", "item_count", "mean_confidence", "unsure_item_count"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEAN_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    UNSURE_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedCompositeFieldContainer[_datasets_pb2.LabelClass]
    item_count: int
    mean_confidence: float
    unsure_item_count: int
    def __init__(self, item_count: _Optional[int] = ..., mean_confidence: _Optional[float] = ..., unsure_item_count: _Optional[int] = ..., classes: _Optional[_Iterable[_Union[_datasets_pb2.LabelClass, _Mapping]]] = ...) -> None: ...

class SettleFindingsRequest(_message.Message):
    __slots__ = ["campaign", "min_confidence"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    MIN_CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    min_confidence: float
    def __init__(self, campaign: _Optional[str] = ..., min_confidence: _Optional[float] = ...) -> None: ...

class SettleFindingsResponse(_message.Message):
    __slots__ = ["audit", "confirmed_count", "precision", "settled_count"]
    AUDIT_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_COUNT_FIELD_NUMBER: _ClassVar[int]
    PRECISION_FIELD_NUMBER: _ClassVar[int]
    SETTLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    audit: _audits_pb2.Audit
    confirmed_count: int
    precision: ShareEstimate
    settled_count: int
    def __init__(self, settled_count: _Optional[int] = ..., confirmed_count: _Optional[int] = ..., precision: _Optional[_Union[ShareEstimate, _Mapping]] = ..., audit: _Optional[_Union[_audits_pb2.Audit, _Mapping]] = ...) -> None: ...

class ShareEstimate(_message.Message):
    __slots__ = ["high", "low", "trial_count", "value"]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    TRIAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    high: float
    low: float
    trial_count: int
    value: float
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., trial_count: _Optional[int] = ...) -> None: ...

class StartCampaignRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class UpdateCampaignRequest(_message.Message):
    __slots__ = ["campaign", "request_id", "update_mask"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    campaign: Campaign
    request_id: str
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, campaign: _Optional[_Union[Campaign, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class WatchCampaignStatusRequest(_message.Message):
    __slots__ = ["interval", "name"]
    INTERVAL_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    interval: _duration_pb2.Duration
    name: str
    def __init__(self, name: _Optional[str] = ..., interval: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...
