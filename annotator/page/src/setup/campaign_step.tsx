import type { AnnotatorJson, ListAnnotatorsResponseJson } from "#contract/annotators";
import type { CampaignJson } from "#contract/campaigns";
import type { DatasetJson, ListDatasetsResponseJson } from "#contract/datasets";
import { micromark } from "micromark";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { type CallError, call, errorOf } from "../api/connection.ts";
import { idOf, listAll, newRequestId, useAsked } from "../api/resources.ts";
import { count, money } from "../ui/numbers.ts";
import { Empty, ErrorNote, Field, Loading } from "../ui/parts.tsx";
import { estimateBill } from "./bill.ts";
import { classesFrom, nameFrom } from "./names.ts";

const KINDS = [
  { kind: "KIND_SINGLE_CHOICE", title: "One of some classes" },
  { kind: "KIND_MULTIPLE_CHOICE", title: "Several of some classes" },
  { kind: "KIND_ORDINAL", title: "One step of a scale, lowest first" },
  { kind: "KIND_NUMBER", title: "A number" },
  { kind: "KIND_TEXT_SPANS", title: "Passages of the text" },
  { kind: "KIND_PAIRWISE", title: "Which of two is better" },
] as const;
const WITHOUT_CLASSES = ["KIND_NUMBER", "KIND_PAIRWISE"];
const SECONDS_A_LABEL = 15;

interface Draft {
  dataset: string;
  title: string;
  question: string;
  kind: string;
  classes: string;
  guidelines: string;
  labels: number;
  maxLabels: number;
  people: string[];
  order: string;
  gold: string;
  goldPercent: number;
  passPercent: number;
  budget: string;
}

/** A campaign in a few steps on one page, with its bill beside it. */
export function CampaignStep(props: { dataset: string }) {
  const asked = useAsked(async () => {
    const [datasets, people] = await Promise.all([
      listAll<DatasetJson, ListDatasetsResponseJson>("DatasetService/ListDatasets", {}, (answer) => answer.datasets, 1000),
      listAll<AnnotatorJson, ListAnnotatorsResponseJson>("AnnotatorService/ListAnnotators", {}, (answer) => answer.annotators, 1000),
    ]);
    return { datasets: datasets.reverse(), people: people.filter((each) => !each.disabled && each.kind !== "KIND_RULE" && each.kind !== "KIND_MODEL") };
  }, []);
  if (asked.state !== "there" || asked.value.datasets.length === 0) {
    return (
      <>
        <h1 class="page-title">New campaign</h1>
        {asked.state === "asking" && <Loading what="Loading" />}
        {asked.state === "failed" && <ErrorNote error={asked.error} onRetry={asked.again} />}
        {asked.state === "there" && <Empty title="There is no data yet"><p><Link class="button main" href="/setup/data">Upload a file</Link></p></Empty>}
      </>
    );
  }
  return <CampaignForm datasets={asked.value.datasets} people={asked.value.people} dataset={props.dataset} />;
}

