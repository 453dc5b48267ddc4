#include "annotator/measuring/agreement_figures.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/agreement/agreement_interval.h"
#include "engine/base/status.h"

namespace assay {
namespace {

// Labels times replicates: about ten seconds of a coefficient that reads annotators.
constexpr double kMostBootstrapWork = 4e8;

bool IsBootstrapFeasible(const AgreementCoefficient& coefficient, const AgreementInput& input,
                         int replicate_count) {
  return !coefficient.reads_annotators ||
         static_cast<double>(input.labels.label_count()) * replicate_count <= kMostBootstrapWork;
}

void SetInterval(const AgreementInterval& found, v1::AgreementFigure& figure) {
  figure.set_low(found.interval.low);
  figure.set_high(found.interval.high);
  if (found.kind == IntervalKind::kBootstrap) {
    figure.set_interval_method(v1::AgreementFigure::INTERVAL_METHOD_BOOTSTRAP);
    figure.set_replicate_count(found.replicate_count - found.undefined_count);
  } else {
    figure.set_interval_method(v1::AgreementFigure::INTERVAL_METHOD_ANALYTIC);
  }
}

void SetValue(const AgreementValue& value, v1::AgreementFigure& figure) {
  figure.set_value(value.value);
  figure.set_item_count(value.item_count);
  figure.set_label_count(value.label_count);
  if (value.standard_error.has_value()) {
    figure.set_standard_error(*value.standard_error);
  }
  if (value.observed.has_value()) {
    figure.set_observed(*value.observed);
  }
  if (value.expected_by_chance.has_value()) {
    figure.set_expected_by_chance(*value.expected_by_chance);
  }
}

// Its interval, by the bootstrap where that is asked for and feasible.
absl::Status AddInterval(const AgreementCoefficient& coefficient, const AgreementInput& input,
                         const IntervalOptions& options, const AgreementValue& value,
                         WorkerPool& pool, ProgressSink& progress, v1::AgreementFigure& figure) {
  if (options.replicate_count > 0 &&
      IsBootstrapFeasible(coefficient, input, options.replicate_count)) {
    const auto interval = BootstrapAgreement(
        coefficient, input, {options.replicate_count, options.level, options.seed}, pool, progress);
    if (interval.ok()) {
      SetInterval(*interval, figure);
      return absl::OkStatus();
    }
    if (!absl::IsFailedPrecondition(interval.status())) {
      return interval.status();
    }
  }
  if (const auto interval = AnalyticAgreementInterval(value, options.level); interval.ok()) {
    SetInterval(*interval, figure);
  }
  return absl::OkStatus();
}

}  // namespace

LabelKind LabelKindOf(v1::MeasurementLevel level) {
  switch (level) {
    case v1::MEASUREMENT_LEVEL_ORDINAL:
    case v1::MEASUREMENT_LEVEL_GWET_ORDINAL:
      return LabelKind::kOrderedClasses;
    case v1::MEASUREMENT_LEVEL_INTERVAL:
    case v1::MEASUREMENT_LEVEL_RATIO:
    case v1::MEASUREMENT_LEVEL_LINEAR:
    case v1::MEASUREMENT_LEVEL_RADICAL:
    case v1::MEASUREMENT_LEVEL_CIRCULAR:
    case v1::MEASUREMENT_LEVEL_BIPOLAR:
      return LabelKind::kNumbers;
    default:
      return LabelKind::kClasses;
  }
}

ClassWeights ToWeights(v1::MeasurementLevel level) {
  switch (level) {
    case v1::MEASUREMENT_LEVEL_ORDINAL:
      return ClassWeights::kOrdinal;
    case v1::MEASUREMENT_LEVEL_INTERVAL:
      return ClassWeights::kInterval;
    case v1::MEASUREMENT_LEVEL_RATIO:
      return ClassWeights::kRatio;
    case v1::MEASUREMENT_LEVEL_LINEAR:
      return ClassWeights::kLinear;
    case v1::MEASUREMENT_LEVEL_RADICAL:
      return ClassWeights::kRadical;
    case v1::MEASUREMENT_LEVEL_CIRCULAR:
      return ClassWeights::kCircular;
    case v1::MEASUREMENT_LEVEL_BIPOLAR:
      return ClassWeights::kBipolar;
    case v1::MEASUREMENT_LEVEL_JACCARD:
      return ClassWeights::kJaccard;
    case v1::MEASUREMENT_LEVEL_MASI:
      return ClassWeights::kMasi;
    case v1::MEASUREMENT_LEVEL_SPANS:
      return ClassWeights::kSpans;
    case v1::MEASUREMENT_LEVEL_GWET_ORDINAL:
      return ClassWeights::kGwetOrdinal;
    default:
      return ClassWeights::kNominal;
  }
}

absl::StatusOr<std::vector<const AgreementCoefficient*>> ChooseCoefficients(
    const v1::MeasureAgreementSpec& spec) {
  std::vector<const AgreementCoefficient*> chosen;
  for (const std::string& name : spec.coefficients()) {
    ASSAY_ASSIGN_OR_RETURN(const AgreementCoefficient* coefficient, FindAgreementCoefficient(name));
    if (std::find(chosen.begin(), chosen.end(), coefficient) != chosen.end()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "DUPLICATE_COEFFICIENT",
                       absl::StrCat("found the coefficient '", name, "' twice, expected it once"),
                       {{"field", "spec.coefficients"}, {"found", name}});
    }
    chosen.push_back(coefficient);
  }
  if (!chosen.empty()) {
    return chosen;
  }
  for (const AgreementCoefficient& coefficient : AgreementCoefficients()) {
    const bool fits = (coefficient.distance_use != DistanceUse::kNumbers ||
                       LabelKindOf(spec.level()) == LabelKind::kNumbers) &&
                      (coefficient.distance_use != DistanceUse::kSpans ||
                       spec.level() == v1::MEASUREMENT_LEVEL_SPANS);
    if (fits) {
      chosen.push_back(&coefficient);
    }
  }
  return chosen;
}

