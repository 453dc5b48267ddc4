from assay._generated.v1 import operations_pb2 as _operations_pb2
from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Audit(_message.Message):
    __slots__ = ["class_summaries", "classes", "confident_joint", "conflicting_duplicate_count", "create_time", "cv_accuracy", "dataset", "duplicate_count", "estimated_errors", "feature_columns", "file_name", "flagged_count", "has_model", "item_count", "majority_share", "model_estimated_errors", "name", "options", "peak_rss_bytes", "recheck_error_count", "review", "rules", "signals", "timings_s", "verified_count", "verified_error_count", "warnings"]
    class TimingsSEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: float
        def __init__(self, key: _Optional[str] = ..., value: _Optional[float] = ...) -> None: ...
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    CLASS_SUMMARIES_FIELD_NUMBER: _ClassVar[int]
    CONFIDENT_JOINT_FIELD_NUMBER: _ClassVar[int]
    CONFLICTING_DUPLICATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CV_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_ERRORS_FIELD_NUMBER: _ClassVar[int]
    FEATURE_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FLAGGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    HAS_MODEL_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAJORITY_SHARE_FIELD_NUMBER: _ClassVar[int]
    MODEL_ESTIMATED_ERRORS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    PEAK_RSS_BYTES_FIELD_NUMBER: _ClassVar[int]
    RECHECK_ERROR_COUNT_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    SIGNALS_FIELD_NUMBER: _ClassVar[int]
    TIMINGS_S_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_COUNT_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_ERROR_COUNT_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    class_summaries: _containers.RepeatedCompositeFieldContainer[ClassSummary]
    classes: _containers.RepeatedScalarFieldContainer[str]
    confident_joint: _containers.RepeatedCompositeFieldContainer[JointRow]
    conflicting_duplicate_count: int
    create_time: _timestamp_pb2.Timestamp
    cv_accuracy: float
    dataset: str
    duplicate_count: int
    estimated_errors: Estimate
    feature_columns: _containers.RepeatedScalarFieldContainer[str]
    file_name: str
    flagged_count: int
    has_model: bool
    item_count: int
    majority_share: float
    model_estimated_errors: Estimate
    name: str
    options: AuditOptions
    peak_rss_bytes: int
    recheck_error_count: int
    review: ReviewCurve
    rules: RuleReport
    signals: _containers.RepeatedCompositeFieldContainer[SignalSummary]
    timings_s: _containers.ScalarMap[str, float]
    verified_count: int
    verified_error_count: int
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., dataset: _Optional[str] = ..., file_name: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., options: _Optional[_Union[AuditOptions, _Mapping]] = ..., item_count: _Optional[int] = ..., classes: _Optional[_Iterable[str]] = ..., flagged_count: _Optional[int] = ..., estimated_errors: _Optional[_Union[Estimate, _Mapping]] = ..., recheck_error_count: _Optional[int] = ..., cv_accuracy: _Optional[float] = ..., majority_share: _Optional[float] = ..., class_summaries: _Optional[_Iterable[_Union[ClassSummary, _Mapping]]] = ..., confident_joint: _Optional[_Iterable[_Union[JointRow, _Mapping]]] = ..., signals: _Optional[_Iterable[_Union[SignalSummary, _Mapping]]] = ..., timings_s: _Optional[_Mapping[str, float]] = ..., peak_rss_bytes: _Optional[int] = ..., warnings: _Optional[_Iterable[str]] = ..., feature_columns: _Optional[_Iterable[str]] = ..., review: _Optional[_Union[ReviewCurve, _Mapping]] = ..., verified_count: _Optional[int] = ..., verified_error_count: _Optional[int] = ..., model_estimated_errors: _Optional[_Union[Estimate, _Mapping]] = ..., rules: _Optional[_Union[RuleReport, _Mapping]] = ..., has_model: bool = ..., duplicate_count: _Optional[int] = ..., conflicting_duplicate_count: _Optional[int] = ...) -> None: ...

