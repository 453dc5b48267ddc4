import assert from "node:assert/strict";
import { test } from "node:test";
import { CallError } from "../src/api/connection.ts";
import { Outbox, type Outgoing, type Shelf } from "../src/label/outbox.ts";

/** localStorage as the standard has it. */
class MapShelf implements Shelf {
  private readonly map = new Map<string, string>();
  get length() { return this.map.size; }
  getItem(key: string) { return this.map.get(key) ?? null; }
  setItem(key: string, value: string) { this.map.set(key, value); }
  removeItem(key: string) { this.map.delete(key); }
  key(index: number) { return [...this.map.keys()][index] ?? null; }
}

function answer(id: string, time: number): Outgoing {
  return { method: "SubmitLabel", request: { leaseId: "lease-" + id, requestId: id }, itemId: "item-" + id, time };
}

const offline = new CallError("unavailable", "NETWORK", "no network");

test("answers leave in the order in which they were given, one at a time", async () => {
  const sent: string[] = [];
  let running = 0;
  const outbox = new Outbox("o/", new MapShelf(), async (_, request) => {
    assert.equal(++running, 1);
    await new Promise((done) => setTimeout(done, 5));
    --running;
    sent.push((request as { requestId: string }).requestId);
  });
  ["b", "a", "c"].forEach((id, i) => outbox.add(answer(id, i)));
  await outbox.whenEmpty();
  assert.deepEqual(sent, ["b", "a", "c"]);
  assert.equal(outbox.waiting.value, 0);
});

test("an answer outlives a broken network and a closed browser, with its request_id", async () => {
  const shelf = new MapShelf();
  const first = new Outbox("o/", shelf, () => Promise.reject(offline));
  first.add(answer("one", 1));
  first.add(answer("two", 2));
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(first.waiting.value, 2);
  assert.equal(first.trouble.value?.reason, "NETWORK");
  first.stop();

  const sent: unknown[] = [];
  const second = new Outbox("o/", shelf, (_, request) => { sent.push(request); return Promise.resolve({}); });
  assert.equal(second.waiting.value, 2);
  await second.whenEmpty();
  assert.deepEqual(sent, [answer("one", 1).request, answer("two", 2).request]);
  assert.equal(shelf.length, 0);
});

test("what fails in passing is sent again by itself", async () => {
  let attempts = 0;
  const outbox = new Outbox("o/", new MapShelf(), () => (++attempts < 3 ? Promise.reject(offline) : Promise.resolve({})));
  outbox.add(answer("x", 1));
  await outbox.whenEmpty();
  assert.equal(attempts, 3);
  assert.equal(outbox.trouble.value, null);
});

test("what the server refuses for good is told, and does not block the others", async () => {
  const late = new CallError("failed_precondition", "LEASE_EXPIRED", "too late");
  const outbox = new Outbox("o/", new MapShelf(), (_, request) =>
    (request as { requestId: string }).requestId === "bad" ? Promise.reject(late) : Promise.resolve({}));
  outbox.add(answer("bad", 1));
  outbox.add(answer("good", 2));
  await outbox.whenEmpty();
  assert.deepEqual(outbox.refused.value.map(({ itemId, error }) => [itemId, error.reason]), [["item-bad", "LEASE_EXPIRED"]]);
});

test("a key that has ended keeps the answers", async () => {
  const outbox = new Outbox("o/", new MapShelf(), () => Promise.reject(new CallError("unauthenticated", "KEY_INVALID", "no")));
  outbox.add(answer("x", 1));
  await new Promise((done) => setTimeout(done, 20));
  assert.equal(outbox.waiting.value, 1);
  assert.equal(outbox.refused.value.length, 0);
  outbox.stop();
});

test("outboxes of other campaigns on the same shelf are left alone", () => {
  const shelf = new MapShelf();
  shelf.setItem("other/x", "{}");
  assert.equal(new Outbox("o/", shelf, () => Promise.resolve({})).waiting.value, 0);
});
