import type { CostFiguresJson, CostSummaryJson, ReportCostsResponseJson } from "#contract/costs";
import type {
  AgreementFigureJson,
  AnnotatorFiguresJson,
  ClassAgreementJson,
  InferConsensusResponseJson,
  ItemDisagreementJson,
  MeasureAgreementResponseJson,
  PairAgreementJson,
} from "#contract/quality";
import { CallError } from "../api/connection.ts";
import { watch } from "../api/watch.ts";

/** What the labels of a campaign say of each other. */
export interface Agreement {
  figures: AgreementFigureJson[];
  classes: ClassAgreementJson[];
  pairs: PairAgreementJson[];
  items: ItemDisagreementJson[];
}

// Follows a stream to its end.
function collect<Message>(method: string, request: object, take: (message: Message) => void): Promise<void> {
  return new Promise((done, fail) => {
    watch<object, Message>(method, request, { onMessage: take, onEnd: done, onError: (error: CallError) => fail(error) });
  });
}

export async function measureAgreement(campaign: string, level: string): Promise<Agreement> {
  const found: Agreement = { figures: [], classes: [], pairs: [], items: [] };
  const spec = { labels: { campaign: "campaigns/" + campaign }, level, maxPairCount: 2000, maxItemCount: 50 };
  await collect<MeasureAgreementResponseJson>("QualityService/MeasureAgreement", { spec }, (message) => {
    found.figures.push(...(message.figures?.figures ?? []));
    found.classes.push(...(message.classes?.classes ?? []));
    found.pairs.push(...(message.pairs?.pairs ?? []));
    found.items.push(...(message.items?.items ?? []));
  });
  return found;
}

/** How each annotator does, by name. */
export async function measureAnnotators(campaign: string): Promise<Map<string, AnnotatorFiguresJson>> {
  const found = new Map<string, AnnotatorFiguresJson>();
  const spec = { labels: { campaign: "campaigns/" + campaign } };
  await collect<InferConsensusResponseJson>("QualityService/InferConsensus", { spec }, (message) => {
    for (const each of message.annotators?.annotators ?? []) found.set(each.annotator ?? "", each);
  });
  return found;
}

export interface Costs {
  summary: CostSummaryJson | null;
  groups: CostFiguresJson[];
  annotators: CostFiguresJson[];
}

export async function reportCosts(campaign: string): Promise<Costs> {
  const found: Costs = { summary: null, groups: [], annotators: [] };
  const spec = { labels: { campaign: "campaigns/" + campaign } };
  await collect<ReportCostsResponseJson>("CostService/ReportCosts", { spec }, (message) => {
    if (message.summary) found.summary = message.summary;
    found.groups.push(...(message.groups?.figures ?? []));
    found.annotators.push(...(message.annotators?.figures ?? []));
  });
  return found;
}

/** Coefficients in words. */
export const COEFFICIENT_TITLES: Record<string, string> = {
  percent_agreement: "Percent agreement",
  cohen_kappa: "Cohen’s kappa",
  scott_pi: "Scott’s pi",
  fleiss_kappa: "Fleiss’ kappa",
  conger_kappa: "Conger’s kappa",
  krippendorff_alpha: "Krippendorff’s alpha",
  gwet_ac1: "Gwet’s AC1",
  gwet_ac2: "Gwet’s AC2",
  light_kappa: "Light’s kappa",
  brennan_prediger: "Brennan–Prediger",
};
