#include "tests/reference/campaign/campaign_oracle.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace assay::reference {

void CampaignOracle::AdvanceTo(int64_t now_us) {
  now_us_ = now_us;
  for (Lease& lease : leases_) {
    if (lease.live && lease.end_us <= now_us) {
      lease.live = false;
      ++expired_[lease.annotator];
    }
  }
}

const std::map<uint64_t, CampaignOracle::Label>* CampaignOracle::LabelsOf(uint64_t item) const {
  const auto found = labels_.find(item);
  return found == labels_.end() ? nullptr : &found->second;
}

std::optional<int> CampaignOracle::AnswerOf(uint64_t annotator, uint64_t item) const {
  const auto* labels = LabelsOf(item);
  if (labels == nullptr || !labels->contains(annotator)) {
    return std::nullopt;
  }
  return labels->at(annotator).answer;
}

bool CampaignOracle::HoldsItem(uint64_t annotator, uint64_t item, bool gold) const {
  return std::any_of(leases_.begin(), leases_.end(), [&](const Lease& lease) {
    return lease.live && lease.annotator == annotator && lease.item == item && lease.gold == gold;
  });
}

uint64_t CampaignOracle::LastLease(uint64_t annotator, uint64_t item, bool gold) const {
  uint64_t last = 0;
  for (const Lease& lease : leases_) {
    if (lease.annotator == annotator && lease.item == item && lease.gold == gold) {
      last = lease.number;
    }
  }
  return last;
}

int CampaignOracle::LabelCount(uint64_t item) const {
  int count = 0;
  if (const auto* labels = LabelsOf(item); labels != nullptr) {
    for (const auto& [annotator, label] : *labels) {
      count += IsMachine(annotator) ? 0 : 1;
    }
  }
  return count;
}

int CampaignOracle::PlacesOut(uint64_t item) const {
  int count = 0;
  for (const Lease& lease : leases_) {
    count +=
        lease.live && !lease.gold && lease.item == item && !AnswerOf(lease.annotator, item) ? 1 : 0;
  }
  return count;
}

bool CampaignOracle::IsUnsure(uint64_t item) const {
  const auto found = consensus_.find(item);
  return found != consensus_.end() &&
         std::round(found->second.confidence * 1e6) < rule_.target * 1e6;
}

int CampaignOracle::Wanted(uint64_t item) const {
  const int labels = LabelCount(item);
  if (labels < rule_.label_count || !IsUnsure(item)) {
    return rule_.label_count;
  }
  return std::max(rule_.label_count, std::min(labels + 1, rule_.max_label_count));
}

bool CampaignOracle::HasStarted(uint64_t item) const {
  return std::any_of(touched_.begin(), touched_.end(), [&](const Pair& touch) {
    return touch.second == item && !IsMachine(touch.first);
  });
}

bool CampaignOracle::MayHave(uint64_t annotator, uint64_t item) const {
  return item < item_count_ && LabelCount(item) + PlacesOut(item) < Wanted(item) &&
         !AnswerOf(annotator, item) && !skipped_.contains({annotator, item}) &&
         !HoldsItem(annotator, item, false);
}

uint64_t CampaignOracle::AnyFor(uint64_t annotator, bool started) const {
  for (uint64_t item = 0; item < item_count_; ++item) {
    if (HasStarted(item) == started && MayHave(annotator, item)) {
      return item;
    }
  }
  return kNobody;
}

bool CampaignOracle::HadGold(uint64_t annotator, uint64_t gold_item) const {
  return LastLease(annotator, gold_item, true) != 0;
}

const CampaignOracle::Lease& CampaignOracle::Grant(uint64_t annotator, uint64_t item, bool gold,
                                                   int64_t cost) {
  leases_.push_back({.number = leases_.size() + 1,
                     .annotator = annotator,
                     .item = item,
                     .gold = gold,
                     .end_us = now_us_ + lease_us_,
                     .cost = cost,
                     .live = true});
  if (!gold) {
    touched_.insert({annotator, item});
  }
  return leases_.back();
}

int64_t CampaignOracle::Held(uint64_t annotator) const {
  return std::count_if(leases_.begin(), leases_.end(), [&](const Lease& lease) {
    return lease.live && (annotator == kNobody || lease.annotator == annotator);
  });
}

void CampaignOracle::End(uint64_t lease_number) { leases_[lease_number - 1].live = false; }

void CampaignOracle::EndAll(uint64_t annotator) {
  for (Lease& lease : leases_) {
    lease.live = lease.live && lease.annotator != annotator;
  }
}

void CampaignOracle::Extend(uint64_t lease_number) {
  leases_[lease_number - 1].end_us = now_us_ + lease_us_;
}

