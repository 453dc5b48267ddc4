#include "engine/consensus/incremental.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "engine/base/check.h"
#include "engine/base/status.h"
#include "engine/labels/label_table_builder.h"

namespace assay {
namespace {

// Products of this many likelihoods, each above 1e-15, are far from underflow.
constexpr size_t kRescaleEvery = 8;

absl::Status UnknownIndex(std::string_view field, size_t found, size_t count) {
  return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_INDEX",
                   "there is no " + std::string(field) + " " + std::to_string(found) +
                       ", expected a number below " + std::to_string(count),
                   {{"field", std::string(field)},
                    {"found", std::to_string(found)},
                    {"expected", std::to_string(count)}});
}

size_t TopOf(const float* row, size_t count) {
  return static_cast<size_t>(std::max_element(row, row + count) - row);
}

// Divides by the largest value.
void Rescale(std::vector<double>& weights) {
  const double scale = 1 / *std::max_element(weights.begin(), weights.end());
  for (double& weight : weights) {
    weight *= scale;
  }
}

// What one item adds to a difference.
void AddDifference(const float* before, const float* after, size_t class_count,
                   ConsensusDifference& difference) {
  double sum = 0;
  for (size_t k = 0; k < class_count; ++k) {
    const double moved = std::abs(static_cast<double>(after[k]) - static_cast<double>(before[k]));
    sum += moved;
    difference.largest = std::max(difference.largest, moved);
  }
  ++difference.item_count;
  difference.mean += sum / static_cast<double>(class_count);
  difference.changed_labels += TopOf(before, class_count) == TopOf(after, class_count) ? 0 : 1;
}

void FinishDifference(ConsensusDifference& difference) {
  difference.mean /= static_cast<double>(std::max<int64_t>(difference.item_count, 1));
}

NameList EmptyNames(size_t count) {
  NameList names;
  for (size_t i = 0; i < count; ++i) {
    names.Append("");
  }
  return names;
}

}  // namespace

uint32_t IncrementalConsensus::AddItem() {
  Forget();
  items_.emplace_back();
  shares_.resize(items_.size() * width_, 0);
  return static_cast<uint32_t>(items_.size() - 1);
}

uint32_t IncrementalConsensus::AddAnnotator() {
  Forget();
  confusions_.AddAnnotator();
  return static_cast<uint32_t>(confusions_.annotator_count() - 1);
}

absl::StatusOr<uint16_t> IncrementalConsensus::AddClass() {
  if (class_count() >= LabelTableBuilder::kMaxClassCount) {
    return MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_CLASSES",
                     "found more than 65535 different labels, expected at most 65535",
                     {{"found", "65536"}, {"expected", "65535"}});
  }
  Forget();
  confusions_.AddClass();
  Widen();
  for (uint32_t a = 0; a < annotator_count(); ++a) {
    confusions_.AddMoved(a, 1);
  }
  return static_cast<uint16_t>(class_count() - 1);
}

void IncrementalConsensus::Widen() {
  if (confusions_.width() == width_) {
    return;
  }
  WidenRows(shares_, width_, confusions_.width());
  width_ = confusions_.width();
  shares_.resize(items_.size() * width_, 0);
  scratch_.assign(width_, 0);
}

absl::Status IncrementalConsensus::Load(const LabelTable& labels, std::span<const int32_t> gold) {
  ASSAY_CHECK(items_.empty() && annotator_count() == 0 && class_count() == 0);
  for (size_t k = 0; k < labels.class_count(); ++k) {
    ASSAY_RETURN_IF_ERROR(AddClass().status());
  }
  for (size_t a = 0; a < labels.annotator_count(); ++a) {
    AddAnnotator();
  }
  items_.reserve(labels.item_count());
  for (size_t i = 0; i < labels.item_count(); ++i) {
    AddItem();
  }
  for (size_t i = 0; i < labels.item_count(); ++i) {
    const auto item = static_cast<uint32_t>(i);
    if (!gold.empty() && gold[i] != kNoClass) {
      ASSAY_RETURN_IF_ERROR(SetGold(item, gold[i]));
    }
    for (size_t at = 0; at < labels.classes_of(i).size(); ++at) {
      ASSAY_RETURN_IF_ERROR(SetLabel(item, labels.annotators_of(i)[at], labels.classes_of(i)[at]));
    }
  }
  Forget();
  return absl::OkStatus();
}