class AuditComparison(_message.Message):
    __slots__ = ["added_item_count", "after", "before", "common_item_count", "errors_after", "errors_before", "fixed_count", "gone_count", "new_count", "relabelled_count", "removed_item_count", "removed_suspect_count", "still_count"]
    ADDED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    COMMON_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    ERRORS_AFTER_FIELD_NUMBER: _ClassVar[int]
    ERRORS_BEFORE_FIELD_NUMBER: _ClassVar[int]
    FIXED_COUNT_FIELD_NUMBER: _ClassVar[int]
    GONE_COUNT_FIELD_NUMBER: _ClassVar[int]
    NEW_COUNT_FIELD_NUMBER: _ClassVar[int]
    RELABELLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    REMOVED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    REMOVED_SUSPECT_COUNT_FIELD_NUMBER: _ClassVar[int]
    STILL_COUNT_FIELD_NUMBER: _ClassVar[int]
    added_item_count: int
    after: str
    before: str
    common_item_count: int
    errors_after: Estimate
    errors_before: Estimate
    fixed_count: int
    gone_count: int
    new_count: int
    relabelled_count: int
    removed_item_count: int
    removed_suspect_count: int
    still_count: int
    def __init__(self, before: _Optional[str] = ..., after: _Optional[str] = ..., common_item_count: _Optional[int] = ..., removed_item_count: _Optional[int] = ..., added_item_count: _Optional[int] = ..., relabelled_count: _Optional[int] = ..., new_count: _Optional[int] = ..., gone_count: _Optional[int] = ..., fixed_count: _Optional[int] = ..., still_count: _Optional[int] = ..., removed_suspect_count: _Optional[int] = ..., errors_before: _Optional[_Union[Estimate, _Mapping]] = ..., errors_after: _Optional[_Union[Estimate, _Mapping]] = ...) -> None: ...

class AuditOptions(_message.Message):
    __slots__ = ["against", "costs", "fold_count", "predicted_probabilities", "seed", "thread_count", "vectors"]
    AGAINST_FIELD_NUMBER: _ClassVar[int]
    COSTS_FIELD_NUMBER: _ClassVar[int]
    FOLD_COUNT_FIELD_NUMBER: _ClassVar[int]
    PREDICTED_PROBABILITIES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    THREAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    VECTORS_FIELD_NUMBER: _ClassVar[int]
    against: str
    costs: ReviewCosts
    fold_count: int
    predicted_probabilities: str
    seed: int
    thread_count: int
    vectors: str
    def __init__(self, fold_count: _Optional[int] = ..., seed: _Optional[int] = ..., thread_count: _Optional[int] = ..., predicted_probabilities: _Optional[str] = ..., vectors: _Optional[str] = ..., against: _Optional[str] = ..., costs: _Optional[_Union[ReviewCosts, _Mapping]] = ...) -> None: ...

class ClassRules(_message.Message):
    __slots__ = ["label", "rules"]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    RULES_FIELD_NUMBER: _ClassVar[int]
    label: str
    rules: _containers.RepeatedCompositeFieldContainer[Rule]
    def __init__(self, label: _Optional[str] = ..., rules: _Optional[_Iterable[_Union[Rule, _Mapping]]] = ...) -> None: ...

class ClassSummary(_message.Message):
    __slots__ = ["cv_accuracy", "estimated_errors", "flagged_count", "item_count", "label", "recheck_error_count"]
    CV_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_ERRORS_FIELD_NUMBER: _ClassVar[int]
    FLAGGED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    RECHECK_ERROR_COUNT_FIELD_NUMBER: _ClassVar[int]
    cv_accuracy: float
    estimated_errors: Estimate
    flagged_count: int
    item_count: int
    label: str
    recheck_error_count: int
    def __init__(self, label: _Optional[str] = ..., item_count: _Optional[int] = ..., flagged_count: _Optional[int] = ..., recheck_error_count: _Optional[int] = ..., cv_accuracy: _Optional[float] = ..., estimated_errors: _Optional[_Union[Estimate, _Mapping]] = ...) -> None: ...

class CompareAuditsRequest(_message.Message):
    __slots__ = ["after", "before"]
    AFTER_FIELD_NUMBER: _ClassVar[int]
    BEFORE_FIELD_NUMBER: _ClassVar[int]
    after: str
    before: str
    def __init__(self, before: _Optional[str] = ..., after: _Optional[str] = ...) -> None: ...

class CompareAuditsResponse(_message.Message):
    __slots__ = ["change", "comparison"]
    CHANGE_FIELD_NUMBER: _ClassVar[int]
    COMPARISON_FIELD_NUMBER: _ClassVar[int]
    change: FindingChange
    comparison: AuditComparison
    def __init__(self, comparison: _Optional[_Union[AuditComparison, _Mapping]] = ..., change: _Optional[_Union[FindingChange, _Mapping]] = ...) -> None: ...

class DeleteAuditRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteAuditResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class DepthPoint(_message.Message):
    __slots__ = ["depth", "expected_errors", "high", "low", "marginal_precision"]
    DEPTH_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_ERRORS_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    MARGINAL_PRECISION_FIELD_NUMBER: _ClassVar[int]
    depth: int
    expected_errors: float
    high: float
    low: float
    marginal_precision: float
    def __init__(self, depth: _Optional[int] = ..., expected_errors: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., marginal_precision: _Optional[float] = ...) -> None: ...

