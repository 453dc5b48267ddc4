#include "annotator/desk/item_change.h"

#include <vector>

#include "annotator/desk/item_sums.h"
#include "annotator/desk/running_consensus.h"
#include "engine/base/status.h"

namespace assay {
namespace {

using storage::v1::CampaignAnnotatorState;
using storage::v1::CampaignItemState;

constexpr uint32_t kUnscored = 0;
constexpr uint32_t kRight = 1;
constexpr uint32_t kWrong = 2;

double AccuracyOf(const CampaignAnnotatorState& annotator) {
  return WeightAccuracy(annotator.scored_right_count() + annotator.all_gold_right_count(),
                        annotator.scored_count() + annotator.all_gold_count());
}

}  // namespace

absl::StatusOr<ItemChange> ItemChange::Begin(CampaignRows& rows, const CampaignRules& rules,
                                             uint64_t item_number) {
  ASSAY_ASSIGN_OR_RETURN(CampaignItemState * item, rows.Item(item_number));
  AddItem(*item, rows.head(), rules.schema(), -1, *rows.head().mutable_figures());
  return ItemChange(rows, rules, item_number, item);
}

CampaignItemState::Touch* ItemChange::FindTouch(uint64_t annotator_number) {
  for (CampaignItemState::Touch& touch : *item_->mutable_touches()) {
    if (touch.annotator_number() == annotator_number) {
      return &touch;
    }
  }
  return nullptr;
}

CampaignItemState::Touch& ItemChange::AddTouch(uint64_t annotator_number, bool machine) {
  CampaignItemState::Touch& touch = *item_->add_touches();
  touch.set_annotator_number(annotator_number);
  touch.set_machine(machine);
  return touch;
}

void ItemChange::UpdateConsensus() {
  std::vector<WeighedAnswer> answers;
  for (const CampaignItemState::Touch& touch : item_->touches()) {
    if (touch.label() != 0) {
      answers.push_back(
          {touch.answer(), AccuracyOf(*rows_.FindAnnotator(touch.annotator_number()))});
    }
  }
  if (answers.empty()) {
    item_->set_consensus(0);
    item_->set_confidence_micros(0);
    item_->set_gain_micros(0);
  } else {
    const LabelSchema& schema = rules_.schema();
    const storage::v1::CampaignHead& head = rows_.head();
    const RunningConsensusResult result =
        schema.has_classes()
            ? WeighAnswers(answers, head.class_counts(head.class_counts_size() - 1).class_count())
            : CountAnswers(answers);
    item_->set_consensus(result.answer + 1);
    item_->set_confidence_micros(result.confidence_micros);
    item_->set_gain_micros(result.entropy_micros);
  }
  Score(answers.size() >= 2);
}

void ItemChange::Score(bool comparable) {
  for (CampaignItemState::Touch& touch : *item_->mutable_touches()) {
    uint32_t score = kUnscored;
    if (comparable && touch.label() != 0) {
      score = touch.answer() + 1 == item_->consensus() ? kRight : kWrong;
    }
    if (score == touch.score()) {
      continue;
    }
    CampaignAnnotatorState& annotator = *rows_.FindAnnotator(touch.annotator_number());
    const auto add = [&](uint32_t value, int sign) {
      annotator.set_scored_count(annotator.scored_count() + (value == kUnscored ? 0 : sign));
      annotator.set_scored_right_count(annotator.scored_right_count() +
                                       (value == kRight ? sign : 0));
    };
    add(touch.score(), -1);
    add(score, 1);
    touch.set_score(score);
    rows_.AnnotatorChanged(touch.annotator_number());
  }
}

bool ItemChange::by_gain() const {
  return rows_.record().campaign().order() == v1::Campaign::ORDER_GAIN;
}

void ItemChange::LeaveQueue() {
  const uint64_t place = item_->open_place() - 1;
  rows_.RemoveOpen(place);
  if (by_gain()) {
    rows_.RemoveGain(item_->queued_gain_micros(), place);
  }
  item_->set_open_place(0);
}

void ItemChange::JoinQueue() {
  const uint64_t place = rows_.head().next_open();
  rows_.head().set_next_open(place + 1);
  rows_.AddOpen(place, item_number_);
  item_->set_open_place(place + 1);
  if (by_gain()) {
    rows_.AddGain(item_->gain_micros(), place, item_number_);
    item_->set_queued_gain_micros(item_->gain_micros());
  }
}

void ItemChange::End(bool came_back) {
  storage::v1::CampaignHead& head = rows_.head();
  const int rule_index = head.overlap_rules_size() - 1;
  const ItemCounts counts = CountItem(*item_);
  item_->set_rule_index(static_cast<uint32_t>(rule_index));
  const int64_t wanted = WantedLabels(*item_, counts, head.overlap_rules(rule_index));
  item_->set_wanted_count(static_cast<uint32_t>(wanted));
  const bool open = counts.started && counts.labels + counts.places_out < wanted;
  const bool gain_moved = by_gain() && item_->queued_gain_micros() != item_->gain_micros();
  if (item_->open_place() != 0 && (!open || came_back || gain_moved)) {
    LeaveQueue();
  }
  if (open && item_->open_place() == 0) {
    JoinQueue();
  }
  AddItem(*item_, head, rules_.schema(), 1, *head.mutable_figures());
  rows_.ItemChanged(item_number_);
}

void DropHeldLease(CampaignRows& rows, CampaignAnnotatorState& annotator, uint64_t lease_number) {
  auto& leases = *annotator.mutable_leases();
  for (int i = 0; i < leases.size(); ++i) {
    if (leases[i].lease_number() != lease_number) {
      continue;
    }
    storage::v1::CampaignFigures& figures = *rows.head().mutable_figures();
    figures.set_lease_count(figures.lease_count() - 1);
    figures.set_committed_micros(figures.committed_micros() - leases[i].committed_micros());
    leases.DeleteSubrange(i, 1);
    rows.AnnotatorChanged(annotator.annotator_number());
    return;
  }
}

}  // namespace assay
