// Numbers as the pages print them.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function count(value: number | string | undefined): string {
  return whole.format(Number(value ?? 0));
}

/** "12 items", "1 item". */
export function countOf(value: number, noun: string, plural = noun + "s"): string {
  return `${count(value)} ${value === 1 ? noun : plural}`;
}

/** 0.934 -> "93.4 %"; "–" where it is not a number. */
export function percent(share: number | string | undefined, digits = 1): string {
  const value = Number(share);
  return share === undefined || Number.isNaN(value) ? "–" : (value * 100).toFixed(digits) + " %";
}

/** Two decimals, "–" where it is not a number. */
export function decimal(number: number | string | undefined, digits = 2): string {
  const value = Number(number);
  return number === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
}

/** Millionths of a currency as an amount. */
export function money(micros: number | string | undefined, currency: string): string {
  const value = Number(micros ?? 0) / 1e6;
  if (!currency) return value.toFixed(2);
  return new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" }).format(value);
}

/** "12.3s" of the contract -> seconds. */
export function secondsOf(duration: string | undefined): number {
  return duration ? Number.parseFloat(duration) : Number.NaN;
}

/** Seconds in words: "4.2 s", "12 min", "3.5 h". */
export function span(seconds: number): string {
  if (Number.isNaN(seconds)) return "–";
  if (seconds < 60) return seconds.toFixed(seconds < 10 ? 1 : 0) + " s";
  if (seconds < 3600) return Math.round(seconds / 60) + " min";
  return (seconds / 3600).toFixed(1) + " h";
}

/** A time in the reader's own way. */
export function moment(timestamp: string | undefined): string {
  return timestamp ? new Date(timestamp).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" }) : "–";
}
