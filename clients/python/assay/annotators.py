"""Everybody and everything that labels."""

from __future__ import annotations

from typing import Any, Iterator, Union

from assay._connection import Connection, new_request_id, resource_name
from assay._generated.v1 import annotators_pb2 as pb
from assay.errors import invalid

_KINDS = {"expert": pb.Annotator.KIND_EXPERT, "crowd": pb.Annotator.KIND_CROWD,
          "rule": pb.Annotator.KIND_RULE, "model": pb.Annotator.KIND_MODEL}


def to_micros(price: Union[int, float, str]) -> int:
    """A price in millionths: 50000 for 0.05 and for "0.05"."""
    return round(float(price) * 1_000_000)


class Annotators:
    """Experts, crowd workers, rules and models; assay/v1/annotators.proto tells the fields."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create(self, name: str, kind: str = "expert", *, price_per_label: float = 0,
               price_per_hour: float = 0, price_per_million_input_tokens: float = 0,
               price_per_million_output_tokens: float = 0, currency: str = "", term: str = "",
               regex: str = "", column: str = "", label_class: str = "", audit: str = "",
               display_name: str = "") -> pb.Annotator:
        """Adds an annotator.

        kind:  "expert", "crowd", "rule" (with term or regex, label_class, and perhaps column) or
               "model" (with audit).
        """
        if kind not in _KINDS:
            raise invalid("BAD_ANNOTATOR", f"kind: found '{kind}', expected {', '.join(_KINDS)}")
        annotator = pb.Annotator(
            kind=_KINDS[kind], display_name=display_name,
            label_price_micros=to_micros(price_per_label),
            hour_price_micros=to_micros(price_per_hour),
            million_input_tokens_price_micros=to_micros(price_per_million_input_tokens),
            million_output_tokens_price_micros=to_micros(price_per_million_output_tokens),
            currency_code=currency,
            audit=resource_name("audits/", audit))
        if kind == "rule":
            annotator.rule.label_class = label_class
            annotator.rule.column = column
            if regex:
                annotator.rule.regular_expression = regex
            else:
                annotator.rule.term = term
        request = pb.CreateAnnotatorRequest(annotator_id=name.split("/")[-1], annotator=annotator,
                                            request_id=new_request_id())
        return self._connection.call(self._connection.annotators.CreateAnnotator, request)

    def get(self, name: str) -> pb.Annotator:
        request = pb.GetAnnotatorRequest(name=resource_name("annotators/", name))
        return self._connection.call(self._connection.annotators.GetAnnotator, request)

    def list(self) -> Iterator[pb.Annotator]:
        return self._connection.pages(self._connection.annotators.ListAnnotators,
                                      pb.ListAnnotatorsRequest(), "annotators")

    def update(self, name: str, **fields: Any) -> pb.Annotator:
        """Changes display_name, label_price_micros, hour_price_micros, currency_code, disabled,
        million_input_tokens_price_micros, million_output_tokens_price_micros."""
        request = pb.UpdateAnnotatorRequest(
            annotator=pb.Annotator(name=resource_name("annotators/", name), **fields),
            request_id=new_request_id())
        request.update_mask.paths.extend(fields)
        return self._connection.call(self._connection.annotators.UpdateAnnotator, request)