std::string CampaignOracle::WhyNot(const Lease& lease) const {
  const Pair pair{lease.annotator, lease.item};
  if (HoldsItem(lease.annotator, lease.item, lease.gold)) {
    return "";
  }
  if (lease.gold) {
    return gold_labels_.contains(pair) || gold_skipped_.contains(pair) ? "ALREADY_ANSWERED" : "";
  }
  if (skipped_.contains(pair)) {
    return "ALREADY_ANSWERED";
  }
  if (AnswerOf(lease.annotator, lease.item)) {
    const Label& label = labels_.at(lease.item).at(lease.annotator);
    return label.last_lease >= lease.number ? "ALREADY_ANSWERED" : "";
  }
  return LabelCount(lease.item) + PlacesOut(lease.item) < Wanted(lease.item) ? "" : "LEASE_EXPIRED";
}

uint64_t CampaignOracle::AddLabel(Event event) {
  event.kind = Kind::kLabel;
  const Pair pair{event.annotator, event.item};
  const Label label{event.answer, events_.size(),
                    LastLease(event.annotator, event.item, event.gold)};
  for (Lease& lease : leases_) {
    lease.live = lease.live && !(lease.annotator == event.annotator && lease.item == event.item &&
                                 lease.gold == event.gold);
  }
  events_.push_back(event);
  if (event.gold) {
    gold_labels_[pair] = label;
    return 0;
  }
  skipped_.erase(pair);
  touched_.insert(pair);
  auto& labels = labels_[event.item];
  const auto before = labels.find(event.annotator);
  const uint64_t superseded = before == labels.end() ? 0 : before->second.event + 1;
  labels[event.annotator] = label;
  Judge(event.item);
  return superseded;
}

void CampaignOracle::AddSkip(Event event) {
  const Pair pair{event.annotator, event.item};
  for (Lease& lease : leases_) {
    lease.live = lease.live && !(lease.annotator == event.annotator && lease.item == event.item &&
                                 lease.gold == event.gold);
  }
  const bool withdraws = !event.gold && AnswerOf(event.annotator, event.item).has_value();
  event.kind = withdraws ? Kind::kWithdraw : Kind::kSkip;
  events_.push_back(event);
  (event.gold ? gold_skipped_ : skipped_).insert(pair);
  if (withdraws) {
    labels_[event.item].erase(event.annotator);
    Judge(event.item);
  }
}

void CampaignOracle::AddFlag(Event event) {
  event.kind = Kind::kFlag;
  events_.push_back(event);
}

// (right + 4) / (n + 5) over answers to gold and comparisons with the consensus.
double CampaignOracle::Accuracy(uint64_t annotator) const {
  int64_t right = 0;
  int64_t count = 0;
  for (const auto& [item, scores] : scores_) {
    if (const auto score = scores.find(annotator); score != scores.end()) {
      ++count;
      right += score->second ? 1 : 0;
    }
  }
  for (const Event& event : events_) {
    if (event.kind == Kind::kLabel && event.gold && event.annotator == annotator) {
      ++count;
      right += event.answer == static_cast<int>(event.item % 2) ? 1 : 0;
    }
  }
  return static_cast<double>(right + 4) / static_cast<double>(count + 5);
}

// The posterior by its definition, then every label of the item compared with it.
void CampaignOracle::Judge(uint64_t item) {
  const auto& labels = labels_[item];
  if (labels.empty()) {
    consensus_.erase(item);
    scores_.erase(item);
    return;
  }
  std::vector<double> weights(static_cast<size_t>(class_count_), 1);
  for (const auto& [annotator, label] : labels) {
    const double accuracy = Accuracy(annotator);
    for (int k = 0; k < class_count_; ++k) {
      weights[static_cast<size_t>(k)] *=
          label.answer == k ? accuracy : (1 - accuracy) / (class_count_ - 1);
    }
  }
  double sum = 0;
  for (const double weight : weights) {
    sum += weight;
  }
  // The best of the classes that somebody gave; equal but for rounding: the first.
  std::set<size_t> given;
  for (const auto& [annotator, label] : labels) {
    given.insert(static_cast<size_t>(label.answer));
  }
  size_t best = *given.begin();
  for (const size_t k : given) {
    best = weights[k] > weights[best] * (1 + 1e-9) ? k : best;
  }
  double entropy = 0;
  for (const double weight : weights) {
    entropy -= weight / sum * std::log(weight / sum);
  }
  consensus_[item] = {static_cast<int>(best), weights[best] / sum,
                      entropy / std::log(class_count_)};
  auto& scores = scores_[item];
  scores.clear();
  for (const auto& [annotator, label] : labels) {
    if (labels.size() >= 2) {
      scores[annotator] = label.answer == static_cast<int>(best);
    }
  }
}

