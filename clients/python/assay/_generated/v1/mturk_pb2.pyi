from assay._generated.v1 import datasets_pb2 as _datasets_pb2
from assay._generated.v1 import label_values_pb2 as _label_values_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
SPAN_UNIT_CODE_POINTS: SpanUnit
SPAN_UNIT_UNSPECIFIED: SpanUnit
SPAN_UNIT_UTF16_UNITS: SpanUnit

class AssignmentDecision(_message.Message):
    __slots__ = ["approve", "assignment_id", "evidence", "hit_id", "reason", "worker_id"]
    APPROVE_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_ID_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    HIT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    approve: bool
    assignment_id: str
    evidence: _containers.RepeatedScalarFieldContainer[str]
    hit_id: str
    reason: str
    worker_id: str
    def __init__(self, assignment_id: _Optional[str] = ..., hit_id: _Optional[str] = ..., worker_id: _Optional[str] = ..., approve: bool = ..., reason: _Optional[str] = ..., evidence: _Optional[_Iterable[str]] = ...) -> None: ...

class BatchBill(_message.Message):
    __slots__ = ["assignment_count", "assignment_fee_micros", "fee_micros", "hit_count", "reward_micros", "total_micros"]
    ASSIGNMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_FEE_MICROS_FIELD_NUMBER: _ClassVar[int]
    FEE_MICROS_FIELD_NUMBER: _ClassVar[int]
    HIT_COUNT_FIELD_NUMBER: _ClassVar[int]
    REWARD_MICROS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICROS_FIELD_NUMBER: _ClassVar[int]
    assignment_count: int
    assignment_fee_micros: int
    fee_micros: int
    hit_count: int
    reward_micros: int
    total_micros: int
    def __init__(self, hit_count: _Optional[int] = ..., assignment_count: _Optional[int] = ..., assignment_fee_micros: _Optional[int] = ..., reward_micros: _Optional[int] = ..., fee_micros: _Optional[int] = ..., total_micros: _Optional[int] = ...) -> None: ...

class BatchSummary(_message.Message):
    __slots__ = ["astral_character_count", "batch_assignment_counts", "gold_count", "hit_count", "largest_page_bytes", "max_assignments"]
    ASTRAL_CHARACTER_COUNT_FIELD_NUMBER: _ClassVar[int]
    BATCH_ASSIGNMENT_COUNTS_FIELD_NUMBER: _ClassVar[int]
    GOLD_COUNT_FIELD_NUMBER: _ClassVar[int]
    HIT_COUNT_FIELD_NUMBER: _ClassVar[int]
    LARGEST_PAGE_BYTES_FIELD_NUMBER: _ClassVar[int]
    MAX_ASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    astral_character_count: int
    batch_assignment_counts: _containers.RepeatedScalarFieldContainer[int]
    gold_count: int
    hit_count: int
    largest_page_bytes: int
    max_assignments: int
    def __init__(self, hit_count: _Optional[int] = ..., gold_count: _Optional[int] = ..., max_assignments: _Optional[int] = ..., astral_character_count: _Optional[int] = ..., largest_page_bytes: _Optional[int] = ..., batch_assignment_counts: _Optional[_Iterable[int]] = ...) -> None: ...

class EstimateBatchRequest(_message.Message):
    __slots__ = ["campaign", "fee_table", "fee_version", "gold_share", "item_count", "masters", "max_assignments", "qualifications", "reward_micros"]
    class Qualification(_message.Message):
        __slots__ = ["assignment_fee_micros", "name"]
        ASSIGNMENT_FEE_MICROS_FIELD_NUMBER: _ClassVar[int]
        NAME_FIELD_NUMBER: _ClassVar[int]
        assignment_fee_micros: int
        name: str
        def __init__(self, name: _Optional[str] = ..., assignment_fee_micros: _Optional[int] = ...) -> None: ...
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    FEE_TABLE_FIELD_NUMBER: _ClassVar[int]
    FEE_VERSION_FIELD_NUMBER: _ClassVar[int]
    GOLD_SHARE_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    MASTERS_FIELD_NUMBER: _ClassVar[int]
    MAX_ASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    QUALIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    REWARD_MICROS_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    fee_table: str
    fee_version: str
    gold_share: float
    item_count: int
    masters: bool
    max_assignments: int
    qualifications: _containers.RepeatedCompositeFieldContainer[EstimateBatchRequest.Qualification]
    reward_micros: int
    def __init__(self, campaign: _Optional[str] = ..., item_count: _Optional[int] = ..., gold_share: _Optional[float] = ..., max_assignments: _Optional[int] = ..., reward_micros: _Optional[int] = ..., masters: bool = ..., qualifications: _Optional[_Iterable[_Union[EstimateBatchRequest.Qualification, _Mapping]]] = ..., fee_table: _Optional[str] = ..., fee_version: _Optional[str] = ...) -> None: ...

