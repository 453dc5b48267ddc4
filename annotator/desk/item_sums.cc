#include "annotator/desk/item_sums.h"

#include <algorithm>
#include <map>

#include "engine/store/codec.h"
#include "engine/store/keys.h"
#include "google/protobuf/repeated_field.h"

namespace assay {
namespace {

using storage::v1::CampaignFigures;
using storage::v1::CampaignItemState;

bool IsUnsure(const CampaignItemState& item, const v1::OverlapRule& rule) {
  return item.consensus() != 0 && item.confidence_micros() < rule.target_confidence() * 1e6;
}

void AddAt(google::protobuf::RepeatedField<int64_t>& counts, uint32_t index, int64_t amount) {
  while (counts.size() <= static_cast<int>(index)) {
    counts.Add(0);
  }
  counts.Set(static_cast<int>(index), counts.Get(static_cast<int>(index)) + amount);
}

// Pairs of equal labels, counted both ways.
void AddPairs(const CampaignItemState& item, int64_t labels, bool has_classes, int sign,
              CampaignFigures& figures) {
  if (labels < 2) {
    return;
  }
  std::map<uint32_t, int64_t> votes;
  for (const auto& touch : item.touches()) {
    if (touch.label() != 0 && !touch.machine()) {
      ++votes[touch.answer()];
    }
  }
  int64_t equal_pairs = 0;
  for (const auto& [answer, count] : votes) {
    equal_pairs += count * (count - 1);
    if (has_classes) {
      AddAt(*figures.mutable_shared_label_counts(), answer, sign * count);
    }
  }
  auto& overlap = (*figures.mutable_overlaps())[static_cast<int32_t>(labels)];
  overlap.set_item_count(overlap.item_count() + sign);
  overlap.set_equal_pair_sum(overlap.equal_pair_sum() + sign * equal_pairs);
  overlap.set_equal_pair_square_sum(overlap.equal_pair_square_sum() +
                                    sign * equal_pairs * equal_pairs);
  if (overlap.item_count() == 0) {
    figures.mutable_overlaps()->erase(static_cast<int32_t>(labels));
  }
}

void AddConsensus(const CampaignItemState& item, const v1::OverlapRule& rule, bool has_classes,
                  int sign, CampaignFigures& figures) {
  if (item.consensus() == 0) {
    return;
  }
  figures.set_consensus_item_count(figures.consensus_item_count() + sign);
  figures.set_confidence_micros_sum(figures.confidence_micros_sum() +
                                    sign * static_cast<int64_t>(item.confidence_micros()));
  figures.set_unsure_item_count(figures.unsure_item_count() + (IsUnsure(item, rule) ? sign : 0));
  if (has_classes) {
    AddAt(*figures.mutable_consensus_counts(), item.consensus() - 1, sign);
  }
}

}  // namespace

ItemCounts CountItem(const CampaignItemState& item) {
  ItemCounts counts;
  counts.started = item.open_place() != 0;
  for (const auto& touch : item.touches()) {
    if (touch.machine()) {
      counts.machine_labels += touch.label() != 0 ? 1 : 0;
      continue;
    }
    counts.started = true;
    counts.labels += touch.label() != 0 ? 1 : 0;
    counts.places_out += touch.label() == 0 && touch.lease_number() != 0 ? 1 : 0;
  }
  return counts;
}

int64_t WantedLabels(const CampaignItemState& item, const ItemCounts& counts,
                     const v1::OverlapRule& rule) {
  if (counts.labels < rule.label_count() || !IsUnsure(item, rule)) {
    return rule.label_count();
  }
  return std::max<int64_t>(rule.label_count(),
                           std::min<int64_t>(counts.labels + 1, rule.max_label_count()));
}

absl::StatusOr<v1::LabelValue> AnswerValue(const LabelSchema& schema, const CampaignItemState& item,
                                           uint32_t answer) {
  const auto index = static_cast<int>(answer);
  if (!schema.has_classes()) {
    return index < item.answers_size() ? schema.Parse(item.answers(index))
                                       : DamagedValueError(KeyKind::kCampaignItem);
  }
  if (index >= schema.proto().classes_size()) {
    return DamagedValueError(KeyKind::kCampaignItem);
  }
  v1::LabelValue value;
  value.set_choice(schema.proto().classes(index));
  return value;
}

void AddItem(const CampaignItemState& item, const storage::v1::CampaignHead& head,
             const LabelSchema& schema, int sign, CampaignFigures& figures) {
  const ItemCounts counts = CountItem(item);
  const v1::OverlapRule& rule = head.overlap_rules(static_cast<int>(item.rule_index()));
  const bool has_classes = schema.has_classes();
  if (counts.started) {
    const bool complete = counts.labels >= item.wanted_count();
    figures.set_complete_item_count(figures.complete_item_count() + (complete ? sign : 0));
    figures.set_open_item_count(figures.open_item_count() + (complete ? 0 : sign));
    figures.set_wanted_label_count(figures.wanted_label_count() +
                                   sign * static_cast<int64_t>(item.wanted_count()));
  }
  figures.set_label_count(figures.label_count() + sign * counts.labels);
  figures.set_machine_label_count(figures.machine_label_count() + sign * counts.machine_labels);
  figures.set_skip_count(figures.skip_count() + sign * static_cast<int64_t>(item.skip_count()));
  figures.set_flag_count(figures.flag_count() + sign * static_cast<int64_t>(item.flag_count()));
  AddPairs(item, counts.labels, has_classes, sign, figures);
  AddConsensus(item, rule, has_classes, sign, figures);
}

}  // namespace assay
