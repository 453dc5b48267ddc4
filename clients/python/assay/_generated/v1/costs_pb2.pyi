from assay._generated.v1 import audits_pb2 as _audits_pb2
from assay._generated.v1 import datasets_pb2 as _datasets_pb2
from assay._generated.v1 import quality_pb2 as _quality_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AuditRouteSpec(_message.Message):
    __slots__ = ["check_price_micros", "check_seconds", "checked_count", "error_count", "found_error_count"]
    CHECKED_COUNT_FIELD_NUMBER: _ClassVar[int]
    CHECK_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    CHECK_SECONDS_FIELD_NUMBER: _ClassVar[int]
    ERROR_COUNT_FIELD_NUMBER: _ClassVar[int]
    FOUND_ERROR_COUNT_FIELD_NUMBER: _ClassVar[int]
    check_price_micros: int
    check_seconds: float
    checked_count: int
    error_count: _audits_pb2.Estimate
    found_error_count: _audits_pb2.Estimate
    def __init__(self, error_count: _Optional[_Union[_audits_pb2.Estimate, _Mapping]] = ..., checked_count: _Optional[int] = ..., found_error_count: _Optional[_Union[_audits_pb2.Estimate, _Mapping]] = ..., check_price_micros: _Optional[int] = ..., check_seconds: _Optional[float] = ...) -> None: ...

