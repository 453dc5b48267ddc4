import type { AuditJson } from "#contract/audits";
import { line } from "d3-shape";
import { scaleLinear } from "d3-scale";
import { count, money, percent, span } from "../ui/numbers.ts";
import { errorsLeft, median, saved, wilson } from "./figures.ts";

/** How the review goes: precision, errors left, what it saves, when to stop. */
export function ReviewFigures(props: { audit: AuditJson; checked: number; wrong: number; times: number[] }) {
  const { audit, checked, wrong } = props;
  const precision = wilson(wrong, checked);
  const left = errorsLeft(audit);
  const seconds = median(props.times);
  const gain = saved(audit, checked, seconds);
  const currency = audit.review?.costs?.currencyCode ?? "";
  return (
    <aside class="review-figures" aria-label="How the review goes">
      <dl>
        <dt>Looked at</dt>
        <dd><strong>{count(checked)}</strong> of {count(audit.flaggedCount)} suspects</dd>
        <dt>Really wrong</dt>
        <dd>{checked > 0 ? <><strong>{percent(precision.value, 0)}</strong> <span class="interval">[{percent(precision.low, 0)}, {percent(precision.high, 0)}], n = {count(checked)}</span></> : "–"}</dd>
        <dt>Wrong labels left, estimated</dt>
        <dd><strong>{count(left.value)}</strong> <span class="interval">[{count(left.low)}, {count(left.high)}] of {count(audit.itemCount)}</span></dd>
        <dt>Time for one</dt>
        <dd>{span(seconds)}</dd>
        {!Number.isNaN(seconds) && (
          <>
            <dt>Saved over looking at every item</dt>
            <dd><strong>{span(gain.seconds)}</strong>{gain.micros > 0 && <>, {money(gain.micros, currency)}</>}</dd>
          </>
        )}
      </dl>
      <ReviewCurve audit={audit} checked={checked} wrong={wrong} />
      {audit.review?.advice && <p class="soft">{audit.review.advice}</p>}
    </aside>
  );
}

const WIDTH = 280;
const HEIGHT = 150;

// Wrong labels that are expected by depth, and those that were found.
function ReviewCurve(props: { audit: AuditJson; checked: number; wrong: number }) {
  const flagged = Math.max(1, Number(props.audit.flaggedCount ?? 1));
  const points = (props.audit.review?.points ?? []).map((point) => [Number(point.depth ?? 0), Number(point.expectedErrors ?? 0)] as [number, number]).filter(([depth]) => depth <= flagged);
  if (points.length < 2) return null;
  const x = scaleLinear([0, flagged], [34, WIDTH - 6]);
  const y = scaleLinear([0, Math.max(props.wrong, ...points.map(([, errors]) => errors)) * 1.05], [HEIGHT - 22, 6]);
  const path = line<[number, number]>(([depth]) => x(depth), ([, errors]) => y(errors))([[0, 0], ...points]) ?? "";
  const words = `Of the first ${flagged} suspects ${Math.round(points[points.length - 1]?.[1] ?? 0)} are expected to be wrong; ${props.wrong} of ${props.checked} were found so.`;
  return (
    <figure>
      <svg class="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
        <line x1={34} x2={WIDTH - 6} y1={HEIGHT - 22} y2={HEIGHT - 22} />
        {y.ticks(3).map((tick) => <text key={tick} x={30} y={y(tick) + 4} text-anchor="end">{tick}</text>)}
        {x.ticks(3).map((tick) => <text key={tick} x={x(tick)} y={HEIGHT - 6} text-anchor="middle">{tick}</text>)}
        <path d={path} />
        {props.checked > 0 && <circle cx={x(Math.min(props.checked, flagged))} cy={y(props.wrong)} r="4.5" />}
      </svg>
      <figcaption class="soft">Wrong labels by suspects looked at: the line is expected, the dot is you.</figcaption>
    </figure>
  );
}
