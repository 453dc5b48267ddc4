import type { AuditJson, FindingJson, VerifiedLabelJson } from "#contract/audits";
import { durationOf } from "../label/active_time.ts";

/** Wilson's interval of a share, at 95 %. */
export function wilson(right: number, trials: number): { value: number; low: number; high: number } {
  if (trials === 0) return { value: Number.NaN, low: 0, high: 1 };
  const z = 1.959963984540054;
  const share = right / trials;
  const scale = 1 + (z * z) / trials;
  const middle = (share + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return { value: share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Whether a verdict says that the given label is wrong. */
export function saysWrong(finding: FindingJson, verdict: VerifiedLabelJson): boolean {
  return verdict.trueLabel !== undefined ? verdict.trueLabel !== finding.givenLabel : verdict.correct === false;
}

/** Who decides, when, and how long it took. */
export function originOf(reviewer: string, activeMs: number): Pick<VerifiedLabelJson, "reviewer" | "verifyTime" | "activeTime"> {
  return { reviewer: reviewer && "annotators/" + reviewer, verifyTime: new Date().toISOString(), activeTime: durationOf(activeMs) };
}

/** How many wrong labels are left when those that were found are taken out; never below 0. */
export function errorsLeft(audit: AuditJson): { value: number; low: number; high: number } {
  const found = Number(audit.verifiedErrorCount ?? 0);
  const left = (value: number | string | undefined) => Math.max(0, Math.round(Number(value ?? 0) - found));
  const errors = audit.estimatedErrors;
  return { value: left(errors?.value), low: left(errors?.low), high: left(errors?.high) };
}

/** The middle of some numbers; NaN of none. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Seconds and millionths that looking at the suspects alone has saved over looking at everything. */
export function saved(audit: AuditJson, checked: number, secondsEach: number): { seconds: number; micros: number } {
  const unseen = Math.max(0, Number(audit.itemCount ?? 0) - checked);
  return { seconds: unseen * secondsEach, micros: unseen * Number(audit.review?.costs?.reviewCostMicros ?? 0) };
}
