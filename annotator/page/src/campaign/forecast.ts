import type { CampaignJson, CampaignStatusJson } from "#contract/campaigns";

/** Where a campaign is heading, if it goes on as in the last hour. */
export interface Forecast {
  /** Labels that are still wanted. */
  left: number;
  /** Hours until they are there; NaN: nobody labels. */
  hours: number;
  /** What all of it will cost, in millionths; NaN: nothing was paid yet. */
  micros: number;
  /** Of the budget; NaN: there is none, or nothing was paid yet. */
  budgetShare: number;
}

export function forecastOf(campaign: CampaignJson, status: CampaignStatusJson): Forecast {
  const given = Number(status.labelCount ?? 0);
  const left = Math.max(0, Number(status.wantedLabelCount ?? 0) - given);
  const rate = Number(status.labelCountLastHour ?? 0);
  const spent = Number(status.spentMicros ?? 0);
  const budget = Number(campaign.budgetMicros ?? 0);
  const micros = given > 0 && spent > 0 ? Math.round((spent / given) * (given + left)) : Number.NaN;
  return {
    left,
    hours: left === 0 ? 0 : rate > 0 ? left / rate : Number.NaN,
    micros,
    budgetShare: budget > 0 ? micros / budget : Number.NaN,
  };
}
