import type { AuditJson, VerifiedLabelJson } from "#contract/audits";
import { signal } from "@preact/signals";
import { CallError, call, errorOf } from "../api/connection.ts";
import type { Shelf } from "../label/outbox.ts";

type Send = (labels: VerifiedLabelJson[]) => Promise<AuditJson>;

const AT_ONCE = 200;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Verdicts on their way to the audit.  The last verdict on an item counts, so sending one again does
 * no harm.  They lie on the shelf until the server has them.
 */
export class Verdicts {
  readonly waiting = signal(0);
  readonly trouble = signal<CallError | null>(null);
  /** The audit's figures as of the last verdicts. */
  readonly audit = signal<AuditJson | null>(null);

  private pending: Record<string, VerifiedLabelJson>;
  private sending = false;
  private stopped = false;
  private waitMs = FIRST_WAIT_MS;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly key: string;

  constructor(
    audit: string,
    private readonly shelf: Shelf,
    private readonly send: Send = (labels) => call("AuditService/VerifyAudit", { name: "audits/" + audit, labels }),
  ) {
    this.key = "assay.verdicts." + audit;
    this.pending = JSON.parse(shelf.getItem(this.key) ?? "{}") as Record<string, VerifiedLabelJson>;
    this.waiting.value = Object.keys(this.pending).length;
  }

  add(verdict: VerifiedLabelJson): void {
    this.pending[verdict.itemId ?? ""] = verdict;
    this.keep();
    void this.flush();
  }

  /** What waits for an item; undefined: nothing. */
  of(itemId: string): VerifiedLabelJson | undefined {
    return this.pending[itemId];
  }

  async flush(): Promise<void> {
    if (this.sending || this.stopped) return;
    this.sending = true;
    clearTimeout(this.timer);
    try {
      for (let batch = this.batch(); batch.length > 0; batch = this.batch()) {
        this.audit.value = await this.send(batch);
        for (const verdict of batch) {
          // One that was changed meanwhile goes out again.
          if (this.pending[verdict.itemId ?? ""] === verdict) delete this.pending[verdict.itemId ?? ""];
        }
        this.trouble.value = null;
        this.waitMs = FIRST_WAIT_MS;
        this.keep();
      }
    } catch (thrown) {
      this.trouble.value = errorOf(thrown);
      if (!this.stopped) this.timer = setTimeout(() => void this.flush(), this.waitMs);
      this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    } finally {
      this.sending = false;
    }
  }

  retryNow(): void {
    this.waitMs = FIRST_WAIT_MS;
    void this.flush();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private batch(): VerifiedLabelJson[] {
    return Object.values(this.pending).slice(0, AT_ONCE);
  }

  private keep(): void {
    this.waiting.value = Object.keys(this.pending).length;
    if (this.waiting.value > 0) this.shelf.setItem(this.key, JSON.stringify(this.pending));
    else this.shelf.removeItem(this.key);
  }
}
