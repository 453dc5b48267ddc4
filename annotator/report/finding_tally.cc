#include "annotator/report/finding_tally.h"

#include <algorithm>
#include <tuple>

#include "annotator/report/html_text.h"

namespace assay::report {
namespace {

std::size_t BinIndex(double score) {
  constexpr double kBins = FindingTally::kBinCount;
  // Also turns NaN into the first bin.
  if (!(score > 0)) return 0;
  return static_cast<std::size_t>(std::min(score * kBins, kBins - 1));
}

}  // namespace

FindingTally::FindingTally(const v1::Audit& audit) {
  for (const std::string& label : audit.classes()) LabelIndex(label);
}

void FindingTally::Add(const v1::Finding& finding) {
  const std::size_t given_index = LabelIndex(finding.given_label());
  const std::size_t suggested_index = LabelIndex(finding.suggested_label());
  (finding.flagged() ? flagged_bins_ : unflagged_bins_)[BinIndex(finding.score())] += 1;
  if (finding.flagged() && given_index != suggested_index) {
    moves_[{given_index, suggested_index}] += 1;
  }
  if (suspects_.size() < kSuspectLimit) Keep(finding, given_index, suggested_index);
}

void FindingTally::Keep(const v1::Finding& finding, std::size_t given_index,
                        std::size_t suggested_index) {
  Suspect suspect{finding, given_index, suggested_index, LabelIndex(finding.recheck_label()),
                  LabelIndex(finding.cv_label())};
  v1::Finding& kept = suspect.finding;
  kept.set_excerpt(CutText(finding.excerpt(), kExcerptLimit));
  kept.set_item_id(CutText(finding.item_id(), kLabelLimit));
  while (kept.reasons_size() > kReasonCountLimit) kept.mutable_reasons()->RemoveLast();
  for (v1::Reason& reason : *kept.mutable_reasons()) {
    reason.set_text(CutText(reason.text(), kReasonLimit));
  }
  suspects_.push_back(std::move(suspect));
}

std::vector<FindingTally::Move> FindingTally::SortedMoves() const {
  std::vector<Move> moves;
  moves.reserve(moves_.size());
  for (const auto& [pair, count] : moves_) moves.push_back({pair.first, pair.second, count});
  std::sort(moves.begin(), moves.end(), [](const Move& a, const Move& b) {
    return std::tuple(-a.count, a.given_index, a.suggested_index) <
           std::tuple(-b.count, b.given_index, b.suggested_index);
  });
  return moves;
}

std::size_t FindingTally::LabelIndex(std::string_view label) {
  const auto [entry, is_new] = index_by_label_.try_emplace(std::string(label), labels_.size());
  if (is_new) labels_.push_back(CutText(label, kLabelLimit));
  return entry->second;
}

}  // namespace assay::report