class Estimate(_message.Message):
    __slots__ = ["high", "level", "low", "method", "value"]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    high: float
    level: float
    low: float
    method: str
    value: float
    def __init__(self, value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., level: _Optional[float] = ..., method: _Optional[str] = ...) -> None: ...

class ExportAuditRequest(_message.Message):
    __slots__ = ["format", "name"]
    class Format(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FINDINGS_CSV: ExportAuditRequest.Format
    FORMAT_REPORT_HTML: ExportAuditRequest.Format
    FORMAT_SIGNALS_CSV: ExportAuditRequest.Format
    FORMAT_SUMMARY_JSON: ExportAuditRequest.Format
    FORMAT_UNSPECIFIED: ExportAuditRequest.Format
    FORMAT_VERDICTS_CSV: ExportAuditRequest.Format
    NAME_FIELD_NUMBER: _ClassVar[int]
    format: ExportAuditRequest.Format
    name: str
    def __init__(self, name: _Optional[str] = ..., format: _Optional[_Union[ExportAuditRequest.Format, str]] = ...) -> None: ...

class ExportAuditResponse(_message.Message):
    __slots__ = ["chunk"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class FeaturePull(_message.Message):
    __slots__ = ["feature", "pull"]
    FEATURE_FIELD_NUMBER: _ClassVar[int]
    PULL_FIELD_NUMBER: _ClassVar[int]
    feature: str
    pull: float
    def __init__(self, feature: _Optional[str] = ..., pull: _Optional[float] = ...) -> None: ...

class Finding(_message.Message):
    __slots__ = ["agreeing_signals", "annotator", "cv_label", "duplicates", "error_probability", "excerpt", "flagged", "given_label", "given_probability", "item_id", "neighbours", "pulls", "rank", "reasons", "recheck_label", "score", "signal_scores", "suggested_label", "suggested_probability", "verified"]
    AGREEING_SIGNALS_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    CV_LABEL_FIELD_NUMBER: _ClassVar[int]
    DUPLICATES_FIELD_NUMBER: _ClassVar[int]
    ERROR_PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    EXCERPT_FIELD_NUMBER: _ClassVar[int]
    FLAGGED_FIELD_NUMBER: _ClassVar[int]
    GIVEN_LABEL_FIELD_NUMBER: _ClassVar[int]
    GIVEN_PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    NEIGHBOURS_FIELD_NUMBER: _ClassVar[int]
    PULLS_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    RECHECK_LABEL_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SIGNAL_SCORES_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_LABEL_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_FIELD_NUMBER: _ClassVar[int]
    agreeing_signals: _containers.RepeatedScalarFieldContainer[str]
    annotator: str
    cv_label: str
    duplicates: _containers.RepeatedCompositeFieldContainer[SimilarItem]
    error_probability: float
    excerpt: str
    flagged: bool
    given_label: str
    given_probability: float
    item_id: str
    neighbours: _containers.RepeatedCompositeFieldContainer[SimilarItem]
    pulls: _containers.RepeatedCompositeFieldContainer[FeaturePull]
    rank: int
    reasons: _containers.RepeatedCompositeFieldContainer[Reason]
    recheck_label: str
    score: float
    signal_scores: _containers.RepeatedScalarFieldContainer[float]
    suggested_label: str
    suggested_probability: float
    verified: VerifiedLabel
    def __init__(self, rank: _Optional[int] = ..., item_id: _Optional[str] = ..., given_label: _Optional[str] = ..., suggested_label: _Optional[str] = ..., score: _Optional[float] = ..., flagged: bool = ..., recheck_label: _Optional[str] = ..., cv_label: _Optional[str] = ..., reasons: _Optional[_Iterable[_Union[Reason, _Mapping]]] = ..., signal_scores: _Optional[_Iterable[float]] = ..., excerpt: _Optional[str] = ..., suggested_probability: _Optional[float] = ..., given_probability: _Optional[float] = ..., error_probability: _Optional[float] = ..., pulls: _Optional[_Iterable[_Union[FeaturePull, _Mapping]]] = ..., neighbours: _Optional[_Iterable[_Union[SimilarItem, _Mapping]]] = ..., duplicates: _Optional[_Iterable[_Union[SimilarItem, _Mapping]]] = ..., agreeing_signals: _Optional[_Iterable[str]] = ..., annotator: _Optional[str] = ..., verified: _Optional[_Union[VerifiedLabel, _Mapping]] = ...) -> None: ...

class FindingChange(_message.Message):
    __slots__ = ["item_id", "kind", "label_after", "label_before", "rank_after", "rank_before", "suggested_label"]
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_FIXED: FindingChange.Kind
    KIND_GONE: FindingChange.Kind
    KIND_NEW: FindingChange.Kind
    KIND_REMOVED: FindingChange.Kind
    KIND_STILL: FindingChange.Kind
    KIND_UNSPECIFIED: FindingChange.Kind
    LABEL_AFTER_FIELD_NUMBER: _ClassVar[int]
    LABEL_BEFORE_FIELD_NUMBER: _ClassVar[int]
    RANK_AFTER_FIELD_NUMBER: _ClassVar[int]
    RANK_BEFORE_FIELD_NUMBER: _ClassVar[int]
    SUGGESTED_LABEL_FIELD_NUMBER: _ClassVar[int]
    item_id: str
    kind: FindingChange.Kind
    label_after: str
    label_before: str
    rank_after: int
    rank_before: int
    suggested_label: str
    def __init__(self, kind: _Optional[_Union[FindingChange.Kind, str]] = ..., item_id: _Optional[str] = ..., label_before: _Optional[str] = ..., label_after: _Optional[str] = ..., rank_before: _Optional[int] = ..., rank_after: _Optional[int] = ..., suggested_label: _Optional[str] = ...) -> None: ...

class GetAuditRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class JointRow(_message.Message):
    __slots__ = ["counts"]
    COUNTS_FIELD_NUMBER: _ClassVar[int]
    counts: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, counts: _Optional[_Iterable[int]] = ...) -> None: ...

class ListAuditsRequest(_message.Message):
    __slots__ = ["dataset", "page_size", "page_token"]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dataset: str
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., dataset: _Optional[str] = ...) -> None: ...

