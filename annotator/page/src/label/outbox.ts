import { signal } from "@preact/signals";
import { CallError, call, errorOf } from "../api/connection.ts";

/** An answer on its way to the server.  Its request_id makes it safe to send again. */
export interface Outgoing {
  method: "SubmitLabel" | "SkipItem" | "FlagItem";
  request: { leaseId: string; requestId: string } & Record<string, unknown>;
  itemId: string;
  /** Milliseconds since 1970; answers leave in this order. */
  time: number;
}

/** Where answers are kept until the server has them: localStorage, or a map in tests. */
export type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export type SendCall = (method: string, request: object) => Promise<unknown>;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Answers that the server has not acknowledged.  Each lies on the shelf from the moment it is given
 * until it is acknowledged or refused for good, so that neither a broken network nor a closed
 * browser loses one.  One call is under way at a time, in the order of the answers.
 */
export class Outbox {
  /** Answers that are not yet acknowledged. */
  readonly waiting = signal(0);
  /** Why the last attempt failed, while answers wait; null: nothing is wrong. */
  readonly trouble = signal<CallError | null>(null);
  /** Answers that the server refused for good, with its reason. */
  readonly refused = signal<{ itemId: string; error: CallError }[]>([]);

  private sending = false;
  private stopped = false;
  private waitMs = FIRST_WAIT_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private idle: (() => void)[] = [];

  constructor(
    private readonly prefix: string,
    private readonly shelf: Shelf,
    private readonly send: SendCall = (method, request) => call("WorkService/" + method, request),
  ) {
    this.waiting.value = this.keys().length;
  }

  add(answer: Outgoing): void {
    this.shelf.setItem(this.prefix + answer.request.requestId, JSON.stringify(answer));
    this.waiting.value = this.keys().length;
    void this.flush();
  }

  /** What waits, oldest first. */
  entries(): Outgoing[] {
    return this.keys()
      .map((key) => JSON.parse(this.shelf.getItem(key) ?? "null") as Outgoing | null)
      .filter((answer): answer is Outgoing => answer !== null)
      .sort((a, b) => a.time - b.time);
  }

  /** Sends what waits; ends when nothing waits or the server cannot take more now. */
  async flush(): Promise<void> {
    if (this.sending || this.stopped) return;
    this.sending = true;
    clearTimeout(this.timer);
    try {
      for (let next = this.entries()[0]; next; next = this.entries()[0]) {
        if (!(await this.sendOne(next))) return;
      }
    } finally {
      this.sending = false;
      this.waiting.value = this.keys().length;
      if (this.waiting.value === 0) {
        this.idle.splice(0).forEach((done) => done());
      }
    }
  }

  /** Resolves when everything is acknowledged. */
  whenEmpty(): Promise<void> {
    if (this.waiting.value === 0) return Promise.resolve();
    void this.flush();
    return new Promise((done) => this.idle.push(done));
  }

  /** Tries at once, for example when the network is back. */
  retryNow(): void {
    this.waitMs = FIRST_WAIT_MS;
    void this.flush();
  }

  /** Tries no more by itself; what waits stays on the shelf. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Goes on after stop(), or begins. */
  resume(): void {
    this.stopped = false;
    void this.flush();
  }

  forgetRefused(): void {
    this.refused.value = [];
  }

  private async sendOne(answer: Outgoing): Promise<boolean> {
    try {
      await this.send(answer.method, answer.request);
    } catch (thrown) {
      const error = errorOf(thrown);
      if (error.isPassing || error.code === "unauthenticated") {
        this.trouble.value = error;
        if (!this.stopped) this.timer = setTimeout(() => void this.flush(), this.waitMs);
        this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
        return false;
      }
      this.refused.value = [...this.refused.value, { itemId: answer.itemId, error }];
    }
    this.trouble.value = null;
    this.waitMs = FIRST_WAIT_MS;
    this.shelf.removeItem(this.prefix + answer.request.requestId);
    this.waiting.value = this.keys().length;
    return true;
  }

  private keys(): string[] {
    const keys: string[] = [];
    for (let i = 0; i < this.shelf.length; ++i) {
      const key = this.shelf.key(i);
      if (key?.startsWith(this.prefix)) keys.push(key);
    }
    return keys;
  }
}
