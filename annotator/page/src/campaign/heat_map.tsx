import type { PairAgreementJson } from "#contract/quality";
import { count, decimal, percent } from "../ui/numbers.ts";

const MOST = 24; // annotators that a map can hold and still be read

/** The annotators with the most common items, those first who agree most with the others. */
export function orderOf(pairs: PairAgreementJson[]): string[] {
  const sums = new Map<string, { items: number; agreed: number }>();
  for (const pair of pairs) {
    const items = Number(pair.itemCount ?? 0);
    for (const name of [pair.first ?? "", pair.second ?? ""]) {
      const sum = sums.get(name) ?? { items: 0, agreed: 0 };
      sums.set(name, { items: sum.items + items, agreed: sum.agreed + items * Number(pair.agreement ?? 0) });
    }
  }
  const names = [...sums.entries()].sort(([, a], [, b]) => b.items - a.items).slice(0, MOST);
  return names.sort(([, a], [, b]) => b.agreed / b.items - a.agreed / a.items).map(([name]) => name);
}

/** Who agrees with whom: kappa of each pair, as numbers on a colour that says the same. */
export function HeatMap(props: { pairs: PairAgreementJson[] }) {
  const names = orderOf(props.pairs);
  const byPair = new Map(props.pairs.flatMap((pair) => [
    [`${pair.first}\n${pair.second}`, pair] as const,
    [`${pair.second}\n${pair.first}`, pair] as const,
  ]));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Kappa of each pair of annotators">
      <table class="heat">
        <thead>
          <tr>
            <td />
            {names.map((name) => <th key={name} scope="col"><span>{name}</span></th>)}
          </tr>
        </thead>
        <tbody>
          {names.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {names.map((column) => {
                const pair = byPair.get(`${row}\n${column}`);
                if (!pair) return <td key={column} class="none">{row === column ? "" : "·"}</td>;
                const kappa = pair.kappa === undefined ? Number(pair.agreement ?? 0) : Number(pair.kappa);
                const step = Math.max(0, Math.min(4, Math.floor(kappa * 5)));
                return (
                  <td key={column} class={"step-" + step} title={`${row} and ${column}: ${count(pair.itemCount)} common items, ${percent(pair.agreement)} equal, kappa ${decimal(pair.kappa)} [${decimal(pair.low)}, ${decimal(pair.high)}]`}>
                    {decimal(pair.kappa ?? pair.agreement)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