size_t IncrementalConsensus::PlaceOf(const Item& item, uint32_t annotator) const {
  return static_cast<size_t>(std::find(item.annotators.begin(), item.annotators.end(), annotator) -
                             item.annotators.begin());
}

absl::Status IncrementalConsensus::CheckIndices(uint32_t item, uint32_t annotator,
                                                size_t said) const {
  if (item >= items_.size()) {
    return UnknownIndex("item", item, items_.size());
  }
  if (annotator >= annotator_count()) {
    return UnknownIndex("annotator", annotator, annotator_count());
  }
  if (said >= class_count()) {
    return UnknownIndex("class", said, class_count());
  }
  return absl::OkStatus();
}

void IncrementalConsensus::RememberShare(uint32_t item) {
  last_.share_items.push_back(item);
  last_.shares.insert(last_.shares.end(), Row(item), Row(item) + width_);
}

void IncrementalConsensus::Count(uint32_t item, double sign) {
  const Item& what = items_[item];
  const float* q = Row(item);
  for (size_t i = 0; i < what.classes.size(); ++i) {
    confusions_.CountLabel(what.annotators[i], what.classes[i], q, sign);
  }
  if (what.counted()) {
    confusions_.CountItem(q, sign);
  }
}

void IncrementalConsensus::MarkMoved(uint32_t item, double distance) {
  for (const uint32_t annotator : items_[item].annotators) {
    confusions_.AddMoved(annotator, distance);
  }
}

void IncrementalConsensus::Infer(const Item& item, std::vector<double>& weights) const {
  if (item.gold != kNoClass) {
    std::fill(weights.begin(), weights.end(), 0.0);
    weights[static_cast<size_t>(item.gold)] = 1;
    return;
  }
  confusions_.WritePrior(weights.data());
  for (size_t i = 0; i < item.classes.size(); ++i) {
    confusions_.MultiplyLikelihood(item.annotators[i], item.classes[i], weights.data());
    if (i % kRescaleEvery == kRescaleEvery - 1) {
      Rescale(weights);
    }
  }
  const double scale = 1 / std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) {
    weight *= scale;
  }
}

double IncrementalConsensus::SetShare(uint32_t item, const std::vector<double>& weights) {
  Count(item, -1);
  float* share = Row(item);
  double distance = 0;
  for (size_t k = 0; k < width_; ++k) {
    const auto value = static_cast<float>(weights[k]);
    distance += static_cast<double>(std::abs(value - share[k]));
    share[k] = value;
  }
  Count(item, 1);
  MarkMoved(item, distance);
  return distance;
}

void IncrementalConsensus::TakeTurns() {
  for (int turn = 0; turn < kTurns; ++turn) {
    next_turn_ = next_turn_ + 1 < items_.size() ? next_turn_ + 1 : 0;
    if (items_[next_turn_].counted()) {
      RememberShare(next_turn_);
      Infer(items_[next_turn_], scratch_);
      SetShare(next_turn_, scratch_);
    }
  }
}

void IncrementalConsensus::Open(uint32_t item) {
  last_.item = item;
  last_.before = items_[item];
  last_.next_turn = next_turn_;
  last_.share_items.clear();
  last_.shares.clear();
  RememberShare(item);
  Count(item, -1);
  tally_.Remove(items_[item].classes);
}

void IncrementalConsensus::Close(uint32_t item) {
  const Item& what = items_[item];
  tally_.Add(what.classes);
  float* share = Row(item);
  std::fill(share, share + width_, 0.0f);
  if (what.gold != kNoClass) {
    share[what.gold] = 1;
  } else {
    for (const uint16_t said : what.classes) {
      share[said] += 1.0f / static_cast<float>(what.classes.size());
    }
  }
  Count(item, 1);
  MarkMoved(item, 1);
  TakeTurns();
}

