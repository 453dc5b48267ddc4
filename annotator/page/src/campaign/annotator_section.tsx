import type { CampaignAnnotatorJson, CampaignJson, CampaignStatusJson, ListCampaignAnnotatorsResponseJson } from "#contract/campaigns";
import type { AnnotatorFigures_DriftJson, AnnotatorFiguresJson } from "#contract/quality";
import { useEffect, useRef, useState } from "preact/hooks";
import { call, errorOf } from "../api/connection.ts";
import { idOf, listAll } from "../api/resources.ts";
import { type Column, DataTable } from "../ui/data_table.tsx";
import { count, decimal, money, moment, percent, secondsOf, span } from "../ui/numbers.ts";
import { Empty } from "../ui/parts.tsx";
import { measureAnnotators } from "./measure.ts";

interface Row extends CampaignAnnotatorJson {
  measured: AnnotatorFiguresJson | undefined;
}

const STATES: Record<string, string> = { STATE_ACTIVE: "active", STATE_STOPPED: "stopped", STATE_DISABLED: "disabled" };
const REFRESH_MS = 5000;

function share(value: number | string | undefined, low: number | string | undefined, high: number | string | undefined, n: number) {
  if (n === 0 || value === undefined || Number.isNaN(Number(value))) return "–";
  return <>{percent(value, 0)} <span class="interval">[{percent(low, 0)}, {percent(high, 0)}] n={count(n)}</span></>;
}

// How much more is right in the second half than in the first.
function driftOf(row: Row): number {
  const drift = row.measured?.drift;
  return drift ? Number(drift.lateAccuracy ?? 0) - Number(drift.earlyAccuracy ?? 0) : Number.NaN;
}

function Drift(props: { drift: AnnotatorFigures_DriftJson | undefined }) {
  if (!props.drift) return <>–</>;
  const { earlyAccuracy, lateAccuracy, pValue } = props.drift;
  const words = `${percent(earlyAccuracy, 0)} right in the first half, ${percent(lateAccuracy, 0)} in the second; p = ${decimal(pValue, 3)}`;
  // Small changes are sure where there are many labels, and matter to nobody.
  const sure = Number(pValue ?? 1) < 0.05 && Math.abs(Number(lateAccuracy ?? 0) - Number(earlyAccuracy ?? 0)) >= 0.05;
  const sign = Number(lateAccuracy ?? 0) < Number(earlyAccuracy ?? 0) ? "↓" : "↑";
  return <span title={words} class={sure ? "tag stopped" : "soft"}>{percent(earlyAccuracy, 0)} → {percent(lateAccuracy, 0)}{sure ? ` ${sign}` : ""}<span class="sr">{words}</span></span>;
}

