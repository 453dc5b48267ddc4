import type {
  ExtendLeasesResponseJson,
  LeaseItemsResponseJson,
  LeaseJson,
  UndoLabelsResponseJson,
} from "#contract/work";
import type { LabelValueJson } from "#contract/label_values";
import { batch, signal } from "@preact/signals";
import { CallError, call, errorOf } from "../api/connection.ts";
import { newRequestId } from "../api/resources.ts";
import { durationOf } from "./active_time.ts";
import { Outbox, type Outgoing, type Shelf } from "./outbox.ts";

/** What the page shows. */
export type WorkState =
  | { kind: "loading" }
  | { kind: "item"; lease: LeaseJson }
  /** Nothing now; the server is asked again by itself. */
  | { kind: "waiting" }
  | { kind: "done" }
  /** Another window of this browser is at work for the same annotator. */
  | { kind: "elsewhere" }
  | { kind: "budget" }
  | { kind: "failed"; error: CallError };

/** What the server says of the work. */
export interface Progress {
  mine: number;
  complete: number;
  items: number;
}

export interface TimeTaken {
  wallMs: number;
  activeMs: number;
}

const PREFETCH = 4; // items that are here before they are shown, the shown one included
const LOOK_AGAIN_MS = 3000;
const HEARTBEAT_MS = 60_000;

/**
 * One annotator at work in one campaign: takes items before they are needed, hands answers to the
 * outbox, and shows the next item without waiting for anybody.  Items that are out are remembered on
 * the shelf, so that a page that is loaded again goes on with them.
 */
export class WorkSession {
  readonly state = signal<WorkState>({ kind: "loading" });
  readonly progress = signal<Progress | null>(null);
  readonly outbox: Outbox;
  /** Answers given on this page. */
  readonly given = signal(0);

  private queue: LeaseJson[] = [];
  private asking = false;
  private stopped = false;
  private timers: number[] = [];
  private undoId = "";
  private release: () => void = () => undefined;
  private readonly leaseKey: string;
  private readonly askKey: string;

  constructor(
    readonly campaign: string,
    readonly annotator: string,
    private readonly shelf: Shelf,
  ) {
    const place = `${campaign}/${annotator}/`;
    this.leaseKey = "assay.leases." + place;
    this.askKey = "assay.ask." + place;
    this.outbox = new Outbox("assay.outbox." + place, shelf);
  }

  private names() {
    return {
      campaign: "campaigns/" + this.campaign,
      annotator: this.annotator ? "annotators/" + this.annotator : "",
    };
  }

  /** `takes`: from another window of this browser, which then stops. */
  async start(takes = false): Promise<void> {
    if (!(await this.claim(takes))) {
      this.state.value = { kind: "elsewhere" };
      return;
    }
    this.stopped = false;
    this.state.value = { kind: "loading" };
    this.queue = [];
    this.outbox.resume();
    this.timers.push(window.setInterval(() => void this.heartbeat(), HEARTBEAT_MS));
    await this.takeUpAgain();
    await this.fill(1); // one in any case: the answer says how far the work is
  }

  // One window at a time: two would show the same items.
  private claim(takes: boolean): Promise<boolean> {
    // Where there is no TLS beyond this machine, browsers offer no locks.
    if (!("locks" in navigator)) return Promise.resolve(true);
    return new Promise((tell) => {
      const options = takes ? { steal: true } : { ifAvailable: true };
      navigator.locks
        .request("assay.work." + this.leaseKey, options, (lock) => {
          tell(lock !== null);
          return lock === null ? undefined : new Promise<void>((done) => (this.release = done));
        })
        .catch(() => {
          this.stop();
          this.state.value = { kind: "elsewhere" };
        });
    });
  }

  stop(): void {
    this.stopped = true;
    this.release();
    this.outbox.stop();
    this.timers.forEach((timer) => window.clearTimeout(timer));
  }

  // Items that an earlier page of this browser had: those that the server still holds for us.
  private async takeUpAgain(): Promise<void> {
    const stored = JSON.parse(this.shelf.getItem(this.leaseKey) ?? "[]") as LeaseJson[];
    const answered = new Set(this.outbox.entries().map((answer) => answer.request.leaseId));
    const open = stored.filter((lease) => !answered.has(lease.leaseId ?? ""));
    if (open.length === 0) return;
    try {
      const held = await call<object, ExtendLeasesResponseJson>("WorkService/ExtendLeases", {
        ...this.names(),
        leaseIds: open.map((lease) => lease.leaseId),
      });
      const alive = new Set((held.leases ?? []).map((lease) => lease.leaseId));
      this.queue = open.filter((lease) => alive.has(lease.leaseId));
    } catch (thrown) {
      // Without the server they are shown all the same; an answer that comes too late is said.
      if (errorOf(thrown).isPassing) this.queue = open;
    }
    this.remember();
    this.show();
  }

  /** The item that is shown. */
  get current(): LeaseJson | null {
    return this.state.value.kind === "item" ? this.state.value.lease : null;
  }

  /** What comes after the shown item, so that its images can be fetched. */
  get next(): LeaseJson | null {
    return this.queue[1] ?? null;
  }

  submit(value: LabelValueJson, taken: TimeTaken, guidelineVersion: number, comment: string): void {
    this.put("SubmitLabel", {
      value,
      wallTime: durationOf(taken.wallMs),
      activeTime: durationOf(taken.activeMs),
      guidelineVersion,
      comment,
    });
    this.given.value += 1;
    this.advance();
  }

  skip(reason: string): void {
    this.put("SkipItem", { reason });
    this.advance();
  }

  /** The item stays: it can still be answered. */
  flag(reason: string): void {
    this.put("FlagItem", { reason });
  }

