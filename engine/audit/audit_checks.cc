#include "engine/audit/audit_checks.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr uint32_t kFewestFolds = 2;
constexpr uint32_t kMostFolds = 20;
// Share of the uncertainty about the labels that the models must take away before their findings
// mean anything.
constexpr double kUsefulGain = 0.03;
constexpr size_t kNamesShown = 5;
constexpr double kSmallestProbability = 1e-12;

absl::Status Refuse(std::string_view reason, const std::string& message, ErrorMetadata metadata) {
  return MakeError(absl::StatusCode::kInvalidArgument, reason, message, std::move(metadata));
}

absl::Status CheckLabels(const AuditInput& input, const AuditOptions& options) {
  const size_t class_count = input.class_names.size();
  if (class_count > options.max_class_count) {
    return Refuse("TOO_MANY_CLASSES",
                  absl::StrCat("found ", class_count, " different labels, expected at most ",
                               options.max_class_count, "; is the label column the right one?"),
                  {{"class_count", std::to_string(class_count)},
                   {"limit", std::to_string(options.max_class_count)}});
  }
  for (size_t i = 0; i < input.given.size(); ++i) {
    if (input.given[i] < 0 || static_cast<size_t>(input.given[i]) >= class_count) {
      return Refuse("LABEL_OUT_OF_RANGE",
                    absl::StrCat("item ", i, " has the class index ", input.given[i],
                                 ", expected 0 to ", class_count, " (exclusive)"),
                    {{"item", std::to_string(i)}, {"label", std::to_string(input.given[i])}});
    }
  }
  if (!input.scored.has_value() && std::adjacent_find(input.given.begin(), input.given.end(),
                                                      std::not_equal_to<>()) == input.given.end()) {
    const std::string label = input.class_names[static_cast<size_t>(input.given.front())];
    return Refuse("ONE_CLASS_ONLY",
                  absl::StrCat("all ", input.given.size(), " items have the label '", label,
                               "', expected at least two different labels"),
                  {{"label", label}});
  }
  return absl::OkStatus();
}

absl::Status CheckSizes(const AuditInput& input) {
  const std::string items = std::to_string(input.given.size());
  if (input.features.has_value()) {
    const FeatureViews& views = input.features->views;
    const std::string rows = std::to_string(views.linear.matrix().row_count());
    if (items != rows || input.given.size() != views.counts.matrix().row_count()) {
      return Refuse("SIZE_MISMATCH", "found " + items + " labels and " + rows + " rows of features",
                    {{"labels", items}, {"rows", rows}});
    }
  }
  const ClassMatrix& given = input.given_probabilities;
  if (given.row_count() > 0 && (given.row_count() != input.given.size() ||
                                given.class_count() != input.class_names.size())) {
    return Refuse("SIZE_MISMATCH",
                  absl::StrCat("found ", given.row_count(), " x ", given.class_count(),
                               " probabilities, expected ", items, " x ", input.class_names.size()),
                  {{"labels", items}, {"rows", std::to_string(given.row_count())}});
  }
  if (given.row_count() == 0 && !input.features.has_value() && !input.scored.has_value()) {
    return Refuse("NO_USABLE_FEATURES", "there are neither columns to learn from nor probabilities",
                  {});
  }
  return absl::OkStatus();
}

bool SameRow(const CsrMatrix::Row& a, const CsrMatrix::Row& b) {
  return std::equal(a.columns.begin(), a.columns.end(), b.columns.begin(), b.columns.end()) &&
         std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end());
}

bool RowsDiffer(const CsrMatrix& features) {
  for (size_t i = 1; i < features.row_count(); ++i) {
    if (!SameRow(features.row(0), features.row(i))) {
      return true;
    }
  }
  return false;
}

std::string NameList(std::span<const std::string> names) {
  std::string list;
  for (size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
    absl::StrAppend(&list, i == 0 ? "'" : ", '", names[i], "'");
  }
  if (names.size() > kNamesShown) {
    absl::StrAppend(&list, " and ", names.size() - kNamesShown, " more");
  }
  return list;
}