std::vector<uint64_t> CampaignOracle::Undoable(uint64_t annotator) const {
  // The last 16 different items he answered, newest first.
  std::vector<uint64_t> recent;
  for (auto event = events_.rbegin(); event != events_.rend() && recent.size() < 16; ++event) {
    if (event->kind == Kind::kLabel && !event->gold && event->annotator == annotator &&
        std::find(recent.begin(), recent.end(), event->item) == recent.end()) {
      recent.push_back(event->item);
    }
  }
  std::erase_if(recent, [&](uint64_t item) {
    return !AnswerOf(annotator, item) || HoldsItem(annotator, item, false);
  });
  return recent;
}

int64_t CampaignOracle::spent() const {
  int64_t sum = 0;
  for (const Event& event : events_) {
    sum += event.kind == Kind::kLabel ? event.cost : 0;
  }
  return sum;
}

int64_t CampaignOracle::committed() const {
  int64_t sum = 0;
  for (const Lease& lease : leases_) {
    sum += lease.live ? lease.cost : 0;
  }
  return sum;
}

// Pairs of labels of people, one by one; alpha by the coincidence matrix.
void CampaignOracle::CountAgreement(Figures& figures) const {
  const auto k_count = static_cast<size_t>(class_count_);
  std::vector<std::vector<double>> coincidences(k_count, std::vector<double>(k_count, 0));
  double share_sum = 0;
  for (const auto& [item, labels] : labels_) {
    std::vector<size_t> answers;
    for (const auto& [annotator, label] : labels) {
      if (!IsMachine(annotator)) {
        answers.push_back(static_cast<size_t>(label.answer));
      }
    }
    if (answers.size() < 2) {
      continue;
    }
    ++figures.shared_items;
    double equal = 0;
    for (size_t i = 0; i < answers.size(); ++i) {
      for (size_t j = 0; j < answers.size(); ++j) {
        if (i != j) {
          equal += answers[i] == answers[j] ? 1 : 0;
          coincidences[answers[i]][answers[j]] += 1 / static_cast<double>(answers.size() - 1);
        }
      }
    }
    share_sum += equal / static_cast<double>(answers.size() * (answers.size() - 1));
  }
  double total = 0;
  double observed = 0;
  std::vector<double> margins(k_count, 0);
  for (size_t a = 0; a < k_count; ++a) {
    for (size_t b = 0; b < k_count; ++b) {
      total += coincidences[a][b];
      margins[a] += coincidences[a][b];
      observed += a == b ? 0 : coincidences[a][b];
    }
  }
  double expected = 0;
  for (size_t a = 0; a < k_count; ++a) {
    for (size_t b = 0; b < k_count; ++b) {
      expected += a == b ? 0 : margins[a] * margins[b] / (total - 1);
    }
  }
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  figures.percent_agreement =
      figures.shared_items == 0 ? kNaN : share_sum / static_cast<double>(figures.shared_items);
  figures.alpha = figures.shared_items == 0 || expected < 1e-9 ? kNaN : 1 - observed / expected;
}

CampaignOracle::Figures CampaignOracle::Count() const {
  Figures figures;
  for (const auto& [item, labels] : labels_) {
    for (const auto& [annotator, label] : labels) {
      ++(IsMachine(annotator) ? figures.machine_labels : figures.labels);
    }
  }
  for (const Event& event : events_) {
    const bool is_label = event.kind == Kind::kLabel;
    figures.superseded += is_label && !event.gold ? 1 : 0;
    figures.skips += event.kind == Kind::kSkip || event.kind == Kind::kWithdraw ? 1 : 0;
    figures.flags += event.kind == Kind::kFlag && event.annotator != kNobody ? 1 : 0;
    figures.gold += is_label && event.gold ? 1 : 0;
    figures.gold_right +=
        is_label && event.gold && event.answer == static_cast<int>(event.item % 2) ? 1 : 0;
    figures.active_us += is_label ? event.active_us : 0;
  }
  // All that ever came and do not count any more.
  figures.superseded -= figures.labels + figures.machine_labels;
  figures.spent = spent();
  figures.committed = committed();
  figures.leases = Held(kNobody);
  for (uint64_t item = 0; item < item_count_; ++item) {
    const bool started = HasStarted(item);
    const bool complete = started && LabelCount(item) >= Wanted(item);
    figures.complete_items += complete ? 1 : 0;
    figures.open_items += started && !complete ? 1 : 0;
    figures.wanted_labels += started ? Wanted(item) : rule_.label_count;
  }
  figures.consensus_classes.assign(static_cast<size_t>(class_count_), 0);
  for (const auto& [item, consensus] : consensus_) {
    ++figures.consensus_items;
    figures.unsure_items += IsUnsure(item) ? 1 : 0;
    figures.mean_confidence += consensus.confidence;
    ++figures.consensus_classes[static_cast<size_t>(consensus.answer)];
  }
  if (figures.consensus_items > 0) {
    figures.mean_confidence /= static_cast<double>(figures.consensus_items);
  }
  CountAgreement(figures);
  return figures;
}

}  // namespace assay::reference
