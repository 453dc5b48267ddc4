from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListMethodsRequest(_message.Message):
    __slots__ = ["kind"]
    KIND_FIELD_NUMBER: _ClassVar[int]
    kind: Method.Kind
    def __init__(self, kind: _Optional[_Union[Method.Kind, str]] = ...) -> None: ...

class ListMethodsResponse(_message.Message):
    __slots__ = ["methods"]
    METHODS_FIELD_NUMBER: _ClassVar[int]
    methods: _containers.RepeatedCompositeFieldContainer[Method]
    def __init__(self, methods: _Optional[_Iterable[_Union[Method, _Mapping]]] = ...) -> None: ...

class Method(_message.Message):
    __slots__ = ["can_export", "can_import", "description", "kind", "label_kinds", "name", "source"]
    class Kind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = []
    CAN_EXPORT_FIELD_NUMBER: _ClassVar[int]
    CAN_IMPORT_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    KIND_COEFFICIENT: Method.Kind
    KIND_CONSENSUS: Method.Kind
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_FORMAT: Method.Kind
    KIND_NEXT_LABEL: Method.Kind
    KIND_SIGNAL: Method.Kind
    KIND_UNSPECIFIED: Method.Kind
    LABEL_KINDS_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    can_export: bool
    can_import: bool
    description: str
    kind: Method.Kind
    label_kinds: str
    name: str
    source: str
    def __init__(self, kind: _Optional[_Union[Method.Kind, str]] = ..., name: _Optional[str] = ..., description: _Optional[str] = ..., source: _Optional[str] = ..., can_import: bool = ..., can_export: bool = ..., label_kinds: _Optional[str] = ...) -> None: ...