function CampaignForm(props: { datasets: DatasetJson[]; people: AnnotatorJson[]; dataset: string }) {
  const first = props.datasets.find((each) => idOf(each.name) === props.dataset) ?? props.datasets[0];
  const [draft, setDraft] = useState<Draft>(() => ({
    dataset: idOf(first?.name), title: "", question: "", kind: "KIND_SINGLE_CHOICE",
    classes: (first?.classes ?? []).map((each) => each.label ?? "").join("\n"), guidelines: "",
    labels: 2, maxLabels: 2, people: [], order: "ORDER_RANDOM", gold: "", goldPercent: 10, passPercent: 70, budget: "",
  }));
  const [error, setError] = useState<CallError | null>(null);
  const [made, setMade] = useState<CampaignJson | null>(null);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  const dataset = props.datasets.find((each) => idOf(each.name) === draft.dataset);
  const workers = draft.people.length > 0 ? props.people.filter((each) => draft.people.includes(idOf(each.name))) : props.people;
  const bill = estimateBill(Number(dataset?.itemCount ?? 0), draft.labels, draft.maxLabels, workers, SECONDS_A_LABEL);
  const create = async (event: Event) => {
    event.preventDefault();
    try {
      const campaign = await call<object, CampaignJson>("CampaignService/CreateCampaign", {
        campaignId: nameFrom(draft.title), campaign: campaignOf(draft, bill.currency), requestId: newRequestId(),
      });
      setMade(campaign);
      setError(null);
    } catch (thrown) {
      setError(errorOf(thrown));
    }
  };
  if (made) return <MadeCampaign campaign={made} people={workers} />;
  return (
    <>
      <h1 class="page-title">New campaign</h1>
      <form class="setup-columns" onSubmit={(event) => void create(event)}>
        <div class="setup-form">
          <Field label="Items" for="dataset">
            <select id="dataset" value={draft.dataset} onChange={(event) => set({ dataset: event.currentTarget.value })}>
              {props.datasets.map((each) => <option key={each.name} value={idOf(each.name)}>{idOf(each.name)} ({count(each.itemCount)} items)</option>)}
            </select>
          </Field>
          <Field label="Title" for="title" hint={draft.title ? `It will be found as “${nameFrom(draft.title)}”.` : "For people; its name is made from it."}>
            <input id="title" required maxLength={60} value={draft.title} aria-describedby="title-hint" onInput={(event) => set({ title: event.currentTarget.value })} />
          </Field>
          <Field label="Question" for="question">
            <input id="question" required maxLength={400} placeholder="What is this about?" value={draft.question} onInput={(event) => set({ question: event.currentTarget.value })} />
          </Field>
          <Field label="The answer is" for="kind">
            <select id="kind" value={draft.kind} onChange={(event) => set({ kind: event.currentTarget.value })}>
              {KINDS.map((each) => <option key={each.kind} value={each.kind}>{each.title}</option>)}
            </select>
          </Field>
          {!WITHOUT_CLASSES.includes(draft.kind) && (
            <Field label="Classes" for="classes" hint={`One a line, or with commas; ${classesFrom(draft.classes).length} so far.`}>
              <textarea id="classes" required rows={5} value={draft.classes} aria-describedby="classes-hint" onInput={(event) => set({ classes: event.currentTarget.value })} />
            </Field>
          )}
          <Field label="Guidelines" for="guidelines" hint="How to answer, in Markdown. They stand beside each item.">
            <textarea id="guidelines" rows={5} value={draft.guidelines} aria-describedby="guidelines-hint" onInput={(event) => set({ guidelines: event.currentTarget.value })} />
          </Field>
          {draft.guidelines && <div class="markdown guide-preview" dangerouslySetInnerHTML={{ __html: micromark(draft.guidelines) }} />}
          <div class="pair">
            <Field label="Labels for each item" for="labels"><input id="labels" type="number" min={1} max={100} required value={draft.labels} onInput={(event) => set({ labels: Number(event.currentTarget.value), maxLabels: Math.max(draft.maxLabels, Number(event.currentTarget.value)) })} /></Field>
            <Field label="Up to, while they disagree" for="max-labels"><input id="max-labels" type="number" min={draft.labels} max={100} required value={draft.maxLabels} onInput={(event) => set({ maxLabels: Number(event.currentTarget.value) })} /></Field>
          </div>
          <fieldset class="radio-group">
            <legend class="field-title">Who may work</legend>
            {props.people.length === 0 && <p class="hint">Everybody who is added under <Link href="/setup/people">People</Link>; on this machine, whoever enters a name.</p>}
            {props.people.slice(0, 50).map((each) => {
              const name = idOf(each.name);
              return (
                <label key={name} class="inline">
                  <input type="checkbox" checked={draft.people.includes(name)} onChange={(event) => set({ people: event.currentTarget.checked ? [...draft.people, name] : draft.people.filter((other) => other !== name) })} /> {name}
                </label>
              );
            })}
            {props.people.length > 0 && <p class="hint">Nobody chosen: everybody.</p>}
          </fieldset>
          <details>
            <summary>Quality, order and budget</summary>
            <Field label="Known answers, mixed in unseen" for="gold" hint="A data set whose labels are right; it measures everybody who works.">
              <select id="gold" value={draft.gold} aria-describedby="gold-hint" onChange={(event) => set({ gold: event.currentTarget.value })}>
                <option value="">none</option>
                {props.datasets.filter((each) => (each.classes ?? []).length > 0).map((each) => <option key={each.name} value={idOf(each.name)}>{idOf(each.name)}</option>)}
              </select>
            </Field>
            {draft.gold && (
              <div class="pair">
                <Field label="Share of them, in percent" for="gold-share"><input id="gold-share" type="number" min={1} max={50} value={draft.goldPercent} onInput={(event) => set({ goldPercent: Number(event.currentTarget.value) })} /></Field>
                <Field label="Right answers to go on, in percent" for="pass"><input id="pass" type="number" min={0} max={100} value={draft.passPercent} onInput={(event) => set({ passPercent: Number(event.currentTarget.value) })} /></Field>
              </div>
            )}
            <Field label="Order" for="order">
              <select id="order" value={draft.order} onChange={(event) => set({ order: event.currentTarget.value })}>
                <option value="ORDER_RANDOM">random</option>
                <option value="ORDER_SEQUENTIAL">as in the file</option>
                <option value="ORDER_GAIN">first what a label tells most about</option>
              </select>
            </Field>
            <Field label={`Budget${bill.currency ? " in " + bill.currency : ""}`} for="budget" hint="The campaign stops before it is exceeded; empty: no limit.">
              <input id="budget" type="number" min={0} step="0.01" value={draft.budget} aria-describedby="budget-hint" onInput={(event) => set({ budget: event.currentTarget.value })} />
            </Field>
          </details>
          {error && <ErrorNote error={error} title="The campaign was not made." />}
          <button type="submit" class="main">Make the campaign</button>
        </div>
        <aside class="bill" aria-label="Estimated bill">
          <h2>The bill</h2>
          <p class="bill-sum" role="status">{bill.highMicros === 0 ? "free" : bill.lowMicros === bill.highMicros ? money(bill.highMicros, bill.currency) : `${money(bill.lowMicros, bill.currency)} to ${money(bill.highMicros, bill.currency)}`}</p>
          <p>{count(bill.labels)} labels{draft.maxLabels > draft.labels ? " at most" : ""}</p>
          <p class="soft">Taken for granted:</p>
          <ul>{bill.assumes.map((each) => <li key={each}>{each}</li>)}</ul>
        </aside>
      </form>
    </>
  );
}

