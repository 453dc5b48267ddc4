import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../src/api/connection.ts";
import type { Shelf } from "../src/label/outbox.ts";
import { errorsLeft, median, saved, saysWrong, wilson } from "../src/review/figures.ts";
import { Verdicts } from "../src/review/verdicts.ts";
import { estimateBill } from "../src/setup/bill.ts";
import { classesFrom, firstLines, nameFrom } from "../src/setup/names.ts";

class MapShelf implements Shelf {
  private readonly map = new Map<string, string>();
  get length() { return this.map.size; }
  getItem(key: string) { return this.map.get(key) ?? null; }
  setItem(key: string, value: string) { this.map.set(key, value); }
  removeItem(key: string) { this.map.delete(key); }
  key(index: number) { return [...this.map.keys()][index] ?? null; }
}

test("Wilson's interval is that of the textbooks", () => {
  // Agresti and Coull (1998): 0 of 10 -> (0, .278); Newcombe (1998), table I: 81 of 263 -> (.2553, .3662).
  assert.ok(Math.abs(wilson(0, 10).high - 0.2775) < 5e-4);
  const newcombe = wilson(81, 263);
  assert.ok(Math.abs(newcombe.low - 0.2553) < 5e-5 && Math.abs(newcombe.high - 0.3662) < 5e-5);
  assert.ok(Number.isNaN(wilson(0, 0).value));
});

test("what is left, what is saved", () => {
  const audit = { itemCount: "1000", verifiedErrorCount: "30", estimatedErrors: { value: 80, low: 20, high: 140 }, review: { costs: { reviewCostMicros: "50000" } } };
  assert.deepEqual(errorsLeft(audit), { value: 50, low: 0, high: 110 });
  assert.deepEqual(saved(audit, 100, 4), { seconds: 3600, micros: 45_000_000 });
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([1, 2]), 1.5);
  assert.ok(saysWrong({ givenLabel: "a" }, { trueLabel: "b" }));
  assert.ok(!saysWrong({ givenLabel: "a" }, { trueLabel: "a" }));
  assert.ok(saysWrong({ givenLabel: "a" }, { correct: false }));
});

test("verdicts outlive a broken network, and the last one on an item counts", async () => {
  const shelf = new MapShelf();
  const first = new Verdicts("1", shelf, () => Promise.reject(new CallError("unavailable", "NETWORK", "")));
  first.add({ itemId: "x", trueLabel: "a" });
  first.add({ itemId: "x", trueLabel: "b" });
  first.add({ itemId: "y", correct: false });
  await new Promise((done) => setTimeout(done, 10));
  assert.equal(first.waiting.value, 2);
  first.stop();
  const sent: object[] = [];
  const second = new Verdicts("1", shelf, (labels) => { sent.push(...labels); return Promise.resolve({ flaggedCount: "2" }); });
  await second.flush();
  assert.deepEqual(sent, [{ itemId: "x", trueLabel: "b" }, { itemId: "y", correct: false }]);
  assert.equal(second.waiting.value, 0);
  assert.equal(second.audit.value?.flaggedCount, "2");
});

test("the bill is items times labels times price", () => {
  const people = [{ labelPriceMicros: "100000", currencyCode: "USD" }, { hourPriceMicros: "36000000", currencyCode: "USD" }];
  assert.deepEqual(estimateBill(50, 2, 3, people, 15), {
    labels: 150, lowMicros: 10_000_000, highMicros: 22_500_000, currency: "USD",
    assumes: ["50 items with 2 to 3 labels each", "15 seconds for a label, for those who are paid by the hour"],
  });
  const mixed = estimateBill(1, 1, 1, [{ labelPriceMicros: "1", currencyCode: "USD" }, { labelPriceMicros: "1", currencyCode: "EUR" }], 1);
  assert.equal(mixed.currency, "");
  assert.match(mixed.assumes.join(), /several currencies/);
});

test("names and classes from what people write", () => {
  assert.equal(nameFrom("Kundenanfragen März (2024).csv.gz"), "kundenanfragen-marz-2024");
  assert.equal(nameFrom("../../etc/passwd"), "etc-passwd");
  assert.deepEqual(classesFrom("a, b\nb\n c "), ["a", "b", "c"]);
  assert.deepEqual(firstLines("\uFEFFid,text\r\n\r\n1,a\n", 5), ["id,text", "1,a"]);
});
