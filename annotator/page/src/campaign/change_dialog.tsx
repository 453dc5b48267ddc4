import type { CampaignJson } from "#contract/campaigns";
import { useState } from "preact/hooks";
import { type CallError, call, errorOf } from "../api/connection.ts";
import { Dialog, ErrorNote, Field } from "../ui/parts.tsx";
import { type CampaignDraft, changesOf, draftOf } from "./changes.ts";
import "../setup/setup.css";

/** What a lead may change while people work: the words, how many labels, how much money. */
export function ChangeDialog(props: { campaign: CampaignJson; onClose: () => void; onChanged: () => void }) {
  const { campaign } = props;
  const [draft, setDraft] = useState(() => draftOf(campaign));
  const [error, setError] = useState<CallError | null>(null);
  const set = (part: Partial<CampaignDraft>) => setDraft((now) => ({ ...now, ...part }));
  const save = async (event: Event) => {
    event.preventDefault();
    const { changed, paths } = changesOf(campaign, draft);
    if (paths.length === 0) {
      props.onClose();
      return;
    }
    try {
      await call("CampaignService/UpdateCampaign", { campaign: { name: campaign.name, etag: campaign.etag, ...changed }, updateMask: paths.join(",") });
      props.onChanged();
    } catch (thrown) {
      setError(errorOf(thrown));
    }
  };
  return (
    <Dialog title="Change the campaign" onClose={props.onClose} wide>
      {error && <ErrorNote error={error} title="Nothing was changed." />}
      <form class="setup-form" onSubmit={(event) => void save(event)}>
        <Field label="Question" for="change-question">
          <input id="change-question" required maxLength={400} value={draft.question} onInput={(event) => set({ question: event.currentTarget.value })} />
        </Field>
        <Field label="Guidelines" for="change-guidelines" hint="In Markdown. A change makes a new version; annotators are told before their next item.">
          <textarea id="change-guidelines" rows={8} value={draft.guidelines} aria-describedby="change-guidelines-hint" onInput={(event) => set({ guidelines: event.currentTarget.value })} />
        </Field>
        <div class="pair">
          <Field label="Labels for each item" for="change-labels"><input id="change-labels" type="number" min={1} max={100} required value={draft.labels} onInput={(event) => set({ labels: Number(event.currentTarget.value), maxLabels: Math.max(draft.maxLabels, Number(event.currentTarget.value)) })} /></Field>
          <Field label="Up to, while they disagree" for="change-max-labels"><input id="change-max-labels" type="number" min={draft.labels} max={100} required value={draft.maxLabels} onInput={(event) => set({ maxLabels: Number(event.currentTarget.value) })} /></Field>
        </div>
        <Field label={`Budget${campaign.currencyCode ? " in " + campaign.currencyCode : ""}`} for="change-budget" hint="The campaign stops before it is exceeded; empty: no limit.">
          <input id="change-budget" type="number" min={0} step="0.01" value={draft.budget} aria-describedby="change-budget-hint" onInput={(event) => set({ budget: event.currentTarget.value })} />
        </Field>
        <p><button type="submit" class="main">Save the changes</button></p>
      </form>
    </Dialog>
  );
}
