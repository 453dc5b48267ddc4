import { micromark } from "micromark";
import { useMemo } from "preact/hooks";

/**
 * Guidelines as they are shown.  micromark escapes HTML in the Markdown and drops addresses that are
 * not of the web, so that what a manager writes cannot run.
 */
export function Guidelines(props: { text: string; version: number; onClose: () => void }) {
  const html = useMemo(() => micromark(props.text), [props.text]);
  return (
    <aside class="guidelines" aria-label="Guidelines">
      <header>
        <h2>Guidelines</h2>
        <span class="soft">version {props.version}</span>
        <button type="button" class="quiet" onClick={props.onClose} aria-label="Hide the guidelines">✕</button>
      </header>
      <div class="markdown" dir="auto" dangerouslySetInnerHTML={{ __html: html }} />
    </aside>
  );
}
