import { countOf } from "../ui/numbers.ts";
import type { WorkSession } from "./work_session.ts";

/** Whether everything that was answered is safe. */
export function StatusLine(props: { work: WorkSession }) {
  const { outbox } = props.work;
  const waiting = outbox.waiting.value;
  const trouble = outbox.trouble.value;
  const refused = outbox.refused.value;
  let kind = "saved";
  let words = "Saved";
  if (waiting > 0 && trouble) {
    kind = "offline";
    words = `${countOf(waiting, "answer")} kept in this browser, sent when the server is there`;
  } else if (waiting > 0) {
    kind = "saving";
    words = "Saving";
  }
  return (
    <>
      <span class={"status " + kind} role="status">
        <span aria-hidden="true">{{ saved: "✓", saving: "…", offline: "⚠" }[kind]}</span> {words}
      </span>
      {refused.length > 0 && (
        <div class="note error refused" role="alert">
          <strong>{countOf(refused.length, "answer was", "answers were")} not taken:</strong>
          <ul>
            {refused.slice(-3).map(({ itemId, error }) => (
              <li key={itemId}>{itemId}: {error.message}</li>
            ))}
          </ul>
          <button type="button" class="quiet" onClick={() => outbox.forgetRefused()}>Understood</button>
        </div>
      )}
    </>
  );
}
