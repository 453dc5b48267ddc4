import assert from "node:assert/strict";
import { test } from "node:test";
import { changesOf, draftOf } from "../src/campaign/changes.ts";
import { forecastOf } from "../src/campaign/forecast.ts";
import { orderOf } from "../src/campaign/heat_map.tsx";
import { csvOf } from "../src/ui/csv.ts";
import { money, percent, secondsOf, span } from "../src/ui/numbers.ts";

test("the forecast goes on as the last hour did", () => {
  const campaign = { budgetMicros: "20000000" };
  const status = { labelCount: "60", wantedLabelCount: "90", labelCountLastHour: "15", spentMicros: "6000000" };
  assert.deepEqual(forecastOf(campaign, status), { left: 30, hours: 2, micros: 9_000_000, budgetShare: 0.45 });
});

test("without labels, pace or budget the forecast says nothing", () => {
  const nothing = forecastOf({}, { labelCount: "0", wantedLabelCount: "10" });
  assert.equal(nothing.left, 10);
  assert.ok([nothing.hours, nothing.micros, nothing.budgetShare].every(Number.isNaN));
  assert.equal(forecastOf({}, { labelCount: "10", wantedLabelCount: "10" }).hours, 0);
});

test("those who agree most come first in the map", () => {
  const pairs = [
    { first: "a", second: "b", itemCount: "10", agreement: 0.9 },
    { first: "a", second: "c", itemCount: "10", agreement: 0.5 },
    { first: "b", second: "c", itemCount: "10", agreement: 0.6 },
  ];
  assert.deepEqual(orderOf(pairs), ["b", "a", "c"]);
});

test("CSV is that of RFC 4180", () => {
  assert.equal(csvOf([["a", 1.5], ['say "hi", twice', Number.NaN], ["two\nlines", 0]]),
    'a,1.5\r\n"say ""hi"", twice",\r\n"two\nlines",0\r\n');
});

test("numbers in words", () => {
  assert.equal(percent(0.9337), "93.4 %");
  assert.equal(percent("NaN"), "–");
  assert.equal(secondsOf("12.500s"), 12.5);
  assert.deepEqual([4.25, 59, 600, 9000, Number.NaN].map(span), ["4.3 s", "59 s", "10 min", "2.5 h", "–"]);
  assert.equal(money("1500000", "USD"), "USD\u00a01.50");
});

test("a change names what was touched and nothing else", () => {
  const campaign = { question: "Which?", overlap: { labelCount: 2, targetConfidence: 0.9 }, budgetMicros: "5000000", guidelines: { text: "a", version: 3 } };
  const draft = draftOf(campaign);
  assert.deepEqual(draft, { question: "Which?", guidelines: "a", labels: 2, maxLabels: 2, budget: "5" });
  assert.deepEqual(changesOf(campaign, draft), { changed: {}, paths: [] });
  assert.deepEqual(changesOf(campaign, { ...draft, labels: 3, maxLabels: 5, budget: "" }), {
    changed: { overlap: { labelCount: 3, maxLabelCount: 5, targetConfidence: 0.9 }, budgetMicros: "0" },
    paths: ["overlap", "budgetMicros"],
  });
  assert.deepEqual(changesOf({}, { ...draftOf({}), question: " New? ", guidelines: "b" }), {
    changed: { question: "New?", guidelines: { text: "b" } },
    paths: ["question", "guidelines.text"],
  });
});
