import type { AnnotatorJson } from "#contract/annotators";

/** What a campaign will cost, before anybody has begun. */
export interface Bill {
  labels: number;
  /** In millionths; the cheapest and the dearest of those who may work. */
  lowMicros: number;
  highMicros: number;
  currency: string;
  /** What was taken for granted, in words. */
  assumes: string[];
}

/**
 * Items times labels times the price of a label.  Who is paid by the hour is taken to need
 * `seconds` for one.  `maxLabels`: with adaptive overlap the most that an item gets.
 */
export function estimateBill(
  items: number,
  labels: number,
  maxLabels: number,
  people: AnnotatorJson[],
  seconds: number,
): Bill {
  const most = Math.max(labels, maxLabels);
  const prices = people.map((each) =>
    Math.round(Number(each.labelPriceMicros ?? 0) + (Number(each.hourPriceMicros ?? 0) * seconds) / 3600));
  const currencies = [...new Set(people.map((each) => each.currencyCode ?? "").filter(Boolean))];
  const assumes = [`${items} items with ${most === labels ? labels : `${labels} to ${most}`} labels each`];
  if (people.some((each) => Number(each.hourPriceMicros ?? 0) > 0)) {
    assumes.push(`${seconds} seconds for a label, for those who are paid by the hour`);
  }
  if (people.length === 0 || prices.every((price) => price === 0)) assumes.push("nobody who may work has a price");
  if (currencies.length > 1) assumes.push("several currencies, which are not added up: choose people of one");
  const low = prices.length > 0 ? Math.min(...prices) : 0;
  const high = prices.length > 0 ? Math.max(...prices) : 0;
  return {
    labels: items * most,
    lowMicros: items * labels * low,
    highMicros: items * most * high,
    currency: currencies.length === 1 ? (currencies[0] ?? "") : "",
    assumes,
  };
}