class ListAuditsResponse(_message.Message):
    __slots__ = ["audits", "next_page_token"]
    AUDITS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    audits: _containers.RepeatedCompositeFieldContainer[Audit]
    next_page_token: str
    def __init__(self, audits: _Optional[_Iterable[_Union[Audit, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListFindingsRequest(_message.Message):
    __slots__ = ["audit", "page_size", "page_token"]
    AUDIT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    audit: str
    page_size: int
    page_token: str
    def __init__(self, audit: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFindingsResponse(_message.Message):
    __slots__ = ["findings", "next_page_token"]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    next_page_token: str
    def __init__(self, findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Reason(_message.Message):
    __slots__ = ["code", "text"]
    CODE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    code: str
    text: str
    def __init__(self, code: _Optional[str] = ..., text: _Optional[str] = ...) -> None: ...

class ReviewCosts(_message.Message):
    __slots__ = ["currency_code", "error_cost_micros", "review_cost_micros"]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    ERROR_COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    REVIEW_COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    error_cost_micros: int
    review_cost_micros: int
    def __init__(self, review_cost_micros: _Optional[int] = ..., error_cost_micros: _Optional[int] = ..., currency_code: _Optional[str] = ...) -> None: ...

class ReviewCurve(_message.Message):
    __slots__ = ["advice", "costs", "net_saving_high_micros", "net_saving_low_micros", "net_saving_micros", "points", "stop_depth", "verified"]
    ADVICE_FIELD_NUMBER: _ClassVar[int]
    COSTS_FIELD_NUMBER: _ClassVar[int]
    NET_SAVING_HIGH_MICROS_FIELD_NUMBER: _ClassVar[int]
    NET_SAVING_LOW_MICROS_FIELD_NUMBER: _ClassVar[int]
    NET_SAVING_MICROS_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    STOP_DEPTH_FIELD_NUMBER: _ClassVar[int]
    VERIFIED_FIELD_NUMBER: _ClassVar[int]
    advice: str
    costs: ReviewCosts
    net_saving_high_micros: int
    net_saving_low_micros: int
    net_saving_micros: int
    points: _containers.RepeatedCompositeFieldContainer[DepthPoint]
    stop_depth: int
    verified: bool
    def __init__(self, points: _Optional[_Iterable[_Union[DepthPoint, _Mapping]]] = ..., verified: bool = ..., costs: _Optional[_Union[ReviewCosts, _Mapping]] = ..., stop_depth: _Optional[int] = ..., net_saving_micros: _Optional[int] = ..., net_saving_low_micros: _Optional[int] = ..., net_saving_high_micros: _Optional[int] = ..., advice: _Optional[str] = ...) -> None: ...

class Rule(_message.Message):
    __slots__ = ["contradicting_item_ids", "contradiction_count", "match_count", "precision", "recall", "terms"]
    CONTRADICTING_ITEM_IDS_FIELD_NUMBER: _ClassVar[int]
    CONTRADICTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    MATCH_COUNT_FIELD_NUMBER: _ClassVar[int]
    PRECISION_FIELD_NUMBER: _ClassVar[int]
    RECALL_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    contradicting_item_ids: _containers.RepeatedScalarFieldContainer[str]
    contradiction_count: int
    match_count: int
    precision: Estimate
    recall: float
    terms: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, terms: _Optional[_Iterable[str]] = ..., match_count: _Optional[int] = ..., precision: _Optional[_Union[Estimate, _Mapping]] = ..., recall: _Optional[float] = ..., contradiction_count: _Optional[int] = ..., contradicting_item_ids: _Optional[_Iterable[str]] = ...) -> None: ...

class RuleReport(_message.Message):
    __slots__ = ["classes", "held_out_count", "majority_accuracy", "model_accuracy", "rules_accuracy", "verdict"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    HELD_OUT_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAJORITY_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    MODEL_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    RULES_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedCompositeFieldContainer[ClassRules]
    held_out_count: int
    majority_accuracy: Estimate
    model_accuracy: Estimate
    rules_accuracy: Estimate
    verdict: str
    def __init__(self, classes: _Optional[_Iterable[_Union[ClassRules, _Mapping]]] = ..., rules_accuracy: _Optional[_Union[Estimate, _Mapping]] = ..., majority_accuracy: _Optional[_Union[Estimate, _Mapping]] = ..., model_accuracy: _Optional[_Union[Estimate, _Mapping]] = ..., held_out_count: _Optional[int] = ..., verdict: _Optional[str] = ...) -> None: ...

class SampleForReviewRequest(_message.Message):
    __slots__ = ["audit", "count", "seed"]
    AUDIT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    audit: str
    count: int
    seed: int
    def __init__(self, audit: _Optional[str] = ..., count: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class SampleForReviewResponse(_message.Message):
    __slots__ = ["findings"]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[Finding]
    def __init__(self, findings: _Optional[_Iterable[_Union[Finding, _Mapping]]] = ...) -> None: ...

class SignalSummary(_message.Message):
    __slots__ = ["name", "weight"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    name: str
    weight: float
    def __init__(self, name: _Optional[str] = ..., weight: _Optional[float] = ...) -> None: ...

class SimilarItem(_message.Message):
    __slots__ = ["excerpt", "given_label", "item_id", "similarity"]
    EXCERPT_FIELD_NUMBER: _ClassVar[int]
    GIVEN_LABEL_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    SIMILARITY_FIELD_NUMBER: _ClassVar[int]
    excerpt: str
    given_label: str
    item_id: str
    similarity: float
    def __init__(self, item_id: _Optional[str] = ..., given_label: _Optional[str] = ..., similarity: _Optional[float] = ..., excerpt: _Optional[str] = ...) -> None: ...

class StartAuditRequest(_message.Message):
    __slots__ = ["dataset", "options", "request_id"]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    dataset: str
    options: AuditOptions
    request_id: str
    def __init__(self, dataset: _Optional[str] = ..., options: _Optional[_Union[AuditOptions, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class VerifiedLabel(_message.Message):
    __slots__ = ["active_time", "correct", "item_id", "reviewer", "true_label", "verify_time"]
    ACTIVE_TIME_FIELD_NUMBER: _ClassVar[int]
    CORRECT_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEWER_FIELD_NUMBER: _ClassVar[int]
    TRUE_LABEL_FIELD_NUMBER: _ClassVar[int]
    VERIFY_TIME_FIELD_NUMBER: _ClassVar[int]
    active_time: _duration_pb2.Duration
    correct: bool
    item_id: str
    reviewer: str
    true_label: str
    verify_time: _timestamp_pb2.Timestamp
    def __init__(self, item_id: _Optional[str] = ..., true_label: _Optional[str] = ..., correct: bool = ..., reviewer: _Optional[str] = ..., verify_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., active_time: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class VerifyAuditRequest(_message.Message):
    __slots__ = ["costs", "labels", "name"]
    COSTS_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    costs: ReviewCosts
    labels: _containers.RepeatedCompositeFieldContainer[VerifiedLabel]
    name: str
    def __init__(self, name: _Optional[str] = ..., labels: _Optional[_Iterable[_Union[VerifiedLabel, _Mapping]]] = ..., costs: _Optional[_Union[ReviewCosts, _Mapping]] = ...) -> None: ...
