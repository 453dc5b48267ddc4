import { CallError } from "./connection.ts";

interface WatchHandlers<Message> {
  onMessage: (message: Message) => void;
  onEnd?: () => void;
  onError?: (error: CallError) => void;
  /** Told when the connection breaks (false) and is there again (true). */
  onConnection?: (connected: boolean) => void;
}

/**
 * Follows a call that answers with a stream, over a WebSocket that is opened again when it breaks.
 * Returns what ends it.
 */
export function watch<Request extends object, Message>(
  method: string,
  request: Request,
  handlers: WatchHandlers<Message>,
): () => void {
  let ended = false;
  let socket: WebSocket | null = null;
  let timer = 0;
  let waitMs = 500;

  const open = () => {
    socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/watch");
    socket.onopen = () => {
      waitMs = 500;
      handlers.onConnection?.(true);
      socket?.send(JSON.stringify({ id: 1, method: "assay.v1." + method, request }));
    };
    socket.onmessage = (event: MessageEvent<string>) => {
      const frame = JSON.parse(event.data) as { message?: Message; end?: boolean; error?: CallError };
      if (frame.message !== undefined) {
        handlers.onMessage(frame.message);
      } else if (frame.end) {
        close();
        handlers.onEnd?.();
      } else if (frame.error) {
        const error = new CallError(frame.error.code, frame.error.reason, frame.error.message, frame.error.metadata);
        if (error.isPassing) {
          socket?.close();
        } else {
          close();
          handlers.onError?.(error);
        }
      }
    };
    socket.onclose = () => {
      if (ended) return;
      handlers.onConnection?.(false);
      timer = window.setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, 10_000);
    };
  };
  const close = () => {
    ended = true;
    window.clearTimeout(timer);
    socket?.close();
  };
  open();
  return close;
}
