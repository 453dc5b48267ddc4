from assay._generated.v1 import datasets_pb2 as _datasets_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
MEASUREMENT_LEVEL_BIPOLAR: MeasurementLevel
MEASUREMENT_LEVEL_CIRCULAR: MeasurementLevel
MEASUREMENT_LEVEL_GWET_ORDINAL: MeasurementLevel
MEASUREMENT_LEVEL_INTERVAL: MeasurementLevel
MEASUREMENT_LEVEL_JACCARD: MeasurementLevel
MEASUREMENT_LEVEL_LINEAR: MeasurementLevel
MEASUREMENT_LEVEL_MASI: MeasurementLevel
MEASUREMENT_LEVEL_NOMINAL: MeasurementLevel
MEASUREMENT_LEVEL_ORDINAL: MeasurementLevel
MEASUREMENT_LEVEL_RADICAL: MeasurementLevel
MEASUREMENT_LEVEL_RATIO: MeasurementLevel
MEASUREMENT_LEVEL_SPANS: MeasurementLevel
MEASUREMENT_LEVEL_UNSPECIFIED: MeasurementLevel

class AgreementFigure(_message.Message):
    __slots__ = ["expected_by_chance", "high", "interval_method", "item_count", "label_count", "low", "name", "observed", "replicate_count", "standard_error", "undefined_message", "undefined_reason", "value"]
    class IntervalMethod(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    EXPECTED_BY_CHANCE_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_METHOD_ANALYTIC: AgreementFigure.IntervalMethod
    INTERVAL_METHOD_BOOTSTRAP: AgreementFigure.IntervalMethod
    INTERVAL_METHOD_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_METHOD_UNSPECIFIED: AgreementFigure.IntervalMethod
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    OBSERVED_FIELD_NUMBER: _ClassVar[int]
    REPLICATE_COUNT_FIELD_NUMBER: _ClassVar[int]
    STANDARD_ERROR_FIELD_NUMBER: _ClassVar[int]
    UNDEFINED_MESSAGE_FIELD_NUMBER: _ClassVar[int]
    UNDEFINED_REASON_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    expected_by_chance: float
    high: float
    interval_method: AgreementFigure.IntervalMethod
    item_count: int
    label_count: int
    low: float
    name: str
    observed: float
    replicate_count: int
    standard_error: float
    undefined_message: str
    undefined_reason: str
    value: float
    def __init__(self, name: _Optional[str] = ..., value: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., interval_method: _Optional[_Union[AgreementFigure.IntervalMethod, str]] = ..., standard_error: _Optional[float] = ..., observed: _Optional[float] = ..., expected_by_chance: _Optional[float] = ..., item_count: _Optional[int] = ..., label_count: _Optional[int] = ..., replicate_count: _Optional[int] = ..., undefined_reason: _Optional[str] = ..., undefined_message: _Optional[str] = ...) -> None: ...

class AgreementFigures(_message.Message):
    __slots__ = ["confidence_level", "figures"]
    CONFIDENCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    confidence_level: float
    figures: _containers.RepeatedCompositeFieldContainer[AgreementFigure]
    def __init__(self, figures: _Optional[_Iterable[_Union[AgreementFigure, _Mapping]]] = ..., confidence_level: _Optional[float] = ...) -> None: ...

class AnnotatorFigures(_message.Message):
    __slots__ = ["accuracy", "agreement", "annotator", "bias", "biased_to", "confusion", "consensus_agreement", "drift", "gold_accuracy", "gold_count", "high", "label_count", "low", "median_time_s", "reliability", "shares_errors_with", "spam_score", "value"]
    class Drift(_message.Message):
        __slots__ = ["early_accuracy", "late_accuracy", "p_value", "trend"]
        EARLY_ACCURACY_FIELD_NUMBER: _ClassVar[int]
        LATE_ACCURACY_FIELD_NUMBER: _ClassVar[int]
        P_VALUE_FIELD_NUMBER: _ClassVar[int]
        TREND_FIELD_NUMBER: _ClassVar[int]
        early_accuracy: float
        late_accuracy: float
        p_value: float
        trend: float
        def __init__(self, early_accuracy: _Optional[float] = ..., late_accuracy: _Optional[float] = ..., trend: _Optional[float] = ..., p_value: _Optional[float] = ...) -> None: ...
    ACCURACY_FIELD_NUMBER: _ClassVar[int]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    BIASED_TO_FIELD_NUMBER: _ClassVar[int]
    BIAS_FIELD_NUMBER: _ClassVar[int]
    CONFUSION_FIELD_NUMBER: _ClassVar[int]
    CONSENSUS_AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    DRIFT_FIELD_NUMBER: _ClassVar[int]
    GOLD_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    GOLD_COUNT_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    MEDIAN_TIME_S_FIELD_NUMBER: _ClassVar[int]
    RELIABILITY_FIELD_NUMBER: _ClassVar[int]
    SHARES_ERRORS_WITH_FIELD_NUMBER: _ClassVar[int]
    SPAM_SCORE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    accuracy: float
    agreement: float
    annotator: str
    bias: float
    biased_to: str
    confusion: _containers.RepeatedCompositeFieldContainer[ConfusionCell]
    consensus_agreement: float
    drift: AnnotatorFigures.Drift
    gold_accuracy: float
    gold_count: int
    high: float
    label_count: int
    low: float
    median_time_s: float
    reliability: float
    shares_errors_with: str
    spam_score: float
    value: float
    def __init__(self, annotator: _Optional[str] = ..., label_count: _Optional[int] = ..., accuracy: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ..., bias: _Optional[float] = ..., spam_score: _Optional[float] = ..., value: _Optional[float] = ..., agreement: _Optional[float] = ..., consensus_agreement: _Optional[float] = ..., reliability: _Optional[float] = ..., median_time_s: _Optional[float] = ..., gold_count: _Optional[int] = ..., gold_accuracy: _Optional[float] = ..., biased_to: _Optional[str] = ..., shares_errors_with: _Optional[str] = ..., confusion: _Optional[_Iterable[_Union[ConfusionCell, _Mapping]]] = ..., drift: _Optional[_Union[AnnotatorFigures.Drift, _Mapping]] = ...) -> None: ...

class AnnotatorList(_message.Message):
    __slots__ = ["annotators"]
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    annotators: _containers.RepeatedCompositeFieldContainer[AnnotatorFigures]
    def __init__(self, annotators: _Optional[_Iterable[_Union[AnnotatorFigures, _Mapping]]] = ...) -> None: ...

class AnnotatorOffer(_message.Message):
    __slots__ = ["annotator", "most_labels", "price_micros"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    MOST_LABELS_FIELD_NUMBER: _ClassVar[int]
    PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    most_labels: int
    price_micros: int
    def __init__(self, annotator: _Optional[str] = ..., price_micros: _Optional[int] = ..., most_labels: _Optional[int] = ...) -> None: ...

class ClassAgreement(_message.Message):
    __slots__ = ["agreement", "fleiss_kappa", "high", "krippendorff_alpha", "label", "label_count", "low"]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    FLEISS_KAPPA_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    KRIPPENDORFF_ALPHA_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    agreement: float
    fleiss_kappa: float
    high: float
    krippendorff_alpha: float
    label: str
    label_count: int
    low: float
    def __init__(self, label: _Optional[str] = ..., label_count: _Optional[int] = ..., agreement: _Optional[float] = ..., fleiss_kappa: _Optional[float] = ..., krippendorff_alpha: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class ClassAgreements(_message.Message):
    __slots__ = ["classes"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedCompositeFieldContainer[ClassAgreement]
    def __init__(self, classes: _Optional[_Iterable[_Union[ClassAgreement, _Mapping]]] = ...) -> None: ...

class ConfusionCell(_message.Message):
    __slots__ = ["count", "probability", "said_label", "true_label"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    SAID_LABEL_FIELD_NUMBER: _ClassVar[int]
    TRUE_LABEL_FIELD_NUMBER: _ClassVar[int]
    count: float
    probability: float
    said_label: str
    true_label: str
    def __init__(self, true_label: _Optional[str] = ..., said_label: _Optional[str] = ..., count: _Optional[float] = ..., probability: _Optional[float] = ...) -> None: ...

class ConsensusRow(_message.Message):
    __slots__ = ["confidence", "item", "label", "label_count", "probabilities", "standard_error", "value"]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    PROBABILITIES_FIELD_NUMBER: _ClassVar[int]
    STANDARD_ERROR_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    confidence: float
    item: str
    label: str
    label_count: int
    probabilities: _containers.RepeatedScalarFieldContainer[float]
    standard_error: float
    value: float
    def __init__(self, item: _Optional[str] = ..., label: _Optional[str] = ..., confidence: _Optional[float] = ..., label_count: _Optional[int] = ..., probabilities: _Optional[_Iterable[float]] = ..., value: _Optional[float] = ..., standard_error: _Optional[float] = ...) -> None: ...

class ConsensusRows(_message.Message):
    __slots__ = ["rows"]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    rows: _containers.RepeatedCompositeFieldContainer[ConsensusRow]
    def __init__(self, rows: _Optional[_Iterable[_Union[ConsensusRow, _Mapping]]] = ...) -> None: ...

class ConsensusScore(_message.Message):
    __slots__ = ["accuracy", "calibration_error", "item_count", "log_loss", "mean_absolute_error", "root_mean_squared_error", "unknown_item_count"]
    ACCURACY_FIELD_NUMBER: _ClassVar[int]
    CALIBRATION_ERROR_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LOG_LOSS_FIELD_NUMBER: _ClassVar[int]
    MEAN_ABSOLUTE_ERROR_FIELD_NUMBER: _ClassVar[int]
    ROOT_MEAN_SQUARED_ERROR_FIELD_NUMBER: _ClassVar[int]
    UNKNOWN_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    accuracy: float
    calibration_error: float
    item_count: int
    log_loss: float
    mean_absolute_error: float
    root_mean_squared_error: float
    unknown_item_count: int
    def __init__(self, item_count: _Optional[int] = ..., unknown_item_count: _Optional[int] = ..., accuracy: _Optional[float] = ..., log_loss: _Optional[float] = ..., calibration_error: _Optional[float] = ..., root_mean_squared_error: _Optional[float] = ..., mean_absolute_error: _Optional[float] = ...) -> None: ...

class ConsensusSummary(_message.Message):
    __slots__ = ["converged", "explanation", "gold_count", "gold_unlabelled_count", "iteration_count", "method", "numeric"]
    CONVERGED_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    GOLD_COUNT_FIELD_NUMBER: _ClassVar[int]
    GOLD_UNLABELLED_COUNT_FIELD_NUMBER: _ClassVar[int]
    ITERATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    NUMERIC_FIELD_NUMBER: _ClassVar[int]
    converged: bool
    explanation: str
    gold_count: int
    gold_unlabelled_count: int
    iteration_count: int
    method: str
    numeric: bool
    def __init__(self, method: _Optional[str] = ..., explanation: _Optional[str] = ..., iteration_count: _Optional[int] = ..., converged: bool = ..., numeric: bool = ..., gold_count: _Optional[int] = ..., gold_unlabelled_count: _Optional[int] = ...) -> None: ...

class ExportChunk(_message.Message):
    __slots__ = ["chunk", "export"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    EXPORT_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    export: MeasureAgreementSpec.Export
    def __init__(self, export: _Optional[_Union[MeasureAgreementSpec.Export, str]] = ..., chunk: _Optional[bytes] = ...) -> None: ...

class InferConsensusRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: _datasets_pb2.ImportEnd
    spec: InferConsensusSpec
    def __init__(self, spec: _Optional[_Union[InferConsensusSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[_datasets_pb2.ImportEnd, _Mapping]] = ...) -> None: ...

class InferConsensusResponse(_message.Message):
    __slots__ = ["annotators", "next_labels", "progress", "rows", "score", "summary", "table"]
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    NEXT_LABELS_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    TABLE_FIELD_NUMBER: _ClassVar[int]
    annotators: AnnotatorList
    next_labels: NextLabels
    progress: QualityProgress
    rows: ConsensusRows
    score: ConsensusScore
    summary: ConsensusSummary
    table: LabelTableInfo
    def __init__(self, progress: _Optional[_Union[QualityProgress, _Mapping]] = ..., table: _Optional[_Union[LabelTableInfo, _Mapping]] = ..., summary: _Optional[_Union[ConsensusSummary, _Mapping]] = ..., score: _Optional[_Union[ConsensusScore, _Mapping]] = ..., annotators: _Optional[_Union[AnnotatorList, _Mapping]] = ..., rows: _Optional[_Union[ConsensusRows, _Mapping]] = ..., next_labels: _Optional[_Union[NextLabels, _Mapping]] = ...) -> None: ...

class InferConsensusSpec(_message.Message):
    __slots__ = ["confidence_level", "gold", "labels", "max_iterations", "method", "next_labels", "no_judgement", "probabilities", "probabilities_file_name", "probability_classes", "seed", "sends_probabilities", "thread_count", "truth", "wants_confusions"]
    CONFIDENCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    GOLD_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    MAX_ITERATIONS_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    NEXT_LABELS_FIELD_NUMBER: _ClassVar[int]
    NO_JUDGEMENT_FIELD_NUMBER: _ClassVar[int]
    PROBABILITIES_FIELD_NUMBER: _ClassVar[int]
    PROBABILITIES_FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_CLASSES_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SENDS_PROBABILITIES_FIELD_NUMBER: _ClassVar[int]
    THREAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    TRUTH_FIELD_NUMBER: _ClassVar[int]
    WANTS_CONFUSIONS_FIELD_NUMBER: _ClassVar[int]
    confidence_level: float
    gold: KnownLabels
    labels: LabelSource
    max_iterations: int
    method: str
    next_labels: NextLabelSpec
    no_judgement: bool
    probabilities: str
    probabilities_file_name: str
    probability_classes: _containers.RepeatedScalarFieldContainer[str]
    seed: int
    sends_probabilities: bool
    thread_count: int
    truth: KnownLabels
    wants_confusions: bool
    def __init__(self, labels: _Optional[_Union[LabelSource, _Mapping]] = ..., method: _Optional[str] = ..., gold: _Optional[_Union[KnownLabels, _Mapping]] = ..., truth: _Optional[_Union[KnownLabels, _Mapping]] = ..., sends_probabilities: bool = ..., probability_classes: _Optional[_Iterable[str]] = ..., probabilities_file_name: _Optional[str] = ..., probabilities: _Optional[str] = ..., seed: _Optional[int] = ..., thread_count: _Optional[int] = ..., max_iterations: _Optional[int] = ..., confidence_level: _Optional[float] = ..., no_judgement: bool = ..., next_labels: _Optional[_Union[NextLabelSpec, _Mapping]] = ..., wants_confusions: bool = ...) -> None: ...

class ItemDisagreement(_message.Message):
    __slots__ = ["disagreement", "item", "label_count", "labels"]
    class GivenLabel(_message.Message):
        __slots__ = ["annotator", "label"]
        ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
        LABEL_FIELD_NUMBER: _ClassVar[int]
        annotator: str
        label: str
        def __init__(self, annotator: _Optional[str] = ..., label: _Optional[str] = ...) -> None: ...
    DISAGREEMENT_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    disagreement: float
    item: str
    label_count: int
    labels: _containers.RepeatedCompositeFieldContainer[ItemDisagreement.GivenLabel]
    def __init__(self, item: _Optional[str] = ..., label_count: _Optional[int] = ..., disagreement: _Optional[float] = ..., labels: _Optional[_Iterable[_Union[ItemDisagreement.GivenLabel, _Mapping]]] = ...) -> None: ...

class ItemDisagreements(_message.Message):
    __slots__ = ["items"]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ItemDisagreement]
    def __init__(self, items: _Optional[_Iterable[_Union[ItemDisagreement, _Mapping]]] = ...) -> None: ...

class KnownLabels(_message.Message):
    __slots__ = ["file_name", "format", "item_column", "label_column", "skip_empty_labels"]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    ITEM_COLUMN_FIELD_NUMBER: _ClassVar[int]
    LABEL_COLUMN_FIELD_NUMBER: _ClassVar[int]
    SKIP_EMPTY_LABELS_FIELD_NUMBER: _ClassVar[int]
    file_name: str
    format: str
    item_column: str
    label_column: str
    skip_empty_labels: bool
    def __init__(self, file_name: _Optional[str] = ..., format: _Optional[str] = ..., item_column: _Optional[str] = ..., label_column: _Optional[str] = ..., skip_empty_labels: bool = ...) -> None: ...

class LabelSource(_message.Message):
    __slots__ = ["annotator_column", "campaign", "classes", "cost_column", "dataset", "file_name", "format", "include_machines", "item_column", "label_column", "repeats", "skip_empty_labels", "time_column"]
    class RepeatPolicy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    ANNOTATOR_COLUMN_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    COST_COLUMN_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_MACHINES_FIELD_NUMBER: _ClassVar[int]
    ITEM_COLUMN_FIELD_NUMBER: _ClassVar[int]
    LABEL_COLUMN_FIELD_NUMBER: _ClassVar[int]
    REPEATS_FIELD_NUMBER: _ClassVar[int]
    REPEAT_POLICY_ALL: LabelSource.RepeatPolicy
    REPEAT_POLICY_FIRST: LabelSource.RepeatPolicy
    REPEAT_POLICY_LAST: LabelSource.RepeatPolicy
    REPEAT_POLICY_UNSPECIFIED: LabelSource.RepeatPolicy
    SKIP_EMPTY_LABELS_FIELD_NUMBER: _ClassVar[int]
    TIME_COLUMN_FIELD_NUMBER: _ClassVar[int]
    annotator_column: str
    campaign: str
    classes: _containers.RepeatedScalarFieldContainer[str]
    cost_column: str
    dataset: str
    file_name: str
    format: str
    include_machines: bool
    item_column: str
    label_column: str
    repeats: LabelSource.RepeatPolicy
    skip_empty_labels: bool
    time_column: str
    def __init__(self, dataset: _Optional[str] = ..., file_name: _Optional[str] = ..., format: _Optional[str] = ..., item_column: _Optional[str] = ..., annotator_column: _Optional[str] = ..., label_column: _Optional[str] = ..., time_column: _Optional[str] = ..., repeats: _Optional[_Union[LabelSource.RepeatPolicy, str]] = ..., classes: _Optional[_Iterable[str]] = ..., skip_empty_labels: bool = ..., campaign: _Optional[str] = ..., include_machines: bool = ..., cost_column: _Optional[str] = ...) -> None: ...

class LabelTableInfo(_message.Message):
    __slots__ = ["annotator_count", "class_count", "classes", "columns", "item_count", "label_count", "repeat_count", "row_count", "skipped_row_count", "source", "warnings"]
    class UsedColumn(_message.Message):
        __slots__ = ["guessed", "name", "role"]
        GUESSED_FIELD_NUMBER: _ClassVar[int]
        NAME_FIELD_NUMBER: _ClassVar[int]
        ROLE_FIELD_NUMBER: _ClassVar[int]
        guessed: bool
        name: str
        role: str
        def __init__(self, role: _Optional[str] = ..., name: _Optional[str] = ..., guessed: bool = ...) -> None: ...
    ANNOTATOR_COUNT_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    CLASS_COUNT_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    REPEAT_COUNT_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    SKIPPED_ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    annotator_count: int
    class_count: int
    classes: _containers.RepeatedScalarFieldContainer[str]
    columns: _containers.RepeatedCompositeFieldContainer[LabelTableInfo.UsedColumn]
    item_count: int
    label_count: int
    repeat_count: int
    row_count: int
    skipped_row_count: int
    source: str
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, source: _Optional[str] = ..., columns: _Optional[_Iterable[_Union[LabelTableInfo.UsedColumn, _Mapping]]] = ..., row_count: _Optional[int] = ..., label_count: _Optional[int] = ..., item_count: _Optional[int] = ..., annotator_count: _Optional[int] = ..., class_count: _Optional[int] = ..., classes: _Optional[_Iterable[str]] = ..., repeat_count: _Optional[int] = ..., skipped_row_count: _Optional[int] = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class MeasureAgreementRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: _datasets_pb2.ImportEnd
    spec: MeasureAgreementSpec
    def __init__(self, spec: _Optional[_Union[MeasureAgreementSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[_datasets_pb2.ImportEnd, _Mapping]] = ...) -> None: ...

class MeasureAgreementResponse(_message.Message):
    __slots__ = ["annotators", "classes", "export_chunk", "figures", "items", "pairs", "progress", "table"]
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    EXPORT_CHUNK_FIELD_NUMBER: _ClassVar[int]
    FIGURES_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    TABLE_FIELD_NUMBER: _ClassVar[int]
    annotators: AnnotatorList
    classes: ClassAgreements
    export_chunk: ExportChunk
    figures: AgreementFigures
    items: ItemDisagreements
    pairs: PairAgreements
    progress: QualityProgress
    table: LabelTableInfo
    def __init__(self, progress: _Optional[_Union[QualityProgress, _Mapping]] = ..., table: _Optional[_Union[LabelTableInfo, _Mapping]] = ..., figures: _Optional[_Union[AgreementFigures, _Mapping]] = ..., classes: _Optional[_Union[ClassAgreements, _Mapping]] = ..., annotators: _Optional[_Union[AnnotatorList, _Mapping]] = ..., pairs: _Optional[_Union[PairAgreements, _Mapping]] = ..., items: _Optional[_Union[ItemDisagreements, _Mapping]] = ..., export_chunk: _Optional[_Union[ExportChunk, _Mapping]] = ...) -> None: ...

class MeasureAgreementSpec(_message.Message):
    __slots__ = ["bootstrap_count", "coefficients", "confidence_level", "exports", "labels", "level", "max_item_count", "max_pair_count", "no_bootstrap", "seed", "thread_count"]
    class Export(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    BOOTSTRAP_COUNT_FIELD_NUMBER: _ClassVar[int]
    COEFFICIENTS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_LEVEL_FIELD_NUMBER: _ClassVar[int]
    EXPORTS_FIELD_NUMBER: _ClassVar[int]
    EXPORT_ANNOTATORS_CSV: MeasureAgreementSpec.Export
    EXPORT_CLASSES_CSV: MeasureAgreementSpec.Export
    EXPORT_ITEMS_CSV: MeasureAgreementSpec.Export
    EXPORT_PAIRS_CSV: MeasureAgreementSpec.Export
    EXPORT_REPORT_HTML: MeasureAgreementSpec.Export
    EXPORT_SUMMARY_JSON: MeasureAgreementSpec.Export
    EXPORT_UNSPECIFIED: MeasureAgreementSpec.Export
    LABELS_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    MAX_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    MAX_PAIR_COUNT_FIELD_NUMBER: _ClassVar[int]
    NO_BOOTSTRAP_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    THREAD_COUNT_FIELD_NUMBER: _ClassVar[int]
    bootstrap_count: int
    coefficients: _containers.RepeatedScalarFieldContainer[str]
    confidence_level: float
    exports: _containers.RepeatedScalarFieldContainer[MeasureAgreementSpec.Export]
    labels: LabelSource
    level: MeasurementLevel
    max_item_count: int
    max_pair_count: int
    no_bootstrap: bool
    seed: int
    thread_count: int
    def __init__(self, labels: _Optional[_Union[LabelSource, _Mapping]] = ..., level: _Optional[_Union[MeasurementLevel, str]] = ..., coefficients: _Optional[_Iterable[str]] = ..., bootstrap_count: _Optional[int] = ..., no_bootstrap: bool = ..., confidence_level: _Optional[float] = ..., seed: _Optional[int] = ..., thread_count: _Optional[int] = ..., max_pair_count: _Optional[int] = ..., max_item_count: _Optional[int] = ..., exports: _Optional[_Iterable[_Union[MeasureAgreementSpec.Export, str]]] = ...) -> None: ...

class NextLabel(_message.Message):
    __slots__ = ["annotator", "gain", "gain_per_unit", "item"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    GAIN_FIELD_NUMBER: _ClassVar[int]
    GAIN_PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    ITEM_FIELD_NUMBER: _ClassVar[int]
    annotator: str
    gain: float
    gain_per_unit: float
    item: str
    def __init__(self, item: _Optional[str] = ..., annotator: _Optional[str] = ..., gain: _Optional[float] = ..., gain_per_unit: _Optional[float] = ...) -> None: ...

class NextLabelSpec(_message.Message):
    __slots__ = ["count", "method", "offers"]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    count: int
    method: str
    offers: _containers.RepeatedCompositeFieldContainer[AnnotatorOffer]
    def __init__(self, count: _Optional[int] = ..., method: _Optional[str] = ..., offers: _Optional[_Iterable[_Union[AnnotatorOffer, _Mapping]]] = ...) -> None: ...

class NextLabels(_message.Message):
    __slots__ = ["labels"]
    LABELS_FIELD_NUMBER: _ClassVar[int]
    labels: _containers.RepeatedCompositeFieldContainer[NextLabel]
    def __init__(self, labels: _Optional[_Iterable[_Union[NextLabel, _Mapping]]] = ...) -> None: ...

class PairAgreement(_message.Message):
    __slots__ = ["agreement", "first", "high", "item_count", "kappa", "low", "second"]
    AGREEMENT_FIELD_NUMBER: _ClassVar[int]
    FIRST_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    KAPPA_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    agreement: float
    first: str
    high: float
    item_count: int
    kappa: float
    low: float
    second: str
    def __init__(self, first: _Optional[str] = ..., second: _Optional[str] = ..., item_count: _Optional[int] = ..., agreement: _Optional[float] = ..., kappa: _Optional[float] = ..., low: _Optional[float] = ..., high: _Optional[float] = ...) -> None: ...

class PairAgreements(_message.Message):
    __slots__ = ["pairs", "total_count"]
    PAIRS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    pairs: _containers.RepeatedCompositeFieldContainer[PairAgreement]
    total_count: int
    def __init__(self, pairs: _Optional[_Iterable[_Union[PairAgreement, _Mapping]]] = ..., total_count: _Optional[int] = ...) -> None: ...

class QualityProgress(_message.Message):
    __slots__ = ["done_count", "phase", "total_count"]
    DONE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    done_count: int
    phase: str
    total_count: int
    def __init__(self, phase: _Optional[str] = ..., done_count: _Optional[int] = ..., total_count: _Optional[int] = ...) -> None: ...

class MeasurementLevel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
