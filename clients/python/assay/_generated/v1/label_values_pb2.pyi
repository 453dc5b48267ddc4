from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class LabelSchema(_message.Message):
    __slots__ = ["classes", "kind", "max_value", "min_value"]
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    CLASSES_FIELD_NUMBER: _ClassVar[int]
    KIND_BOXES: LabelSchema.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_MULTIPLE_CHOICE: LabelSchema.Kind
    KIND_NUMBER: LabelSchema.Kind
    KIND_ORDINAL: LabelSchema.Kind
    KIND_PAIRWISE: LabelSchema.Kind
    KIND_SINGLE_CHOICE: LabelSchema.Kind
    KIND_TEXT_SPANS: LabelSchema.Kind
    KIND_UNSPECIFIED: LabelSchema.Kind
    MAX_VALUE_FIELD_NUMBER: _ClassVar[int]
    MIN_VALUE_FIELD_NUMBER: _ClassVar[int]
    classes: _containers.RepeatedScalarFieldContainer[str]
    kind: LabelSchema.Kind
    max_value: float
    min_value: float
    def __init__(self, kind: _Optional[_Union[LabelSchema.Kind, str]] = ..., classes: _Optional[_Iterable[str]] = ..., min_value: _Optional[float] = ..., max_value: _Optional[float] = ...) -> None: ...

class LabelValue(_message.Message):
    __slots__ = ["boxes", "choice", "choices", "number", "preference", "spans"]
    class Preference(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    class Box(_message.Message):
        __slots__ = ["label_class", "max_x_pixels", "max_y_pixels", "min_x_pixels", "min_y_pixels"]
        LABEL_CLASS_FIELD_NUMBER: _ClassVar[int]
        MAX_X_PIXELS_FIELD_NUMBER: _ClassVar[int]
        MAX_Y_PIXELS_FIELD_NUMBER: _ClassVar[int]
        MIN_X_PIXELS_FIELD_NUMBER: _ClassVar[int]
        MIN_Y_PIXELS_FIELD_NUMBER: _ClassVar[int]
        label_class: str
        max_x_pixels: float
        max_y_pixels: float
        min_x_pixels: float
        min_y_pixels: float
        def __init__(self, min_x_pixels: _Optional[float] = ..., min_y_pixels: _Optional[float] = ..., max_x_pixels: _Optional[float] = ..., max_y_pixels: _Optional[float] = ..., label_class: _Optional[str] = ...) -> None: ...
    class Boxes(_message.Message):
        __slots__ = ["boxes"]
        BOXES_FIELD_NUMBER: _ClassVar[int]
        boxes: _containers.RepeatedCompositeFieldContainer[LabelValue.Box]
        def __init__(self, boxes: _Optional[_Iterable[_Union[LabelValue.Box, _Mapping]]] = ...) -> None: ...
    class Choices(_message.Message):
        __slots__ = ["classes"]
        CLASSES_FIELD_NUMBER: _ClassVar[int]
        classes: _containers.RepeatedScalarFieldContainer[str]
        def __init__(self, classes: _Optional[_Iterable[str]] = ...) -> None: ...
    class Span(_message.Message):
        __slots__ = ["column", "end_offset", "label_class", "start_offset"]
        COLUMN_FIELD_NUMBER: _ClassVar[int]
        END_OFFSET_FIELD_NUMBER: _ClassVar[int]
        LABEL_CLASS_FIELD_NUMBER: _ClassVar[int]
        START_OFFSET_FIELD_NUMBER: _ClassVar[int]
        column: str
        end_offset: int
        label_class: str
        start_offset: int
        def __init__(self, start_offset: _Optional[int] = ..., end_offset: _Optional[int] = ..., label_class: _Optional[str] = ..., column: _Optional[str] = ...) -> None: ...
    class Spans(_message.Message):
        __slots__ = ["spans"]
        SPANS_FIELD_NUMBER: _ClassVar[int]
        spans: _containers.RepeatedCompositeFieldContainer[LabelValue.Span]
        def __init__(self, spans: _Optional[_Iterable[_Union[LabelValue.Span, _Mapping]]] = ...) -> None: ...
    BOXES_FIELD_NUMBER: _ClassVar[int]
    CHOICES_FIELD_NUMBER: _ClassVar[int]
    CHOICE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    PREFERENCE_FIELD_NUMBER: _ClassVar[int]
    PREFERENCE_FIRST: LabelValue.Preference
    PREFERENCE_SECOND: LabelValue.Preference
    PREFERENCE_TIE: LabelValue.Preference
    PREFERENCE_UNSPECIFIED: LabelValue.Preference
    SPANS_FIELD_NUMBER: _ClassVar[int]
    boxes: LabelValue.Boxes
    choice: str
    choices: LabelValue.Choices
    number: float
    preference: LabelValue.Preference
    spans: LabelValue.Spans
    def __init__(self, choice: _Optional[str] = ..., choices: _Optional[_Union[LabelValue.Choices, _Mapping]] = ..., number: _Optional[float] = ..., spans: _Optional[_Union[LabelValue.Spans, _Mapping]] = ..., boxes: _Optional[_Union[LabelValue.Boxes, _Mapping]] = ..., preference: _Optional[_Union[LabelValue.Preference, str]] = ...) -> None: ...
