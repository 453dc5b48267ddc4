import type { CampaignJson } from "#contract/campaigns";
import { useEffect, useMemo } from "preact/hooks";
import { Link, useSearchParams } from "wouter-preact";
import { call } from "../api/connection.ts";
import { idOf, useAsked } from "../api/resources.ts";
import { type Caller } from "../api/session.ts";
import { Empty, ErrorNote, Loading } from "../ui/parts.tsx";
import { SignedOutDialog, ThemeButton } from "../ui/shell.tsx";
import { kindOf } from "./answer.ts";
import { StatusLine } from "./status_line.tsx";
import { WhoForm } from "./who_form.tsx";
import { WorkSession } from "./work_session.ts";
import { WorkView } from "./work_view.tsx";
import "./label.css";

/** The page of one annotator in one campaign; managers say with ?as=NAME whom they work for. */
export function LabelPage(props: { campaign: string; caller: Caller }) {
  const { campaign, caller } = props;
  const [search, setSearch] = useSearchParams();
  const annotator = caller.annotator || (search.get("as") ?? "");
  const asked = useAsked(
    () => call<object, CampaignJson>("CampaignService/GetCampaign", { name: "campaigns/" + campaign }),
    [campaign],
  );
  useEffect(() => {
    document.title = `Label ${campaign} · Assay`;
  }, [campaign]);
  if (asked.state === "asking") return <Loading what="Loading the campaign" />;
  if (asked.state === "failed") {
    return (
      <main class="alone">
        <ErrorNote error={asked.error} onRetry={asked.again} />
        <p><Link href="/">Overview</Link></p>
      </main>
    );
  }
  if (!annotator) {
    const name = asked.value.displayName || idOf(asked.value.name);
    return (
      <WhoForm
        title="Who labels?"
        lead={`Labels in ${name} are kept under a name.`}
        action="Start labelling"
        allowed={(asked.value.annotators ?? []).map(idOf)}
        onChoose={(as) => setSearch({ as }, { replace: true })}
      />
    );
  }
  return <Work key={annotator} campaign={asked.value} annotator={annotator} caller={caller} refresh={asked.again} />;
}

function Work(props: { campaign: CampaignJson; annotator: string; caller: Caller; refresh: () => void }) {
  const id = idOf(props.campaign.name);
  const work = useMemo(() => new WorkSession(id, props.annotator, localStorage), [id, props.annotator]);
  useEffect(() => {
    void work.start();
    const wake = () => work.wake();
    const look = () => document.hidden || work.wake();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", look);
    return () => {
      work.stop();
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", look);
    };
  }, [work]);
  const progress = work.progress.value;
  return (
    <div class="label-page">
      <header class="label-top">
        <Link href="/" class="brand" aria-label="Assay, overview">Assay</Link>
        <h1 class="label-title">{props.campaign.displayName || id}</h1>
        <StatusLine work={work} />
        <span class="who">{props.annotator}</span>
        <ThemeButton />
      </header>
      {kindOf(props.campaign.schema) === "none" ? (
        <main class="label-main">
          <Empty title="This page cannot ask for boxes">
            <p>Campaigns for rectangles in images are labelled by tools that call the service; see docs/http.md.</p>
          </Empty>
        </main>
      ) : (
        <WorkView work={work} campaign={props.campaign} refresh={props.refresh} />
      )}
      <footer class="label-progress">
        {progress && (
          <span>
            You: <strong>{progress.mine}</strong> · Campaign: <strong>{progress.complete}</strong> of {progress.items} items complete
          </span>
        )}
      </footer>
      <SignedOutDialog />
    </div>
  );
}
