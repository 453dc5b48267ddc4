#include "annotator/measuring/label_collector.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "annotator/exchange/column_profile.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kListedClasses = 1000;
constexpr size_t kMostWarnedClasses = 2000;
constexpr double kMostSeconds = 1e9;

std::string Shown(std::string_view text) { return exchange::Excerpt(text, 60); }

absl::string_view AbslView(std::string_view text) { return {text.data(), text.size()}; }

// The shortest text of the number, so that "1" and "1.0" are one; empty where it is none.
std::string NumberSpelling(std::string_view label) {
  std::optional<double> number = exchange::ParseNumber(label);
  if (!number.has_value()) {
    return "";
  }
  char text[32];
  const double value = *number == 0 ? 0 : *number;  // there is no minus zero among labels
  return {text, std::to_chars(text, text + sizeof(text), value).ptr};
}

std::string_view PolicyWords(v1::LabelSource::RepeatPolicy policy) {
  switch (policy) {
    case v1::LabelSource::REPEAT_POLICY_FIRST:
      return "the first of each counts";
    case v1::LabelSource::REPEAT_POLICY_ALL:
      return "all of them count";
    default:
      return "the last of each counts";
  }
}

RepeatPolicy ToPolicy(v1::LabelSource::RepeatPolicy policy) {
  switch (policy) {
    case v1::LabelSource::REPEAT_POLICY_FIRST:
      return RepeatPolicy::kFirst;
    case v1::LabelSource::REPEAT_POLICY_ALL:
      return RepeatPolicy::kAll;
    default:
      return RepeatPolicy::kLast;
  }
}

}  // namespace

absl::StatusOr<LabelCollector> LabelCollector::Create(const v1::LabelSource& source,
                                                      std::string_view source_name,
                                                      LabelKind kind) {
  LabelCollector collector(source, source_name, kind);
  if (kind == LabelKind::kOrderedClasses && source.classes_size() > 0) {
    collector.builder_.KeepClassOrder();
  }
  for (const std::string& label : source.classes()) {
    const auto fail = [&](std::string_view reason, const std::string& expected) {
      return MakeError(absl::StatusCode::kInvalidArgument, reason,
                       absl::StrCat("the classes name '", Shown(label), "', expected ", expected),
                       {{"field", "--classes"}, {"found", Shown(label)}, {"expected", expected}});
    };
    const std::string spelling = collector.Spelling(label);
    if (spelling.empty()) {
      return label.empty() ? fail("EMPTY_LABEL", "no empty class")
                           : fail("NOT_A_NUMBER", "numbers at this level of measurement");
    }
    if (collector.builder_.HasClass(spelling)) {
      return fail("DUPLICATE_CLASS", "each class once");
    }
    ASSAY_RETURN_IF_ERROR(collector.AddClass(spelling));
  }
  return collector;
}

std::string LabelCollector::Spelling(std::string_view label) const {
  return kind_ == LabelKind::kNumbers ? NumberSpelling(label) : std::string(label);
}

std::vector<std::string> LabelCollector::SortedClasses() const {
  std::vector<std::string> classes;
  for (size_t k = 0; k < builder_.class_count(); ++k) {
    classes.emplace_back(builder_.class_names()[k]);
  }
  std::sort(classes.begin(), classes.end());
  return classes;
}

absl::Status LabelCollector::Fail(const LabelRow& row, std::string_view reason,
                                  const std::string& column, const std::string& found,
                                  const std::string& expected) const {
  const std::string what =
      absl::StrCat("column '", column, "': found ", found, ", expected ", expected);
  ErrorMetadata metadata = {{"column", column}, {"found", found}, {"expected", expected}};
  if (row.line > 0) {
    return exchange::TableError(source_name_, {row.row, row.line}, reason, what,
                                std::move(metadata));
  }
  metadata.emplace("file", source_name_);
  metadata.emplace("row", std::to_string(row.row));
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   absl::StrCat(source_name_, ": entry ", row.row, " of the label log: ", what),
                   std::move(metadata));
}

