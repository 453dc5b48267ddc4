#include "annotator/measuring/agreement_details.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include "engine/agreement/agreement_interval.h"
#include "engine/agreement/annotator_pairs.h"
#include "engine/agreement/class_agreement.h"
#include "engine/agreement/item_agreement.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kMostClassIntervals = 100;
constexpr size_t kMostPairIntervals = 100;
constexpr size_t kMostLabelsShown = 50;
// Labels times classes whose intervals are made.
constexpr double kMostClassWork = 5e8;

NameList EmptyNames(size_t count) {
  NameList names;
  for (size_t i = 0; i < count; ++i) {
    names.Append("");
  }
  return names;
}

NameList Copy(const NameList& names) {
  NameList copy;
  for (size_t i = 0; i < names.size(); ++i) {
    copy.Append(names[i]);
  }
  return copy;
}

// The labels as "this class" (1) or "another" (0).
LabelTable OneAgainstOthers(const LabelTable& labels, size_t label_class) {
  std::vector<uint16_t> classes(labels.label_count());
  std::transform(labels.classes().begin(), labels.classes().end(), classes.begin(),
                 [=](uint16_t k) { return static_cast<uint16_t>(k == label_class ? 1 : 0); });
  return {{labels.item_begin().begin(), labels.item_begin().end()},
          {labels.annotators().begin(), labels.annotators().end()},
          std::move(classes),
          EmptyNames(labels.item_count()),
          EmptyNames(labels.annotator_count()),
          EmptyNames(2),
          {}};
}

// The labels of two annotators alone, on the items that both labelled.
class PairTables {
 public:
  explicit PairTables(const LabelTable& labels)
      : labels_(labels), by_annotator_(GroupByAnnotator(labels)) {}

  LabelTable Make(uint32_t first, uint32_t second) const {
    std::vector<uint64_t> begin = {0};
    std::vector<uint32_t> annotators;
    std::vector<uint16_t> classes;
    size_t a = by_annotator_.annotator_begin[first];
    size_t b = by_annotator_.annotator_begin[second];
    while (a < by_annotator_.annotator_begin[first + 1] &&
           b < by_annotator_.annotator_begin[second + 1]) {
      if (by_annotator_.items[a] != by_annotator_.items[b]) {
        ++(by_annotator_.items[a] < by_annotator_.items[b] ? a : b);
        continue;
      }
      annotators.insert(annotators.end(), {0, 1});
      classes.insert(classes.end(), {by_annotator_.classes[a++], by_annotator_.classes[b++]});
      begin.push_back(classes.size());
    }
    const size_t item_count = begin.size() - 1;
    return {std::move(begin),
            std::move(annotators),
            std::move(classes),
            EmptyNames(item_count),
            EmptyNames(2),
            Copy(labels_.class_names()),
            {labels_.class_values().begin(), labels_.class_values().end()}};
  }

 private:
  const LabelTable& labels_;
  const LabelsByAnnotator by_annotator_;
};

template <typename Message>
absl::Status AddInterval(std::string_view coefficient_name, const AgreementInput& input,
                         const IntervalOptions& options, WorkerPool& pool, ProgressSink& progress,
                         Message& message) {
  ASSAY_ASSIGN_OR_RETURN(const AgreementCoefficient* coefficient,
                         FindAgreementCoefficient(coefficient_name));
  const auto found = BootstrapAgreement(
      *coefficient, input, {options.replicate_count, options.level, options.seed}, pool, progress);
  if (found.ok()) {
    message.set_low(found->interval.low);
    message.set_high(found->interval.high);
  } else if (!absl::IsFailedPrecondition(found.status())) {
    return found.status();
  }
  return absl::OkStatus();
}

