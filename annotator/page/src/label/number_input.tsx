import type { LabelSchemaJson } from "#contract/label_values";
import { useEffect, useRef } from "preact/hooks";

interface NumberInputProps {
  question: string;
  schema: LabelSchemaJson;
  value: number | null;
  onChange: (value: number | null) => void;
  onSubmit: () => void;
}

export function NumberInput(props: NumberInputProps) {
  const { schema } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const range = [
    schema.minValue !== undefined ? `from ${schema.minValue}` : "",
    schema.maxValue !== undefined ? `up to ${schema.maxValue}` : "",
  ].filter(Boolean).join(" ");
  return (
    <div class="field number-answer">
      <label for="number-answer">{props.question}</label>
      <input
        ref={input}
        id="number-answer"
        type="number"
        step="any"
        inputMode="decimal"
        min={schema.minValue}
        max={schema.maxValue}
        value={props.value ?? ""}
        aria-describedby="number-range"
        onInput={(event) => {
          const text = event.currentTarget.value;
          props.onChange(text === "" ? null : Number(text));
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            event.stopPropagation();
            props.onSubmit();
          }
        }}
      />
      <p class="hint" id="number-range">{range ? `A number ${range}.` : "Any number."}</p>
    </div>
  );
}
