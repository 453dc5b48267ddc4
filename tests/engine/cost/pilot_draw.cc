#include "tests/engine/cost/pilot_draw.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>
#include <string>

#include "engine/labels/label_table_builder.h"

namespace assay {
namespace {

std::string Name(std::string_view name) { return std::string(name); }

}  // namespace

std::vector<size_t> WellLabelledItems(const LabelTable& labels, std::span<const int32_t> truth,
                                      size_t least_labels) {
  std::vector<size_t> items;
  for (size_t item = 0; item < labels.item_count(); ++item) {
    if (truth[item] >= 0 && labels.classes_of(item).size() >= least_labels) {
      items.push_back(item);
    }
  }
  return items;
}

PilotDraw DrawPilot(const LabelTable& labels, std::vector<size_t> items, size_t pilot_item_count,
                    Rng& rng) {
  PilotDraw draw;
  draw.label_places.resize(labels.item_count());
  for (const size_t item : items) {
    std::vector<size_t>& places = draw.label_places[item];
    places.resize(labels.classes_of(item).size());
    std::iota(places.begin(), places.end(), static_cast<size_t>(labels.item_begin()[item]));
    rng.Shuffle(std::span<size_t>(places));
  }
  rng.Shuffle(std::span<size_t>(items));
  const auto cut = items.begin() + static_cast<std::ptrdiff_t>(pilot_item_count);
  draw.pilot_items.assign(items.begin(), cut);
  draw.other_items.assign(cut, items.end());
  return draw;
}

SmallTable FirstLabels(const LabelTable& labels, std::span<const int32_t> truth,
                       const PilotDraw& draw, std::span<const size_t> items, size_t label_count) {
  LabelTableBuilder builder;
  builder.KeepClassOrder();
  const auto check = [](const absl::Status& status) {
    if (!status.ok()) {
      throw std::runtime_error(status.ToString());
    }
  };
  for (size_t k = 0; k < labels.class_count(); ++k) {
    check(builder.AddClass(Name(labels.class_names()[k])));
  }
  std::vector<int32_t> small_truth;
  for (const size_t item : items) {
    const std::vector<size_t>& places = draw.label_places[item];
    for (size_t i = 0; i < std::min(label_count, places.size()); ++i) {
      check(builder.Add(Name(labels.item_names()[item]),
                        Name(labels.annotator_names()[labels.annotators()[places[i]]]),
                        Name(labels.class_names()[labels.classes()[places[i]]])));
    }
    small_truth.push_back(truth[item]);
  }
  return {builder.Build(RepeatPolicy::kAll), std::move(small_truth)};
}

double VoteAccuracy(const LabelTable& labels, std::span<const int32_t> truth, const PilotDraw& draw,
                    std::span<const size_t> items, size_t label_count) {
  double right = 0;
  for (const size_t item : items) {
    std::map<int32_t, int> counts;
    int most = 0;
    const std::vector<size_t>& places = draw.label_places[item];
    for (size_t i = 0; i < std::min(label_count, places.size()); ++i) {
      most = std::max(most, ++counts[labels.classes()[places[i]]]);
    }
    const auto winners = std::count_if(counts.begin(), counts.end(),
                                       [&](const auto& count) { return count.second == most; });
    right += counts[truth[item]] == most ? 1.0 / static_cast<double>(winners) : 0;
  }
  return right / static_cast<double>(items.size());
}

}  // namespace assay
