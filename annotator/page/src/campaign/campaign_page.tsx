import type { CampaignJson, CampaignStatusJson } from "#contract/campaigns";
import { useEffect, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { type CallError, call, downloadAddress, errorOf } from "../api/connection.ts";
import { useAsked } from "../api/resources.ts";
import { type Caller, mayManage } from "../api/session.ts";
import { watch } from "../api/watch.ts";
import { ErrorNote, Loading } from "../ui/parts.tsx";
import { AgreementSection } from "./agreement_section.tsx";
import { AnnotatorSection } from "./annotator_section.tsx";
import { ChangeDialog } from "./change_dialog.tsx";
import { CostSection } from "./cost_section.tsx";
import { DisagreementSection } from "./disagreement_section.tsx";
import { ProgressSection } from "./progress_section.tsx";
import "./campaign.css";

const STATES: Record<string, string> = {
  STATE_DRAFT: "draft",
  STATE_RUNNING: "running",
  STATE_PAUSED: "paused",
  STATE_CLOSED: "closed",
};

const EXPORTS = [
  { format: "FORMAT_LABELS_CSV", title: "Labels (CSV)", ending: "labels.csv" },
  { format: "FORMAT_CONSENSUS_CSV", title: "Consensus (CSV)", ending: "consensus.csv" },
  { format: "FORMAT_LABELS_JSONL", title: "Labels (JSON lines)", ending: "labels.jsonl" },
  { format: "FORMAT_LOSSLESS", title: "Everything, to be restored", ending: "jsonl" },
];

/** One campaign for its lead: how far, how good, how dear, and where people disagree. */
export function CampaignPage(props: { campaign: string; caller: Caller }) {
  const { campaign: id, caller } = props;
  const name = "campaigns/" + id;
  const asked = useAsked(() => call<object, CampaignJson>("CampaignService/GetCampaign", { name }), [id]);
  const [status, setStatus] = useState<CampaignStatusJson | null>(null);
  const [live, setLive] = useState(false);
  const [problem, setProblem] = useState<CallError | null>(null);
  const [changing, setChanging] = useState(false);
  useEffect(() => {
    document.title = `${id} · Assay`;
    return watch<object, CampaignStatusJson>("CampaignService/WatchCampaignStatus", { name, interval: "1s" }, {
      onMessage: setStatus,
      onConnection: setLive,
      onError: setProblem,
      onEnd: () => setLive(false),
    });
  }, [id]);
  const failure = asked.error ?? (status ? null : problem);
  if (failure) {
    return (
      <>
        <h1 class="page-title">{id}</h1>
        <ErrorNote error={failure} title="The campaign cannot be shown." onRetry={asked.again} />
      </>
    );
  }
  if (asked.state !== "there" || !status) return <Loading what="Loading the campaign" />;
  const campaign = asked.value;
  const act = async (method: string) => {
    try {
      await call("CampaignService/" + method, { name });
      setProblem(null);
      asked.again();
    } catch (thrown) {
      setProblem(errorOf(thrown));
    }
  };
  const state = status.state ?? campaign.state ?? "";
  const manages = mayManage(caller);
  return (
    <>
      <header class="campaign-head">
        <div>
          <h1>{campaign.displayName || id} <span class={"tag " + (STATES[state] ?? "")}>{STATES[state] ?? ""}</span></h1>
          <p class="soft">{campaign.question}</p>
        </div>
        <div class="campaign-actions">
          {manages && (state === "STATE_DRAFT" || state === "STATE_PAUSED") && (
            <button type="button" class="main" onClick={() => void act("StartCampaign")}>{state === "STATE_DRAFT" ? "Start" : "Resume"}</button>
          )}
          {manages && state === "STATE_RUNNING" && <button type="button" onClick={() => void act("PauseCampaign")}>Pause</button>}
          {manages && <Link class="button" href={"/label/" + id}>Label</Link>}
          {manages && state !== "STATE_CLOSED" && <button type="button" onClick={() => setChanging(true)}>Change</button>}
          <ShareButton />
          <details class="menu">
            <summary class="button">Export</summary>
            <ul>
              {EXPORTS.map(({ format, title, ending }) => (
                <li key={format}><a href={downloadAddress("CampaignService/ExportCampaign", { name, format }, `${id}.${ending}`)} download>{title}</a></li>
              ))}
            </ul>
          </details>
          {manages && state !== "STATE_CLOSED" && state !== "STATE_DRAFT" && <CloseButton onClose={() => act("CloseCampaign")} />}
        </div>
      </header>
      {changing && <ChangeDialog campaign={campaign} onClose={() => setChanging(false)} onChanged={() => { setChanging(false); asked.again(); }} />}
      {problem && <ErrorNote error={problem} />}
      <p class="live" role="status">{state === "STATE_CLOSED" ? "Closed: the figures stay as they are." : live ? "● live" : "○ not connected; trying again"}</p>
      <ProgressSection campaign={campaign} status={status} />
      <AgreementSection id={id} campaign={campaign} status={status} />
      <AnnotatorSection id={id} campaign={campaign} status={status} manages={manages} />
      <DisagreementSection id={id} campaign={campaign} status={status} caller={caller} />
      <CostSection id={id} campaign={campaign} status={status} />
    </>
  );
}

function ShareButton() {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setCopied(true);
    } catch {
      window.prompt("The address of this page:", location.href);
    }
  };
  return <button type="button" onClick={() => void copy()}><span aria-live="polite">{copied ? "Link copied" : "Copy link"}</span></button>;
}

function CloseButton(props: { onClose: () => Promise<void> }) {
  const [asks, setAsks] = useState(false);
  if (!asks) return <button type="button" onClick={() => setAsks(true)}>Close</button>;
  return (
    <span class="confirm" role="alert">
      For good?{" "}
      <button type="button" onClick={() => void props.onClose()}>Close it</button>
      <button type="button" class="quiet" onClick={() => setAsks(false)}>No</button>
    </span>
  );
}
