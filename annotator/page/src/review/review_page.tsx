import type { AuditJson } from "#contract/audits";
import { useEffect, useMemo, useState } from "preact/hooks";
import { Link, useSearchParams } from "wouter-preact";
import { call, downloadAddress } from "../api/connection.ts";
import { useAsked } from "../api/resources.ts";
import { type Caller, mayManage } from "../api/session.ts";
import { WhoForm } from "../label/who_form.tsx";
import { count, countOf } from "../ui/numbers.ts";
import { Empty, ErrorNote, Loading } from "../ui/parts.tsx";
import { originOf } from "./figures.ts";
import { ReviewFigures } from "./review_figures.tsx";
import { ReviewQueue } from "./review_queue.ts";
import { SuspectView } from "./suspect_view.tsx";
import { Verdicts } from "./verdicts.ts";
import "./review.css";

/** An audit's suspects, settled one by one with one key each; managers say with ?as=NAME who decides. */
export function ReviewPage(props: { audit: string; caller: Caller }) {
  const { audit: id, caller } = props;
  const [search, setSearch] = useSearchParams();
  const reviewer = caller.annotator || (search.get("as") ?? "");
  const asked = useAsked(() => call<object, AuditJson>("AuditService/GetAudit", { name: "audits/" + id }), [id]);
  useEffect(() => {
    document.title = `Review ${id} · Assay`;
  }, [id]);
  if (asked.state !== "there") {
    return (
      <>
        <h1 class="page-title">Review</h1>
        {asked.state === "asking" ? <Loading what="Loading the audit" /> : <ErrorNote error={asked.error} title="The audit cannot be shown." onRetry={asked.again} />}
      </>
    );
  }
  if (!reviewer && mayManage(caller)) {
    return (
      <WhoForm
        title="Who decides?"
        lead={`Decisions about the suspects of ${asked.value.fileName || id} are kept under a name.`}
        action="Start reviewing"
        allowed={[]}
        onChoose={(as) => setSearch({ as }, { replace: true })}
      />
    );
  }
  return <Review key={reviewer} id={id} audit={asked.value} reviewer={reviewer} manages={mayManage(caller)} />;
}

function Review(props: { id: string; audit: AuditJson; reviewer: string; manages: boolean }) {
  const verdicts = useMemo(() => new Verdicts(props.id, localStorage), [props.id]);
  const queue = useMemo(() => new ReviewQueue(props.id, verdicts), [verdicts]);
  const [times, setTimes] = useState<number[]>([]);
  useEffect(() => {
    void queue.start();
    void verdicts.flush();
    const wake = () => verdicts.retryNow();
    window.addEventListener("online", wake);
    return () => {
      verdicts.stop();
      window.removeEventListener("online", wake);
    };
  }, [queue]);
  const audit = verdicts.audit.value ?? props.audit;
  const waiting = verdicts.waiting.value;
  const state = queue.state.value;
  const finding = queue.current.value;
  return (
    <>
      <header class="review-head">
        <h1>{props.audit.fileName || props.id}</h1>
        <span class={"status " + (waiting > 0 && verdicts.trouble.value ? "offline" : "saved")} role="status">
          {waiting === 0 ? "✓ Saved" : verdicts.trouble.value ? `⚠ ${countOf(waiting, "decision")} kept in this browser, sent when the server is there` : "… Saving"}
        </span>
        {props.reviewer && <span class="who">{props.reviewer}</span>}
        <a class="button" href={downloadAddress("AuditService/ExportAudit", { name: "audits/" + props.id, format: "FORMAT_VERDICTS_CSV" }, "verdicts.csv")}>Decisions (CSV)</a>
        <a class="button" target="_blank" rel="noreferrer" href={downloadAddress("AuditService/ExportAudit", { name: "audits/" + props.id, format: "FORMAT_REPORT_HTML" }, "report.html", true)}>Report</a>
      </header>
      <div class="review-columns">
        <div class="review-main">
          {!props.manages && <p class="note">Your key can look, but its decisions are not taken: a manager’s key is needed.</p>}
          {state === "item" && finding && (
            <SuspectView
              key={finding.itemId}
              finding={finding}
              classes={props.audit.classes ?? []}
              onVerdict={(verdict, activeMs) => {
                setTimes((taken) => [...taken, activeMs / 1000]);
                queue.judge({ ...verdict, ...originOf(props.reviewer, activeMs) });
              }}
              onSkip={() => queue.skip()}
              onBack={() => queue.back()}
            />
          )}
          {state === "loading" && <Loading what="Fetching suspects" />}
          {state === "failed" && queue.error.value && <ErrorNote error={queue.error.value} onRetry={() => void queue.again()} />}
          {state === "done" && (
            <Empty title={Number(props.audit.flaggedCount ?? 0) === 0 ? "No suspects" : "All suspects are settled"}>
              <p>{Number(props.audit.flaggedCount ?? 0) === 0 ? "The audit has flagged no label." : `${count(queue.checked.value)} were looked at, ${count(queue.wrong.value)} labels were wrong.`}</p>
              <p><button type="button" onClick={() => queue.back()}>Back to the last one</button> <Link class="button" href="/">Overview</Link></p>
            </Empty>
          )}
        </div>
        <ReviewFigures audit={audit} checked={queue.checked.value} wrong={queue.wrong.value} times={times} />
      </div>
    </>
  );
}
