from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateBackupRequest(_message.Message):
    __slots__ = ["directory"]
    DIRECTORY_FIELD_NUMBER: _ClassVar[int]
    directory: str
    def __init__(self, directory: _Optional[str] = ...) -> None: ...

class CreateBackupResponse(_message.Message):
    __slots__ = ["size_bytes"]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    size_bytes: int
    def __init__(self, size_bytes: _Optional[int] = ...) -> None: ...

class GetServerInfoRequest(_message.Message):
    __slots__ = []
    def __init__(self) -> None: ...

class GetServerInfoResponse(_message.Message):
    __slots__ = ["keys_required", "version"]
    KEYS_REQUIRED_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    keys_required: bool
    version: str
    def __init__(self, version: _Optional[str] = ..., keys_required: bool = ...) -> None: ...

class VerifyDifference(_message.Message):
    __slots__ = ["expected", "figure", "found", "subject"]
    EXPECTED_FIELD_NUMBER: _ClassVar[int]
    FIGURE_FIELD_NUMBER: _ClassVar[int]
    FOUND_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    expected: str
    figure: str
    found: str
    subject: str
    def __init__(self, subject: _Optional[str] = ..., figure: _Optional[str] = ..., found: _Optional[str] = ..., expected: _Optional[str] = ...) -> None: ...

class VerifyStoreRequest(_message.Message):
    __slots__ = ["campaign"]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    def __init__(self, campaign: _Optional[str] = ...) -> None: ...

class VerifyStoreResponse(_message.Message):
    __slots__ = ["complete", "difference_count", "differences", "entry_count", "phase"]
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    PHASE_FIELD_NUMBER: _ClassVar[int]
    complete: bool
    difference_count: int
    differences: _containers.RepeatedCompositeFieldContainer[VerifyDifference]
    entry_count: int
    phase: str
    def __init__(self, phase: _Optional[str] = ..., entry_count: _Optional[int] = ..., differences: _Optional[_Iterable[_Union[VerifyDifference, _Mapping]]] = ..., difference_count: _Optional[int] = ..., complete: bool = ...) -> None: ...
