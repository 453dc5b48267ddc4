#include "annotator/measuring/next_labels.h"

#include <limits>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/base/status.h"
#include "engine/consensus/next_label/next_label_choice.h"
#include "engine/consensus/next_label/next_label_registry.h"

namespace assay {
namespace {

constexpr int64_t kMostNextLabels = 1'000'000;
constexpr double kMostWork = 5e10;
constexpr double kMostConfusions = 2.5e8;
constexpr double kPseudoLabels = 2.0;
constexpr double kPseudoCount = 0.5;  // of each cell of all annotators together

absl::Status CheckWork(const LabelTable& labels, const NextLabelMethod& method,
                       size_t annotator_count) {
  const auto classes = static_cast<double>(labels.class_count());
  const double cells = method.needs_confusions ? classes * classes : 1.0;
  const double work =
      static_cast<double>(labels.item_count()) * static_cast<double>(annotator_count) * cells;
  if (work > kMostWork || static_cast<double>(labels.annotator_count()) * cells > kMostConfusions) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "TOO_MANY_PAIRS",
        absl::StrCat("found ", labels.item_count(), " items, ", annotator_count, " annotators and ",
                     labels.class_count(),
                     " classes, expected fewer: name the annotators who can be asked in "
                     "next_labels.offers, or choose another method"),
        {{"field", "spec.next_labels"}, {"found", absl::StrCat(annotator_count)}});
  }
  return absl::OkStatus();
}

// [annotator][true class][said class], rows sum to 1.
std::vector<float> Confusions(const NextLabelEvidence& evidence) {
  const LabelTable& labels = evidence.labels;
  const size_t k_count = labels.class_count();
  const size_t cells = k_count * k_count;
  std::vector<float> confusions(labels.annotator_count() * cells, 0.0f);
  std::vector<double> pooled(cells, kPseudoCount);
  for (size_t item = 0; item < labels.item_count(); ++item) {
    const auto q = evidence.posterior.subspan(item * k_count, k_count);
    const auto annotators = labels.annotators_of(item);
    const auto classes = labels.classes_of(item);
    for (size_t i = 0; i < classes.size(); ++i) {
      for (size_t k = 0; k < k_count; ++k) {
        confusions[annotators[i] * cells + k * k_count + classes[i]] += q[k];
        pooled[k * k_count + classes[i]] += static_cast<double>(q[k]);
      }
    }
  }
  for (size_t row = 0; row < labels.annotator_count() * k_count; ++row) {
    const size_t k = row % k_count;
    double pooled_total = 0;
    double total = kPseudoLabels;
    for (size_t l = 0; l < k_count; ++l) {
      pooled_total += pooled[k * k_count + l];
      total += static_cast<double>(confusions[row * k_count + l]);
    }
    for (size_t l = 0; l < k_count; ++l) {
      float& cell = confusions[row * k_count + l];
      const double prior = kPseudoLabels * pooled[k * k_count + l] / pooled_total;
      cell = static_cast<float>((static_cast<double>(cell) + prior) / total);
    }
  }
  return confusions;
}

absl::StatusOr<std::vector<AvailableAnnotator>> WhoCanBeAsked(const v1::NextLabelSpec& spec,
                                                              const LabelTable& labels) {
  std::vector<AvailableAnnotator> available;
  if (spec.offers().empty()) {
    for (uint32_t a = 0; a < labels.annotator_count(); ++a) {
      available.push_back({a, 1'000'000, std::numeric_limits<int64_t>::max()});
    }
    return available;
  }
  absl::flat_hash_map<absl::string_view, uint32_t> numbers;
  for (uint32_t a = 0; a < labels.annotator_count(); ++a) {
    const std::string_view name = labels.annotator_names()[a];
    numbers.emplace(absl::string_view(name.data(), name.size()), a);
  }
  absl::flat_hash_set<uint32_t> seen;
  for (const v1::AnnotatorOffer& offer : spec.offers()) {
    const auto number = numbers.find(offer.annotator());
    if (number == numbers.end()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_ANNOTATOR",
                       "next_labels.offers: found the annotator '" + offer.annotator() +
                           "', expected one who has given labels",
                       {{"field", "spec.next_labels.offers"}, {"found", offer.annotator()}});
    }
    if (!seen.insert(number->second).second) {
      return MakeError(absl::StatusCode::kInvalidArgument, "DUPLICATE_ANNOTATOR",
                       "next_labels.offers: found the annotator '" + offer.annotator() +
                           "' twice, expected one offer for each",
                       {{"field", "spec.next_labels.offers"}, {"found", offer.annotator()}});
    }
    const int64_t most =
        offer.most_labels() == 0 ? std::numeric_limits<int64_t>::max() : offer.most_labels();
    available.push_back({number->second, offer.price_micros(), most});
  }
  return available;
}

}  // namespace

absl::StatusOr<std::vector<v1::NextLabel>> SuggestNextLabels(const v1::NextLabelSpec& spec,
                                                             const NextLabelEvidence& evidence) {
  if (spec.count() < 0 || spec.count() > kMostNextLabels) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_LIST_LIMIT",
        absl::StrCat("next_labels.count is ", spec.count(), ", expected 0 to ", kMostNextLabels),
        {{"field", "spec.next_labels.count"}});
  }
  const NextLabelMethod* method = &NextLabelMethods().front();
  if (!spec.method().empty()) {
    ASSAY_ASSIGN_OR_RETURN(method, FindNextLabelMethod(spec.method()));
  }
  const LabelTable& labels = evidence.labels;
  ASSAY_ASSIGN_OR_RETURN(const auto available, WhoCanBeAsked(spec, labels));
  ASSAY_RETURN_IF_ERROR(CheckWork(labels, *method, available.size()));
  const std::vector<float> confusions =
      method->needs_confusions ? Confusions(evidence) : std::vector<float>();
  const NextLabelInput input{.labels = labels,
                             .posterior = evidence.posterior,
                             .confusions = confusions,
                             .model_probabilities = evidence.model_probabilities,
                             .gold = evidence.gold};
  ASSAY_ASSIGN_OR_RETURN(const std::vector<LabelRequest> requests,
                         ChooseNextLabels(*method, input, available, spec.count()));
  std::vector<v1::NextLabel> suggested;
  for (const LabelRequest& request : requests) {
    v1::NextLabel& next = suggested.emplace_back();
    next.set_item(std::string(labels.item_names()[request.item]));
    next.set_annotator(std::string(labels.annotator_names()[request.annotator]));
    next.set_gain(request.gain);
    next.set_gain_per_unit(request.gain_per_unit);
  }
  return suggested;
}

}  // namespace assay