absl::Status LabelCollector::CheckNames(const LabelRow& row) const {
  if (row.item.empty()) {
    return Fail(row, "EMPTY_ID", names_.item, "an empty cell", "an item in every row");
  }
  if (row.annotator.empty()) {
    return Fail(row, "EMPTY_ANNOTATOR", names_.annotator, "an empty cell",
                "an annotator in every row");
  }
  if (row.item.size() > kMaxNameBytes || row.annotator.size() > kMaxNameBytes) {
    const bool is_item = row.item.size() > kMaxNameBytes;
    return Fail(
        row, "ID_TOO_LONG", is_item ? names_.item : names_.annotator,
        absl::StrCat("a name of ", is_item ? row.item.size() : row.annotator.size(), " bytes"),
        absl::StrCat("at most ", kMaxNameBytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string_view> LabelCollector::CheckLabel(const LabelRow& row) {
  if (const auto known = spellings_.find(AbslView(row.label)); known != spellings_.end()) {
    return std::string_view(known->second);
  }
  if (row.label.size() > kMaxLabelBytes) {
    return Fail(row, "LABEL_TOO_LONG", names_.label,
                absl::StrCat("a label of ", row.label.size(), " bytes"),
                absl::StrCat("at most ", kMaxLabelBytes, " bytes; name the right column"));
  }
  std::string spelling = Spelling(row.label);
  if (spelling.empty()) {
    return Fail(row, "NOT_A_NUMBER", names_.label, absl::StrCat("'", Shown(row.label), "'"),
                "a number, as this level or method needs");
  }
  if (source_.classes_size() > 0 && !builder_.HasClass(spelling)) {
    const std::vector<std::string> classes(source_.classes().begin(), source_.classes().end());
    return Fail(row, "UNKNOWN_CLASS", names_.label, absl::StrCat("'", Shown(row.label), "'"),
                absl::StrCat("one of the classes ", exchange::JoinNames(classes, 12)));
  }
  if (const std::optional<double> number = LabelNumber(spelling);
      first_fraction_.empty() && number.has_value() && *number != std::floor(*number)) {
    first_fraction_ = spelling;
    first_fraction_row_ = row.row;
  }
  return std::string_view(
      spellings_.emplace(AbslView(row.label), std::move(spelling)).first->second);
}

absl::Status LabelCollector::Add(const LabelRow& row) {
  ++row_count_;
  ASSAY_RETURN_IF_ERROR(CheckNames(row));
  if (absl::StripAsciiWhitespace(AbslView(row.label)).empty()) {
    if (!source_.skip_empty_labels()) {
      return Fail(row, "EMPTY_LABEL", names_.label, "an empty label",
                  "a label in every row; leave such rows out with --skip-empty");
    }
    ++skipped_count_;
    return absl::OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string_view label, CheckLabel(row));
  const absl::Status added = builder_.Add(row.item, row.annotator, label);
  if (!added.ok()) {
    return row.line > 0 ? WithMetadata(exchange::AtFile(source_name_, added),
                                       {{"row", std::to_string(row.row)}})
                        : exchange::AtFile(source_name_, added);
  }
  if (row.time_s.has_value()) {
    const uint32_t annotator = builder_.FindAnnotator(row.annotator);
    times_.resize(std::max<size_t>(times_.size(), annotator + 1));
    times_[annotator].push_back(static_cast<float>(*row.time_s));
  }
  if (row.order.has_value()) {
    order_rows_.emplace_back(
        uint64_t{builder_.FindItem(row.item)} << 32 | builder_.FindAnnotator(row.annotator),
        *row.order);
  }
  if (row.cost_micros.has_value()) {
    const double seconds = std::clamp(row.time_s.value_or(0), 0.0, kMostSeconds);
    costs_.push_back({builder_.FindItem(row.item), builder_.FindAnnotator(row.annotator),
                      *row.cost_micros, std::llround(seconds * 1e6)});
  }
  return absl::OkStatus();
}

absl::StatusOr<LabelTable> LabelCollector::Finish(v1::LabelTableInfo& info) {
  if (builder_.label_count() == 0) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "NO_LABELS",
                     absl::StrCat(source_name_, ": found no label in ", row_count_,
                                  " rows, expected at least one"),
                     {{"file", source_name_}, {"found", "0"}, {"expected", "1"}});
  }
  spellings_ = {};
  LabelTable table = builder_.Build(ToPolicy(source_.repeats()));
  ASSAY_RETURN_IF_ERROR(CheckOrder(table));
  AlignOrders(table);
  info.set_row_count(row_count_);
  info.set_label_count(static_cast<int64_t>(table.label_count()));
  info.set_item_count(static_cast<int64_t>(table.item_count()));
  info.set_annotator_count(static_cast<int64_t>(table.annotator_count()));
  info.set_class_count(static_cast<int64_t>(table.class_count()));
  info.set_repeat_count(static_cast<int64_t>(builder_.repeat_count()));
  info.set_skipped_row_count(skipped_count_);
  for (size_t k = 0; k < std::min(table.class_count(), kListedClasses); ++k) {
    info.add_classes(std::string(table.class_names()[k]));
  }
  AddWarnings(table, info);
  return table;
}

void LabelCollector::AlignOrders(const LabelTable& table) {
  if (order_rows_.empty()) {
    return;
  }
  std::sort(order_rows_.begin(), order_rows_.end());
  orders_.reserve(table.label_count());
  for (size_t item = 0; item < table.item_count(); ++item) {
    for (const uint32_t annotator : table.annotators_of(item)) {
      const uint64_t key = uint64_t{item} << 32 | annotator;
      // The last of several: it is the one that counts.
      const auto after =
          std::upper_bound(order_rows_.begin(), order_rows_.end(), key,
                           [](uint64_t wanted, const auto& row) { return wanted < row.first; });
      const bool known = after != order_rows_.begin() && std::prev(after)->first == key;
      orders_.push_back(known ? std::prev(after)->second
                              : std::numeric_limits<double>::quiet_NaN());
    }
  }
  order_rows_ = {};
}

// Sorting texts by their letters would be an order that nobody meant.
absl::Status LabelCollector::CheckOrder(const LabelTable& table) const {
  if (kind_ != LabelKind::kOrderedClasses || !table.class_values().empty()) {
    return absl::OkStatus();
  }
  const std::string found = Shown(table.class_names()[0]);
  return MakeError(
      absl::StatusCode::kInvalidArgument, "CLASS_ORDER_UNKNOWN",
      absl::StrCat(source_name_, ": found labels that are no numbers, such as '", found,
                   "', expected numbers, or the classes in their order: --classes "
                   "low,medium,high"),
      {{"field", "--classes"}, {"file", source_name_}, {"found", found}});
}

void LabelCollector::AddWarnings(const LabelTable& table, v1::LabelTableInfo& info) const {
  if (info.repeat_count() > 0) {
    info.add_warnings(absl::StrCat(info.repeat_count(),
                                   " labels are repeats: their annotator had labelled the item "
                                   "already; ",
                                   std::string(PolicyWords(source_.repeats()))));
  }
  if (skipped_count_ > 0) {
    info.add_warnings(absl::StrCat(skipped_count_, " rows without a label were left out"));
  }
  std::map<std::string, std::string_view> folded;
  for (size_t k = 0; k < std::min(table.class_count(), kMostWarnedClasses); ++k) {
    const std::string_view label = table.class_names()[k];
    const std::string key = absl::AsciiStrToLower(absl::StripAsciiWhitespace(AbslView(label)));
    const auto [other, is_new] = folded.emplace(key, label);
    if (!is_new) {
      info.add_warnings(absl::StrCat("the labels '", Shown(other->second), "' and '", Shown(label),
                                     "' differ in case or spaces only, and are different classes"));
    }
  }
}

}  // namespace assay
