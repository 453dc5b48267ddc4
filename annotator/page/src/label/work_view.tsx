import type { CampaignJson } from "#contract/campaigns";
import type { LabelValueJson } from "#contract/label_values";
import type { LeaseJson } from "#contract/work";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { errorOf } from "../api/connection.ts";
import { idOf } from "../api/resources.ts";
import { Dialog, Empty, ErrorNote, Field, Key, Loading } from "../ui/parts.tsx";
import { ActiveTime } from "./active_time.ts";
import { useActivitySigns } from "./activity_signs.ts";
import { choose, chosenIndex, firstValue, kindOf, optionsOf, problemOf, toggleClass } from "./answer.ts";
import { ChoiceInput } from "./choice_input.tsx";
import { Guidelines } from "./guidelines.tsx";
import { HelpDialog } from "./help_dialog.tsx";
import { isImage, ItemFields } from "./item_fields.tsx";
import { type Action, isTyping, keyName, makeKeyMap, meaningOf, readChoices, writeChoices } from "./keymap.ts";
import { NumberInput } from "./number_input.tsx";
import { SpanInput } from "./span_input.tsx";
import type { WorkSession } from "./work_session.ts";

interface WorkViewProps {
  work: WorkSession;
  campaign: CampaignJson;
  refresh: () => void;
}

/** The shown item or why there is none, with the guidelines beside it. */
export function WorkView(props: WorkViewProps) {
  const { work, campaign } = props;
  const state = work.state.value;
  const guidelines = campaign.guidelines;
  const [showsGuidelines, setShowsGuidelines] = useState(window.innerWidth > 900);
  const toggleGuidelines = () => setShowsGuidelines((shown) => !shown);
  return (
    <div class="label-body">
      <main class="label-main" id="content">
        {state.kind === "item" ? (
          <ItemView
            key={state.lease.leaseId}
            work={work}
            campaign={campaign}
            lease={state.lease}
            refresh={props.refresh}
            onGuidelines={guidelines?.text ? toggleGuidelines : null}
          />
        ) : (
          <NoItem work={work} campaign={campaign} />
        )}
      </main>
      {guidelines?.text && showsGuidelines && (
        <Guidelines text={guidelines.text} version={guidelines.version ?? 1} onClose={toggleGuidelines} />
      )}
    </div>
  );
}

function NoItem(props: { work: WorkSession; campaign: CampaignJson }) {
  const { work } = props;
  const state = work.state.value;
  const undo = work.given.value > 0 && (
    <button type="button" onClick={() => void work.undo().catch(() => undefined)}>Back to the last answer</button>
  );
  switch (state.kind) {
    case "waiting":
      return (
        <Empty title="Nothing for you at the moment">
          <p>Others are at work on what is left. This page looks again by itself.</p>
          {undo}
        </Empty>
      );
    case "done":
      return (
        <Empty title="All done">
          <p>There is nothing left for you in this campaign. Thank you!</p>
          <p>{undo} <Link href="/" class="button">Overview</Link></p>
        </Empty>
      );
    case "elsewhere":
      return (
        <Empty title="Another window is at work here">
          <p>This campaign is open in another window or tab of this browser.</p>
          <button type="button" class="main" onClick={() => void work.start(true)}>Go on here</button>
        </Empty>
      );
    case "budget":
      return <Empty title="The budget is spent"><p>No more items are handed out.</p>{undo}</Empty>;
    case "failed":
      return <Failed work={work} />;
    default:
      return <Loading what="Fetching items" />;
  }
}

function Failed(props: { work: WorkSession }) {
  const state = props.work.state.value;
  if (state.kind !== "failed") return null;
  const { error } = state;
  const route = idOf(error.metadata["route_campaign"]);
  if (error.reason === "ANNOTATOR_STOPPED" && route) {
    return (
      <Empty title="Please go on in another campaign">
        <p><a class="button main" href={"/label/" + encodeURIComponent(route)}>Go to {route}</a></p>
      </Empty>
    );
  }
  if (error.reason === "TOO_MANY_LEASES") {
    return (
      <Empty title="Another window has your items">
        <p>You hold as many items as the campaign allows, in another window or browser.</p>
        <button type="button" class="main" onClick={() => void props.work.takeOver().catch(() => undefined)}>Go on here</button>
      </Empty>
    );
  }
  if (error.reason === "ANNOTATOR_NOT_FOUND") {
    return (
      <Empty title={`Nobody is called “${props.work.annotator}” here`}>
        <p><a class="button main" href={"/label/" + encodeURIComponent(props.work.campaign)}>Choose who labels</a></p>
      </Empty>
    );
  }
  if (error.reason === "CAMPAIGN_NOT_RUNNING") {
    return <Empty title="The campaign is not running"><p>{error.message}</p><button type="button" onClick={() => props.work.wake()}>Look again</button></Empty>;
  }
  return <ErrorNote error={error} title={error.isPassing ? "The server cannot be reached; trying again." : "No item could be fetched."} onRetry={() => props.work.wake()} />;
}

