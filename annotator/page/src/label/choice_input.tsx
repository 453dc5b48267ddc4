import { useEffect, useRef, useState } from "preact/hooks";
import { Key } from "../ui/parts.tsx";
import { keyName } from "./keymap.ts";

const MANY = 12; // from so many options on they can be searched

interface ChoiceInputProps {
  question: string;
  options: string[];
  keys: string[];
  /** Several at once. */
  multiple: boolean;
  chosen: (index: number) => boolean;
  /** `pointer`: chosen by a click or a touch, not by moving through them with the arrows. */
  onChoose: (index: number, pointer: boolean) => void;
}

/** Radio buttons or checkboxes with their keys on them. */
export function ChoiceInput(props: ChoiceInputProps) {
  const { options, keys, multiple } = props;
  const [filter, setFilter] = useState("");
  const pointed = useRef(false);
  useEffect(() => {
    const release = () => window.setTimeout(() => (pointed.current = false), 0);
    window.addEventListener("pointerup", release);
    return () => window.removeEventListener("pointerup", release);
  }, []);
  const wanted = filter.trim().toLowerCase();
  const shown = options.map((title, index) => ({ title, index }))
    .filter(({ title, index }) => !wanted || title.toLowerCase().includes(wanted) || props.chosen(index));
  return (
    <fieldset class={"choices" + (options.length > MANY ? " many" : "")}>
      <legend>{props.question}</legend>
      {options.length > MANY && (
        <input
          type="search"
          class="filter"
          placeholder="Find an answer"
          aria-label="Find an answer"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = shown[0];
            if (event.key === "Enter" && first) {
              event.preventDefault();
              event.stopPropagation();
              props.onChoose(first.index, false);
              setFilter("");
              event.currentTarget.blur();
            }
          }}
        />
      )}
      <div class="options">
        {shown.map(({ title, index }) => (
          <label key={index} class="option" onPointerDown={() => (pointed.current = true)}>
            <input
              type={multiple ? "checkbox" : "radio"}
              name="answer"
              checked={props.chosen(index)}
              onClick={(event) => {
                // A chosen radio button that is pressed again is an answer too.
                if (!multiple && pointed.current && props.chosen(index)) props.onChoose(index, true);
                event.stopPropagation();
              }}
              onChange={() => props.onChoose(index, pointed.current)}
            />
            <span class="option-title" dir="auto">{title}</span>
            {keys[index] && <Key name={keyName(keys[index])} />}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