bool HasRepeats(const LabelTable& labels) {
  for (size_t i = 0; i < labels.item_count(); ++i) {
    const auto annotators = labels.annotators_of(i);
    if (std::adjacent_find(annotators.begin(), annotators.end()) != annotators.end()) {
      return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<std::vector<v1::ClassAgreement>> DescribeClasses(const AgreementInput& input,
                                                                const IntervalOptions& options,
                                                                WorkerPool& pool,
                                                                ProgressSink& progress) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ClassAgreement> found, AgreementByClass(input.labels));
  const bool has_intervals =
      options.replicate_count > 0 && found.size() <= kMostClassIntervals &&
      static_cast<double>(found.size() * input.labels.label_count()) <= kMostClassWork;
  std::vector<v1::ClassAgreement> described(found.size());
  for (size_t k = 0; k < found.size(); ++k) {
    progress.Report("measuring classes", static_cast<int64_t>(k), std::ssize(found));
    v1::ClassAgreement& message = described[k];
    message.set_label(std::string(input.labels.class_names()[k]));
    message.set_label_count(found[k].label_count);
    if (found[k].specific_agreement.has_value()) {
      message.set_agreement(*found[k].specific_agreement);
    }
    if (found[k].fleiss_kappa.has_value()) {
      message.set_fleiss_kappa(*found[k].fleiss_kappa);
    }
    if (found[k].krippendorff_alpha.has_value()) {
      message.set_krippendorff_alpha(*found[k].krippendorff_alpha);
      if (has_intervals) {
        const LabelTable table = OneAgainstOthers(input.labels, k);
        ASSAY_RETURN_IF_ERROR(AddInterval("krippendorff_alpha", {table, ClassWeights::kNominal},
                                          options, pool, progress, message));
      }
    }
  }
  return described;
}

absl::StatusOr<DescribedPairs> DescribePairs(const AgreementInput& input, size_t max_pair_count,
                                             const IntervalOptions& options, WorkerPool& pool,
                                             ProgressSink& progress) {
  progress.Report("comparing pairs of annotators", 0, 0);
  ASSAY_ASSIGN_OR_RETURN(AnnotatorPairs found,
                         AgreementByPair(input, max_pair_count, pool, progress));
  std::stable_sort(
      found.pairs.begin(), found.pairs.end(),
      [](const AnnotatorPair& a, const AnnotatorPair& b) { return a.item_count > b.item_count; });
  DescribedPairs described;
  described.total_count = found.pair_count;
  const size_t annotator_count = input.labels.annotator_count();
  std::vector<double> sums(annotator_count, 0);
  std::vector<double> weights(annotator_count, 0);
  const bool has_intervals = options.replicate_count > 0 && !HasRepeats(input.labels);
  const PairTables tables(input.labels);
  for (size_t p = 0; p < found.pairs.size(); ++p) {
    const AnnotatorPair& pair = found.pairs[p];
    v1::PairAgreement& message = described.pairs.emplace_back();
    message.set_first(std::string(input.labels.annotator_names()[pair.first]));
    message.set_second(std::string(input.labels.annotator_names()[pair.second]));
    message.set_item_count(pair.item_count);
    message.set_agreement(pair.agreement);
    for (const uint32_t annotator : {pair.first, pair.second}) {
      sums[annotator] += pair.agreement * static_cast<double>(pair.item_count);
      weights[annotator] += static_cast<double>(pair.item_count);
    }
    if (pair.cohen_kappa.has_value()) {
      message.set_kappa(*pair.cohen_kappa);
      if (has_intervals && p < kMostPairIntervals) {
        const LabelTable table = tables.Make(pair.first, pair.second);
        ASSAY_RETURN_IF_ERROR(
            AddInterval("cohen_kappa", {table, input.weights}, options, pool, progress, message));
      }
    }
  }
  for (size_t a = 0; a < annotator_count; ++a) {
    described.agreement_of.push_back(weights[a] > 0 ? sums[a] / weights[a]
                                                    : std::numeric_limits<double>::quiet_NaN());
  }
  return described;
}

absl::StatusOr<std::vector<v1::ItemDisagreement>> DescribeItems(const AgreementInput& input,
                                                                size_t limit) {
  ASSAY_ASSIGN_OR_RETURN(const std::vector<ItemDisagreement> found,
                         DeepestDisagreements(input, limit));
  const LabelTable& labels = input.labels;
  std::vector<v1::ItemDisagreement> described;
  for (const ItemDisagreement& item : found) {
    v1::ItemDisagreement& message = described.emplace_back();
    message.set_item(std::string(labels.item_names()[item.item]));
    message.set_label_count(item.label_count);
    // The engine counts in single precision.
    message.set_disagreement(std::round(1e6 * (1 - item.agreement)) / 1e6);
    const auto annotators = labels.annotators_of(item.item);
    const auto classes = labels.classes_of(item.item);
    for (size_t i = 0; i < std::min(annotators.size(), kMostLabelsShown); ++i) {
      auto& given = *message.add_labels();
      given.set_annotator(std::string(labels.annotator_names()[annotators[i]]));
      given.set_label(std::string(labels.class_names()[classes[i]]));
    }
  }
  return described;
}

}  // namespace assay
