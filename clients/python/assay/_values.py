"""Labels as Python values and as messages."""

from __future__ import annotations

from typing import Any, Mapping

from google.protobuf import json_format

from assay._generated.v1 import label_values_pb2 as pb
from assay.errors import invalid

_Schema = pb.LabelSchema
_CHOICES = (_Schema.KIND_SINGLE_CHOICE, _Schema.KIND_ORDINAL)
_PREFERENCES = {"first": pb.LabelValue.PREFERENCE_FIRST, "second": pb.LabelValue.PREFERENCE_SECOND,
                "tie": pb.LabelValue.PREFERENCE_TIE}


def _bad(label: Any, expected: str) -> Exception:
    return invalid("BAD_LABEL_VALUE", f"found {str(label)[:80]!r}, expected {expected}",
                   found=str(label)[:80], expected=expected)


def to_value(label: Any, kind: int) -> pb.LabelValue:
    """The message for a label of a campaign whose schema has this kind.

    Single choice and ordinal: the class.  Multiple choice: an iterable of classes.  Numbers: a
    number.  Pairs: "first", "second" or "tie".  Spans and boxes: {"spans": {"spans": [...]}} as in
    the JSON of LabelValue.  A LabelValue is taken as it is.
    """
    if isinstance(label, pb.LabelValue):
        return label
    if isinstance(label, Mapping):
        try:
            return json_format.ParseDict(label, pb.LabelValue())
        except json_format.ParseError as error:
            raise _bad(label, f"the JSON of LabelValue ({error})") from error
    if kind in _CHOICES:
        return pb.LabelValue(choice=str(label))
    if kind == _Schema.KIND_MULTIPLE_CHOICE:
        if isinstance(label, str):
            raise _bad(label, "several classes, such as a list")
        choices = pb.LabelValue.Choices(classes=[str(label_class) for label_class in label])
        return pb.LabelValue(choices=choices)
    if kind == _Schema.KIND_NUMBER:
        try:
            return pb.LabelValue(number=float(label))
        except (TypeError, ValueError) as error:
            raise _bad(label, "a number") from error
    if kind == _Schema.KIND_PAIRWISE and label in _PREFERENCES:
        return pb.LabelValue(preference=_PREFERENCES[label])
    raise _bad(label, "a LabelValue, or a dictionary that is its JSON")


def from_value(value: pb.LabelValue) -> Any:
    """The label as to_value takes it; None where there is none."""
    which = value.WhichOneof("value")
    if which is None:
        return None
    if which == "choices":
        return list(value.choices.classes)
    if which in ("choice", "number"):
        return getattr(value, which)
    if which == "preference":
        names = {number: name for name, number in _PREFERENCES.items()}
        return names.get(value.preference)
    return json_format.MessageToDict(value, preserving_proto_field_name=True)