absl::StatusOr<v1::AgreementFigures> MeasureCoefficients(
    std::span<const AgreementCoefficient* const> coefficients, const AgreementInput& input,
    const IntervalOptions& options, WorkerPool& pool, ProgressSink& progress,
    std::vector<std::string>& warnings) {
  v1::AgreementFigures figures;
  figures.set_confidence_level(options.level);
  std::optional<absl::Status> first_error;
  bool any_defined = false;
  std::string not_drawn;
  for (const AgreementCoefficient* coefficient : coefficients) {
    progress.Report(absl::StrCat("measuring ", std::string(coefficient->name)), 0, 0);
    v1::AgreementFigure& figure = *figures.add_figures();
    figure.set_name(std::string(coefficient->name));
    const absl::StatusOr<AgreementValue> value = coefficient->compute(input);
    if (!value.ok()) {
      if (!absl::IsFailedPrecondition(value.status())) {
        return value.status();
      }
      figure.set_undefined_reason(ErrorReason(value.status()));
      figure.set_undefined_message(std::string(value.status().message()));
      first_error = first_error.value_or(value.status());
      continue;
    }
    any_defined = true;
    SetValue(*value, figure);
    ASSAY_RETURN_IF_ERROR(
        AddInterval(*coefficient, input, options, *value, pool, progress, figure));
    if (!IsBootstrapFeasible(*coefficient, input, options.replicate_count)) {
      absl::StrAppend(&not_drawn, not_drawn.empty() ? "" : ", ", std::string(coefficient->name));
    }
  }
  if (!any_defined && first_error.has_value()) {
    return *first_error;
  }
  if (!not_drawn.empty()) {
    warnings.push_back(absl::StrCat(
        "too many labels for a bootstrap of ", not_drawn,
        "; the interval is analytic, where there is a formula; ask for fewer replicates"));
  }
  return figures;
}

}  // namespace assay
