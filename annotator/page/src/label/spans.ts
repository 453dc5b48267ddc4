import type { LabelValue_SpanJson } from "#contract/label_values";
import { toCodePoints, toUnits } from "./code_points.ts";

/** A piece of a text that lies in the same passages from end to end.  UTF-16 units. */
export interface Piece {
  start: number;
  end: number;
  /** Indexes of the spans that it lies in. */
  spans: number[];
}

/** Cuts a text where spans begin and end. */
export function piecesOf(text: string, spans: LabelValue_SpanJson[]): Piece[] {
  const places = spans.map((span) => [toUnits(text, Number(span.startOffset ?? 0)), toUnits(text, Number(span.endOffset ?? 0))] as const);
  const cuts = [...new Set([0, text.length, ...places.flat()])].sort((a, b) => a - b);
  const pieces: Piece[] = [];
  for (let i = 0; i + 1 < cuts.length; ++i) {
    const [start, end] = [cuts[i] ?? 0, cuts[i + 1] ?? 0];
    const inside = places.flatMap(([from, to], index) => (from <= start && end <= to ? [index] : []));
    pieces.push({ start, end, spans: inside });
  }
  return pieces;
}

/** The spans with one more passage, given in UTF-16 units, in the order of the text. */
export function addSpan(
  text: string,
  spans: LabelValue_SpanJson[],
  start: number,
  end: number,
  labelClass: string,
  column: string,
): LabelValue_SpanJson[] {
  const added = {
    startOffset: String(toCodePoints(text, start)),
    endOffset: String(toCodePoints(text, end)),
    labelClass,
    column,
  };
  const same = (span: LabelValue_SpanJson) =>
    String(span.startOffset ?? 0) === added.startOffset && String(span.endOffset) === added.endOffset && span.labelClass === labelClass;
  return [...spans.filter((span) => !same(span)), added].sort(
    (a, b) => Number(a.startOffset ?? 0) - Number(b.startOffset ?? 0) || Number(a.endOffset) - Number(b.endOffset),
  );
}

/** The passage's own words. */
export function spanText(text: string, span: LabelValue_SpanJson): string {
  return text.slice(toUnits(text, Number(span.startOffset ?? 0)), toUnits(text, Number(span.endOffset ?? 0)));
}
