from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AppendItemsRequest(_message.Message):
    __slots__ = ["dataset", "items", "request_id"]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    dataset: str
    items: _containers.RepeatedCompositeFieldContainer[NewItem]
    request_id: str
    def __init__(self, dataset: _Optional[str] = ..., items: _Optional[_Iterable[_Union[NewItem, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class AppendItemsResponse(_message.Message):
    __slots__ = ["item_count"]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    item_count: int
    def __init__(self, item_count: _Optional[int] = ...) -> None: ...

class Column(_message.Message):
    __slots__ = ["name", "reason", "role"]
    class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ROLE_ANNOTATOR: Column.Role
    ROLE_CATEGORICAL: Column.Role
    ROLE_FIELD_NUMBER: _ClassVar[int]
    ROLE_ID: Column.Role
    ROLE_IGNORED: Column.Role
    ROLE_LABEL: Column.Role
    ROLE_NUMERIC: Column.Role
    ROLE_TEXT: Column.Role
    ROLE_UNSPECIFIED: Column.Role
    name: str
    reason: str
    role: Column.Role
    def __init__(self, name: _Optional[str] = ..., role: _Optional[_Union[Column.Role, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class Dataset(_message.Message):
    __slots__ = ["classes", "columns", "create_time", "file_name", "fingerprint", "item_count", "label_count", "name"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    COLUMNS_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_COUNT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedCompositeFieldContainer[LabelClass]
    columns: _containers.RepeatedCompositeFieldContainer[Column]
    create_time: _timestamp_pb2.Timestamp
    file_name: str
    fingerprint: str
    item_count: int
    label_count: int
    name: str
    def __init__(self, name: _Optional[str] = ..., file_name: _Optional[str] = ..., item_count: _Optional[int] = ..., columns: _Optional[_Iterable[_Union[Column, _Mapping]]] = ..., classes: _Optional[_Iterable[_Union[LabelClass, _Mapping]]] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., fingerprint: _Optional[str] = ..., label_count: _Optional[int] = ...) -> None: ...

class DeleteDatasetRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class DeleteDatasetResponse(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class ExportDatasetRequest(_message.Message):
    __slots__ = ["format", "name"]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    format: str
    name: str
    def __init__(self, name: _Optional[str] = ..., format: _Optional[str] = ...) -> None: ...

class ExportDatasetResponse(_message.Message):
    __slots__ = ["chunk"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    def __init__(self, chunk: _Optional[bytes] = ...) -> None: ...

class GetDatasetRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class GetMatrixRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ImportDatasetRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: ImportEnd
    spec: ImportSpec
    def __init__(self, spec: _Optional[_Union[ImportSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[ImportEnd, _Mapping]] = ...) -> None: ...

class ImportDatasetResponse(_message.Message):
    __slots__ = ["dataset", "reused", "warnings"]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    REUSED_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    dataset: Dataset
    reused: bool
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dataset: _Optional[_Union[Dataset, _Mapping]] = ..., reused: bool = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class ImportEnd(_message.Message):
    __slots__ = ["byte_count"]
    BYTE_COUNT_FIELD_NUMBER: _ClassVar[int]
    byte_count: int
    def __init__(self, byte_count: _Optional[int] = ...) -> None: ...

class ImportMatrixRequest(_message.Message):
    __slots__ = ["chunk", "end", "spec"]
    CHUNK_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    SPEC_FIELD_NUMBER: _ClassVar[int]
    chunk: bytes
    end: ImportEnd
    spec: MatrixSpec
    def __init__(self, spec: _Optional[_Union[MatrixSpec, _Mapping]] = ..., chunk: _Optional[bytes] = ..., end: _Optional[_Union[ImportEnd, _Mapping]] = ...) -> None: ...

class ImportMatrixResponse(_message.Message):
    __slots__ = ["matrix", "reused", "warnings"]
    MATRIX_FIELD_NUMBER: _ClassVar[int]
    REUSED_FIELD_NUMBER: _ClassVar[int]
    WARNINGS_FIELD_NUMBER: _ClassVar[int]
    matrix: Matrix
    reused: bool
    warnings: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, matrix: _Optional[_Union[Matrix, _Mapping]] = ..., reused: bool = ..., warnings: _Optional[_Iterable[str]] = ...) -> None: ...

class ImportSpec(_message.Message):
    __slots__ = ["allow_no_features", "allow_one_class", "annotator_column", "categorical_columns", "dataset_id", "file_name", "format", "id_column", "label_column", "max_class_count", "no_labels", "numeric_columns", "one_label_per_row", "text_columns"]
    ALLOW_NO_FEATURES_FIELD_NUMBER: _ClassVar[int]
    ALLOW_ONE_CLASS_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_COLUMN_FIELD_NUMBER: _ClassVar[int]
    CATEGORICAL_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    DATASET_ID_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FORMAT_FIELD_NUMBER: _ClassVar[int]
    ID_COLUMN_FIELD_NUMBER: _ClassVar[int]
    LABEL_COLUMN_FIELD_NUMBER: _ClassVar[int]
    MAX_CLASS_COUNT_FIELD_NUMBER: _ClassVar[int]
    NO_LABELS_FIELD_NUMBER: _ClassVar[int]
    NUMERIC_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    ONE_LABEL_PER_ROW_FIELD_NUMBER: _ClassVar[int]
    TEXT_COLUMNS_FIELD_NUMBER: _ClassVar[int]
    allow_no_features: bool
    allow_one_class: bool
    annotator_column: str
    categorical_columns: _containers.RepeatedScalarFieldContainer[str]
    dataset_id: str
    file_name: str
    format: str
    id_column: str
    label_column: str
    max_class_count: int
    no_labels: bool
    numeric_columns: _containers.RepeatedScalarFieldContainer[str]
    one_label_per_row: bool
    text_columns: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, dataset_id: _Optional[str] = ..., file_name: _Optional[str] = ..., format: _Optional[str] = ..., id_column: _Optional[str] = ..., label_column: _Optional[str] = ..., annotator_column: _Optional[str] = ..., text_columns: _Optional[_Iterable[str]] = ..., numeric_columns: _Optional[_Iterable[str]] = ..., categorical_columns: _Optional[_Iterable[str]] = ..., max_class_count: _Optional[int] = ..., allow_no_features: bool = ..., allow_one_class: bool = ..., one_label_per_row: bool = ..., no_labels: bool = ...) -> None: ...

class LabelClass(_message.Message):
    __slots__ = ["item_count", "label"]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    item_count: int
    label: str
    def __init__(self, label: _Optional[str] = ..., item_count: _Optional[int] = ...) -> None: ...

class ListDatasetsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDatasetsResponse(_message.Message):
    __slots__ = ["datasets", "next_page_token"]
    DATASETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    datasets: _containers.RepeatedCompositeFieldContainer[Dataset]
    next_page_token: str
    def __init__(self, datasets: _Optional[_Iterable[_Union[Dataset, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListMatricesRequest(_message.Message):
    __slots__ = ["dataset", "page_size", "page_token"]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    dataset: str
    page_size: int
    page_token: str
    def __init__(self, dataset: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListMatricesResponse(_message.Message):
    __slots__ = ["matrices", "next_page_token"]
    MATRICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    matrices: _containers.RepeatedCompositeFieldContainer[Matrix]
    next_page_token: str
    def __init__(self, matrices: _Optional[_Iterable[_Union[Matrix, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Matrix(_message.Message):
    __slots__ = ["classes", "column_count", "create_time", "file_name", "fingerprint", "kind", "name", "row_count"]
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    COLUMN_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    FINGERPRINT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_PREDICTED_PROBABILITIES: Matrix.Kind
    KIND_UNSPECIFIED: Matrix.Kind
    KIND_VECTORS: Matrix.Kind
    NAME_FIELD_NUMBER: _ClassVar[int]
    ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedScalarFieldContainer[str]
    column_count: int
    create_time: _timestamp_pb2.Timestamp
    file_name: str
    fingerprint: str
    kind: Matrix.Kind
    name: str
    row_count: int
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[Matrix.Kind, str]] = ..., row_count: _Optional[int] = ..., column_count: _Optional[int] = ..., classes: _Optional[_Iterable[str]] = ..., file_name: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., fingerprint: _Optional[str] = ...) -> None: ...

class MatrixSpec(_message.Message):
    __slots__ = ["classes", "dataset", "file_name", "kind"]
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    DATASET_FIELD_NUMBER: _ClassVar[int]
    FILE_NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedScalarFieldContainer[str]
    dataset: str
    file_name: str
    kind: Matrix.Kind
    def __init__(self, dataset: _Optional[str] = ..., kind: _Optional[_Union[Matrix.Kind, str]] = ..., file_name: _Optional[str] = ..., classes: _Optional[_Iterable[str]] = ...) -> None: ...

class NewItem(_message.Message):
    __slots__ = ["cells", "item_id"]
    class CellsEntry(_message.Message):
        __slots__ = ["key", "value"]
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CELLS_FIELD_NUMBER: _ClassVar[int]
    ITEM_ID_FIELD_NUMBER: _ClassVar[int]
    cells: _containers.ScalarMap[str, str]
    item_id: str
    def __init__(self, item_id: _Optional[str] = ..., cells: _Optional[_Mapping[str, str]] = ...) -> None: ...
