import { useCallback, useEffect, useState } from "preact/hooks";
import { CallError, call, errorOf } from "./connection.ts";

/** What a page asks the server for once. */
export type Asked<Value> =
  | { state: "asking"; value: null; error: null }
  | { state: "there"; value: Value; error: null }
  | { state: "failed"; value: null; error: CallError };

/** Asks when the component appears and when `keys` change; `again` asks anew, keeping what is there. */
export function useAsked<Value>(ask: () => Promise<Value>, keys: unknown[]): Asked<Value> & { again: () => void } {
  const [asked, setAsked] = useState<Asked<Value>>({ state: "asking", value: null, error: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let left = false;
    ask().then(
      (value) => left || setAsked({ state: "there", value, error: null }),
      (thrown: unknown) => left || setAsked({ state: "failed", value: null, error: errorOf(thrown) }),
    );
    return () => {
      left = true;
    };
  }, [...keys, round]);
  const again = useCallback(() => setRound((value) => value + 1), []);
  return { ...asked, again };
}

/** All pages of a list, at most `limit` entries. */
export async function listAll<Entry, Response extends { nextPageToken?: string }>(
  method: string,
  request: object,
  entriesOf: (response: Response) => Entry[] | undefined,
  limit = 10_000,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  let pageToken = "";
  do {
    const response = await call<object, Response>(method, { ...request, pageSize: Math.min(1000, limit), pageToken });
    entries.push(...(entriesOf(response) ?? []));
    pageToken = response.nextPageToken ?? "";
  } while (pageToken && entries.length < limit);
  return entries;
}

/** "campaigns/news" -> "news". */
export function idOf(name: string | undefined): string {
  return (name ?? "").replace(/^[a-z]+\//, "");
}

/** A new id for a call, so that it can be sent again. */
export function newRequestId(): string {
  // randomUUID is for secure contexts only, and the pages may be served without TLS in a house.
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
