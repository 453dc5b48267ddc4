import type { AuditJson } from "#contract/audits";
import type { OperationJson } from "#contract/operations";
import { useEffect, useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { CallError, call, downloadAddress, errorOf } from "../api/connection.ts";
import { idOf, newRequestId } from "../api/resources.ts";
import { watch } from "../api/watch.ts";
import { count, percent } from "../ui/numbers.ts";
import { Bar, Empty, ErrorNote } from "../ui/parts.tsx";

/** Runs an audit of a data set, shows how far it is, and opens what it found. */
export function AuditStep(props: { dataset: string }) {
  const [operation, setOperation] = useState<OperationJson | null>(null);
  const [audit, setAudit] = useState<AuditJson | null>(null);
  const [error, setError] = useState<CallError | null>(null);
  const end = useRef<() => void>(() => undefined);
  useEffect(() => () => end.current(), []);
  if (!props.dataset) {
    return <><h1 class="page-title">Find wrong labels</h1><Empty title="Of which data?"><p><Link class="button main" href="/setup/data">Upload a file with labels</Link></p></Empty></>;
  }
  const follow = (name: string) => {
    end.current = watch<object, OperationJson>("OperationService/WatchOperation", { name }, {
      onMessage: (message) => {
        setOperation(message);
        if (message.state === "STATE_SUCCEEDED") {
          call<object, AuditJson>("AuditService/GetAudit", { name: message.result }).then(setAudit, (thrown: unknown) => setError(errorOf(thrown)));
        } else if (message.state === "STATE_FAILED") {
          setError(new CallError("failed_precondition", "", message.error?.message ?? "the audit failed"));
        }
      },
      onError: setError,
    });
  };
  const start = async () => {
    setError(null);
    setAudit(null);
    try {
      const begun = await call<object, OperationJson>("AuditService/StartAudit", { dataset: "datasets/" + props.dataset, requestId: newRequestId() });
      setOperation(begun);
      follow(begun.name ?? "");
    } catch (thrown) {
      setError(errorOf(thrown));
    }
  };
  const runs = operation?.state === "STATE_RUNNING";
  const progress = operation?.progress;
  const total = Number(progress?.totalCount ?? 0);
  return (
    <>
      <h1 class="page-title">Find wrong labels</h1>
      <p class="lead">Models are trained on the labels of “{props.dataset}” and look at each item without having seen it. What they contradict is put before you, most suspicious first.</p>
      {!operation && <p><button type="button" class="main" onClick={() => void start()}>Start the audit</button></p>}
      {runs && (
        <div role="status">
          <p>{progress?.phase || "waiting for its turn"}{total > 0 && <>, {count(progress?.doneCount)} of {count(total)}</>}</p>
          <Bar value={total > 0 ? Number(progress?.doneCount ?? 0) / total : 0} label="How far the audit is" />
          <p class="next-steps"><button type="button" onClick={() => void call("OperationService/CancelOperation", { name: operation.name }).catch(() => undefined)}>Cancel</button></p>
        </div>
      )}
      {operation?.state === "STATE_CANCELLED" && <p class="note">The audit was cancelled. <button type="button" onClick={() => void start()}>Start it again</button></p>}
      {error && <ErrorNote error={error} title="The audit did not end well." onRetry={() => void start()} />}
      {audit && <Found audit={audit} />}
    </>
  );
}

function Found(props: { audit: AuditJson }) {
  const { audit } = props;
  const errors = audit.estimatedErrors;
  return (
    <section aria-labelledby="found" role="status">
      <h2 id="found">About {count(Math.round(Number(errors?.value ?? 0)))} of {count(audit.itemCount)} labels are probably wrong</h2>
      <p class="lead">
        Plausible range {count(Math.round(Number(errors?.low ?? 0)))} to {count(Math.round(Number(errors?.high ?? 0)))}; {count(audit.flaggedCount)} are flagged. A model that has not seen the item agrees with {percent(audit.cvAccuracy)} of the labels.
      </p>
      {(audit.warnings ?? []).map((each) => <p key={each} class="note">{each}</p>)}
      <p class="next-steps">
        <Link class="button main" href={"/review/" + idOf(audit.name)}>Review the suspects</Link>
        <a class="button" target="_blank" rel="noreferrer" href={downloadAddress("AuditService/ExportAudit", { name: audit.name, format: "FORMAT_REPORT_HTML" }, "report.html", true)}>Open the report</a>
        <a class="button" download href={downloadAddress("AuditService/ExportAudit", { name: audit.name, format: "FORMAT_FINDINGS_CSV" }, "findings.csv")}>Findings (CSV)</a>
      </p>
    </section>
  );
}
