import assert from "node:assert/strict";
import { test } from "node:test";
import { ActiveTime, durationOf, IDLE_MS } from "../src/label/active_time.ts";
import { problemOf, toggleClass, valueText } from "../src/label/answer.ts";
import { toCodePoints, toUnits, trimPassage, wordsOf } from "../src/label/code_points.ts";
import { makeKeyMap, meaningOf } from "../src/label/keymap.ts";
import { addSpan, piecesOf, spanText } from "../src/label/spans.ts";

test("active time leaves out what is idle and what is hidden", () => {
  let now = 1000;
  const time = new ActiveTime(() => now);
  now += 5000;
  assert.deepEqual(time.read(), { wallMs: 5000, activeMs: 5000 });
  time.sign();
  now += IDLE_MS + 40_000; // away from the desk
  time.sign();
  now += 2000;
  assert.deepEqual(time.read(), { wallMs: IDLE_MS + 47_000, activeMs: IDLE_MS + 7000 });
  time.setVisible(false);
  now += 10_000; // another tab
  time.sign();
  time.setVisible(true);
  now += 1000;
  assert.deepEqual(time.read(), { wallMs: IDLE_MS + 58_000, activeMs: IDLE_MS + 8000 });
  time.restart();
  now += 250;
  assert.deepEqual(time.read(), { wallMs: 250, activeMs: 250 });
});

test("durations are those of the contract", () => {
  assert.equal(durationOf(1234.4), "1.234s");
  assert.equal(durationOf(-3), "0.000s");
});

test("code points and UTF-16 units", () => {
  const text = "a😀é b👩‍🚀c"; // 😀 and the two parts of 👩‍🚀 are pairs
  assert.equal(toCodePoints(text, 3), 2);
  assert.equal(toUnits(text, 2), 3);
  for (let point = 0; point <= [...text].length; ++point) {
    assert.equal(toCodePoints(text, toUnits(text, point)), point);
    assert.equal(text.slice(0, toUnits(text, point)), [...text].slice(0, point).join(""));
  }
});

test("a passage loses the white space around it and never half a character", () => {
  assert.deepEqual(trimPassage(" ab  ", 0, 5), [1, 3]);
  assert.equal(trimPassage("   ", 0, 3), null);
  assert.deepEqual(trimPassage("😀😀", 1, 3), [0, 4]);
});

test("words are found, also where nothing separates them but a full stop", () => {
  assert.deepEqual(wordsOf("One, two.").map(([from, to]) => "One, two.".slice(from, to)), ["One", "two"]);
});

test("overlapping spans cut the text into pieces", () => {
  const text = "😀 John Smith";
  let spans = addSpan(text, [], 3, 7, "FIRST", "text");
  spans = addSpan(text, spans, 3, 13, "PERSON", "text");
  spans = addSpan(text, spans, 3, 13, "PERSON", "text"); // twice the same is once
  assert.deepEqual(spans, [
    { startOffset: "2", endOffset: "6", labelClass: "FIRST", column: "text" },
    { startOffset: "2", endOffset: "12", labelClass: "PERSON", column: "text" },
  ]);
  assert.deepEqual(spans.map((span) => spanText(text, span)), ["John", "John Smith"]);
  assert.deepEqual(piecesOf(text, spans), [
    { start: 0, end: 3, spans: [] },
    { start: 3, end: 7, spans: [0, 1] },
    { start: 7, end: 13, spans: [1] },
  ]);
});

test("keys: digits for classes, a chosen key is taken from whoever had it", () => {
  const usual = makeKeyMap(["yes", "no"], {});
  assert.deepEqual(usual.classes, ["1", "2"]);
  assert.deepEqual(meaningOf(usual, "2"), { classIndex: 1 });
  assert.deepEqual(meaningOf(usual, "S"), { action: "skip" });
  assert.equal(meaningOf(usual, "9"), null);
  const changed = makeKeyMap(["yes", "no"], { "class:yes": "s" });
  assert.deepEqual(meaningOf(changed, "s"), { classIndex: 0 });
  assert.equal(changed.actions.skip, "");
  assert.equal(makeKeyMap(Array.from({ length: 30 }, (_, i) => "c" + i), {}).classes[25], "");
});

test("answers are checked before they are sent", () => {
  const schema = { kind: "KIND_NUMBER" as const, minValue: 0, maxValue: 5 };
  assert.equal(problemOf(schema, { number: 3 }), "");
  assert.match(problemOf(schema, { number: 9 }), /At most 5/);
  assert.match(problemOf(schema, null), /number/);
  const several = { kind: "KIND_MULTIPLE_CHOICE" as const, classes: ["a", "b", "c"] };
  const both = toggleClass(several, toggleClass(several, null, 2), 0);
  assert.deepEqual(both, { choices: { classes: ["a", "c"] } });
  assert.equal(valueText(both), "a, c");
  assert.deepEqual(toggleClass(several, both, 0), { choices: { classes: ["c"] } });
});
