import type { FindingJson, ListFindingsResponseJson, VerifiedLabelJson } from "#contract/audits";
import { signal } from "@preact/signals";
import { type CallError, call, errorOf } from "../api/connection.ts";
import { saysWrong } from "./figures.ts";
import type { Verdicts } from "./verdicts.ts";

const PAGE_SIZE = 50;
const AHEAD = 10;

/** The suspects of an audit one after the other, most suspicious first; those already judged are passed over. */
export class ReviewQueue {
  readonly current = signal<FindingJson | null>(null);
  readonly state = signal<"loading" | "item" | "done" | "failed">("loading");
  readonly error = signal<CallError | null>(null);
  /** Suspects that were judged, on this page or before, and how many of them were wrong. */
  readonly checked = signal(0);
  readonly wrong = signal(0);

  private ahead: FindingJson[] = [];
  private past: FindingJson[] = [];
  private judged = new Map<string, boolean>();
  private pageToken = "";
  private ended = false;
  private asking = false;

  constructor(
    private readonly audit: string,
    private readonly verdicts: Verdicts,
  ) {}

  async start(): Promise<void> {
    await this.fill();
    this.show();
  }

  /** The suspect is judged; the next one comes. */
  judge(verdict: Omit<VerifiedLabelJson, "itemId">): void {
    const finding = this.current.value;
    if (!finding) return;
    const full = { ...verdict, itemId: finding.itemId ?? "" };
    this.note(finding, full);
    this.verdicts.add(full);
    this.go(finding);
  }

  skip(): void {
    if (this.current.value) this.go(this.current.value);
  }

  /** The one before, to be judged anew. */
  back(): boolean {
    const last = this.past.pop();
    if (!last) return false;
    if (this.current.value) this.ahead.unshift(this.current.value);
    this.current.value = last;
    this.state.value = "item";
    return true;
  }

  async again(): Promise<void> {
    await this.fill();
    this.show();
  }

  private go(finding: FindingJson): void {
    this.past.push(finding);
    this.current.value = null;
    this.show();
    if (this.ahead.length < AHEAD) void this.fill().then(() => this.current.value ?? this.show());
  }

  private note(finding: FindingJson, verdict: VerifiedLabelJson): void {
    this.judged.set(finding.itemId ?? "", saysWrong(finding, verdict));
    this.checked.value = this.judged.size;
    this.wrong.value = [...this.judged.values()].filter(Boolean).length;
  }

  private show(): void {
    const next = this.ahead.shift();
    if (next) {
      this.current.value = next;
      this.state.value = "item";
    } else if (this.error.value) {
      this.state.value = "failed";
    } else {
      this.state.value = this.ended ? "done" : "loading";
    }
  }

  private async fill(): Promise<void> {
    if (this.asking || this.ended) return;
    this.asking = true;
    try {
      while (this.ahead.length < AHEAD && !this.ended) {
        const page = await call<object, ListFindingsResponseJson>("AuditService/ListFindings", {
          audit: "audits/" + this.audit, pageSize: PAGE_SIZE, pageToken: this.pageToken,
        });
        this.error.value = null;
        this.take(page);
      }
    } catch (thrown) {
      this.error.value = errorOf(thrown);
      if (!this.current.value) this.state.value = "failed";
    } finally {
      this.asking = false;
    }
  }

  private take(page: ListFindingsResponseJson): void {
    for (const finding of page.findings ?? []) {
      if (!finding.flagged) {
        this.ended = true;
        return;
      }
      const verdict = this.verdicts.of(finding.itemId ?? "") ?? finding.verified;
      if (verdict) this.note(finding, verdict);
      else this.ahead.push(finding);
    }
    this.pageToken = page.nextPageToken ?? "";
    if (!this.pageToken) this.ended = true;
  }
}
