#include "engine/labels/label_table_builder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "engine/base/status.h"

namespace assay {
namespace {

std::optional<double> ParseNumber(std::string_view text) {
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

// The value of each class; empty unless all are numbers, and different ones.
std::vector<double> ClassValues(const NameList& names) {
  std::vector<double> values;
  for (size_t k = 0; k < names.size(); ++k) {
    const std::optional<double> value = ParseNumber(names[k]);
    if (!value.has_value()) {
      return {};
    }
    values.push_back(*value);
  }
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return {};
  }
  return values;
}

std::vector<uint16_t> SortedOrder(const NameList& names, const std::vector<double>& values) {
  std::vector<uint16_t> order(names.size());
  std::iota(order.begin(), order.end(), uint16_t{0});
  std::sort(order.begin(), order.end(), [&](uint16_t a, uint16_t b) {
    return values.empty() ? names[a] < names[b] : values[a] < values[b];
  });
  return order;
}

absl::Status TooManyNames(std::string_view what) {
  return MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_NAMES",
                   "more than 4294967294 " + std::string(what) + "; expected fewer",
                   {{"field", std::string(what)}});
}

// The labels of one item, brought into order and freed of repeats.
class ItemLabels {
 public:
  void Sort(std::vector<uint32_t>& annotators, std::vector<uint16_t>& classes, uint64_t begin,
            uint64_t end) {
    entries_.clear();
    for (uint64_t at = begin; at < end; ++at) {
      entries_.emplace_back(annotators[at], classes[at]);
    }
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  }

  // Writes what counts from `out` on; returns the position after it.
  uint64_t Keep(RepeatPolicy policy, std::vector<uint32_t>& annotators,
                std::vector<uint16_t>& classes, uint64_t out, size_t& repeat_count) const {
    for (size_t i = 0; i < entries_.size(); ++i) {
      const bool same_as_last = i > 0 && entries_[i].first == entries_[i - 1].first;
      repeat_count += same_as_last ? 1 : 0;
      if (same_as_last && policy == RepeatPolicy::kFirst) {
        continue;
      }
      out -= same_as_last && policy == RepeatPolicy::kLast ? 1 : 0;
      annotators[out] = entries_[i].first;
      classes[out] = entries_[i].second;
      ++out;
    }
    return out;
  }

 private:
  std::vector<std::pair<uint32_t, uint16_t>> entries_;
};

}  // namespace

absl::Status LabelTableBuilder::AddClass(std::string_view label) {
  if (class_names_.names().size() >= kMaxClassCount &&
      class_names_.Find(label) == NameIndex::kAbsent) {
    return MakeError(absl::StatusCode::kInvalidArgument, "TOO_MANY_CLASSES",
                     "found more than 65535 different labels, expected at most 65535",
                     {{"found", "65536"}, {"expected", "65535"}});
  }
  class_names_.Intern(label);
  return absl::OkStatus();
}

absl::Status LabelTableBuilder::AddItem(std::string_view item) {
  if (items_.names().size() + 1 >= NameIndex::kAbsent) {
    return TooManyNames("items");
  }
  items_.Intern(item);
  return absl::OkStatus();
}

absl::Status LabelTableBuilder::Add(std::string_view item, std::string_view annotator,
                                    std::string_view label) {
  ASSAY_RETURN_IF_ERROR(AddClass(label));
  ASSAY_RETURN_IF_ERROR(AddItem(item));
  if (annotators_.names().size() + 1 >= NameIndex::kAbsent) {
    return TooManyNames("annotators");
  }
  item_of_.push_back(items_.Intern(item));
  annotator_of_.push_back(annotators_.Intern(annotator));
  classes_.push_back(static_cast<uint16_t>(class_names_.Intern(label)));
  return absl::OkStatus();
}

LabelTable LabelTableBuilder::Build(RepeatPolicy policy) {
  const size_t item_count = items_.names().size();
  NameList found_classes = class_names_.Release();
  std::vector<double> found_values = ClassValues(found_classes);
  const std::vector<uint16_t> order = SortedOrder(found_classes, found_values);
  std::vector<uint16_t> rank(order.size());
  NameList class_names;
  std::vector<double> class_values;
  for (size_t k = 0; k < order.size(); ++k) {
    rank[order[k]] = static_cast<uint16_t>(k);
    class_names.Append(found_classes[order[k]]);
    if (!found_values.empty()) {
      class_values.push_back(found_values[order[k]]);
    }
  }

  std::vector<uint64_t> begin(item_count + 1, 0);
  for (const uint32_t item : item_of_) {
    ++begin[item + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<uint32_t> annotators(classes_.size());
  std::vector<uint16_t> classes(classes_.size());
  std::vector<uint64_t> next(begin.begin(), begin.end() - 1);
  for (size_t i = 0; i < classes_.size(); ++i) {
    const uint64_t place = next[item_of_[i]]++;
    annotators[place] = annotator_of_[i];
    classes[place] = rank[classes_[i]];
  }
  item_of_ = {};
  annotator_of_ = {};
  classes_ = {};

  repeat_count_ = 0;
  ItemLabels labels;
  uint64_t out = 0;
  for (size_t item = 0; item < item_count; ++item) {
    labels.Sort(annotators, classes, begin[item], begin[item + 1]);
    begin[item] = out;
    out = labels.Keep(policy, annotators, classes, out, repeat_count_);
  }
  begin[item_count] = out;
  annotators.resize(out);
  classes.resize(out);
  return {std::move(begin),      std::move(annotators),  std::move(classes),     items_.Release(),
          annotators_.Release(), std::move(class_names), std::move(class_values)};
}

}  // namespace assay