class EstimateBatchResponse(_message.Message):
    __slots__ = ["batch_assignment_counts", "currency_code", "fee_table", "fee_version", "gold_count", "item_count", "max_assignments", "micro_batches", "reward_micros", "saving_micros", "whole"]
    BATCH_ASSIGNMENT_COUNTS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    FEE_TABLE_FIELD_NUMBER: _ClassVar[int]
    FEE_VERSION_FIELD_NUMBER: _ClassVar[int]
    GOLD_COUNT_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAX_ASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    MICRO_BATCHES_FIELD_NUMBER: _ClassVar[int]
    REWARD_MICROS_FIELD_NUMBER: _ClassVar[int]
    SAVING_MICROS_FIELD_NUMBER: _ClassVar[int]
    WHOLE_FIELD_NUMBER: _ClassVar[int]
    batch_assignment_counts: _containers.RepeatedScalarFieldContainer[int]
    currency_code: str
    fee_table: str
    fee_version: str
    gold_count: int
    item_count: int
    max_assignments: int
    micro_batches: BatchBill
    reward_micros: int
    saving_micros: int
    whole: BatchBill
    def __init__(self, item_count: _Optional[int] = ..., gold_count: _Optional[int] = ..., max_assignments: _Optional[int] = ..., reward_micros: _Optional[int] = ..., whole: _Optional[_Union[BatchBill, _Mapping]] = ..., micro_batches: _Optional[_Union[BatchBill, _Mapping]] = ..., batch_assignment_counts: _Optional[_Iterable[int]] = ..., saving_micros: _Optional[int] = ..., fee_table: _Optional[str] = ..., fee_version: _Optional[str] = ..., currency_code: _Optional[str] = ...) -> None: ...

