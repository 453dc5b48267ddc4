import type { CampaignJson, CampaignStatusJson } from "#contract/campaigns";
import type { CostFiguresJson, MoneyEstimateJson } from "#contract/costs";
import { useAsked } from "../api/resources.ts";
import { type Column, DataTable } from "../ui/data_table.tsx";
import { count, money, percent } from "../ui/numbers.ts";
import { Empty, ErrorNote, Loading } from "../ui/parts.tsx";
import { reportCosts } from "./measure.ts";

function estimate(value: MoneyEstimateJson | undefined, currency: string) {
  if (!value) return "–";
  return (
    <>
      {money(value.valueMicros, currency)} <span class="interval">[{money(value.lowMicros, currency)}, {value.highMicros === undefined ? "no end" : money(value.highMicros, currency)}]</span>
    </>
  );
}

/** What labels cost, and what right ones cost; what an hour of work was paid. */
export function CostSection(props: { id: string; campaign: CampaignJson; status: CampaignStatusJson }) {
  const currency = props.status.currencyCode ?? "";
  const some = Number(props.status.spentMicros ?? 0) > 0;
  const asked = useAsked(() => (some ? reportCosts(props.id) : Promise.resolve(null)), [props.id, some]);
  if (!some) {
    return (
      <section aria-labelledby="costs">
        <h2 id="costs">Costs</h2>
        <Empty title="Nothing was paid yet"><p>Give annotators a price, for a label or an hour, and every figure of money stands here.</p></Empty>
      </section>
    );
  }
  const columns: Column<CostFiguresJson>[] = [
    { title: "Who", value: (row) => row.name || "all" },
    { title: "Labels", value: (row) => Number(row.labelCount ?? 0), number: true },
    { title: "Cost", value: (row) => Number(row.costMicros ?? 0) / 1e6, cell: (row) => money(row.costMicros, currency), number: true },
    { title: "A label", value: (row) => Number(row.labelCostMicros ?? Number.NaN) / 1e6, cell: (row) => row.labelCostMicros === undefined ? "–" : money(row.labelCostMicros, currency), number: true },
    { title: "A right label", value: (row) => Number(row.rightLabelCost?.valueMicros ?? Number.NaN) / 1e6, cell: (row) => estimate(row.rightLabelCost, currency), number: true },
    { title: "Right", value: (row) => Number(row.accuracy?.value ?? Number.NaN), cell: (row) => percent(row.accuracy?.value, 0), number: true },
    { title: "Median hourly wage", value: (row) => Number(row.medianWageMicros ?? Number.NaN) / 1e6, cell: (row) => row.medianWageMicros === undefined ? "–" : money(row.medianWageMicros, currency), number: true },
  ];
  const summary = asked.value?.summary;
  return (
    <section aria-labelledby="costs">
      <h2 id="costs">Costs <button type="button" class="quiet" onClick={asked.again}>Reckon again</button></h2>
      {asked.state === "asking" && <Loading what="Reckoning" />}
      {asked.state === "failed" && <ErrorNote error={asked.error} onRetry={asked.again} />}
      {summary && (
        <p class="lead">
          {money(summary.total?.costMicros, currency)} for {count(summary.total?.labelCount)} labels; an item cost {summary.itemCostMicros === undefined ? "–" : money(summary.itemCostMicros, currency)}, an item with the right consensus {estimate(summary.rightItemCost, currency)}.
        </p>
      )}
      {asked.value && <DataTable name="Costs by kind" rows={asked.value.groups} columns={columns} keyOf={(row) => row.name ?? ""} />}
      {asked.value && <DataTable name="Costs by annotator" rows={asked.value.annotators} columns={columns} keyOf={(row) => row.name ?? ""} />}
    </section>
  );
}