absl::Status IncrementalConsensus::SetLabel(uint32_t item, uint32_t annotator, uint16_t said) {
  ASSAY_RETURN_IF_ERROR(CheckIndices(item, annotator, said));
  Open(item);
  Item& what = items_[item];
  const size_t place = PlaceOf(what, annotator);
  if (place < what.classes.size()) {
    what.classes[place] = said;
  } else {
    what.annotators.push_back(annotator);
    what.classes.push_back(said);
    ++label_count_;
  }
  confusions_.AddMoved(annotator, 1);
  Close(item);
  return absl::OkStatus();
}

absl::Status IncrementalConsensus::RemoveLabel(uint32_t item, uint32_t annotator) {
  ASSAY_RETURN_IF_ERROR(CheckIndices(item, annotator, 0));
  Item& what = items_[item];
  const size_t place = PlaceOf(what, annotator);
  if (place == what.classes.size()) {
    return MakeError(absl::StatusCode::kNotFound, "NO_SUCH_LABEL",
                     "annotator " + std::to_string(annotator) + " has no label on item " +
                         std::to_string(item) + ", expected one to remove",
                     {{"item", std::to_string(item)}, {"annotator", std::to_string(annotator)}});
  }
  Open(item);
  what.annotators[place] = what.annotators.back();
  what.annotators.pop_back();
  what.classes[place] = what.classes.back();
  what.classes.pop_back();
  --label_count_;
  confusions_.AddMoved(annotator, 1);
  Close(item);
  return absl::OkStatus();
}

absl::Status IncrementalConsensus::SetGold(uint32_t item, int32_t gold) {
  if (item >= items_.size()) {
    return UnknownIndex("item", item, items_.size());
  }
  if (gold != kNoClass && (gold < 0 || static_cast<size_t>(gold) >= class_count())) {
    return UnknownIndex("class", static_cast<size_t>(gold), class_count());
  }
  Open(item);
  items_[item].gold = gold;
  Close(item);
  return absl::OkStatus();
}

absl::Status IncrementalConsensus::Undo() {
  if (last_.item == LastChange::kNone) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NOTHING_TO_UNDO",
                     "there is no last change, expected one since the last sweep");
  }
  const uint32_t item = last_.item;
  Forget();
  next_turn_ = last_.next_turn;
  // Backwards: an item may have had its turn after it was changed itself.
  for (size_t i = last_.share_items.size(); i-- > 0;) {
    const uint32_t other = last_.share_items[i];
    Count(other, -1);
    if (i == 0) {
      tally_.Remove(items_[item].classes);
      label_count_ = label_count_ + last_.before.classes.size() - items_[item].classes.size();
      MarkMoved(item, 1);
      items_[item] = std::move(last_.before);
      tally_.Add(items_[item].classes);
    }
    const auto share = last_.shares.begin() + static_cast<ptrdiff_t>(i * width_);
    std::copy(share, share + static_cast<ptrdiff_t>(width_), Row(other));
    Count(other, 1);
    MarkMoved(other, 1);
  }
  return absl::OkStatus();
}

ConsensusDifference IncrementalConsensus::Sweep(double tolerance) {
  Forget();
  std::vector<bool> dirty(annotator_count());
  for (uint32_t a = 0; a < dirty.size(); ++a) {
    const auto labels = static_cast<double>(confusions_.label_count(a));
    dirty[a] = confusions_.moved(a) > tolerance * (labels + 2);
    if (dirty[a]) {
      confusions_.ResetMoved(a);
    }
  }
  ConsensusDifference difference;
  std::vector<float> before(width_);
  for (uint32_t i = 0; i < items_.size(); ++i) {
    const Item& item = items_[i];
    const auto is_dirty = [&](uint32_t annotator) { return dirty[annotator]; };
    if (!item.counted() ||
        !(tolerance < 0 || std::any_of(item.annotators.begin(), item.annotators.end(), is_dirty))) {
      continue;
    }
    std::copy(Row(i), Row(i) + width_, before.begin());
    Infer(item, scratch_);
    SetShare(i, scratch_);
    AddDifference(before.data(), Row(i), class_count(), difference);
  }
  FinishDifference(difference);
  return difference;
}

