import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { CallError } from "../api/connection.ts";

/** Says what happened, and what can be done about it. */
export function ErrorNote(props: { error: CallError; title?: string; onRetry?: () => void }) {
  const { error } = props;
  const details = Object.entries(error.metadata).filter(([, value]) => value);
  return (
    <div class="note error" role="alert">
      <strong>{props.title ?? "That did not work."}</strong> {error.message}
      {details.length > 0 && (
        <dl class="details">
          {details.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {props.onRetry && (
        <p>
          <button type="button" class="quiet" onClick={props.onRetry}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}

/** What stands where nothing is yet. */
export function Empty(props: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

export function Loading(props: { what: string }) {
  return (
    <p class="loading" role="status">
      {props.what}…
    </p>
  );
}

/** A bar with its share in words; `value` in [0, 1]. */
export function Bar(props: { value: number; label: string; second?: number }) {
  const percent = Math.round(Math.min(1, Math.max(0, props.value)) * 100);
  return (
    <div class="bar" role="progressbar" aria-label={props.label} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
      <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        {props.second !== undefined && <rect class="second" width={Math.min(100, props.second * 100)} height="1" />}
        <rect class="first" width={percent} height="1" />
      </svg>
    </div>
  );
}

/** A dialog that takes the focus, gives it back, and closes with Escape. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren; wide?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      class={props.wide ? "wide" : ""}
      aria-label={props.title}
      onClose={props.onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="dialog-body">
        <header>
          <h2>{props.title}</h2>
          <button type="button" class="quiet" aria-label="Close" onClick={() => dialog.current?.close()}>
            ✕
          </button>
        </header>
        {props.children}
      </div>
    </dialog>
  );
}

/** A labelled field of a form; `hint` below it. */
export function Field(props: { label: string; hint?: string; children: JSX.Element; for: string }) {
  return (
    <div class="field">
      <label for={props.for}>{props.label}</label>
      {props.children}
      {props.hint && (
        <p class="hint" id={props.for + "-hint"}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** A key as it is printed on keyboards. */
export function Key(props: { name: string }) {
  return <kbd>{props.name}</kbd>;
}
