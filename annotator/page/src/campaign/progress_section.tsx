import type { CampaignJson, CampaignStatusJson } from "#contract/campaigns";
import type { ComponentChildren } from "preact";
import { count, countOf, decimal, money, percent, secondsOf, span } from "../ui/numbers.ts";
import { Bar } from "../ui/parts.tsx";
import { forecastOf } from "./forecast.ts";

function Tile(props: { title: string; value: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class="tile">
      <dt>{props.title}</dt>
      <dd>
        <strong>{props.value}</strong>
        <span class="soft">{props.children}</span>
      </dd>
    </div>
  );
}

/** How far it is, as one row of figures, and where it is heading. */
export function ProgressSection(props: { campaign: CampaignJson; status: CampaignStatusJson }) {
  const { campaign, status } = props;
  const items = Number(status.itemCount ?? 0);
  const complete = Number(status.completeItemCount ?? 0);
  const open = Number(status.openItemCount ?? 0);
  const agreement = status.agreement;
  const gold = status.goldRate;
  const goldCount = Number(gold?.trialCount ?? 0);
  const forecast = forecastOf(campaign, status);
  const currency = status.currencyCode ?? "";
  const budget = Number(campaign.budgetMicros ?? 0);
  const spent = Number(status.spentMicros ?? 0);
  const classes = status.consensus?.classes ?? [];
  const largest = Math.max(1, ...classes.map((each) => Number(each.itemCount ?? 0)));
  return (
    <section aria-labelledby="progress">
      <h2 id="progress">Progress</h2>
      <Bar value={items ? complete / items : 0} second={items ? (complete + open) / items : 0} label="Items that are complete" />
      <p class="soft">
        {count(complete)} of {countOf(items, "item")} complete, {count(open)} begun, {count(status.leaseCount)} in somebody’s hands
        {forecast.left > 0 && !Number.isNaN(forecast.hours) && <>; at the pace of the last hour {span(forecast.hours * 3600)} to go</>}
      </p>
      <dl class="tiles">
        <Tile title="Labels" value={count(status.labelCount)}>of {count(status.wantedLabelCount)} wanted, {count(status.labelCountLastHour)} in the last hour</Tile>
        <Tile title="Krippendorff’s alpha" value={decimal(agreement?.krippendorffAlpha)}>
          {Number(agreement?.itemCount ?? 0) > 0 ? <>[{decimal(agreement?.alphaLow)}, {decimal(agreement?.alphaHigh)}], {countOf(Number(agreement?.itemCount), "item")}</> : "no item has two labels"}
        </Tile>
        <Tile title="Equal pairs" value={percent(agreement?.percentAgreement)}>
          {Number(agreement?.itemCount ?? 0) > 0 ? <>[{percent(agreement?.percentLow)}, {percent(agreement?.percentHigh)}]</> : "–"}
        </Tile>
        <Tile title="Consensus" value={Number(status.consensus?.itemCount ?? 0) > 0 ? percent(status.consensus?.meanConfidence) : "–"}>
          sure on average; {count(status.consensus?.unsureItemCount)} of {count(status.consensus?.itemCount)} unsure
        </Tile>
        <Tile title="Gold answers right" value={goldCount > 0 ? percent(gold?.value) : "–"}>
          {goldCount > 0 ? <>[{percent(gold?.low)}, {percent(gold?.high)}], n = {count(goldCount)}</> : "no gold answered"}
        </Tile>
        <Tile title="Time for a label" value={span(secondsOf(status.medianActiveTime))}>half take less</Tile>
        <Tile title="Spent" value={money(spent, currency)}>
          {budget > 0 ? `of ${money(budget, currency)}` : "no budget is set"}
          {Number(status.committedMicros ?? 0) > 0 && <>, up to {money(status.committedMicros, currency)} more is out</>}
        </Tile>
        <Tile title="Forecast" value={Number.isNaN(forecast.micros) ? "–" : money(forecast.micros, currency)}>
          {Number.isNaN(forecast.micros) ? "nothing was paid yet" : Number.isNaN(forecast.budgetShare) ? "for all labels" : `${percent(forecast.budgetShare, 0)} of the budget`}
        </Tile>
      </dl>
      {budget > 0 && <Bar value={spent / budget} second={Number.isNaN(forecast.budgetShare) ? spent / budget : forecast.budgetShare} label="Budget that is spent" />}
      {classes.length > 0 && (
        <>
          <h3 class="chart-title">Items by consensus</h3>
          <ul class="class-bars">
            {classes.filter((_, i) => i < 40).map((each) => (
              <li key={each.label}>
                <span dir="auto">{each.label}</span>
                <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect class="first" width={(Number(each.itemCount ?? 0) / largest) * 100} height="1" /></svg>
                <span class="number">{count(each.itemCount)}</span>
              </li>
            ))}
          </ul>
          {classes.length > 40 && <p class="soft">and {countOf(classes.length - 40, "class", "classes")} more</p>}
        </>
      )}
    </section>
  );
}