LabelTable IncrementalConsensus::Table() const {
  std::vector<uint64_t> begin = {0};
  std::vector<uint32_t> annotators;
  std::vector<uint16_t> classes;
  std::vector<size_t> order;
  for (const Item& item : items_) {
    order.resize(item.classes.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::sort(order.begin(), order.end(),
              [&](size_t a, size_t b) { return item.annotators[a] < item.annotators[b]; });
    for (const size_t at : order) {
      annotators.push_back(item.annotators[at]);
      classes.push_back(item.classes[at]);
    }
    begin.push_back(classes.size());
  }
  return {std::move(begin),
          std::move(annotators),
          std::move(classes),
          EmptyNames(items_.size()),
          EmptyNames(annotator_count()),
          EmptyNames(class_count()),
          {}};
}

std::vector<int32_t> IncrementalConsensus::Gold() const {
  std::vector<int32_t> gold;
  gold.reserve(items_.size());
  for (const Item& item : items_) {
    gold.push_back(item.gold);
  }
  return gold;
}

ConsensusDifference IncrementalConsensus::Replace(std::span<const float> posterior) {
  ConsensusDifference difference;
  std::vector<float> before(class_count());
  for (uint32_t i = 0; i < items_.size(); ++i) {
    if (items_[i].counted()) {
      PosteriorOf(i, before);
      AddDifference(before.data(), posterior.data() + i * class_count(), class_count(), difference);
    }
  }
  confusions_.Clear();
  tally_ = AgreementTally();
  for (uint32_t i = 0; i < items_.size(); ++i) {
    tally_.Add(items_[i].classes);
    if (!items_[i].counted()) {
      continue;
    }
    const auto row = posterior.subspan(i * class_count(), class_count());
    std::copy(row.begin(), row.end(), Row(i));
    Count(i, 1);
  }
  FinishDifference(difference);
  return difference;
}

absl::StatusOr<ConsensusDifference> IncrementalConsensus::Refit(
    absl::StatusOr<ConsensusResult> (*method)(const ConsensusInput&, const ConsensusOptions&,
                                              WorkerPool&, ProgressSink&),
    const ConsensusOptions& options, WorkerPool& pool, ProgressSink& progress) {
  const LabelTable table = Table();
  const std::vector<int32_t> gold = Gold();
  ASSAY_ASSIGN_OR_RETURN(
      const ConsensusResult result,
      method({.labels = table, .gold = gold, .model_probabilities = {}}, options, pool, progress));
  Forget();
  ConsensusDifference difference = Replace(result.posterior);
  difference.iterations = result.iterations;
  difference.converged = result.converged;
  return difference;
}

void IncrementalConsensus::PosteriorOf(uint32_t item, std::span<float> out) const {
  ASSAY_CHECK(out.size() == class_count());
  std::vector<double> weights(width_);
  Infer(items_[item], weights);
  for (size_t k = 0; k < out.size(); ++k) {
    out[k] = static_cast<float>(weights[k]);
  }
}

void IncrementalConsensus::CountedShareOf(uint32_t item, std::span<float> out) const {
  ASSAY_CHECK(out.size() == class_count());
  std::copy(Row(item), Row(item) + class_count(), out.begin());
}

int32_t IncrementalConsensus::LabelOf(uint32_t item) const {
  if (!items_[item].counted()) {
    return kNoClass;
  }
  std::vector<float> row(class_count());
  PosteriorOf(item, row);
  return static_cast<int32_t>(TopOf(row.data(), row.size()));
}

double IncrementalConsensus::ReliabilityOf(uint32_t annotator) const {
  std::vector<double> prior(width_);
  confusions_.WritePrior(prior.data());
  double sum = 0;
  for (size_t k = 0; k < class_count(); ++k) {
    sum += prior[k] * confusions_.probability(annotator, k, k);
  }
  return sum;
}

}  // namespace assay