class ExportBatchRequest(_message.Message):
    __slots__ = ["assignment_duration", "auto_approval_delay", "campaign", "description", "external_url", "file", "gold_share", "keep_astral_characters", "keywords", "lifetime", "max_assignments", "micro_batches", "plain_form", "reward_micros", "seed", "title"]
    class File(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    ASSIGNMENT_DURATION_FIELD_NUMBER: _ClassVar[int]
    AUTO_APPROVAL_DELAY_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    EXTERNAL_URL_FIELD_NUMBER: _ClassVar[int]
    FILE_EXTERNAL_HITS: ExportBatchRequest.File
    FILE_FIELD_NUMBER: _ClassVar[int]
    FILE_HTML_HITS: ExportBatchRequest.File
    FILE_INPUT_CSV: ExportBatchRequest.File
    FILE_LAYOUT_HTML: ExportBatchRequest.File
    FILE_UNSPECIFIED: ExportBatchRequest.File
    GOLD_SHARE_FIELD_NUMBER: _ClassVar[int]
    KEEP_ASTRAL_CHARACTERS_FIELD_NUMBER: _ClassVar[int]
    KEYWORDS_FIELD_NUMBER: _ClassVar[int]
    LIFETIME_FIELD_NUMBER: _ClassVar[int]
    MAX_ASSIGNMENTS_FIELD_NUMBER: _ClassVar[int]
    MICRO_BATCHES_FIELD_NUMBER: _ClassVar[int]
    PLAIN_FORM_FIELD_NUMBER: _ClassVar[int]
    REWARD_MICROS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    assignment_duration: _duration_pb2.Duration
    auto_approval_delay: _duration_pb2.Duration
    campaign: str
    description: str
    external_url: str
    file: ExportBatchRequest.File
    gold_share: float
    keep_astral_characters: bool
    keywords: str
    lifetime: _duration_pb2.Duration
    max_assignments: int
    micro_batches: bool
    plain_form: bool
    reward_micros: int
    seed: int
    title: str
    def __init__(self, campaign: _Optional[str] = ..., file: _Optional[_Union[ExportBatchRequest.File, str]] = ..., keep_astral_characters: bool = ..., gold_share: _Optional[float] = ..., max_assignments: _Optional[int] = ..., reward_micros: _Optional[int] = ..., title: _Optional[str] = ..., description: _Optional[str] = ..., keywords: _Optional[str] = ..., assignment_duration: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., auto_approval_delay: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., lifetime: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ..., external_url: _Optional[str] = ..., seed: _Optional[int] = ..., micro_batches: bool = ..., plain_form: bool = ...) -> None: ...

class ExportBatchResponse(_message.Message):
    __slots__ = ["chunk", "summary"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    summary: BatchSummary
    def __init__(self, chunk: _Optional[bytes] = ..., summary: _Optional[_Union[BatchSummary, _Mapping]] = ...) -> None: ...

class ImportResultsRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: _datasets_pb2.ImportEnd
    spec: ImportResultsSpec
    def __init__(self, spec: _Optional[_Union[ImportResultsSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[_datasets_pb2.ImportEnd, _Mapping]] = ...) -> None: ...

class ImportResultsResponse(_message.Message):
    __slots__ = ["answer", "assignment_count", "created", "label_count", "other_answers", "refused", "refused_count", "repairs", "row_count", "status_changed_count"]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATED_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    OTHER_ANSWERS_FIELD_NUMBER: _ClassVar[int]
    REFUSED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    REPAIRS_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATUS_CHANGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    answer: str
    assignment_count: int
    created: bool
    label_count: int
    other_answers: _containers.RepeatedScalarFieldContainer[str]
    refused: _containers.RepeatedCompositeFieldContainer[RefusedRow]
    refused_count: int
    repairs: _containers.RepeatedScalarFieldContainer[str]
    row_count: int
    status_changed_count: int
    def __init__(self, row_count: _Optional[int] = ..., assignment_count: _Optional[int] = ..., refused_count: _Optional[int] = ..., repairs: _Optional[_Iterable[str]] = ..., refused: _Optional[_Iterable[_Union[RefusedRow, _Mapping]]] = ..., label_count: _Optional[int] = ..., answer: _Optional[str] = ..., other_answers: _Optional[_Iterable[str]] = ..., created: bool = ..., status_changed_count: _Optional[int] = ...) -> None: ...

class ImportResultsSpec(_message.Message):
    __slots__ = ["answer", "campaign", "create", "file_name", "include_rejected", "item_column", "kind", "pseudonymize_workers", "question", "span_unit", "text_column"]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    CREATE_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_REJECTED_FIELD_NUMBER: _ClassVar[int]
    ITEM_COLUMN_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    PSEUDONYMIZE_WORKERS_FIELD_NUMBER: _ClassVar[int]
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    SPAN_UNIT_FIELD_NUMBER: _ClassVar[int]
    TEXT_COLUMN_FIELD_NUMBER: _ClassVar[int]
    answer: str
    campaign: str
    create: bool
    file_name: str
    include_rejected: bool
    item_column: str
    kind: _label_values_pb2.LabelSchema.Kind
    pseudonymize_workers: bool
    question: str
    span_unit: SpanUnit
    text_column: str
    def __init__(self, campaign: _Optional[str] = ..., file_name: _Optional[str] = ..., create: bool = ..., answer: _Optional[str] = ..., kind: _Optional[_Union[_label_values_pb2.LabelSchema.Kind, str]] = ..., item_column: _Optional[str] = ..., text_column: _Optional[str] = ..., span_unit: _Optional[_Union[SpanUnit, str]] = ..., pseudonymize_workers: bool = ..., include_rejected: bool = ..., question: _Optional[str] = ...) -> None: ...

class RefusedRow(_message.Message):
    __slots__ = ["reason", "row"]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ROW_FIELD_NUMBER: _ClassVar[int]
    reason: str
    row: int
    def __init__(self, row: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class ReviewAssignmentsRequest(_message.Message):
    __slots__ = ["campaign", "policy"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    policy: ReviewPolicy
    def __init__(self, campaign: _Optional[str] = ..., policy: _Optional[_Union[ReviewPolicy, _Mapping]] = ...) -> None: ...

class ReviewAssignmentsResponse(_message.Message):
    __slots__ = ["bonuses", "decisions", "summary"]
    BONUSES_FIELD_NUMBER: _ClassVar[int]
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    bonuses: _containers.RepeatedCompositeFieldContainer[WorkerBonus]
    decisions: _containers.RepeatedCompositeFieldContainer[AssignmentDecision]
    summary: ReviewSummary
    def __init__(self, decisions: _Optional[_Iterable[_Union[AssignmentDecision, _Mapping]]] = ..., bonuses: _Optional[_Iterable[_Union[WorkerBonus, _Mapping]]] = ..., summary: _Optional[_Union[ReviewSummary, _Mapping]] = ...) -> None: ...

class ReviewPolicy(_message.Message):
    __slots__ = ["bonus_mark", "bonus_share", "gold_pass_mark", "min_gold_count", "min_straight_count", "min_work_seconds"]
    BONUS_MARK_FIELD_NUMBER: _ClassVar[int]
    BONUS_SHARE_FIELD_NUMBER: _ClassVar[int]
    GOLD_PASS_MARK_FIELD_NUMBER: _ClassVar[int]
    MIN_GOLD_COUNT_FIELD_NUMBER: _ClassVar[int]
    MIN_STRAIGHT_COUNT_FIELD_NUMBER: _ClassVar[int]
    MIN_WORK_SECONDS_FIELD_NUMBER: _ClassVar[int]
    bonus_mark: float
    bonus_share: float
    gold_pass_mark: float
    min_gold_count: int
    min_straight_count: int
    min_work_seconds: float
    def __init__(self, min_gold_count: _Optional[int] = ..., gold_pass_mark: _Optional[float] = ..., min_work_seconds: _Optional[float] = ..., min_straight_count: _Optional[int] = ..., bonus_share: _Optional[float] = ..., bonus_mark: _Optional[float] = ...) -> None: ...

class ReviewSummary(_message.Message):
    __slots__ = ["approved_count", "bonus_micros", "policy", "policy_text", "rejected_count", "reward_micros"]
    APPROVED_COUNT_FIELD_NUMBER: _ClassVar[int]
    BONUS_MICROS_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    POLICY_TEXT_FIELD_NUMBER: _ClassVar[int]
    REJECTED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REWARD_MICROS_FIELD_NUMBER: _ClassVar[int]
    approved_count: int
    bonus_micros: int
    policy: ReviewPolicy
    policy_text: str
    rejected_count: int
    reward_micros: int
    def __init__(self, policy: _Optional[_Union[ReviewPolicy, _Mapping]] = ..., policy_text: _Optional[str] = ..., approved_count: _Optional[int] = ..., rejected_count: _Optional[int] = ..., reward_micros: _Optional[int] = ..., bonus_micros: _Optional[int] = ...) -> None: ...

class WorkerBonus(_message.Message):
    __slots__ = ["amount_micros", "assignment_id", "reason", "worker_id"]
    AMOUNT_MICROS_FIELD_NUMBER: _ClassVar[int]
    ASSIGNMENT_ID_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    WORKER_ID_FIELD_NUMBER: _ClassVar[int]
    amount_micros: int
    assignment_id: str
    reason: str
    worker_id: str
    def __init__(self, worker_id: _Optional[str] = ..., assignment_id: _Optional[str] = ..., amount_micros: _Optional[int] = ..., reason: _Optional[str] = ...) -> None: ...

class SpanUnit(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
