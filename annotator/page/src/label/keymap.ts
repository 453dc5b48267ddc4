// Which key does what.  People may change it; their choice stays in their browser.

export type Action = "submit" | "undo" | "skip" | "flag" | "comment" | "guidelines" | "help";

export const ACTIONS: { action: Action; key: string; title: string }[] = [
  { action: "submit", key: "Enter", title: "Send the answer" },
  { action: "undo", key: "Backspace", title: "Back to the last answer" },
  { action: "skip", key: "s", title: "Skip this item" },
  { action: "flag", key: "f", title: "Say that something is wrong with it" },
  { action: "comment", key: "c", title: "Write a comment" },
  { action: "guidelines", key: "g", title: "Show or hide the guidelines" },
  { action: "help", key: "?", title: "This help" },
];

// The first ten classes have digits, the next ten a row of letters that no action uses.
const CLASS_KEYS = "1234567890qwertyuiop";
const STORED = "assay.keys";

export interface KeyMap {
  actions: Record<Action, string>;
  /** One for each class; "" where there are more classes than keys. */
  classes: string[];
}

/** What was chosen: "submit" or "class:NAME" -> key. */
export type KeyChoices = Record<string, string>;

export function readChoices(shelf: Pick<Storage, "getItem">): KeyChoices {
  try {
    const stored: unknown = JSON.parse(shelf.getItem(STORED) ?? "{}");
    const entries = typeof stored === "object" && stored !== null ? Object.entries(stored) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  } catch {
    return {};
  }
}

export function writeChoices(shelf: Pick<Storage, "setItem">, choices: KeyChoices): void {
  shelf.setItem(STORED, JSON.stringify(choices));
}

/** The keys of a campaign's classes and of the actions; a chosen key is taken from whoever had it. */
export function makeKeyMap(classes: string[], choices: KeyChoices): KeyMap {
  const names = [...ACTIONS.map(({ action }): string => action), ...classes.map((name) => "class:" + name)];
  const usual = [...ACTIONS.map(({ key }) => key), ...classes.map((_, i) => CLASS_KEYS.charAt(i))];
  const chosen = new Set(names.map((name) => choices[name]).filter((key) => key));
  const keys = names.map((name, i) => choices[name] || (chosen.has(usual[i]) ? "" : (usual[i] ?? "")));
  return {
    actions: Object.fromEntries(ACTIONS.map(({ action }, i) => [action, keys[i] ?? ""])) as Record<Action, string>,
    classes: keys.slice(ACTIONS.length),
  };
}

export type KeyMeaning = { action: Action } | { classIndex: number } | null;

export function meaningOf(map: KeyMap, key: string): KeyMeaning {
  const wanted = key.length === 1 ? key.toLowerCase() : key;
  for (const { action } of ACTIONS) {
    if (map.actions[action] === wanted) return { action };
  }
  const classIndex = map.classes.indexOf(wanted);
  return wanted && classIndex >= 0 ? { classIndex } : null;
}

/** How a key is printed. */
export function keyName(key: string): string {
  const names: Record<string, string> = { Enter: "↵ Enter", Backspace: "⌫ Backspace", " ": "Space" };
  return names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/** Whether the key belongs to a field that is written in, and is none of our business. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["radio", "checkbox", "button", "submit"].includes(target.type);
}