class ClassCostList(_message.Message):
    __slots__ = ["classes"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedCompositeFieldContainer[ClassCosts]
    def __init__(self, classes: _Optional[_Iterable[_Union[ClassCosts, _Mapping]]] = ...) -> None: ...

class ClassCosts(_message.Message):
    __slots__ = ["cost_micros", "item_cost_micros", "item_count", "known_item_count", "label", "right_item_cost"]
    COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    KNOWN_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ITEM_COST_FIELD_NUMBER: _ClassVar[int]
    cost_micros: int
    item_cost_micros: int
    item_count: int
    known_item_count: int
    label: str
    right_item_cost: MoneyEstimate
    def __init__(self, label: _Optional[str] = ..., item_count: _Optional[int] = ..., cost_micros: _Optional[int] = ..., item_cost_micros: _Optional[int] = ..., right_item_cost: _Optional[_Union[MoneyEstimate, _Mapping]] = ..., known_item_count: _Optional[int] = ...) -> None: ...

class CostFigureList(_message.Message):
    __slots__ = ["figures"]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    figures: _containers.RepeatedCompositeFieldContainer[CostFigures]
    def __init__(self, figures: _Optional[_Iterable[_Union[CostFigures, _Mapping]]] = ...) -> None: ...

class CostFigures(_message.Message):
    __slots__ = ["accuracy", "active_seconds", "cost_micros", "group", "hourly_wage_micros", "known_label_count", "label_cost_micros", "label_count", "lower_quartile_wage_micros", "measured_label_count", "median_wage_micros", "name", "right_label_cost", "upper_quartile_wage_micros"]
    ACCURACY_FIELD_NUMBER: _ClassVar[int]
    ACTIVE_SECONDS_FIELD_NUMBER: _ClassVar[int]
    COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    HOURLY_WAGE_MICROS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOWER_QUARTILE_WAGE_MICROS_FIELD_NUMBER: _ClassVar[int]
    MEASURED_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_WAGE_MICROS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RIGHT_LABEL_COST_FIELD_NUMBER: _ClassVar[int]
    UPPER_QUARTILE_WAGE_MICROS_FIELD_NUMBER: _ClassVar[int]
    accuracy: _audits_pb2.Estimate
    active_seconds: float
    cost_micros: int
    group: str
    hourly_wage_micros: int
    known_label_count: int
    label_cost_micros: int
    label_count: int
    lower_quartile_wage_micros: int
    measured_label_count: int
    median_wage_micros: int
    name: str
    right_label_cost: MoneyEstimate
    upper_quartile_wage_micros: int
    def __init__(self, name: _Optional[str] = ..., group: _Optional[str] = ..., label_count: _Optional[int] = ..., cost_micros: _Optional[int] = ..., label_cost_micros: _Optional[int] = ..., accuracy: _Optional[_Union[_audits_pb2.Estimate, _Mapping]] = ..., right_label_cost: _Optional[_Union[MoneyEstimate, _Mapping]] = ..., active_seconds: _Optional[float] = ..., measured_label_count: _Optional[int] = ..., hourly_wage_micros: _Optional[int] = ..., lower_quartile_wage_micros: _Optional[int] = ..., median_wage_micros: _Optional[int] = ..., upper_quartile_wage_micros: _Optional[int] = ..., known_label_count: _Optional[int] = ...) -> None: ...

class CostPlan(_message.Message):
    __slots__ = ["best_option", "budget_micros", "budget_option", "confidence_level", "currency_code", "groups", "item_count", "options", "savings", "stop_option", "target_accuracy", "target_option"]
    BEST_OPTION_FIELD_NUMBER: _ClassVar[int]
    BUDGET_MICROS_FIELD_NUMBER: _ClassVar[int]
    BUDGET_OPTION_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    OPTIONS_FIELD_NUMBER: _ClassVar[int]
    SAVINGS_FIELD_NUMBER: _ClassVar[int]
    STOP_OPTION_FIELD_NUMBER: _ClassVar[int]
    TARGET_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    TARGET_OPTION_FIELD_NUMBER: _ClassVar[int]
    best_option: int
    budget_micros: int
    budget_option: int
    confidence_level: float
    currency_code: str
    groups: _containers.RepeatedCompositeFieldContainer[PilotGroup]
    item_count: int
    options: _containers.RepeatedCompositeFieldContainer[PlanOption]
    savings: RouteSavings
    stop_option: int
    target_accuracy: float
    target_option: int
    def __init__(self, currency_code: _Optional[str] = ..., confidence_level: _Optional[float] = ..., item_count: _Optional[int] = ..., groups: _Optional[_Iterable[_Union[PilotGroup, _Mapping]]] = ..., options: _Optional[_Iterable[_Union[PlanOption, _Mapping]]] = ..., budget_option: _Optional[int] = ..., target_option: _Optional[int] = ..., stop_option: _Optional[int] = ..., savings: _Optional[_Union[RouteSavings, _Mapping]] = ..., target_accuracy: _Optional[float] = ..., best_option: _Optional[int] = ..., budget_micros: _Optional[int] = ...) -> None: ...

class CostSummary(_message.Message):
    __slots__ = ["confidence_level", "consensus_accuracy", "currency_code", "gold_cost_micros", "item_cost_micros", "item_count", "known_item_count", "right_item_cost", "total"]
    CONFIDENCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    CONSENSUS_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    GOLD_COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    KNOWN_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    RIGHT_ITEM_COST_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    confidence_level: float
    consensus_accuracy: _audits_pb2.Estimate
    currency_code: str
    gold_cost_micros: int
    item_cost_micros: int
    item_count: int
    known_item_count: int
    right_item_cost: MoneyEstimate
    total: CostFigures
    def __init__(self, currency_code: _Optional[str] = ..., confidence_level: _Optional[float] = ..., total: _Optional[_Union[CostFigures, _Mapping]] = ..., gold_cost_micros: _Optional[int] = ..., item_count: _Optional[int] = ..., item_cost_micros: _Optional[int] = ..., consensus_accuracy: _Optional[_Union[_audits_pb2.Estimate, _Mapping]] = ..., right_item_cost: _Optional[_Union[MoneyEstimate, _Mapping]] = ..., known_item_count: _Optional[int] = ...) -> None: ...

class ItemCost(_message.Message):
    __slots__ = ["confidence", "cost_micros", "item", "label", "label_count"]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    confidence: float
    cost_micros: int
    item: str
    label: str
    label_count: int
    def __init__(self, item: _Optional[str] = ..., label_count: _Optional[int] = ..., cost_micros: _Optional[int] = ..., label: _Optional[str] = ..., confidence: _Optional[float] = ...) -> None: ...

class ItemCostList(_message.Message):
    __slots__ = ["items"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ItemCost]
    def __init__(self, items: _Optional[_Iterable[_Union[ItemCost, _Mapping]]] = ...) -> None: ...

class MendRoute(_message.Message):
    __slots__ = ["errors_left", "hours", "total_micros"]
    ERRORS_LEFT_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICROS_FIELD_NUMBER: _ClassVar[int]
    errors_left: _audits_pb2.Estimate
    hours: float
    total_micros: int
    def __init__(self, total_micros: _Optional[int] = ..., hours: _Optional[float] = ..., errors_left: _Optional[_Union[_audits_pb2.Estimate, _Mapping]] = ...) -> None: ...

class MoneyEstimate(_message.Message):
    __slots__ = ["high_micros", "low_micros", "value_micros"]
    HIGH_MICROS_FIELD_NUMBER: _ClassVar[int]
    LOW_MICROS_FIELD_NUMBER: _ClassVar[int]
    VALUE_MICROS_FIELD_NUMBER: _ClassVar[int]
    high_micros: int
    low_micros: int
    value_micros: int
    def __init__(self, value_micros: _Optional[int] = ..., low_micros: _Optional[int] = ..., high_micros: _Optional[int] = ...) -> None: ...

class PilotGroup(_message.Message):
    __slots__ = ["item_count", "known_item_count", "label_accuracy", "label_seconds", "name", "pair_item_count"]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    KNOWN_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    LABEL_SECONDS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    PAIR_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    item_count: int
    known_item_count: int
    label_accuracy: _audits_pb2.Estimate
    label_seconds: float
    name: str
    pair_item_count: int
    def __init__(self, name: _Optional[str] = ..., label_accuracy: _Optional[_Union[_audits_pb2.Estimate, _Mapping]] = ..., item_count: _Optional[int] = ..., pair_item_count: _Optional[int] = ..., known_item_count: _Optional[int] = ..., label_seconds: _Optional[float] = ...) -> None: ...

class PlanCostsRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: _datasets_pb2.ImportEnd
    spec: PlanCostsSpec
    def __init__(self, spec: _Optional[_Union[PlanCostsSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[_datasets_pb2.ImportEnd, _Mapping]] = ...) -> None: ...

class PlanCostsResponse(_message.Message):
    __slots__ = ["page_chunk", "plan", "progress", "table"]
    PAGE_CHUNK_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    TABLE_FIELD_NUMBER: _ClassVar[int]
    page_chunk: bytes
    plan: CostPlan
    progress: _quality_pb2.QualityProgress
    table: _quality_pb2.LabelTableInfo
    def __init__(self, progress: _Optional[_Union[_quality_pb2.QualityProgress, _Mapping]] = ..., table: _Optional[_Union[_quality_pb2.LabelTableInfo, _Mapping]] = ..., plan: _Optional[_Union[CostPlan, _Mapping]] = ..., page_chunk: _Optional[bytes] = ...) -> None: ...

class PlanCostsSpec(_message.Message):
    __slots__ = ["audit_route", "budget_micros", "confidence_level", "currency_code", "error_cost_micros", "groups", "item_count", "known", "labels", "max_label_count", "seed", "target_accuracy", "thread_count", "wants_page"]
    AUDIT_ROUTE_FIELD_NUMBER: _ClassVar[int]
    BUDGET_MICROS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    ERROR_COST_MICROS_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    MAX_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TARGET_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    THREAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    WANTS_PAGE_FIELD_NUMBER: _ClassVar[int]
    audit_route: AuditRouteSpec
    budget_micros: int
    confidence_level: float
    currency_code: str
    error_cost_micros: int
    groups: _containers.RepeatedCompositeFieldContainer[PriceGroup]
    item_count: int
    known: _quality_pb2.KnownLabels
    labels: _quality_pb2.LabelSource
    max_label_count: int
    seed: int
    target_accuracy: float
    thread_count: int
    wants_page: bool
    def __init__(self, labels: _Optional[_Union[_quality_pb2.LabelSource, _Mapping]] = ..., known: _Optional[_Union[_quality_pb2.KnownLabels, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[PriceGroup, _Mapping]]] = ..., currency_code: _Optional[str] = ..., item_count: _Optional[int] = ..., max_label_count: _Optional[int] = ..., confidence_level: _Optional[float] = ..., error_cost_micros: _Optional[int] = ..., budget_micros: _Optional[int] = ..., target_accuracy: _Optional[float] = ..., audit_route: _Optional[_Union[AuditRouteSpec, _Mapping]] = ..., seed: _Optional[int] = ..., thread_count: _Optional[int] = ..., wants_page: bool = ...) -> None: ...

class PlanOption(_message.Message):
    __slots__ = ["accuracy", "batch_saving_micros", "decided_label_count", "decided_total_micros", "fee_micros", "further_right_item_micros", "group", "hours", "label_count", "on_frontier", "reward_micros", "total_micros"]
    ACCURACY_FIELD_NUMBER: _ClassVar[int]
    BATCH_SAVING_MICROS_FIELD_NUMBER: _ClassVar[int]
    DECIDED_LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    DECIDED_TOTAL_MICROS_FIELD_NUMBER: _ClassVar[int]
    FEE_MICROS_FIELD_NUMBER: _ClassVar[int]
    FURTHER_RIGHT_ITEM_MICROS_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    HOURS_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    ON_FRONTIER_FIELD_NUMBER: _ClassVar[int]
    REWARD_MICROS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_MICROS_FIELD_NUMBER: _ClassVar[int]
    accuracy: _audits_pb2.Estimate
    batch_saving_micros: int
    decided_label_count: float
    decided_total_micros: int
    fee_micros: int
    further_right_item_micros: int
    group: str
    hours: float
    label_count: int
    on_frontier: bool
    reward_micros: int
    total_micros: int
    def __init__(self, group: _Optional[str] = ..., label_count: _Optional[int] = ..., accuracy: _Optional[_Union[_audits_pb2.Estimate, _Mapping]] = ..., reward_micros: _Optional[int] = ..., fee_micros: _Optional[int] = ..., total_micros: _Optional[int] = ..., batch_saving_micros: _Optional[int] = ..., decided_label_count: _Optional[float] = ..., decided_total_micros: _Optional[int] = ..., hours: _Optional[float] = ..., further_right_item_micros: _Optional[int] = ..., on_frontier: bool = ...) -> None: ...

class PriceGroup(_message.Message):
    __slots__ = ["annotators", "fee_table", "hour_price_micros", "label_input_tokens", "label_output_tokens", "label_price_micros", "masters", "million_input_tokens_price_micros", "million_output_tokens_price_micros", "name", "same_annotators"]
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    FEE_TABLE_FIELD_NUMBER: _ClassVar[int]
    HOUR_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    LABEL_INPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    LABEL_OUTPUT_TOKENS_FIELD_NUMBER: _ClassVar[int]
    LABEL_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    MASTERS_FIELD_NUMBER: _ClassVar[int]
    MILLION_INPUT_TOKENS_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    MILLION_OUTPUT_TOKENS_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SAME_ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    annotators: _containers.RepeatedScalarFieldContainer[str]
    fee_table: str
    hour_price_micros: int
    label_input_tokens: int
    label_output_tokens: int
    label_price_micros: int
    masters: bool
    million_input_tokens_price_micros: int
    million_output_tokens_price_micros: int
    name: str
    same_annotators: bool
    def __init__(self, name: _Optional[str] = ..., annotators: _Optional[_Iterable[str]] = ..., label_price_micros: _Optional[int] = ..., hour_price_micros: _Optional[int] = ..., fee_table: _Optional[str] = ..., masters: bool = ..., same_annotators: bool = ..., million_input_tokens_price_micros: _Optional[int] = ..., million_output_tokens_price_micros: _Optional[int] = ..., label_input_tokens: _Optional[int] = ..., label_output_tokens: _Optional[int] = ...) -> None: ...

class ReportCostsRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: _datasets_pb2.ImportEnd
    spec: ReportCostsSpec
    def __init__(self, spec: _Optional[_Union[ReportCostsSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[_datasets_pb2.ImportEnd, _Mapping]] = ...) -> None: ...

class ReportCostsResponse(_message.Message):
    __slots__ = ["annotators", "classes", "groups", "items", "progress", "summary", "table"]
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    TABLE_FIELD_NUMBER: _ClassVar[int]
    annotators: CostFigureList
    classes: ClassCostList
    groups: CostFigureList
    items: ItemCostList
    progress: _quality_pb2.QualityProgress
    summary: CostSummary
    table: _quality_pb2.LabelTableInfo
    def __init__(self, progress: _Optional[_Union[_quality_pb2.QualityProgress, _Mapping]] = ..., table: _Optional[_Union[_quality_pb2.LabelTableInfo, _Mapping]] = ..., summary: _Optional[_Union[CostSummary, _Mapping]] = ..., groups: _Optional[_Union[CostFigureList, _Mapping]] = ..., annotators: _Optional[_Union[CostFigureList, _Mapping]] = ..., classes: _Optional[_Union[ClassCostList, _Mapping]] = ..., items: _Optional[_Union[ItemCostList, _Mapping]] = ...) -> None: ...

class ReportCostsSpec(_message.Message):
    __slots__ = ["confidence_level", "currency_code", "groups", "known", "labels", "max_item_count", "method", "thread_count"]
    CONFIDENCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    GROUPS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    MAX_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    THREAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    confidence_level: float
    currency_code: str
    groups: _containers.RepeatedCompositeFieldContainer[PriceGroup]
    known: _quality_pb2.KnownLabels
    labels: _quality_pb2.LabelSource
    max_item_count: int
    method: str
    thread_count: int
    def __init__(self, labels: _Optional[_Union[_quality_pb2.LabelSource, _Mapping]] = ..., groups: _Optional[_Iterable[_Union[PriceGroup, _Mapping]]] = ..., currency_code: _Optional[str] = ..., confidence_level: _Optional[float] = ..., method: _Optional[str] = ..., max_item_count: _Optional[int] = ..., thread_count: _Optional[int] = ..., known: _Optional[_Union[_quality_pb2.KnownLabels, _Mapping]] = ...) -> None: ...

class RouteSavings(_message.Message):
    __slots__ = ["audit", "relabel", "relabel_option", "saved_hours", "saved_micros"]
    AUDIT_FIELD_NUMBER: _ClassVar[int]
    RELABEL_FIELD_NUMBER: _ClassVar[int]
    RELABEL_OPTION_FIELD_NUMBER: _ClassVar[int]
    SAVED_HOURS_FIELD_NUMBER: _ClassVar[int]
    SAVED_MICROS_FIELD_NUMBER: _ClassVar[int]
    audit: MendRoute
    relabel: MendRoute
    relabel_option: int
    saved_hours: float
    saved_micros: int
    def __init__(self, audit: _Optional[_Union[MendRoute, _Mapping]] = ..., relabel: _Optional[_Union[MendRoute, _Mapping]] = ..., relabel_option: _Optional[int] = ..., saved_micros: _Optional[int] = ..., saved_hours: _Optional[float] = ...) -> None: ...