  private put(method: Outgoing["method"], fields: object): void {
    const lease = this.current;
    if (!lease) return;
    this.outbox.add({
      method,
      request: { ...this.names(), leaseId: lease.leaseId ?? "", requestId: newRequestId(), ...fields },
      itemId: lease.itemId ?? "",
      time: Date.now(),
    });
  }

  private advance(): void {
    this.queue.shift();
    this.remember();
    this.show();
    void this.fill();
  }

  /** Shows the last answered item again, with its answer.  Throws CallError. */
  async undo(): Promise<void> {
    await this.outbox.whenEmpty();
    this.undoId ||= newRequestId();
    let response: UndoLabelsResponseJson;
    try {
      response = await call("WorkService/UndoLabels", { ...this.names(), labelCount: 1, requestId: this.undoId });
    } catch (thrown) {
      if (!errorOf(thrown).isPassing) this.undoId = "";
      throw thrown;
    }
    this.undoId = "";
    const leases = response.leases ?? [];
    const ids = new Set(leases.map((lease) => lease.itemId));
    this.queue = [...leases, ...this.queue.filter((lease) => !ids.has(lease.itemId))];
    this.given.value = Math.max(0, this.given.value - leases.length);
    this.remember();
    this.show();
  }

  /** Gives everything back that this annotator holds, also in other browsers, and begins anew. */
  async takeOver(): Promise<void> {
    await this.outbox.whenEmpty();
    await call("WorkService/ReleaseItems", { ...this.names(), leaseIds: [] });
    this.queue = [];
    this.remember();
    this.show();
    await this.fill();
  }

  /** Asks at once, for example after the network came back. */
  wake(): void {
    if (this.stopped) return;
    this.outbox.retryNow();
    void this.fill();
  }

  private show(): void {
    const first = this.queue[0];
    batch(() => {
      if (first) {
        if (this.current?.leaseId !== first.leaseId) this.state.value = { kind: "item", lease: first };
      } else if (this.state.value.kind === "item") {
        this.state.value = { kind: "loading" };
      }
    });
  }

  private remember(): void {
    if (this.queue.length > 0) {
      this.shelf.setItem(this.leaseKey, JSON.stringify(this.queue));
    } else {
      this.shelf.removeItem(this.leaseKey);
    }
  }

  // Takes items until PREFETCH are here, and at least so many.
  private async fill(atLeast = 0): Promise<void> {
    const wanted = Math.max(atLeast, PREFETCH - this.queue.length);
    if (this.asking || this.stopped || wanted <= 0) return;
    this.asking = true;
    const request = this.asked(wanted);
    try {
      const response = await call<object, LeaseItemsResponseJson>("WorkService/LeaseItems", {
        ...this.names(),
        ...request,
      });
      this.shelf.removeItem(this.askKey);
      this.take(response);
    } catch (thrown) {
      const error = errorOf(thrown);
      if (!error.isPassing && error.code !== "unauthenticated") this.shelf.removeItem(this.askKey);
      this.failed(error);
    } finally {
      this.asking = false;
    }
  }

  // The request for items.  One whose answer never came is made again as it was, also by a page that
  // is loaded again: the server may have handed items out for it.
  private asked(wanted: number): { maxItemCount: number; requestId: string } {
    const earlier = this.shelf.getItem(this.askKey);
    if (earlier) return JSON.parse(earlier) as { maxItemCount: number; requestId: string };
    const request = { maxItemCount: wanted, requestId: newRequestId() };
    this.shelf.setItem(this.askKey, JSON.stringify(request));
    return request;
  }

  private take(response: LeaseItemsResponseJson): void {
    const known = new Set(this.queue.map((lease) => lease.leaseId));
    const fresh = (response.leases ?? []).filter((lease) => !known.has(lease.leaseId));
    this.queue.push(...fresh);
    this.remember();
    const said = response.progress;
    if (said) {
      this.progress.value = {
        mine: Number(said.answeredItemCount ?? 0),
        complete: Number(said.completeItemCount ?? 0),
        items: Number(said.itemCount ?? 0),
      };
    }
    this.show();
    if (this.queue.length > 0) return;
    if (response.state === "STATE_DONE") {
      // Only when the last answers are there is it known that nothing is left.
      this.state.value = { kind: "done" };
    } else if (response.state === "STATE_BUDGET_SPENT") {
      this.state.value = { kind: "budget" };
    } else {
      this.state.value = { kind: "waiting" };
      this.lookAgain();
    }
  }

  // What is on its way may be all that is missing.
  private lookAgain(): void {
    if (this.outbox.waiting.value > 0) {
      void this.outbox.whenEmpty().then(() => this.fill());
    } else {
      this.later(() => void this.fill(), LOOK_AGAIN_MS);
    }
  }

  private failed(error: CallError): void {
    if (error.isPassing || error.code === "unauthenticated") {
      this.later(() => void this.fill(), LOOK_AGAIN_MS);
    }
    // Items that are here can still be answered.
    if (this.queue.length > 0) return;
    if (error.reason === "TOO_MANY_LEASES" && this.outbox.waiting.value > 0) {
      this.lookAgain();
    } else {
      this.state.value = { kind: "failed", error };
    }
  }

  private later(action: () => void, ms: number): void {
    if (!this.stopped) this.timers.push(window.setTimeout(action, ms));
  }

  // Items last while somebody is at work on them.
  private async heartbeat(): Promise<void> {
    if (this.queue.length === 0 || document.hidden) return;
    try {
      await call("WorkService/ExtendLeases", {
        ...this.names(),
        leaseIds: this.queue.map((lease) => lease.leaseId),
      });
    } catch {
      // The next one may arrive.
    }
  }
}
