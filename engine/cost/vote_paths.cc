#include "engine/cost/vote_paths.h"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "engine/base/check.h"

namespace assay {
namespace {

using Key = std::vector<uint8_t>;

// P(the first count is the largest), ties at random.
float RightShare(const Key& key) {
  const uint8_t most = *std::max_element(key.begin(), key.end());
  const auto winners = std::count(key.begin(), key.end(), most);
  return key[0] == most ? 1.0f / static_cast<float>(winners) : 0.0f;
}

uint8_t Lead(Key key) {
  std::sort(key.begin(), key.end(), std::greater<>());
  return static_cast<uint8_t>(key[0] - key[1]);
}

}  // namespace

void VotePaths::AddStep(const Key& key, size_t place, Kind kind, size_t multiplicity,
                        NextLevel& next) {
  Key grown = key;
  const uint8_t count = place < key.size() ? key[place] : uint8_t{0};
  grown.resize(std::max(key.size(), place + 1));
  ++grown[place];
  std::sort(grown.begin() + 2, grown.end(), std::greater<>());
  const auto new_place = static_cast<uint32_t>(next.begin + next.keys.size());
  const auto [found, is_new] = next.places.try_emplace(grown, new_place);
  if (is_new) {
    next.keys.push_back(std::move(grown));
  }
  steps_.push_back({found->second, kind, count, static_cast<uint8_t>(multiplicity)});
}

void VotePaths::AddSteps(const Key& key, NextLevel& next) {
  AddStep(key, 0, Kind::kRight, 1, next);
  AddStep(key, 1, Kind::kRival, 1, next);
  for (size_t place = 2; place < key.size();) {
    size_t end = place;
    while (end < key.size() && key[end] == key[place]) {
      ++end;
    }
    AddStep(key, place, Kind::kOther, end - place, next);
    place = end;
  }
  if (key.size() < class_count_) {
    AddStep(key, key.size(), Kind::kNew, 1, next);
  }
}

VotePaths::VotePaths(size_t class_count, int max_label_count)
    : class_count_(class_count), max_label_count_(max_label_count) {
  ASSAY_CHECK(class_count >= 2);
  ASSAY_CHECK(max_label_count >= 1 && max_label_count <= kMaxLabelCount);
  std::vector<Key> level = {{0, 0}};
  for (int label_count = 0; label_count <= max_label_count; ++label_count) {
    level_begin_.push_back(counts_.size());
    NextLevel next;
    next.begin = counts_.size() + level.size();
    for (const Key& key : level) {
      Counts counts;
      counts.right_share = RightShare(key);
      counts.lead = Lead(key);
      counts.used_others = static_cast<uint8_t>(key.size() - 2);
      counts.step_begin = static_cast<uint32_t>(steps_.size());
      if (label_count < max_label_count) {
        AddSteps(key, next);
      }
      counts.step_end = static_cast<uint32_t>(steps_.size());
      counts_.push_back(counts);
    }
    level = std::move(next.keys);
  }
  level_begin_.push_back(counts_.size());
}

double VotePaths::MassOf(const Step& step, const Counts& from, const Masses& masses) const {
  switch (step.kind) {
    case Kind::kRight:
      return masses.right + step.count;
    case Kind::kRival:
      return masses.rival + step.count;
    case Kind::kOther:
      return step.multiplicity * (masses.other + step.count);
    case Kind::kNew:
      break;
  }
  return static_cast<double>(class_count_ - 2 - from.used_others) * masses.other;
}

VoteOutcome VotePaths::Outcome(const AnswerLaw& law) const {
  const Masses masses = MassesOf(law, class_count_);
  const auto most = static_cast<size_t>(max_label_count_);
  VoteOutcome outcome;
  outcome.accuracy.assign(most, 0);
  outcome.mean_label_count.assign(most, 0);
  std::vector<double> probability(counts_.size(), 0);
  probability[0] = 1;
  for (size_t level = 0; level <= most; ++level) {
    std::array<double, kMaxLabelCount + 1> lead_probability{};
    const double total = law.concentration + static_cast<double>(level);
    for (size_t place = level_begin_[level]; place < level_begin_[level + 1]; ++place) {
      const Counts& counts = counts_[place];
      lead_probability[counts.lead] += probability[place];
      if (level > 0) {
        outcome.accuracy[level - 1] += probability[place] * counts.right_share;
      }
      for (uint32_t s = counts.step_begin; s < counts.step_end; ++s) {
        probability[steps_[s].next] +=
            probability[place] * MassOf(steps_[s], counts, masses) / total;
      }
    }
    // A vote of k labels goes on from here where the lead can still be caught up.
    double goes_on = 0;
    for (size_t rest = 0; level + rest <= most; ++rest) {
      goes_on += lead_probability[rest];
      if (rest > 0) {
        outcome.mean_label_count[level + rest - 1] += goes_on;
      }
    }
  }
  return outcome;
}

Masses MassesOf(const AnswerLaw& law, size_t class_count) {
  const double wrong = law.concentration * (1 - law.accuracy);
  if (class_count == 2) {
    return {law.concentration * law.accuracy, wrong, 0};
  }
  const double even = (1 - law.rival_share) / static_cast<double>(class_count - 1);
  return {law.concentration * law.accuracy, wrong * (law.rival_share + even), wrong * even};
}

}  // namespace assay
