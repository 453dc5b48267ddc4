import type { CampaignJson, CampaignStatusJson } from "#contract/campaigns";
import type { ClassAgreementJson } from "#contract/quality";
import { useAsked } from "../api/resources.ts";
import { DataTable } from "../ui/data_table.tsx";
import { count, decimal, percent } from "../ui/numbers.ts";
import { Empty, ErrorNote, Loading } from "../ui/parts.tsx";
import { HeatMap } from "./heat_map.tsx";
import { COEFFICIENT_TITLES, measureAgreement } from "./measure.ts";

const LEVELS: Record<string, string> = {
  KIND_ORDINAL: "MEASUREMENT_LEVEL_ORDINAL",
  KIND_NUMBER: "MEASUREMENT_LEVEL_INTERVAL",
  KIND_MULTIPLE_CHOICE: "MEASUREMENT_LEVEL_MASI",
  KIND_TEXT_SPANS: "MEASUREMENT_LEVEL_SPANS",
};

/** How a campaign's labels are compared. */
export function levelOf(campaign: CampaignJson): string {
  return LEVELS[campaign.schema?.kind ?? ""] ?? "MEASUREMENT_LEVEL_NOMINAL";
}

const WORDS: [number, string][] = [
  [0.8, "reliable"],
  [0.667, "good enough for tentative conclusions"],
  [-Infinity, "too low to rely on"],
];

/** Coefficients with their intervals, classes, and who agrees with whom. */
export function AgreementSection(props: { id: string; campaign: CampaignJson; status: CampaignStatusJson }) {
  const enough = Number(props.status.agreement?.itemCount ?? 0) > 0;
  if (!enough) {
    return (
      <section aria-labelledby="agreement">
        <h2 id="agreement">Agreement</h2>
        <Empty title="No item has two labels yet"><p>As soon as two people have answered the same item, their agreement stands here.</p></Empty>
      </section>
    );
  }
  return <Measured {...props} />;
}

function Measured(props: { id: string; campaign: CampaignJson; status: CampaignStatusJson }) {
  const asked = useAsked(() => measureAgreement(props.id, levelOf(props.campaign)), [props.id]);
  const defined = (asked.value?.figures ?? []).filter((figure) => figure.value !== undefined);
  const alpha = defined.find((figure) => figure.name === "krippendorff_alpha");
  const verdict = alpha?.value === undefined ? "" : WORDS.find(([from]) => Number(alpha.value) >= from)?.[1] ?? "";
  return (
    <section aria-labelledby="agreement">
      <h2 id="agreement">Agreement <button type="button" class="quiet" onClick={asked.again}>Measure again</button></h2>
      {asked.state === "asking" && <Loading what="Measuring" />}
      {asked.state === "failed" && <ErrorNote error={asked.error} onRetry={asked.again} />}
      {asked.state === "there" && (
        <>
          {verdict && (
            <p class="lead">
              Krippendorff’s alpha is {decimal(alpha?.value)} [{decimal(alpha?.low)}, {decimal(alpha?.high)}] on {count(alpha?.itemCount)} items: {verdict} (Krippendorff’s own marks are .667 and .8).
            </p>
          )}
          <div class="columns">
            <DataTable
              name="Coefficients"
              rows={defined}
              keyOf={(row) => row.name ?? ""}
              columns={[
                { title: "Coefficient", value: (row) => COEFFICIENT_TITLES[row.name ?? ""] ?? (row.name ?? "").replaceAll("_", " ") },
                { title: "Value", value: (row) => Number(row.value), cell: (row) => decimal(row.value, 3), number: true },
                { title: "Low", value: (row) => Number(row.low ?? Number.NaN), cell: (row) => decimal(row.low, 3), number: true },
                { title: "High", value: (row) => Number(row.high ?? Number.NaN), cell: (row) => decimal(row.high, 3), number: true },
                { title: "Items", value: (row) => Number(row.itemCount ?? 0), number: true },
              ]}
            />
            <ClassTable classes={asked.value.classes} />
          </div>
          {asked.value.pairs.length > 0 && (
            <>
              <h3 class="chart-title">Who agrees with whom</h3>
              <HeatMap pairs={asked.value.pairs} />
              <details>
                <summary>The same as a table</summary>
                <DataTable
                  name="Pairs of annotators"
                  rows={asked.value.pairs}
                  keyOf={(row) => `${row.first}/${row.second}`}
                  columns={[
                    { title: "First", value: (row) => row.first ?? "" },
                    { title: "Second", value: (row) => row.second ?? "" },
                    { title: "Common items", value: (row) => Number(row.itemCount ?? 0), number: true },
                    { title: "Agreement", value: (row) => Number(row.agreement ?? Number.NaN), cell: (row) => percent(row.agreement), number: true },
                    { title: "Kappa", value: (row) => Number(row.kappa ?? Number.NaN), cell: (row) => decimal(row.kappa), number: true },
                    { title: "Low", value: (row) => Number(row.low ?? Number.NaN), cell: (row) => decimal(row.low), number: true },
                    { title: "High", value: (row) => Number(row.high ?? Number.NaN), cell: (row) => decimal(row.high), number: true },
                  ]}
                />
              </details>
            </>
          )}
        </>
      )}
    </section>
  );
}

function ClassTable(props: { classes: ClassAgreementJson[] }) {
  if (props.classes.length === 0) return null;
  return (
    <DataTable
      name="Agreement by class"
      rows={props.classes}
      keyOf={(row) => row.label ?? ""}
      columns={[
        { title: "Class", value: (row) => row.label ?? "" },
        { title: "Labels", value: (row) => Number(row.labelCount ?? 0), number: true },
        { title: "Agreement", value: (row) => Number(row.agreement ?? Number.NaN), cell: (row) => percent(row.agreement), number: true },
        { title: "Alpha", value: (row) => Number(row.krippendorffAlpha ?? Number.NaN), cell: (row) => decimal(row.krippendorffAlpha), number: true },
        { title: "Interval", value: (row) => (row.low === undefined ? "" : `${decimal(row.low)} to ${decimal(row.high)}`), number: true },
      ]}
    />
  );
}
