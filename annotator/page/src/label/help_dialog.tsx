import { useState } from "preact/hooks";
import { Dialog } from "../ui/parts.tsx";
import { ACTIONS, type KeyChoices, type KeyMap, keyName } from "./keymap.ts";

interface HelpDialogProps {
  keys: KeyMap;
  options: string[];
  choices: KeyChoices;
  onChoices: (choices: KeyChoices) => void;
  atOnce: boolean;
  onAtOnce: (atOnce: boolean) => void;
  onClose: () => void;
}

/** Every key, and what it does; each can be changed. */
export function HelpDialog(props: HelpDialogProps) {
  const [changing, setChanging] = useState("");
  const rows = [
    ...props.options.slice(0, 40).map((title, i) => ({ name: "class:" + title, title, key: props.keys.classes[i] ?? "" })),
    ...ACTIONS.map(({ action, title }) => ({ name: action as string, title, key: props.keys.actions[action] })),
  ];
  const take = (event: KeyboardEvent, name: string) => {
    if (["Tab", "Shift", "Control", "Alt", "Meta", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    props.onChoices({ ...props.choices, [name]: event.key.length === 1 ? event.key.toLowerCase() : event.key });
    setChanging("");
  };
  return (
    <Dialog title="Keys" onClose={props.onClose}>
      <table class="keys">
        <thead class="sr"><tr><th scope="col">Key</th><th scope="col">What it does</th></tr></thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <td>
                <button
                  type="button"
                  class="key-button"
                  aria-label={`Key of “${row.title}”: ${row.key ? keyName(row.key) : "none"}. Press to change it.`}
                  onClick={() => setChanging(row.name)}
                  onBlur={() => setChanging("")}
                  onKeyDown={(event) => changing === row.name && take(event, row.name)}
                >
                  <kbd>{changing === row.name ? "press a key" : row.key ? keyName(row.key) : "–"}</kbd>
                </button>
              </td>
              <td>{row.title}</td>
            </tr>
          ))}
          <tr><td><kbd>↑ ↓</kbd></td><td>Go through the answers</td></tr>
        </tbody>
      </table>
      <p>
        <label class="inline">
          <input type="checkbox" checked={props.atOnce} onChange={(event) => props.onAtOnce(event.currentTarget.checked)} /> The key of an answer
          also sends it (single choice)
        </label>
      </p>
      {Object.keys(props.choices).length > 0 && (
        <p><button type="button" class="quiet" onClick={() => props.onChoices({})}>All keys as they were</button></p>
      )}
    </Dialog>
  );
}
