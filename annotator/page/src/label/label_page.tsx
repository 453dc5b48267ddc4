import type { AnnotatorJson, ListAnnotatorsResponseJson } from "#contract/annotators";
import type { CampaignJson } from "#contract/campaigns";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Link, useSearchParams } from "wouter-preact";
import { call, errorOf } from "../api/connection.ts";
import { idOf, listAll, useAsked } from "../api/resources.ts";
import { type Caller } from "../api/session.ts";
import { Empty, ErrorNote, Field, Loading } from "../ui/parts.tsx";
import { SignedOutDialog, ThemeButton } from "../ui/shell.tsx";
import { kindOf } from "./answer.ts";
import { StatusLine } from "./status_line.tsx";
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
    return <WhoLabels campaign={asked.value} onChoose={(name) => setSearch({ as: name }, { replace: true })} />;
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

/** Where the key does not say who labels: somebody chooses. */
function WhoLabels(props: { campaign: CampaignJson; onChoose: (name: string) => void }) {
  const [name, setName] = useState("");
  const [problem, setProblem] = useState("");
  const allowed = (props.campaign.annotators ?? []).map(idOf);
  const asked = useAsked(
    () => listAll<AnnotatorJson, ListAnnotatorsResponseJson>("AnnotatorService/ListAnnotators", {}, (answer) => answer.annotators, 1000),
    [],
  );
  const people = (asked.value ?? [])
    .filter((each) => (each.kind === "KIND_EXPERT" || each.kind === "KIND_CROWD") && !each.disabled)
    .map((each) => idOf(each.name))
    .filter((each) => allowed.length === 0 || allowed.includes(each));
  const enter = async (event: Event) => {
    event.preventDefault();
    const wanted = name.trim();
    try {
      if (!people.includes(wanted)) {
        await call("AnnotatorService/CreateAnnotator", { annotatorId: wanted, annotator: { kind: "KIND_EXPERT" } });
      }
      props.onChoose(wanted);
    } catch (thrown) {
      setProblem(errorOf(thrown).message);
    }
  };
  return (
    <main class="alone">
      <form class="login" onSubmit={(event) => void enter(event)}>
        <h1>Who labels?</h1>
        <p class="lead">Labels in {props.campaign.displayName || idOf(props.campaign.name)} are kept under a name.</p>
        {people.length > 0 && (
          <p class="people">
            {people.slice(0, 30).map((each) => (
              <button key={each} type="button" onClick={() => props.onChoose(each)}>{each}</button>
            ))}
          </p>
        )}
        {allowed.length === 0 && (
          <>
            <Field label={people.length > 0 ? "Or a new name" : "Your name"} for="name" hint="Letters, digits, '-', '_' and '.'.">
              <input id="name" value={name} required pattern="[A-Za-z0-9_.\-]{1,63}" autocomplete="username" aria-describedby="name-hint" onInput={(event) => setName(event.currentTarget.value)} />
            </Field>
            <button type="submit" class="main">Start labelling</button>
          </>
        )}
        {problem && <p role="alert" class="problem">{problem}</p>}
      </form>
    </main>
  );
}
