#include "engine/consensus/next_label/next_label_choice.h"

#include <algorithm>
#include <optional>
#include <queue>
#include <string>

#include "engine/base/status.h"

namespace assay {
namespace {

constexpr double kUnit = 1e6;

absl::Status CheckAnnotators(const LabelTable& labels,
                             std::span<const AvailableAnnotator> annotators) {
  for (const AvailableAnnotator& who : annotators) {
    if (who.annotator >= labels.annotator_count()) {
      return MakeError(absl::StatusCode::kInvalidArgument, "UNKNOWN_INDEX",
                       "there is no annotator " + std::to_string(who.annotator) +
                           ", expected a number below " + std::to_string(labels.annotator_count()),
                       {{"field", "annotator"},
                        {"found", std::to_string(who.annotator)},
                        {"expected", std::to_string(labels.annotator_count())}});
    }
    if (who.price_micros < 0 || who.most_labels < 0) {
      return MakeError(absl::StatusCode::kInvalidArgument, "PRICE_OUT_OF_RANGE",
                       "annotator " + std::to_string(who.annotator) + " costs " +
                           std::to_string(who.price_micros) + " micros and can give " +
                           std::to_string(who.most_labels) + " labels, expected at least 0",
                       {{"annotator", std::to_string(who.annotator)},
                        {"price", std::to_string(who.price_micros)},
                        {"labels", std::to_string(who.most_labels)}});
    }
  }
  return absl::OkStatus();
}

// The best request of each item, as long as annotators have labels left.
class Chooser {
 public:
  Chooser(const NextLabelMethod& method, const NextLabelInput& input,
          std::span<const AvailableAnnotator> annotators, std::vector<double> item_scores)
      : method_(method),
        input_(input),
        annotators_(annotators),
        item_scores_(std::move(item_scores)) {
    for (const AvailableAnnotator& who : annotators) {
      labels_left_.push_back(who.most_labels);
    }
  }

  struct Candidate {
    LabelRequest request;
    size_t place = 0;  // in annotators_
    // The queue gives the largest first.
    bool operator<(const Candidate& other) const {
      return request.gain_per_unit != other.request.gain_per_unit
                 ? request.gain_per_unit < other.request.gain_per_unit
                 : request.item > other.request.item;
    }
  };

  std::optional<Candidate> BestFor(uint32_t item) const {
    if (!input_.gold.empty() && input_.gold[item] != kNoClass) {
      return std::nullopt;
    }
    const auto given = input_.labels.annotators_of(item);
    std::optional<Candidate> best;
    for (size_t place = 0; place < annotators_.size(); ++place) {
      const AvailableAnnotator& who = annotators_[place];
      if (labels_left_[place] == 0 ||
          std::find(given.begin(), given.end(), who.annotator) != given.end()) {
        continue;
      }
      const double gain =
          item_scores_.empty() ? method_.gain(input_, item, who.annotator) : item_scores_[item];
      const double rate =
          gain * kUnit / static_cast<double>(std::max<int64_t>(who.price_micros, 1));
      if (gain > 0 && (!best.has_value() || rate > best->request.gain_per_unit)) {
        best = Candidate{{item, who.annotator, gain, rate}, place};
      }
    }
    return best;
  }

  bool HasLabelsLeft(const Candidate& candidate) const { return labels_left_[candidate.place] > 0; }
  void Take(const Candidate& candidate) { --labels_left_[candidate.place]; }

 private:
  const NextLabelMethod& method_;
  const NextLabelInput& input_;
  std::span<const AvailableAnnotator> annotators_;
  std::vector<double> item_scores_;
  std::vector<int64_t> labels_left_;
};

}  // namespace

absl::StatusOr<std::vector<LabelRequest>> ChooseNextLabels(
    const NextLabelMethod& method, const NextLabelInput& input,
    std::span<const AvailableAnnotator> annotators, int64_t count) {
  ASSAY_RETURN_IF_ERROR(CheckNextLabelInput(method, input));
  ASSAY_RETURN_IF_ERROR(CheckAnnotators(input.labels, annotators));
  std::vector<double> item_scores;
  if (method.score_items != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(item_scores, method.score_items(input));
  }
  Chooser chooser(method, input, annotators, std::move(item_scores));
  std::priority_queue<Chooser::Candidate> queue;
  const auto offer = [&](uint32_t item) {
    if (const auto best = chooser.BestFor(item); best.has_value()) {
      queue.push(*best);
    }
  };
  for (uint32_t item = 0; item < input.labels.item_count(); ++item) {
    offer(item);
  }
  std::vector<LabelRequest> requests;
  while (!queue.empty() && static_cast<int64_t>(requests.size()) < count) {
    const Chooser::Candidate best = queue.top();
    queue.pop();
    if (chooser.HasLabelsLeft(best)) {
      chooser.Take(best);
      requests.push_back(best.request);
    } else {
      offer(best.request.item);
    }
  }
  return requests;
}

}  // namespace assay
