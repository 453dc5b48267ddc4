// Offsets of the contract count Unicode code points; those of the browser count UTF-16 units.

/** How many code points are before the unit. */
export function toCodePoints(text: string, unit: number): number {
  let points = 0;
  for (let i = 0; i < unit && i < text.length; ++points) {
    i += (text.codePointAt(i) ?? 0) > 0xffff ? 2 : 1;
  }
  return points;
}

/** Where in UTF-16 units the code point begins. */
export function toUnits(text: string, point: number): number {
  let unit = 0;
  for (let i = 0; i < point && unit < text.length; ++i) {
    unit += (text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1;
  }
  return unit;
}

/** A passage in UTF-16 units without the white space around it; null: nothing else is in it. */
export function trimPassage(text: string, start: number, end: number): [number, number] | null {
  while (start < end && /\s/.test(text.charAt(start))) ++start;
  while (end > start && /\s/.test(text.charAt(end - 1))) --end;
  // Never half a character.
  if (start > 0 && isLowSurrogate(text, start)) --start;
  if (isLowSurrogate(text, end)) ++end;
  return start < end ? [start, end] : null;
}

function isLowSurrogate(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Where words begin and end, in UTF-16 units. */
export function wordsOf(text: string, language?: string): [number, number][] {
  if (typeof Intl.Segmenter === "function") {
    const words: [number, number][] = [];
    for (const part of new Intl.Segmenter(language, { granularity: "word" }).segment(text)) {
      if (part.isWordLike || !/^[\s\p{P}]*$/u.test(part.segment)) {
        words.push([part.index, part.index + part.segment.length]);
      }
    }
    return words;
  }
  return [...text.matchAll(/\S+/g)].map((match) => [match.index, match.index + match[0].length]);
}
