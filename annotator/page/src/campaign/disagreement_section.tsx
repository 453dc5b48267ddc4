import type { CampaignItemJson, CampaignJson, CampaignStatusJson, ListCampaignItemsResponseJson } from "#contract/campaigns";
import type { LabelValueJson } from "#contract/label_values";
import { useState } from "preact/hooks";
import { call, errorOf, upload } from "../api/connection.ts";
import { idOf, useAsked } from "../api/resources.ts";
import { type Caller, mayManage } from "../api/session.ts";
import { choose, kindOf, optionsOf, valueText } from "../label/answer.ts";
import { ItemFields } from "../label/item_fields.tsx";
import { percent } from "../ui/numbers.ts";
import { Empty, ErrorNote, Field, Loading } from "../ui/parts.tsx";
import { levelOf } from "./agreement_section.tsx";
import { measureAgreement } from "./measure.ts";

interface SectionProps {
  id: string;
  campaign: CampaignJson;
  status: CampaignStatusJson;
  caller: Caller;
}

const SHOWN = 20;

/** Items on which people disagree most, with their labels side by side; a lead can settle them here. */
export function DisagreementSection(props: SectionProps) {
  const enough = Number(props.status.agreement?.itemCount ?? 0) > 0;
  const asked = useAsked(async () => {
    if (!enough) return [];
    const { items } = await measureAgreement(props.id, levelOf(props.campaign));
    return Promise.all(items.filter((each) => Number(each.disagreement ?? 0) > 0).slice(0, SHOWN).map((each) => readItem(props.id, each.item ?? "")));
  }, [props.id, enough]);
  const [name, setName] = useState(localStorage.getItem("assay.adjudicator") ?? "");
  const who = props.caller.annotator || name;
  const items = (asked.value ?? []).filter((item): item is CampaignItemJson => item !== null);
  return (
    <section aria-labelledby="disagreement">
      <h2 id="disagreement">Deepest disagreement <button type="button" class="quiet" onClick={asked.again}>Look again</button></h2>
      {asked.state === "asking" && <Loading what="Looking" />}
      {asked.state === "failed" && <ErrorNote error={asked.error} onRetry={asked.again} />}
      {asked.state === "there" && items.length === 0 && <Empty title="No disagreement"><p>Nobody has answered an item otherwise than the others.</p></Empty>}
      {items.length > 0 && (
        <>
          <p class="lead">
            {mayManage(props.caller)
              ? "Choose the right answer: it goes into the log as a label of yours, and the consensus counts it with the others."
              : "The items whose labels are furthest apart come first."}
          </p>
          {mayManage(props.caller) && !props.caller.annotator && (
            <div class="adjudicator">
              <Field label="Your name in the log" for="adjudicator">
                <input id="adjudicator" value={name} pattern="[A-Za-z0-9_.\-]{1,63}" placeholder="for example lead" onInput={(event) => { setName(event.currentTarget.value); localStorage.setItem("assay.adjudicator", event.currentTarget.value); }} />
              </Field>
            </div>
          )}
          <ul class="disputes">
            {items.map((item) => <Dispute key={item.itemId} item={item} who={who} {...props} />)}
          </ul>
        </>
      )}
    </section>
  );
}

async function readItem(id: string, itemId: string): Promise<CampaignItemJson | null> {
  const answer = await call<object, ListCampaignItemsResponseJson>("CampaignService/ListCampaignItems", {
    campaign: "campaigns/" + id, itemId, includeFields: true,
  });
  return answer.items?.[0] ?? null;
}

function Dispute(props: SectionProps & { item: CampaignItemJson; who: string }) {
  const [item, setItem] = useState(props.item);
  const [problem, setProblem] = useState("");
  const schema = props.campaign.schema;
  const kind = kindOf(schema);
  const canSettle = mayManage(props.caller) && (kind === "single" || kind === "pair") && props.status.state !== "STATE_CLOSED";
  const settle = async (value: LabelValueJson | null) => {
    if (!props.who) {
      setProblem("Enter your name above first.");
      return;
    }
    try {
      const row = JSON.stringify({ item: item.itemId, annotator: props.who, label: value?.choice ?? value }) + "\n";
      await upload("CampaignService/ImportLabels", {
        campaign: "campaigns/" + props.id, fileName: "adjudication.jsonl", format: "jsonl",
        itemColumn: "item", annotatorColumn: "annotator", labelColumn: "label", createAnnotatorsKind: 1,
      }, new Blob([row]));
      setItem((await readItem(props.id, item.itemId ?? "")) ?? item);
      setProblem("");
    } catch (thrown) {
      setProblem(errorOf(thrown).message);
    }
  };
  const mine = item.labels?.find((label) => idOf(label.annotator) === props.who);
  return (
    <li class="card dispute">
      <p class="soft">{item.itemId}</p>
      <ItemFields fields={item.fields ?? []} />
      <ul class="side-by-side">
        {(item.labels ?? []).map((label) => (
          <li key={label.annotator}><span class="soft">{idOf(label.annotator)}</span> <strong dir="auto">{valueText(label.value)}</strong></li>
        ))}
      </ul>
      <p>Consensus: <strong>{valueText(item.consensus)}</strong> <span class="soft">({percent(item.confidence, 0)} sure)</span></p>
      {canSettle && (
        <div class="settle" role="group" aria-label={`The right answer of ${item.itemId}`}>
          {optionsOf(schema).slice(0, 30).map((option, index) => (
            <button key={option} type="button" aria-pressed={valueText(mine?.value) === option} onClick={() => void settle(choose(schema, index))}>{option}</button>
          ))}
        </div>
      )}
      <p role="status">{mine ? `Settled as ${valueText(mine.value)}.` : ""}</p>
      {problem && <p role="alert" class="problem">{problem}</p>}
    </li>
  );
}
