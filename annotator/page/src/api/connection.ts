// Calls of the contract by POST /assay.v1.SERVICE/METHOD, as docs/http.md has them.

/** What a call failed with.  `reason` is one of proto/ERRORS.md, or NETWORK: no answer came. */
export class CallError extends Error {
  constructor(
    readonly code: string,
    readonly reason: string,
    message: string,
    readonly metadata: Record<string, string> = {},
  ) {
    super(message);
    this.name = "CallError";
  }

  /** Whether the same call may succeed later, unchanged. */
  get isPassing(): boolean {
    return (
      this.reason === "NETWORK" ||
      this.code === "unavailable" ||
      this.code === "deadline_exceeded" ||
      this.code === "canceled" ||
      this.code === "unknown" ||
      this.reason === "DISK_FULL" ||
      this.reason === "SERVER_BUSY"
    );
  }
}

export interface CallOptions {
  signal?: AbortSignal;
  timeoutMs?: number;
}

const GUARD = { "X-Assay-Request": "1" };

/** A readable error from whatever was thrown. */
export function errorOf(thrown: unknown): CallError {
  if (thrown instanceof CallError) return thrown;
  return new CallError("internal", "PAGE_FAILED", thrown instanceof Error ? thrown.message : String(thrown));
}

async function readError(response: Response): Promise<CallError> {
  try {
    const body = (await response.json()) as Partial<CallError> & { metadata?: Record<string, string> };
    return new CallError(
      body.code ?? "unknown",
      body.reason ?? "",
      body.message || `the server answered with ${response.status}`,
      body.metadata,
    );
  } catch {
    return new CallError("unknown", "", `the server answered with ${response.status}`);
  }
}

async function send(path: string, init: RequestInit, options: CallOptions): Promise<Response> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), options.timeoutMs ?? 30_000);
  const stop = () => limit.abort();
  options.signal?.addEventListener("abort", stop);
  if (options.signal?.aborted) stop();
  try {
    const response = await fetch(path, { ...init, signal: limit.signal, credentials: "same-origin" });
    if (!response.ok) throw await readError(response);
    return response;
  } catch (thrown) {
    if (thrown instanceof CallError) {
      if (thrown.code === "unauthenticated") onSignedOut?.(thrown);
      throw thrown;
    }
    if (options.signal?.aborted) throw new CallError("canceled", "CANCELLED", "the call was given up");
    throw new CallError("unavailable", "NETWORK", "the server cannot be reached");
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", stop);
  }
}

/** Told when a call says that there is no good key. */
export let onSignedOut: ((error: CallError) => void) | null = null;
export function whenSignedOut(listener: (error: CallError) => void): void {
  onSignedOut = listener;
}

/** Calls "SERVICE/METHOD" of assay.v1. */
export async function call<Request extends object, Response>(
  method: string,
  request: Request,
  options: CallOptions = {},
): Promise<Response> {
  const response = await send(
    "/assay.v1." + method,
    {
      method: "POST",
      headers: { ...GUARD, "Content-Type": "application/json" },
      body: JSON.stringify(request),
    },
    options,
  );
  return (await response.json()) as Response;
}

/** Sends a file to an import. */
export async function upload<Spec extends object, Response>(
  method: string,
  spec: Spec,
  file: Blob,
  options: CallOptions = {},
): Promise<Response> {
  const response = await send(
    `/upload/assay.v1.${method}?spec=${encodeURIComponent(JSON.stringify(spec))}`,
    { method: "POST", headers: { ...GUARD, "Content-Type": "application/octet-stream" }, body: file },
    { timeoutMs: 3_600_000, ...options },
  );
  return (await response.json()) as Response;
}

/** Where an export can be downloaded; inline: shown by the browser. */
export function downloadAddress(method: string, request: object, name: string, inline = false): string {
  const query = `request=${encodeURIComponent(JSON.stringify(request))}&name=${encodeURIComponent(name)}`;
  return `/download/assay.v1.${method}?${query}${inline ? "&inline=1" : ""}`;
}

/** GET, POST or DELETE /session. */
export async function session<Response>(method: string, body?: object): Promise<Response> {
  const response = await send(
    "/session",
    {
      method,
      headers: body ? { ...GUARD, "Content-Type": "application/json" } : GUARD,
      body: body ? JSON.stringify(body) : null,
    },
    {},
  );
  return (await response.json()) as Response;
}
