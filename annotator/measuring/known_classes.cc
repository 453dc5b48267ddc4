#include "annotator/measuring/known_classes.h"

#include <limits>
#include <map>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"
#include "annotator/measuring/consensus_score.h"
#include "annotator/measuring/label_reader.h"
#include "engine/base/status.h"
#include "engine/labels/label_table_builder.h"

namespace assay {
namespace {

absl::Status BadKnownLabel(const std::string& file_name, int64_t row, std::string_view reason,
                           std::string_view label, const std::string& expected) {
  const std::string found = exchange::Excerpt(label, 60);
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason,
      absl::StrCat(file_name, ": row ", row, ": found '", found, "', expected ", expected),
      {{"file", file_name}, {"row", absl::StrCat(row)}, {"found", found}, {"expected", expected}});
}

}  // namespace

absl::StatusOr<KnownClasses> KnownClasses::Read(const v1::KnownLabels& spec,
                                                exchange::ByteSource& source,
                                                const LabelCollector& collector,
                                                ProgressSink& progress) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<KnownLabel> labels,
                         ReadKnownLabels(spec, source, progress));
  KnownClasses known;
  known.file_name_ = spec.file_name();
  for (const KnownLabel& label : labels) {
    std::string spelling = collector.Spelling(label.label);
    if (spelling.empty()) {
      return BadKnownLabel(spec.file_name(), label.row, "NOT_A_NUMBER", label.label,
                           "a number, as this method needs");
    }
    const uint32_t item = collector.builder().FindItem(label.item);
    if (item == NameIndex::kAbsent) {
      known.first_unknown_ = known.unknown_count_ == 0 ? label.item : known.first_unknown_;
      ++known.unknown_count_;
    } else {
      known.labels_.push_back({item, std::move(spelling), label.row});
    }
  }
  return known;
}

absl::Status KnownClasses::AddClasses(LabelCollector& collector) const {
  for (const Known& known : labels_) {
    if (collector.has_given_classes() && !collector.builder().HasClass(known.label)) {
      return BadKnownLabel(file_name_, known.row, "UNKNOWN_CLASS", known.label,
                           "one of the classes that are given");
    }
    ASSAY_RETURN_IF_ERROR(collector.AddClass(known.label));
  }
  return absl::OkStatus();
}

void KnownClasses::AddWarnings(std::string_view what, v1::LabelTableInfo& info) const {
  if (unknown_count_ > 0) {
    info.add_warnings(absl::StrCat(unknown_count_, " items of the ", std::string(what), " (",
                                   file_name_, ") have no label, such as '",
                                   exchange::Excerpt(first_unknown_, 60), "'; they are left out"));
  }
  if (labels_.empty()) {
    info.add_warnings(
        absl::StrCat("no item of the ", std::string(what), " (", file_name_, ") has a label"));
  }
}

std::vector<int32_t> KnownClasses::Classes(const LabelTable& table) const {
  std::map<std::string_view, int32_t> index;
  for (size_t k = 0; k < table.class_count(); ++k) {
    index.emplace(table.class_names()[k], static_cast<int32_t>(k));
  }
  std::vector<int32_t> classes(table.item_count(), kNoClass);
  for (const Known& known : labels_) {
    const auto found = index.find(known.label);
    classes[known.item] = found == index.end() ? kClassOfNoLabel : found->second;
  }
  return classes;
}

std::vector<double> KnownClasses::Numbers(const LabelTable& table) const {
  std::vector<double> numbers(table.item_count(), std::numeric_limits<double>::quiet_NaN());
  for (const Known& known : labels_) {
    numbers[known.item] = LabelNumber(known.label).value_or(numbers[known.item]);
  }
  return numbers;
}

}  // namespace assay
