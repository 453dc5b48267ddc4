import type { LabelValue_SpanJson } from "#contract/label_values";
import type { MutableRef } from "preact/hooks";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Key } from "../ui/parts.tsx";
import { trimPassage, wordsOf } from "./code_points.ts";
import { keyName } from "./keymap.ts";
import { addSpan, piecesOf, spanText } from "./spans.ts";

interface SpanInputProps {
  question: string;
  text: string;
  column: string;
  classes: string[];
  keys: string[];
  spans: LabelValue_SpanJson[];
  onChange: (spans: LabelValue_SpanJson[]) => void;
  /** Set to what a class's key does: marks the chosen passage. */
  mark: MutableRef<(classIndex: number) => void>;
}

// Where in the text the place of a selection is; null: outside.
function offsetIn(container: Node, node: Node, offset: number): number | null {
  if (!container.contains(node)) return null;
  const range = document.createRange();
  range.selectNodeContents(container);
  range.setEnd(node, offset);
  return range.toString().length;
}

/**
 * A text whose passages are marked: by the mouse or a finger, or by the arrows, which go from word to
 * word and with Shift take in more of them.
 */
export function SpanInput(props: SpanInputProps) {
  const { text, spans, classes } = props;
  const box = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<[number, number] | null>(null);
  const [cursor, setCursor] = useState<[number, number] | null>(null);
  const words = useMemo(() => wordsOf(text), [text]);

  useEffect(() => {
    const read = () => {
      const selection = document.getSelection();
      if (!box.current || !selection || selection.isCollapsed || selection.rangeCount === 0) return;
      const range = selection.getRangeAt(0);
      const start = offsetIn(box.current, range.startContainer, range.startOffset);
      const end = offsetIn(box.current, range.endContainer, range.endOffset);
      if (start !== null && end !== null) {
        setChosen(trimPassage(text, start, end));
        setCursor(null);
      }
    };
    document.addEventListener("selectionchange", read);
    return () => document.removeEventListener("selectionchange", read);
  }, [text]);

  props.mark.current = (classIndex) => {
    const labelClass = classes[classIndex];
    if (!chosen || labelClass === undefined) return;
    props.onChange(addSpan(text, spans, chosen[0], chosen[1], labelClass, props.column));
    setChosen(null);
    document.getSelection()?.removeAllRanges();
  };

  const moveTo = (from: number, to: number) => {
    const [first, last] = [words[Math.min(from, to)], words[Math.max(from, to)]];
    if (!first || !last) return;
    setCursor([from, to]);
    setChosen([first[0], last[1]]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step !== 0 && words.length > 0) {
      event.preventDefault();
      event.stopPropagation();
      const at = cursor?.[1] ?? (step > 0 ? -1 : words.length);
      const next = Math.min(words.length - 1, Math.max(0, at + step));
      moveTo(event.shiftKey && cursor ? cursor[0] : next, next);
    } else if (event.key === "Delete" && chosen) {
      event.preventDefault();
      const inside = piecesOf(text, spans).filter((piece) => piece.start < chosen[1] && piece.end > chosen[0]).flatMap((piece) => piece.spans);
      props.onChange(spans.filter((_, index) => !inside.includes(index)));
    }
  };

  const isChosen = (start: number, end: number) => chosen !== null && start < chosen[1] && end > chosen[0];
  // The chosen words are cut out as well, so that they can be shown.
  const marks: LabelValue_SpanJson[] = spans;
  const pieces = piecesOf(text, marks).flatMap((piece) => {
    const cuts = [piece.start, ...(cursor && chosen ? chosen.filter((at) => at > piece.start && at < piece.end) : []), piece.end];
    return cuts.slice(1).map((end, i) => ({ start: cuts[i] ?? 0, end, spans: piece.spans }));
  });

  return (
    <div class="span-input">
      <h2 class="question" id="span-question">{props.question}</h2>
      <div
        ref={box}
        class="span-text"
        dir="auto"
        tabIndex={0}
        role="textbox"
        aria-readonly="true"
        aria-multiline="true"
        aria-labelledby="span-question"
        aria-describedby="span-help"
        onKeyDown={onKeyDown}
      >
        {pieces.map((piece) => {
          const colour = piece.spans.length > 0 ? classes.indexOf(spans[piece.spans[0] ?? 0]?.labelClass ?? "") % 8 : -1;
          const names = [piece.spans.length > 0 ? `marked colour-${colour}` : "", cursor && isChosen(piece.start, piece.end) ? "chosen" : ""];
          return (
            <span key={piece.start} class={names.join(" ").trim() || undefined}>
              {text.slice(piece.start, piece.end)}
            </span>
          );
        })}
      </div>
      <p class="hint" id="span-help">
        Select a passage, or go from word to word with ← and → (Shift takes in more); then press the key of its class.
      </p>
      <p class="sr" role="status">{chosen ? "Chosen: " + text.slice(chosen[0], chosen[1]) : ""}</p>
      <div class="options" role="group" aria-label="Classes">
        {classes.map((name, index) => (
          <button key={name} type="button" class={`option colour-${index % 8}`} aria-disabled={chosen === null} onPointerDown={(event) => event.preventDefault()} onClick={() => props.mark.current(index)}>
            <span class="option-title" dir="auto">{name}</span>
            {props.keys[index] && <Key name={keyName(props.keys[index])} />}
          </button>
        ))}
      </div>
      {spans.length > 0 && (
        <ul class="span-list" aria-label="Marked passages">
          {spans.map((span, index) => (
            <li key={`${span.startOffset}-${span.endOffset}-${span.labelClass}`}>
              <span class={`marked colour-${classes.indexOf(span.labelClass ?? "") % 8}`}>{spanText(text, span)}</span> {span.labelClass}{" "}
              <button type="button" class="quiet" aria-label={`Remove ${span.labelClass} from ${spanText(text, span)}`} onClick={() => props.onChange(spans.filter((_, each) => each !== index))}>
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
