import type { GetCallerResponseJson } from "#contract/keys";
import { signal } from "@preact/signals";
import { CallError, errorOf, session, whenSignedOut } from "./connection.ts";

/** Who works with these pages. */
export interface Caller {
  role: "ROLE_ADMIN" | "ROLE_MANAGER" | "ROLE_ANNOTATOR" | "ROLE_VIEWER";
  /** Last part of "annotators/{annotator}" that the key belongs to; empty: none. */
  annotator: string;
  /** Whether the store has keys; else whoever is on this machine is its administrator. */
  keysRequired: boolean;
}

interface SessionAnswer {
  caller: GetCallerResponseJson;
  keysRequired: boolean;
}

export type SessionState =
  | { kind: "asking" }
  | { kind: "in"; caller: Caller }
  | { kind: "out" }
  | { kind: "failed"; error: CallError };

export const sessionState = signal<SessionState>({ kind: "asking" });
/** True while a key has ended in the middle of work; what is on the page stays. */
export const signedOut = signal(false);

function callerOf(answer: SessionAnswer): Caller {
  return {
    role: (answer.caller.role ?? "ROLE_VIEWER") as Caller["role"],
    annotator: (answer.caller.annotator ?? "").replace(/^annotators\//, ""),
    keysRequired: answer.keysRequired,
  };
}

export async function askSession(): Promise<void> {
  try {
    const answer = await session<SessionAnswer>("GET");
    sessionState.value = { kind: "in", caller: callerOf(answer) };
  } catch (thrown) {
    const error = errorOf(thrown);
    sessionState.value = error.code === "unauthenticated" ? { kind: "out" } : { kind: "failed", error };
  }
}

/** Throws CallError where the key is not good. */
export async function logIn(key: string): Promise<void> {
  const answer = await session<SessionAnswer>("POST", { key });
  signedOut.value = false;
  sessionState.value = { kind: "in", caller: callerOf(answer) };
}

export async function logOut(): Promise<void> {
  await session("DELETE");
  sessionState.value = { kind: "out" };
}

whenSignedOut(() => {
  if (sessionState.value.kind === "in") signedOut.value = true;
});

export function mayManage(caller: Caller): boolean {
  return caller.role === "ROLE_ADMIN" || caller.role === "ROLE_MANAGER";
}
