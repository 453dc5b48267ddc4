#include "engine/labels/label_table_builder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "engine/base/status.h"

namespace assay {
namespace {

// The value of each class; empty unless all are numbers, and different ones.
std::vector<double> ClassValues(const NameList& names) {
  std::vector<double> values;
  for (size_t k = 0; k < names.size(); ++k) {
    const std::optional<double> value = LabelNumber(names[k]);
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

std::vector<uint16_t> ClassOrder(const NameList& names, const std::vector<double>& values,
                                 bool as_found) {
  std::vector<uint16_t> order(names.size());
  std::iota(order.begin(), order.end(), uint16_t{0});
  if (as_found && values.empty()) {
    return order;
  }
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

// A block of more bytes than malloc keeps for itself goes back to the system when it is freed.
constexpr size_t kBlockLabels = size_t{1} << 24;

// Classes of the table: their names and values in order, and where each found class went.
struct SortedClasses {
  NameList names;
  std::vector<double> values;
  std::vector<uint16_t> rank;
};

SortedClasses SortClasses(const NameList& found, bool as_found) {
  SortedClasses sorted;
  const std::vector<double> found_values = ClassValues(found);
  const std::vector<uint16_t> order = ClassOrder(found, found_values, as_found);
  sorted.rank.resize(order.size());
  for (size_t k = 0; k < order.size(); ++k) {
    sorted.rank[order[k]] = static_cast<uint16_t>(k);
    sorted.names.Append(found[order[k]]);
    if (!found_values.empty()) {
      sorted.values.push_back(found_values[order[k]]);
    } else if (as_found) {
      sorted.values.push_back(static_cast<double>(k));
    }
  }
  return sorted;
}

// The arrays of the table, brought into order and freed of repeats item by item.
class TableLabels {
 public:
  TableLabels(size_t label_count, RepeatPolicy policy)
      : annotators(label_count), classes(label_count), policy_(policy) {}

  std::vector<uint32_t> annotators;
  std::vector<uint16_t> classes;

  // Moves what counts of [begin, end), the labels of the next item, to the end of those kept.
  void Keep(uint64_t begin, uint64_t end) {
    SortByAnnotator(begin, end);
    for (uint64_t at = begin; at < end; ++at) {
      const bool repeats = at > begin && annotators[at] == last_annotator_;
      last_annotator_ = annotators[at];
      repeat_count_ += repeats ? 1 : 0;
      if (repeats && policy_ == RepeatPolicy::kFirst) {
        continue;
      }
      kept_count_ -= repeats && policy_ == RepeatPolicy::kLast ? 1 : 0;
      annotators[kept_count_] = annotators[at];
      classes[kept_count_] = classes[at];
      ++kept_count_;
    }
  }

  uint64_t kept_count() const { return kept_count_; }
  size_t repeat_count() const { return repeat_count_; }

 private:
  static constexpr uint64_t kFewLabels = 24;

  // Stable, so that repeated labels keep their order.
  void SortByAnnotator(uint64_t begin, uint64_t end) {
    if (end - begin > kFewLabels) {
      SortMany(begin, end);
      return;
    }
    for (uint64_t at = begin + 1; at < end; ++at) {
      const uint32_t annotator = annotators[at];
      const uint16_t label = classes[at];
      uint64_t place = at;
      for (; place > begin && annotators[place - 1] > annotator; --place) {
        annotators[place] = annotators[place - 1];
        classes[place] = classes[place - 1];
      }
      annotators[place] = annotator;
      classes[place] = label;
    }
  }

  void SortMany(uint64_t begin, uint64_t end) {
    entries_.clear();
    for (uint64_t at = begin; at < end; ++at) {
      entries_.emplace_back(annotators[at], classes[at]);
    }
    std::stable_sort(entries_.begin(), entries_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (uint64_t at = begin; at < end; ++at) {
      std::tie(annotators[at], classes[at]) = entries_[at - begin];
    }
  }

  const RepeatPolicy policy_;
  std::vector<std::pair<uint32_t, uint16_t>> entries_;
  uint32_t last_annotator_ = 0;
  uint64_t kept_count_ = 0;
  size_t repeat_count_ = 0;
};

}  // namespace

std::optional<double> LabelNumber(std::string_view label) {
  double value = 0;
  const char* const end = label.data() + label.size();
  const auto [stop, error] = std::from_chars(label.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

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

absl::Status LabelTableBuilder::CheckRoom() const {
  if (items_.names().size() + 1 >= NameIndex::kAbsent) {
    return TooManyNames("items");
  }
  return annotators_.names().size() + 1 >= NameIndex::kAbsent ? TooManyNames("annotators")
                                                              : absl::OkStatus();
}

absl::Status LabelTableBuilder::AddItem(std::string_view item) {
  ASSAY_RETURN_IF_ERROR(CheckRoom());
  items_.Intern(item);
  return absl::OkStatus();
}

absl::Status LabelTableBuilder::Add(std::string_view item, std::string_view annotator,
                                    std::string_view label) {
  ASSAY_RETURN_IF_ERROR(CheckRoom());
  uint32_t label_class = class_names_.Find(label);
  if (label_class == NameIndex::kAbsent) {
    ASSAY_RETURN_IF_ERROR(AddClass(label));
    label_class = class_names_.Find(label);
  }
  Block& block = OpenBlock();
  block.items.push_back(items_.Intern(item));
  block.annotators.push_back(annotators_.Intern(annotator));
  block.classes.push_back(static_cast<uint16_t>(label_class));
  ++label_count_;
  return absl::OkStatus();
}

LabelTableBuilder::Block& LabelTableBuilder::OpenBlock() {
  if (blocks_.empty() || blocks_.back().items.size() == kBlockLabels) {
    Block& block = blocks_.emplace_back();
    if (blocks_.size() > 1) {
      block.items.reserve(kBlockLabels);
      block.annotators.reserve(kBlockLabels);
      block.classes.reserve(kBlockLabels);
    }
  }
  return blocks_.back();
}

std::vector<uint64_t> LabelTableBuilder::CountLabels(size_t item_count) const {
  std::vector<uint64_t> begin(item_count + 1, 0);
  for (const Block& block : blocks_) {
    for (const uint32_t item : block.items) {
      ++begin[item + 1];
    }
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  return begin;
}

LabelTable LabelTableBuilder::Build(RepeatPolicy policy) {
  NameList item_names = items_.Release();
  NameList annotator_names = annotators_.Release();
  SortedClasses sorted = SortClasses(class_names_.Release(), keeps_class_order_);
  std::vector<uint64_t> begin = CountLabels(item_names.size());
  TableLabels labels(label_count_, policy);
  // Afterwards begin[i] is where item i ends, which is where item i + 1 begins.
  for (Block& block : blocks_) {
    for (size_t i = 0; i < block.items.size(); ++i) {
      const uint64_t place = begin[block.items[i]]++;
      labels.annotators[place] = block.annotators[i];
      labels.classes[place] = sorted.rank[block.classes[i]];
    }
    block = Block();
  }
  blocks_.clear();
  label_count_ = 0;

  uint64_t item_begin = 0;
  for (size_t item = 0; item < item_names.size(); ++item) {
    const uint64_t item_end = begin[item];
    begin[item] = labels.kept_count();
    labels.Keep(item_begin, item_end);
    item_begin = item_end;
  }
  begin.back() = labels.kept_count();
  repeat_count_ = labels.repeat_count();
  labels.annotators.resize(labels.kept_count());
  labels.classes.resize(labels.kept_count());
  return {std::move(begin),        std::move(labels.annotators), std::move(labels.classes),
          std::move(item_names),   std::move(annotator_names),   std::move(sorted.names),
          std::move(sorted.values)};
}

}  // namespace assay
