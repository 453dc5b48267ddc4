import type { CampaignJson } from "#contract/campaigns";

/** What a lead edits of a campaign, as the form has it. */
export interface CampaignDraft {
  question: string;
  guidelines: string;
  labels: number;
  maxLabels: number;
  /** In the currency; empty: no limit. */
  budget: string;
}

export function draftOf(campaign: CampaignJson): CampaignDraft {
  const labels = Math.max(1, campaign.overlap?.labelCount ?? 1);
  const budget = Number(campaign.budgetMicros ?? 0);
  return {
    question: campaign.question ?? "",
    guidelines: campaign.guidelines?.text ?? "",
    labels,
    maxLabels: Math.max(labels, campaign.overlap?.maxLabelCount ?? 0),
    budget: budget > 0 ? String(budget / 1e6) : "",
  };
}

/** The fields that a draft changes, and their paths; what is not touched stays as it is. */
export function changesOf(campaign: CampaignJson, draft: CampaignDraft): { changed: CampaignJson; paths: string[] } {
  const before = draftOf(campaign);
  const changed: CampaignJson = {};
  const paths: string[] = [];
  if (draft.question.trim() !== before.question) {
    changed.question = draft.question.trim();
    paths.push("question");
  }
  if (draft.guidelines !== before.guidelines) {
    changed.guidelines = { text: draft.guidelines };
    paths.push("guidelines.text");
  }
  if (draft.labels !== before.labels || draft.maxLabels !== before.maxLabels) {
    changed.overlap = { ...campaign.overlap, labelCount: draft.labels, maxLabelCount: draft.maxLabels > draft.labels ? draft.maxLabels : 0 };
    paths.push("overlap");
  }
  if (draft.budget !== before.budget) {
    changed.budgetMicros = String(Math.round(Number(draft.budget || 0) * 1e6));
    paths.push("budgetMicros");
  }
  return { changed, paths };
}