function campaignOf(draft: Draft, currency: string): CampaignJson {
  const budget = Math.round(Number(draft.budget || 0) * 1e6);
  return {
    displayName: draft.title.trim(),
    dataset: "datasets/" + draft.dataset,
    question: draft.question.trim(),
    schema: { kind: draft.kind as "KIND_SINGLE_CHOICE", classes: WITHOUT_CLASSES.includes(draft.kind) ? [] : classesFrom(draft.classes) },
    guidelines: { text: draft.guidelines },
    annotators: draft.people.map((each) => "annotators/" + each),
    overlap: { labelCount: draft.labels, maxLabelCount: draft.maxLabels > draft.labels ? draft.maxLabels : 0 },
    order: draft.order as "ORDER_RANDOM",
    ...(draft.gold ? { gold: { dataset: "datasets/" + draft.gold, share: draft.goldPercent / 100, passMark: draft.passPercent / 100 } } : {}),
    ...(budget > 0 ? { budgetMicros: String(budget) } : {}),
    ...(currency ? { currencyCode: currency } : {}),
  };
}

function MadeCampaign(props: { campaign: CampaignJson; people: AnnotatorJson[] }) {
  const id = idOf(props.campaign.name);
  const [started, setStarted] = useState(false);
  const [error, setError] = useState<CallError | null>(null);
  const start = async () => {
    try {
      await call("CampaignService/StartCampaign", { name: props.campaign.name });
      setStarted(true);
    } catch (thrown) {
      setError(errorOf(thrown));
    }
  };
  const link = `${location.origin}/label/${id}`;
  return (
    <>
      <h1 class="page-title">{props.campaign.displayName || id}</h1>
      {error && <ErrorNote error={error} />}
      {!started ? (
        <div class="note"><p>The campaign is made, and nobody gets items yet.</p><p><button type="button" class="main" onClick={() => void start()}>Start it</button></p></div>
      ) : (
        <div role="status">
          <p class="lead">It runs. Send people this link:</p>
          <p class="big-link"><a href={link}>{link}</a></p>
          <p class="next-steps"><Link class="button main" href={"/label/" + id}>Label</Link><Link class="button" href={"/campaign/" + id}>Watch it</Link><Link class="button" href="/setup/people">Invite people</Link></p>
        </div>
      )}
    </>
  );
}
