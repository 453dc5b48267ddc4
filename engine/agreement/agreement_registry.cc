#include "engine/agreement/agreement_registry.h"

#include <algorithm>
#include <string>

#include "engine/agreement/methods/methods.h"
#include "engine/agreement/prepared_classes.h"
#include "engine/base/status.h"

namespace assay {
namespace {

using Estimate = absl::StatusOr<AgreementValue> (*)(const AgreementSample& sample);

enum class Reads { kClassCounts, kAnnotators, kAnnotatorPairs, kTwoAnnotators };

template <Estimate kEstimate, DistanceUse kUse, bool kReadsAnnotators>
absl::StatusOr<AgreementValue> Compute(const AgreementInput& input) {
  ASSAY_ASSIGN_OR_RETURN(const ClassDistance distance, PrepareClasses(input, kUse));
  LabelsByAnnotator by_annotator;
  AgreementSample sample{input.labels, distance, input.weights};
  if (kReadsAnnotators) {
    by_annotator = GroupByAnnotator(input.labels);
    sample.by_annotator = &by_annotator;
  }
  return kEstimate(sample);
}

template <Estimate kEstimate, DistanceUse kUse, Reads kReads>
constexpr AgreementCoefficient Row(std::string_view name, std::string_view description,
                                   std::string_view source) {
  constexpr bool kReadsAnnotators = kReads != Reads::kClassCounts;
  return {.name = name,
          .description = description,
          .source = source,
          .weighted = kUse == DistanceUse::kGiven || kUse == DistanceUse::kGivenForAlpha,
          .two_annotators_only = kReads == Reads::kTwoAnnotators,
          .reads_annotators = kReadsAnnotators,
          .reads_pairs = kReads == Reads::kAnnotatorPairs,
          .distance_use = kUse,
          .compute = &Compute<kEstimate, kUse, kReadsAnnotators>,
          .estimate = kEstimate};
}

// To add a coefficient: write engine/agreement/methods/<name>.cc, declare its function with its
// contract in methods.h, then add one row here.
constexpr AgreementCoefficient kCoefficients[] = {
    Row<&PercentAgreement, DistanceUse::kGiven, Reads::kClassCounts>(
        "percent_agreement", "How often two labels of an item are the same; chance not removed",
        "Holsti 1969; Gwet, Handbook of Inter-Rater Reliability 2014"),
    Row<&CohenKappa, DistanceUse::kGiven, Reads::kTwoAnnotators>(
        "cohen_kappa", "Two annotators, chance by how often each of them uses each class",
        "Cohen, Educational and Psychological Measurement 1960; Psychological Bulletin 1968"),
    Row<&ScottPi, DistanceUse::kGiven, Reads::kTwoAnnotators>(
        "scott_pi", "Two annotators, chance by how often both together use each class",
        "Scott, Public Opinion Quarterly 1955"),
    Row<&FleissKappa, DistanceUse::kGiven, Reads::kClassCounts>(
        "fleiss_kappa", "Any annotators, chance by the classes' shares of an average item",
        "Fleiss, Psychological Bulletin 1971; missing labels: Gwet 2014"),
    Row<&CongerKappa, DistanceUse::kGiven, Reads::kAnnotators>(
        "conger_kappa", "Cohen's kappa for more annotators, each with class shares of its own",
        "Conger, Psychological Bulletin 1980; missing labels: Gwet 2014"),
    Row<&LightKappa, DistanceUse::kGiven, Reads::kAnnotatorPairs>(
        "light_kappa", "Mean of Cohen's kappa over the pairs of annotators",
        "Light, Psychological Bulletin 1971"),
    Row<&KrippendorffAlpha, DistanceUse::kGivenForAlpha, Reads::kClassCounts>(
        "krippendorff_alpha", "Any annotators, missing labels, any kind of label; the safe choice",
        "Krippendorff, Computing Krippendorff's Alpha-Reliability 2011"),
    Row<&GwetAc, DistanceUse::kNominal, Reads::kClassCounts>(
        "gwet_ac1", "Stays meaningful where nearly all labels are one class",
        "Gwet, British Journal of Mathematical and Statistical Psychology 2008"),
    Row<&GwetAc, DistanceUse::kGiven, Reads::kClassCounts>(
        "gwet_ac2", "AC1 with classes that agree by degrees",
        "Gwet, Handbook of Inter-Rater Reliability 2014"),
    Row<&BrennanPrediger, DistanceUse::kGiven, Reads::kClassCounts>(
        "brennan_prediger", "Chance as if every class were as frequent; Bennett's S",
        "Brennan, Prediger, Educational and Psychological Measurement 1981"),
    Row<&IccOneWay, DistanceUse::kNumbers, Reads::kClassCounts>(
        "icc_1",
        "Numbers: share of the variance that lies between items; annotators differ by item",
        "McGraw, Wong, Psychological Methods 1996; Shrout, Fleiss 1979"),
    Row<&IccAgreement, DistanceUse::kNumbers, Reads::kAnnotators>(
        "icc_a1", "Numbers, items labelled by all: whether annotators give the same number",
        "McGraw, Wong, Psychological Methods 1996; Shrout, Fleiss 1979"),
    Row<&IccConsistency, DistanceUse::kNumbers, Reads::kAnnotators>(
        "icc_c1", "Numbers, items labelled by all: whether annotators put items in the same order",
        "McGraw, Wong, Psychological Methods 1996; Shrout, Fleiss 1979"),
    Row<&SpanF1, DistanceUse::kSpans, Reads::kClassCounts>(
        "span_f1", "Lists of spans: mean F1 of the pairs of labels of an item",
        "Hripcsak, Rothschild, JAMIA 2005"),
};

}  // namespace

std::span<const AgreementCoefficient> AgreementCoefficients() { return kCoefficients; }

absl::StatusOr<const AgreementCoefficient*> FindAgreementCoefficient(std::string_view name) {
  const auto* found = std::find_if(
      std::begin(kCoefficients), std::end(kCoefficients),
      [&](const AgreementCoefficient& coefficient) { return coefficient.name == name; });
  if (found != std::end(kCoefficients)) {
    return found;
  }
  std::string known;
  for (const AgreementCoefficient& coefficient : kCoefficients) {
    known.append(known.empty() ? "" : ", ").append(coefficient.name);
  }
  return MakeError(
      absl::StatusCode::kNotFound, "UNKNOWN_COEFFICIENT",
      "there is no coefficient named \"" + std::string(name) + "\", expected one of " + known,
      {{"found", std::string(name)}});
}

}  // namespace assay