interface ItemViewProps {
  work: WorkSession;
  campaign: CampaignJson;
  lease: LeaseJson;
  refresh: () => void;
  onGuidelines: (() => void) | null;
}

type Panel = "none" | "skip" | "flag" | "comment" | "help";

function ItemView(props: ItemViewProps) {
  const { work, campaign, lease } = props;
  const schema = campaign.schema ?? {};
  const kind = kindOf(schema);
  const options = useMemo(() => optionsOf(schema), [schema]);
  const [choices, setChoices] = useState(() => readChoices(localStorage));
  const keys = useMemo(() => makeKeyMap(options, choices), [options, choices]);
  const [atOnce, setAtOnce] = useState(localStorage.getItem("assay.at-once") !== "no");
  const [value, setValue] = useState<LabelValueJson | null>(lease.earlierValue ?? firstValue(schema));
  const [problem, setProblem] = useState("");
  const [panel, setPanel] = useState<Panel>("none");
  const [comment, setComment] = useState("");
  const time = useMemo(() => new ActiveTime(), []);
  const mark = useRef<(classIndex: number) => void>(() => undefined);
  const article = useRef<HTMLElement>(null);
  const fields = lease.fields ?? [];
  const text = kind === "spans" ? fields.find((field) => !isImage(field.value ?? "")) : undefined;
  const newGuidelines = (lease.guidelineVersion ?? 0) > (campaign.guidelines?.version ?? 0);

  const send = (answer: LabelValueJson | null) => {
    const reason = problemOf(schema, answer);
    if (reason || answer === null) {
      setProblem(reason);
      return;
    }
    work.submit(answer, time.read(), campaign.guidelines?.version ?? 0, comment.trim());
  };
  const pick = (index: number, sends: boolean) => {
    setProblem("");
    if (kind === "multiple") {
      setValue((now) => toggleClass(schema, now, index));
    } else if (kind === "spans") {
      mark.current(index);
    } else {
      const answer = choose(schema, index);
      setValue(answer);
      if (sends && atOnce) send(answer);
    }
  };
  const undo = () => {
    work.undo().catch((thrown: unknown) => setProblem(errorOf(thrown).message));
  };
  const act = (action: Action) => {
    if (action === "submit") send(value);
    else if (action === "undo") undo();
    else if (action === "guidelines") props.onGuidelines?.();
    else setPanel(action);
  };

  // Before anybody can see the item, so that no key is lost on it.
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (panel !== "none" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const onButton = event.target instanceof HTMLElement && event.target.closest("button, a, summary");
      if (onButton && (event.key === "Enter" || event.key === " ")) return;
      const meaning = meaningOf(keys, event.key);
      if (meaning === null) {
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
        const onRadio = event.target instanceof HTMLInputElement;
        if (step !== 0 && !onRadio && (kind === "single" || kind === "pair") && options.length > 0) {
          event.preventDefault();
          const at = chosenIndex(schema, value);
          pick(at < 0 ? (step > 0 ? 0 : options.length - 1) : (at + step + options.length) % options.length, false);
        }
        return;
      }
      if (event.repeat) return;
      event.preventDefault();
      if ("action" in meaning) act(meaning.action);
      else pick(meaning.classIndex, true);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  useActivitySigns(time);
  useLayoutEffect(() => {
    if (kind !== "number") article.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    // The images of the next item are fetched while this one is looked at.
    for (const field of work.next?.fields ?? []) {
      if (isImage(field.value ?? "")) new Image().src = field.value?.trim() ?? "";
    }
  }, []);

  return (
    <article class="item" ref={article} tabIndex={-1} aria-label={`Item ${lease.itemId}`} data-item={lease.itemId}>
      {newGuidelines && (
        <div class="note" role="alert">
          <strong>The guidelines have changed.</strong> Please read version {lease.guidelineVersion} before you go on.{" "}
          <button type="button" onClick={props.refresh}>Show them</button>
        </div>
      )}
      {lease.earlierValue && <p class="note">You answered this one before; your new answer takes the place of the old one.</p>}
      <ItemFields fields={fields} {...(text?.column ? { without: text.column } : {})} />
      <div class="answer">
        {kind === "number" ? (
          <NumberInput
            question={campaign.question ?? ""}
            schema={schema}
            value={typeof value?.number === "number" ? value.number : null}
            onChange={(number) => { setProblem(""); setValue(number === null ? null : { number }); }}
            onSubmit={() => send(value)}
          />
        ) : kind === "spans" && text ? (
          <SpanInput
            question={campaign.question ?? ""}
            text={text.value ?? ""}
            column={text.column ?? ""}
            classes={options}
            keys={keys.classes}
            spans={value?.spans?.spans ?? []}
            onChange={(spans) => setValue({ spans: { spans } })}
            mark={mark}
          />
        ) : (
          <ChoiceInput
            question={campaign.question ?? ""}
            options={options}
            keys={keys.classes}
            multiple={kind === "multiple"}
            chosen={(index) => kind === "multiple" ? (value?.choices?.classes ?? []).includes(options[index] ?? "") : chosenIndex(schema, value) === index}
            onChoose={pick}
          />
        )}
        {problem && <p role="alert" class="problem">{problem}</p>}
      </div>
      <div class="actions">
        <button type="button" class="main" onClick={() => send(value)}>Send <Key name={keyName(keys.actions.submit)} /></button>
        <button type="button" onClick={undo}>Back <Key name={keyName(keys.actions.undo)} /></button>
        <button type="button" onClick={() => setPanel("skip")}>Skip <Key name={keyName(keys.actions.skip)} /></button>
        <button type="button" onClick={() => setPanel("flag")}>Flag <Key name={keyName(keys.actions.flag)} /></button>
        <button type="button" onClick={() => setPanel("comment")}>{comment ? "Comment ✓" : "Comment"} <Key name={keyName(keys.actions.comment)} /></button>
        {props.onGuidelines && <button type="button" onClick={props.onGuidelines}>Guidelines <Key name={keyName(keys.actions.guidelines)} /></button>}
        <button type="button" onClick={() => setPanel("help")}>Keys <Key name={keyName(keys.actions.help)} /></button>
      </div>
      {panel === "skip" && (
        <ReasonDialog title="Skip this item" button="Skip" reasons={["I cannot tell", "The item is broken", "It is in a language that I do not know"]} onClose={() => setPanel("none")} onReason={(reason) => work.skip(reason)} />
      )}
      {panel === "flag" && (
        <ReasonDialog title="What is wrong with it?" button="Flag" reasons={["The item is broken", "The answers do not fit", "It should not be shown to people"]} onClose={() => setPanel("none")} onReason={(reason) => { work.flag(reason); setPanel("none"); }} />
      )}
      {panel === "comment" && (
        <Dialog title="Comment" onClose={() => setPanel("none")}>
          <Field label="For the people who look at your answer" for="comment">
            <textarea id="comment" rows={4} maxLength={250} value={comment} onInput={(event) => setComment(event.currentTarget.value)} />
          </Field>
          <button type="button" class="main" onClick={() => setPanel("none")}>Keep</button>
        </Dialog>
      )}
      {panel === "help" && (
        <HelpDialog
          keys={keys}
          options={options}
          choices={choices}
          onChoices={(changed) => { writeChoices(localStorage, changed); setChoices(changed); }}
          atOnce={atOnce}
          onAtOnce={(on) => { localStorage.setItem("assay.at-once", on ? "yes" : "no"); setAtOnce(on); }}
          onClose={() => setPanel("none")}
        />
      )}
    </article>
  );
}

function ReasonDialog(props: { title: string; button: string; reasons: string[]; onClose: () => void; onReason: (reason: string) => void; children?: ComponentChildren }) {
  const [reason, setReason] = useState("");
  const done = (event: Event) => {
    event.preventDefault();
    props.onReason(reason.trim() || props.reasons[0] || "");
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form onSubmit={done}>
        <p class="people">
          {props.reasons.map((each) => (
            <button key={each} type="button" onClick={() => props.onReason(each)}>{each}</button>
          ))}
        </p>
        <Field label="Or in your words" for="reason">
          <input id="reason" maxLength={250} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </Field>
        <button type="submit" class="main">{props.button}</button>
      </form>
    </Dialog>
  );
}