// Classes with exactly this many items.
std::vector<std::string> ClassesOfSize(const AuditResult& result, int64_t size) {
  std::vector<std::string> names;
  for (size_t k = 0; k < result.classes.size(); ++k) {
    if (result.classes[k].item_count == size) {
      names.push_back(result.input.class_names[k]);
    }
  }
  return names;
}

// Mean -log of the share of each item's given class: the loss of knowing the class sizes only.
double LossOfClassSizes(const AuditResult& result) {
  double loss = 0;
  const auto item_count = static_cast<double>(result.items.size());
  for (const ClassFigures& figures : result.classes) {
    const double share = static_cast<double>(figures.item_count) / item_count;
    loss -= share > 0 ? share * std::log(share) : 0;
  }
  return loss;
}

double LossOfModels(const AuditResult& result) {
  double loss = 0;
  for (const AuditedItem& item : result.items) {
    loss -= std::log(std::max(static_cast<double>(item.given_probability), kSmallestProbability));
  }
  return loss / static_cast<double>(result.items.size());
}

// Accuracy would not do: with nine items in ten in one class a useful model may reproduce no more
// labels than one that always answers that class.
void WarnOfUselessModels(const AuditResult& result, std::vector<std::string>& warnings) {
  if (LossOfModels(result) > (1 - kUsefulGain) * LossOfClassSizes(result)) {
    warnings.push_back(
        "The columns say next to nothing about the labels: the models guess hardly better than "
        "from how common each label is.  Do not rely on these findings.");
  }
}

void WarnOfEmptyRows(const AuditResult& result, std::vector<std::string>& warnings) {
  if (!result.models.linear.has_value()) {
    return;
  }
  const CsrMatrix& features = result.input.features->views.linear.matrix();
  size_t empty = 0;
  for (size_t i = 0; i < features.row_count(); ++i) {
    empty += features.row(i).columns.empty() ? 1 : 0;
  }
  if (empty > 0) {
    warnings.push_back(absl::StrCat(
        empty, empty == 1 ? " row shares" : " rows share",
        " nothing with any other row; their labels could only be judged by how common they are."));
  }
}

}  // namespace

absl::Status CheckAuditInput(const AuditInput& input, const AuditOptions& options) {
  const std::string items = std::to_string(input.given.size());
  ASSAY_RETURN_IF_ERROR(CheckSizes(input));
  if (input.given_probabilities.row_count() > 0 || input.scored.has_value()) {
    return CheckLabels(input, options);
  }
  const std::string folds = std::to_string(options.fold_count);
  if (options.fold_count < kFewestFolds || options.fold_count > kMostFolds) {
    return Refuse("BAD_FOLD_COUNT", "found " + folds + " folds, expected 2 to 20",
                  {{"field", "folds"}, {"fold_count", folds}});
  }
  if (input.given.size() < options.fold_count) {
    return Refuse(
        "TOO_FEW_ITEMS",
        "found " + items + " labelled items, expected at least as many as folds (" + folds + ")",
        {{"items", items}, {"fold_count", folds}});
  }
  ASSAY_RETURN_IF_ERROR(CheckLabels(input, options));
  if (!RowsDiffer(input.features->views.linear.matrix())) {
    return Refuse("NO_USABLE_FEATURES",
                  "all " + items +
                      " rows look the same to a model; expected columns that differ between rows "
                      "and share words or values",
                  {{"items", items}});
  }
  return absl::OkStatus();
}

std::vector<std::string> AuditWarnings(const AuditResult& result) {
  std::vector<std::string> warnings;
  WarnOfUselessModels(result, warnings);
  if (result.input.scored.has_value()) {
    return warnings;
  }
  if (const auto single = ClassesOfSize(result, 1); !single.empty()) {
    warnings.push_back(
        absl::StrCat(single.size(), single.size() == 1 ? " label is" : " labels are",
                     " on one row only, too few to be learned, so that row cannot be checked: ",
                     NameList(single), "."));
  }
  if (const auto absent = ClassesOfSize(result, 0); !absent.empty()) {
    warnings.push_back(absl::StrCat(absent.size(), absent.size() == 1 ? " label is" : " labels are",
                                    " on no row at all: ", NameList(absent), "."));
  }
  WarnOfEmptyRows(result, warnings);
  return warnings;
}

}  // namespace assay
