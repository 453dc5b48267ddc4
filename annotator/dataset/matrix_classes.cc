#include "annotator/dataset/matrix_classes.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"

namespace assay {
namespace {

using exchange::TableError;

constexpr size_t kNamesShown = 5;

std::string Shown(std::string_view label) {
  return absl::StrCat("'", exchange::Excerpt(label, 60), "'");
}

// "3", "-3" and "3.0"; nullopt for everything else.
std::optional<int64_t> WholeNumber(std::string_view text) {
  if (const size_t point = text.find('.');
      point != std::string_view::npos && point + 1 < text.size() &&
      text.find_first_not_of('0', point + 1) == std::string_view::npos) {
    text = text.substr(0, point);
  }
  int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && stop == text.data() + text.size() ? std::optional(number)
                                                                   : std::nullopt;
}

// The labels by their value; empty where one of them is no whole number, or two have one value.
std::map<int64_t, std::string> ByValue(const std::vector<std::string>& labels) {
  std::map<int64_t, std::string> by_value;
  for (const std::string& label : labels) {
    const std::optional<int64_t> number = WholeNumber(label);
    if (!number.has_value() || !by_value.emplace(*number, label).second) {
      return {};
    }
  }
  return by_value;
}

absl::Status CountMismatch(std::string_view file_name, uint64_t column_count,
                           const std::vector<std::string>& classes, const std::string& whose) {
  const std::string found = absl::StrCat(column_count, " columns");
  const std::string expected = absl::StrCat(classes.size(), " (", whose, ": ",
                                            exchange::JoinNames(classes, kNamesShown), ")");
  return TableError(file_name, {}, "CLASS_COUNT_MISMATCH",
                    absl::StrCat("found ", found, ", expected ", expected,
                                 "; name the class of each column with --classes FILE, or in a "
                                 "file beside it that ends in .classes.txt"),
                    {{"found", found}, {"expected", expected}});
}

absl::Status CheckNamed(std::string_view file_name, uint64_t column_count,
                        const std::vector<std::string>& named,
                        const std::vector<std::string>& labels) {
  if (named.size() != column_count) {
    return CountMismatch(file_name, column_count, named, "the named classes");
  }
  std::set<std::string_view> known;
  for (const std::string& name : named) {
    if (!known.insert(name).second) {
      return TableError(file_name, {}, "BAD_CLASS_LIST",
                        absl::StrCat("found the class ", Shown(name),
                                     " twice, expected a class of its own for each column"),
                        {{"found", Shown(name)}, {"expected", "different classes"}});
    }
  }
  for (const std::string& label : labels) {
    if (known.count(label) == 0) {
      return TableError(file_name, {}, "LABEL_WITHOUT_COLUMN",
                        absl::StrCat("found the label ", Shown(label),
                                     " in the table, but no column of that class; the columns are ",
                                     exchange::JoinNames(named, kNamesShown)),
                        {{"found", Shown(label)}, {"expected", "a column for every label"}});
    }
  }
  return absl::OkStatus();
}

std::vector<std::string> Values(const std::map<int64_t, std::string>& by_value) {
  std::vector<std::string> values;
  values.reserve(by_value.size());
  for (const auto& [value, label] : by_value) {
    values.push_back(label);
  }
  return values;
}

void WarnOfUnusedClasses(const std::vector<std::string>& labels, MatrixClasses& settled) {
  const std::set<std::string_view> used(labels.begin(), labels.end());
  std::vector<std::string> unused;
  for (const std::string& name : settled.classes) {
    if (used.count(name) == 0) {
      unused.push_back(name);
    }
  }
  if (!unused.empty()) {
    settled.warnings.push_back(absl::StrCat(
        unused.size() == 1 ? "one column is" : absl::StrCat(unused.size(), " columns are"),
        " of a class that no label has: ", exchange::JoinNames(unused, kNamesShown)));
  }
}

}  // namespace

absl::StatusOr<MatrixClasses> SettleMatrixClasses(std::string_view file_name, uint64_t column_count,
                                                  const std::vector<std::string>& named,
                                                  const std::vector<std::string>& labels) {
  MatrixClasses settled;
  std::map<int64_t, std::string> by_value = ByValue(labels);
  const bool are_indexes = !by_value.empty() && by_value.begin()->first >= 0 &&
                           static_cast<uint64_t>(by_value.rbegin()->first) < column_count;
  if (!named.empty()) {
    ASSAY_RETURN_IF_ERROR(CheckNamed(file_name, column_count, named, labels));
    settled.classes = named;
  } else if (are_indexes) {
    for (uint64_t column = 0; column < column_count; ++column) {
      by_value.emplace(static_cast<int64_t>(column), absl::StrCat(column));
    }
    settled.classes = Values(by_value);
  } else {
    settled.classes = by_value.empty() ? labels : Values(by_value);
    if (by_value.empty()) {
      std::sort(settled.classes.begin(), settled.classes.end());
    }
    if (settled.classes.size() != column_count) {
      return CountMismatch(file_name, column_count, settled.classes, "the labels of the table");
    }
  }
  WarnOfUnusedClasses(labels, settled);
  return settled;
}

}  // namespace assay
