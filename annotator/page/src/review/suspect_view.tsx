import type { FeaturePullJson, FindingJson, SimilarItemJson, VerifiedLabelJson } from "#contract/audits";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { ActiveTime } from "../label/active_time.ts";
import { useActivitySigns } from "../label/activity_signs.ts";
import { isTyping } from "../label/keymap.ts";
import { isImage } from "../label/item_fields.tsx";
import { percent } from "../ui/numbers.ts";
import { Dialog, Field, Key } from "../ui/parts.tsx";

interface SuspectViewProps {
  finding: FindingJson;
  classes: string[];
  onVerdict: (verdict: Omit<VerifiedLabelJson, "itemId">, activeMs: number) => void;
  onSkip: () => void;
  onBack: () => void;
}

/** One suspect: the item, its label, the suggestion, and why. */
export function SuspectView(props: SuspectViewProps) {
  const { finding } = props;
  const [choosing, setChoosing] = useState(false);
  const time = useMemo(() => new ActiveTime(), []);
  const article = useRef<HTMLElement>(null);
  const hasOther = finding.suggestedLabel !== finding.givenLabel;
  const judge = (verdict: Omit<VerifiedLabelJson, "itemId">) => props.onVerdict(verdict, time.read().activeMs);
  const accept = () => (hasOther ? judge({ trueLabel: finding.suggestedLabel }) : judge({ correct: false }));
  const keep = () => judge({ trueLabel: finding.givenLabel });
  useLayoutEffect(() => {
    const actions: Record<string, () => void> = {
      "1": accept, a: accept, "2": keep, k: keep, "3": () => setChoosing(true), o: () => setChoosing(true),
      s: props.onSkip, " ": props.onSkip, Backspace: props.onBack,
    };
    const onKey = (event: KeyboardEvent) => {
      if (choosing || event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === " " && event.target instanceof HTMLElement && event.target.closest("button, a, summary")) return;
      const action = actions[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (action) {
        event.preventDefault();
        action();
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
  useActivitySigns(time);
  useLayoutEffect(() => {
    article.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, []);
  const excerpt = finding.excerpt ?? "";
  return (
    <article class="suspect" ref={article} tabIndex={-1} data-item={finding.itemId} aria-label={`Suspect ${finding.rank}, item ${finding.itemId}`}>
      <p class="soft">Suspect {finding.rank} · item {finding.itemId}{finding.annotator && <> · labelled by {finding.annotator}</>}</p>
      {isImage(excerpt) ? <img src={excerpt} alt="The item" /> : <p class="suspect-text" dir="auto">{excerpt}</p>}
      <div class="verdicts">
        <button type="button" class="verdict suggested" onClick={accept}>
          <span class="soft">{hasOther ? "Change it to" : "It is wrong"}</span>
          <strong dir="auto">{hasOther ? finding.suggestedLabel : "something else"}</strong>
          <span>{percent(finding.suggestedProbability, 0)} <Key name="1" /></span>
        </button>
        <button type="button" class="verdict given" onClick={keep}>
          <span class="soft">Keep the label</span>
          <strong dir="auto">{finding.givenLabel}</strong>
          <span>{percent(finding.givenProbability, 0)} <Key name="2" /></span>
        </button>
      </div>
      <div class="actions">
        <button type="button" onClick={() => setChoosing(true)}>Another label <Key name="3" /></button>
        <button type="button" onClick={props.onSkip}>Skip <Key name="S" /></button>
        <button type="button" onClick={props.onBack}>Back <Key name="⌫" /></button>
      </div>
      {(finding.reasons ?? []).length > 0 && (
        <section class="why" aria-labelledby="why">
          <h2 id="why">Why it is suspicious</h2>
          <ul>{(finding.reasons ?? []).map((reason) => <li key={reason.code}>{reason.text}</li>)}</ul>
        </section>
      )}
      <Pulls pulls={finding.pulls ?? []} suggested={finding.suggestedLabel ?? ""} given={finding.givenLabel ?? ""} />
      <Similar title="Much like it, with the suggested label" items={finding.neighbours ?? []} />
      <Similar title="Equal or nearly equal, with another label" items={finding.duplicates ?? []} />
      {choosing && <ChooseDialog classes={props.classes} onClose={() => setChoosing(false)} onChoose={(trueLabel) => { setChoosing(false); judge({ trueLabel }); }} />}
    </article>
  );
}

function Pulls(props: { pulls: FeaturePullJson[]; suggested: string; given: string }) {
  if (props.pulls.length === 0) return null;
  const most = Math.max(...props.pulls.map((each) => Math.abs(Number(each.pull ?? 0))), 1e-9);
  return (
    <section class="why" aria-labelledby="pulls">
      <h2 id="pulls">What speaks for either</h2>
      <ul class="pulls">
        {props.pulls.map((each) => {
          const pull = Number(each.pull ?? 0);
          return (
            <li key={each.feature}>
              <span dir="auto">{each.feature}</span>
              <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class={pull > 0 ? "for-suggested" : "for-given"} width={(Math.abs(pull) / most) * 100} height="1" /></svg>
              <span class="soft">for {pull > 0 ? props.suggested : props.given}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Similar(props: { title: string; items: SimilarItemJson[] }) {
  if (props.items.length === 0) return null;
  return (
    <section class="why">
      <h2>{props.title}</h2>
      <ul class="similar">
        {props.items.slice(0, 3).map((each) => (
          <li key={each.itemId}><strong dir="auto">{each.givenLabel}</strong> <span class="soft">{percent(each.similarity, 0)} alike</span><p dir="auto">{each.excerpt}</p></li>
        ))}
      </ul>
    </section>
  );
}

function ChooseDialog(props: { classes: string[]; onClose: () => void; onChoose: (label: string) => void }) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const found = props.classes.filter((each) => !wanted || each.toLowerCase().includes(wanted)).slice(0, 60);
  return (
    <Dialog title="The right label" onClose={props.onClose}>
      <form onSubmit={(event) => { event.preventDefault(); if (found[0] !== undefined) props.onChoose(found[0]); }}>
        <Field label="Find it" for="find-class"><input id="find-class" type="search" autocomplete="off" autofocus value={filter} onInput={(event) => setFilter(event.currentTarget.value)} /></Field>
      </form>
      <p class="people">{found.map((each) => <button key={each} type="button" onClick={() => props.onChoose(each)}>{each}</button>)}</p>
      {found.length === 0 && <p class="soft">No class of the audit is called so.</p>}
    </Dialog>
  );
}
