// The rows of the oracle: what is known of one item and of one annotator.

#include "tests/reference/campaign/campaign_oracle.h"

namespace assay::reference {

CampaignOracle::Touch CampaignOracle::TouchOf(uint64_t annotator, uint64_t item, bool gold) const {
  Touch touch;
  for (const Lease& lease : leases_) {
    if (lease.annotator == annotator && lease.item == item && lease.gold == gold) {
      touch.lease = lease.live ? lease.number : 0;
      touch.last_lease = lease.number;
    }
  }
  const Pair pair{annotator, item};
  touch.skipped = (gold ? gold_skipped_ : skipped_).contains(pair);
  const Label* label = nullptr;
  if (gold && gold_labels_.contains(pair)) {
    label = &gold_labels_.at(pair);
  } else if (!gold && AnswerOf(annotator, item)) {
    label = &labels_.at(item).at(annotator);
  }
  if (label != nullptr) {
    touch.label = label->event + 1;
    touch.answer = label->answer;
    touch.label_lease = label->last_lease;
  }
  if (const auto scores = scores_.find(item); !gold && scores != scores_.end()) {
    if (const auto score = scores->second.find(annotator); score != scores->second.end()) {
      touch.score = score->second ? 1 : 2;
    }
  }
  return touch;
}

std::set<uint64_t> CampaignOracle::TouchedItems() const {
  std::set<uint64_t> items;
  for (const auto& [annotator, item] : touched_) {
    items.insert(item);
  }
  return items;
}

CampaignOracle::Item CampaignOracle::CountItem(uint64_t item) const {
  Item view;
  for (const auto& [annotator, touched] : touched_) {
    if (touched == item) {
      view.touches[annotator] = TouchOf(annotator, item, false);
    }
  }
  view.wanted = Wanted(item);
  view.open = HasStarted(item) && LabelCount(item) + PlacesOut(item) < view.wanted;
  if (const auto consensus = consensus_.find(item); consensus != consensus_.end()) {
    view.answer = consensus->second.answer;
    view.confidence = consensus->second.confidence;
    view.gain = consensus->second.gain;
  }
  for (const Event& event : events_) {
    if (event.item == item && !event.gold && event.annotator != kNobody) {
      view.skips += event.kind == Kind::kSkip || event.kind == Kind::kWithdraw ? 1 : 0;
      view.flags += event.kind == Kind::kFlag ? 1 : 0;
    }
  }
  return view;
}

std::map<std::pair<uint64_t, uint64_t>, CampaignOracle::Touch> CampaignOracle::CountGold() const {
  std::map<Pair, Touch> touches;
  for (const Lease& lease : leases_) {
    if (lease.gold) {
      touches[{lease.annotator, lease.item}] = TouchOf(lease.annotator, lease.item, true);
    }
  }
  return touches;
}

CampaignOracle::Annotator CampaignOracle::CountAnnotator(uint64_t annotator) const {
  Annotator view;
  for (const Lease& lease : leases_) {
    if (lease.live && lease.annotator == annotator) {
      view.leases[lease.number] = lease;
    }
  }
  for (const auto& [item, labels] : labels_) {
    view.labels += labels.contains(annotator) ? 1 : 0;
  }
  for (const auto& [item, scores] : scores_) {
    if (const auto score = scores.find(annotator); score != scores.end()) {
      ++view.scored;
      view.scored_right += score->second ? 1 : 0;
    }
  }
  for (const Event& event : events_) {
    if (event.annotator != annotator) {
      continue;
    }
    const bool is_label = event.kind == Kind::kLabel;
    const bool is_gold = is_label && event.gold;
    view.gold += is_gold ? 1 : 0;
    view.gold_right += is_gold && event.answer == static_cast<int>(event.item % 2) ? 1 : 0;
    view.skips += event.kind == Kind::kSkip || event.kind == Kind::kWithdraw ? 1 : 0;
    view.flags += event.kind == Kind::kFlag ? 1 : 0;
    view.active_us += is_label ? event.active_us : 0;
    view.measured += is_label && event.active_us > 0 ? 1 : 0;
    view.spent += is_label ? event.cost : 0;
  }
  const auto expired = expired_.find(annotator);
  view.expired = expired == expired_.end() ? 0 : expired->second;
  return view;
}

}  // namespace assay::reference