/** Everybody who has worked in it: speed, quality, gold, cost. */
export function AnnotatorSection(props: { id: string; campaign: CampaignJson; status: CampaignStatusJson; manages: boolean }) {
  const { id, status } = props;
  const [people, setPeople] = useState<CampaignAnnotatorJson[]>([]);
  const [measured, setMeasured] = useState(new Map<string, AnnotatorFiguresJson>());
  const [problem, setProblem] = useState("");
  const asked = useRef({ entries: "", time: 0 });
  const read = async () => {
    try {
      setPeople(await listAll<CampaignAnnotatorJson, ListCampaignAnnotatorsResponseJson>(
        "CampaignService/ListCampaignAnnotators", { campaign: "campaigns/" + id }, (answer) => answer.annotators, 5000));
      setProblem("");
    } catch (thrown) {
      setProblem(errorOf(thrown).message);
    }
  };
  // The status is the sign that something has changed.
  useEffect(() => {
    const entries = `${status.entryCount}/${status.leaseCount}`;
    if (entries === asked.current.entries) return;
    const wait = Math.max(0, asked.current.time + REFRESH_MS - Date.now());
    const timer = window.setTimeout(() => {
      asked.current = { entries, time: Date.now() };
      void read();
    }, wait);
    return () => window.clearTimeout(timer);
  }, [status.entryCount, status.leaseCount]);
  useEffect(() => {
    if (Number(status.agreement?.itemCount ?? 0) > 0) measureAnnotators(id).then(setMeasured, () => undefined);
  }, [id, Number(status.agreement?.itemCount ?? 0) > 0]);

  const reinstate = async (annotator: string) => {
    try {
      await call("CampaignService/ReinstateAnnotator", { campaign: "campaigns/" + id, annotator });
      await read();
    } catch (thrown) {
      setProblem(errorOf(thrown).message);
    }
  };
  const currency = status.currencyCode ?? "";
  const rows: Row[] = people.map((each) => ({ ...each, measured: measured.get(idOf(each.annotator)) }));
  const perLabel = (row: Row) => secondsOf(row.activeTime) / Number(row.measuredLabelCount ?? 0);
  const columns: Column<Row>[] = [
    { title: "Annotator", value: (row) => idOf(row.annotator) },
    {
      title: "State",
      value: (row) => STATES[row.state ?? ""] ?? "",
      cell: (row) => (
        <>
          <span class={"tag " + (STATES[row.state ?? ""] ?? "")}>{STATES[row.state ?? ""] ?? ""}</span>
          {props.manages && row.state === "STATE_STOPPED" && (
            <button type="button" class="quiet" onClick={() => void reinstate(row.annotator ?? "")} aria-label={`Let ${idOf(row.annotator)} go on`}>Let go on</button>
          )}
        </>
      ),
    },
    { title: "Labels", value: (row) => Number(row.labelCount ?? 0), number: true },
    { title: "Mean time", value: perLabel, cell: (row) => span(perLabel(row)), number: true },
    {
      title: "Accuracy",
      value: (row) => Number(row.measured?.accuracy ?? Number.NaN),
      cell: (row) => row.measured?.accuracy === undefined ? "–" : <>{percent(row.measured.accuracy, 0)} <span class="interval">[{percent(row.measured.low, 0)}, {percent(row.measured.high, 0)}]</span></>,
      number: true,
    },
    {
      title: "With the consensus",
      value: (row) => Number(row.agreementWithConsensus?.value ?? Number.NaN),
      cell: (row) => share(row.agreementWithConsensus?.value, row.agreementWithConsensus?.low, row.agreementWithConsensus?.high, Number(row.agreementWithConsensus?.trialCount ?? 0)),
      number: true,
    },
    {
      title: "Gold right",
      value: (row) => Number(row.goldRate?.value ?? Number.NaN),
      cell: (row) => share(row.goldRate?.value, row.goldRate?.low, row.goldRate?.high, Number(row.goldRate?.trialCount ?? 0)),
      number: true,
    },
    { title: "Drift", value: (row) => driftOf(row), cell: (row) => <Drift drift={row.measured?.drift} />, number: true },
    { title: "Spam", value: (row) => Number(row.measured?.spamScore ?? Number.NaN), cell: (row) => decimal(row.measured?.spamScore), number: true },
    { title: "Skips", value: (row) => Number(row.skipCount ?? 0), number: true },
    { title: "Flags", value: (row) => Number(row.flagCount ?? 0), number: true },
    { title: "Cost", value: (row) => Number(row.spentMicros ?? 0) / 1e6, cell: (row) => money(row.spentMicros, currency), number: true },
    { title: "Last seen", value: (row) => row.lastTime ?? "", cell: (row) => moment(row.lastTime), number: true },
  ];
  return (
    <section aria-labelledby="annotators">
      <h2 id="annotators">Annotators</h2>
      {problem && <p role="alert" class="problem">{problem}</p>}
      {rows.length > 0 ? <DataTable name="Annotators" rows={rows} columns={columns} keyOf={(row) => row.annotator ?? ""} /> : (
        <Empty title="Nobody has begun"><p>Send people the link <code>{location.origin}/label/{id}</code>.</p></Empty>
      )}
    </section>
  );
}
