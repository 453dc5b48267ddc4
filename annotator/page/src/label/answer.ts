import type { LabelSchemaJson, LabelValueJson } from "#contract/label_values";

/** The kinds that this page can ask for. */
export type Kind = "single" | "multiple" | "number" | "spans" | "pair" | "none";

export function kindOf(schema: LabelSchemaJson | undefined): Kind {
  switch (schema?.kind) {
    case "KIND_SINGLE_CHOICE":
    case "KIND_ORDINAL":
      return "single";
    case "KIND_MULTIPLE_CHOICE":
      return "multiple";
    case "KIND_NUMBER":
      return "number";
    case "KIND_TEXT_SPANS":
      return "spans";
    case "KIND_PAIRWISE":
      return "pair";
    default:
      return "none";
  }
}

export const PREFERENCES = [
  { value: "PREFERENCE_FIRST", title: "The first is better" },
  { value: "PREFERENCE_SECOND", title: "The second is better" },
  { value: "PREFERENCE_TIE", title: "Neither is better" },
] as const;

/** What can be chosen, in the order of its keys. */
export function optionsOf(schema: LabelSchemaJson | undefined): string[] {
  return kindOf(schema) === "pair" ? PREFERENCES.map(({ title }) => title) : (schema?.classes ?? []);
}

/** The value of choosing one of optionsOf. */
export function choose(schema: LabelSchemaJson | undefined, index: number): LabelValueJson | null {
  if (kindOf(schema) === "pair") {
    const preference = PREFERENCES[index];
    return preference ? { preference: preference.value } : null;
  }
  const choice = schema?.classes?.[index];
  return choice === undefined ? null : { choice };
}

/** Which of optionsOf is chosen; -1: none. */
export function chosenIndex(schema: LabelSchemaJson | undefined, value: LabelValueJson | null): number {
  if (kindOf(schema) === "pair") return PREFERENCES.findIndex((preference) => preference.value === value?.preference);
  return value?.choice === undefined ? -1 : (schema?.classes ?? []).indexOf(value.choice);
}

/** The value with one more class of several, or one less. */
export function toggleClass(schema: LabelSchemaJson | undefined, value: LabelValueJson | null, index: number): LabelValueJson {
  const name = schema?.classes?.[index];
  const chosen = new Set(value?.choices?.classes ?? []);
  if (name !== undefined && !chosen.delete(name)) chosen.add(name);
  return { choices: { classes: (schema?.classes ?? []).filter((each) => chosen.has(each)) } };
}

/** What is shown before anything was answered. */
export function firstValue(schema: LabelSchemaJson | undefined): LabelValueJson | null {
  switch (kindOf(schema)) {
    case "multiple":
      return { choices: { classes: [] } };
    case "spans":
      return { spans: { spans: [] } };
    default:
      return null;
  }
}

/** Why the value cannot be sent; "": it can. */
export function problemOf(schema: LabelSchemaJson | undefined, value: LabelValueJson | null): string {
  switch (kindOf(schema)) {
    case "single":
    case "pair":
      return chosenIndex(schema, value) < 0 ? "Choose an answer first." : "";
    case "number": {
      const number = Number(value?.number);
      if (value?.number === undefined || !Number.isFinite(number)) return "Enter a number first.";
      const [low, high] = [schema?.minValue, schema?.maxValue];
      if (low !== undefined && number < Number(low)) return `At least ${low}.`;
      if (high !== undefined && number > Number(high)) return `At most ${high}.`;
      return "";
    }
    default:
      return value === null ? "Answer first." : "";
  }
}

/** A value in words, as tables show it. */
export function valueText(value: LabelValueJson | undefined): string {
  if (!value) return "–";
  if (value.choice !== undefined) return value.choice;
  if (value.choices) return value.choices.classes?.join(", ") || "none of them";
  if (value.number !== undefined) return String(value.number);
  if (value.preference) return PREFERENCES.find((each) => each.value === value.preference)?.title ?? "";
  if (value.spans) {
    const spans = value.spans.spans ?? [];
    return spans.map((span) => `${span.labelClass} ${span.startOffset ?? 0}–${span.endOffset}`).join(", ") || "no passage";
  }
  if (value.boxes) return `${value.boxes.boxes?.length ?? 0} boxes`;
  return "–";
}
