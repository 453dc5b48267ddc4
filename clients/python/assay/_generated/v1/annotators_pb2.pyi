from google.protobuf import field_mask_pb2 as _field_mask_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Annotator(_message.Message):
    __slots__ = ["audit", "create_time", "currency_code", "disabled", "display_name", "etag", "hour_price_micros", "kind", "label_price_micros", "million_input_tokens_price_micros", "million_output_tokens_price_micros", "name", "rule"]
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    class Rule(_message.Message):
        __slots__ = ["column", "label_class", "regular_expression", "term"]
        COLUMN_FIELD_NUMBER: _ClassVar[int]
        LABEL_CLASS_FIELD_NUMBER: _ClassVar[int]
        REGULAR_EXPRESSION_FIELD_NUMBER: _ClassVar[int]
        TERM_FIELD_NUMBER: _ClassVar[int]
        column: str
        label_class: str
        regular_expression: str
        term: str
        def __init__(self, column: _Optional[str] = ..., term: _Optional[str] = ..., regular_expression: _Optional[str] = ..., label_class: _Optional[str] = ...) -> None: ...
    AUDIT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    DISABLED_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    HOUR_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    KIND_CROWD: Annotator.Kind
    KIND_EXPERT: Annotator.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_MODEL: Annotator.Kind
    KIND_RULE: Annotator.Kind
    KIND_UNSPECIFIED: Annotator.Kind
    LABEL_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    MILLION_INPUT_TOKENS_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    MILLION_OUTPUT_TOKENS_PRICE_MICROS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    audit: str
    create_time: _timestamp_pb2.Timestamp
    currency_code: str
    disabled: bool
    display_name: str
    etag: str
    hour_price_micros: int
    kind: Annotator.Kind
    label_price_micros: int
    million_input_tokens_price_micros: int
    million_output_tokens_price_micros: int
    name: str
    rule: Annotator.Rule
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[Annotator.Kind, str]] = ..., display_name: _Optional[str] = ..., label_price_micros: _Optional[int] = ..., hour_price_micros: _Optional[int] = ..., currency_code: _Optional[str] = ..., disabled: bool = ..., rule: _Optional[_Union[Annotator.Rule, _Mapping]] = ..., audit: _Optional[str] = ..., create_time: _Optional[_Union[_timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., million_input_tokens_price_micros: _Optional[int] = ..., million_output_tokens_price_micros: _Optional[int] = ...) -> None: ...

class CreateAnnotatorRequest(_message.Message):
    __slots__ = ["annotator", "annotator_id", "request_id"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    ANNOTATOR_ID_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    annotator: Annotator
    annotator_id: str
    request_id: str
    def __init__(self, annotator_id: _Optional[str] = ..., annotator: _Optional[_Union[Annotator, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetAnnotatorRequest(_message.Message):
    __slots__ = ["name"]
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListAnnotatorsRequest(_message.Message):
    __slots__ = ["page_size", "page_token"]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAnnotatorsResponse(_message.Message):
    __slots__ = ["annotators", "next_page_token"]
    ANNOTATORS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    annotators: _containers.RepeatedCompositeFieldContainer[Annotator]
    next_page_token: str
    def __init__(self, annotators: _Optional[_Iterable[_Union[Annotator, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class UpdateAnnotatorRequest(_message.Message):
    __slots__ = ["annotator", "request_id", "update_mask"]
    ANNOTATOR_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATE_MASK_FIELD_NUMBER: _ClassVar[int]
    annotator: Annotator
    request_id: str
    update_mask: _field_mask_pb2.FieldMask
    def __init__(self, annotator: _Optional[_Union[Annotator, _Mapping]] = ..., update_mask: _Optional[_Union[_field_mask_pb2.FieldMask, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...
