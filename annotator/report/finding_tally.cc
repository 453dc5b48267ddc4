#include "annotator/report/finding_tally.h"

#include <algorithm>
#include <tuple>

#include "annotator/report/html_text.h"

namespace assay::report {
namespace {

using SimilarItems = google::protobuf::RepeatedPtrField<v1::SimilarItem>;

std::size_t BinIndex(double score) {
  constexpr double kBins = FindingTally::kBinCount;
  // Also turns NaN into the first bin.
  if (!(score > 0)) return 0;
  return static_cast<std::size_t>(std::min(score * kBins, kBins - 1));
}

void CutSimilarItems(SimilarItems& similar_items) {
  while (similar_items.size() > FindingTally::kSimilarLimit) similar_items.RemoveLast();
  for (v1::SimilarItem& similar : similar_items) {
    similar.set_excerpt(CutText(similar.excerpt(), FindingTally::kSimilarExcerptLimit));
  }
}

// The first of each sign.
void CutPulls(v1::Finding& finding) {
  google::protobuf::RepeatedPtrField<v1::FeaturePull> kept;
  int positive_count = 0;
  int negative_count = 0;
  for (const v1::FeaturePull& pull : finding.pulls()) {
    if (++(pull.pull() > 0 ? positive_count : negative_count) > FindingTally::kPullLimit) continue;
    *kept.Add() = pull;
    kept.rbegin()->set_feature(CutText(pull.feature(), FindingTally::kLabelLimit));
  }
  finding.mutable_pulls()->Swap(&kept);
}

v1::Finding CutFinding(const v1::Finding& finding) {
  v1::Finding kept = finding;
  kept.set_excerpt(CutText(finding.excerpt(), FindingTally::kExcerptLimit));
  kept.set_item_id(CutText(finding.item_id(), FindingTally::kLabelLimit));
  kept.set_annotator(CutText(finding.annotator(), FindingTally::kLabelLimit));
  while (kept.reasons_size() > FindingTally::kReasonCountLimit) {
    kept.mutable_reasons()->RemoveLast();
  }
  for (v1::Reason& reason : *kept.mutable_reasons()) {
    reason.set_text(CutText(reason.text(), FindingTally::kReasonLimit));
  }
  CutPulls(kept);
  CutSimilarItems(*kept.mutable_neighbours());
  CutSimilarItems(*kept.mutable_duplicates());
  return kept;
}

// What the finding's strings take on the page, where markup and quotes are escaped.
std::size_t BytesOnPage(const v1::Finding& finding) {
  std::size_t bytes = 0;
  for (const char c : finding.SerializeAsString()) {
    if (c == '<' || c == '>' || c == '&') {
      bytes += 6;
    } else {
      bytes += c == '"' || c == '\\' || c == '\n' ? 2 : 1;
    }
  }
  return bytes;
}

v1::Finding ShortFinding(const v1::Finding& finding) {
  v1::Finding kept;
  kept.set_rank(finding.rank());
  kept.set_excerpt(CutText(finding.excerpt(), FindingTally::kShortExcerptLimit));
  return kept;
}

}  // namespace

bool FindingTally::IsStronger(const Move& a, const Move& b) {
  return std::tuple(-a.count, a.given_index, a.suggested_index) <
         std::tuple(-b.count, b.given_index, b.suggested_index);
}

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
  const bool is_listed =
      items_.Add(finding, given_index, suggested_index, TrueIndex(finding, given_index));
  if (is_listed && suspects_.size() < kSuspectLimit && text_bytes_ < kTextByteLimit) {
    Keep(finding, given_index, suggested_index);
  }
}

std::int64_t FindingTally::TrueIndex(const v1::Finding& finding, std::size_t given_index) {
  const v1::VerifiedLabel& verified = finding.verified();
  if (verified.has_true_label()) {
    return static_cast<std::int64_t>(LabelIndex(verified.true_label()));
  }
  return verified.correct() ? static_cast<std::int64_t>(given_index) : ItemColumns::kUnknownLabel;
}

void FindingTally::Keep(const v1::Finding& finding, std::size_t given_index,
                        std::size_t suggested_index) {
  const bool is_whole = text_bytes_ < kWholeByteLimit;
  Suspect suspect{.finding = is_whole ? CutFinding(finding) : ShortFinding(finding),
                  .given_index = given_index,
                  .suggested_index = suggested_index,
                  .recheck_index = LabelIndex(finding.recheck_label()),
                  .cv_index = LabelIndex(finding.cv_label()),
                  .neighbour_indexes = {},
                  .duplicate_indexes = {},
                  .is_whole = is_whole};
  suspect.neighbour_indexes = LabelIndexes(suspect.finding.neighbours());
  suspect.duplicate_indexes = LabelIndexes(suspect.finding.duplicates());
  text_bytes_ += BytesOnPage(suspect.finding);
  whole_count_ += is_whole;
  suspects_.push_back(std::move(suspect));
}

std::vector<std::size_t> FindingTally::LabelIndexes(const SimilarItems& similar_items) {
  std::vector<std::size_t> indexes;
  for (const v1::SimilarItem& similar : similar_items) {
    indexes.push_back(LabelIndex(similar.given_label()));
  }
  return indexes;
}

std::vector<FindingTally::Move> FindingTally::SortedMoves() const {
  std::vector<Move> moves;
  moves.reserve(moves_.size());
  for (const auto& [pair, count] : moves_) moves.push_back({pair.first, pair.second, count});
  std::sort(moves.begin(), moves.end(), IsStronger);
  return moves;
}

std::size_t FindingTally::LabelIndex(std::string_view label) {
  const auto [entry, is_new] = index_by_label_.try_emplace(std::string(label), labels_.size());
  if (is_new) labels_.emplace_back(label);
  return entry->second;
}

}  // namespace assay::report
