#include "engine/audit/reasons.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"

namespace assay {
namespace {

constexpr size_t kNameLength = 40;
constexpr size_t kReasonLimit = 6;
// With fewer rows than the usual number of folds a class is missing from some models.
constexpr int64_t kRareClassSize = 4;
constexpr float kFits = 0.5f;
constexpr float kNothing = 0.01f;
constexpr float kLittle = 0.2f;
constexpr double kCommonShare = 0.02;
constexpr int64_t kCommonCount = 5;
// An annotator is named from twice the odds on.
constexpr float kClearLogOdds = 0.7f;

// At most `kNameLength` code points, never half of one.
std::string Quote(std::string_view name) {
  size_t length = 0;
  size_t end = 0;
  while (end < name.size() && length < kNameLength) {
    ++end;
    while (end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
      ++end;
    }
    ++length;
  }
  std::string quoted = "'";
  quoted.append(name.substr(0, end));
  quoted.append(end < name.size() ? "...'" : "'");
  return quoted;
}

std::string Percent(float probability) {
  if (probability < kNothing) {
    return "under 1 %";
  }
  if (probability > 1 - kNothing) {
    return "over 99 %";
  }
  return absl::StrCat(std::lround(probability * 100), " %");
}

std::string Thousands(int64_t count) {
  const std::string digits = std::to_string(count);
  std::string grouped;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) {
      grouped.push_back(',');
    }
    grouped.push_back(digits[i]);
  }
  return grouped;
}

class Explainer {
 public:
  Explainer(const ReasonContext& context, const Suspect& suspect)
      : context_(context),
        evidence_(context.evidence),
        suspect_(suspect),
        given_(static_cast<size_t>(context.evidence.given[suspect.item])) {}

  std::vector<Reason> Explain() && {
    if (!suspect_.has_features) {
      Add(kReasonNothingKnown,
          "nothing in this row occurs in any other row, so the models can "
          "only guess");
    }
    AddModel();
    AddDuplicates();
    AddRecheck();
    AddWords();
    AddTellingFeatures();
    AddNeighbours();
    AddRule();
    AddAnnotator();
    AddConfusion();
    AddVotes();
    AddNoLabelFits();
    AddRareLabel();
    AddHardToLearn();
    if (reasons_.size() > kReasonLimit) {
      reasons_.resize(kReasonLimit);
    }
    return std::move(reasons_);
  }

 private:
  void Add(std::string_view code, std::string text) { reasons_.push_back({code, std::move(text)}); }

  std::string Name(size_t class_index) const { return Quote(context_.class_names[class_index]); }

  std::span<const float> Row(const ProbabilityMatrix<float>& probabilities) const {
    return probabilities.class_count() == 0 ? std::span<const float>()
                                            : probabilities.row(suspect_.item);
  }

  // The out-of-fold model, or what stands for it in an audit of given probabilities.
  std::span<const float> ModelRow() const {
    const std::span<const float> row = Row(evidence_.out_of_fold);
    return row.empty() ? Row(evidence_.combined) : row;
  }

  void AddModel() {
    const std::span<const float> row = ModelRow();
    if (row.empty() || !suspect_.has_features) {
      return;
    }
    const size_t predicted = ArgMax(row);
    if (predicted != given_) {
      Add(kReasonModelDisagrees,
          absl::StrCat("a model that never saw this row says ", Name(predicted), " (",
                       Percent(row[predicted]), "); ", Name(given_), " gets ",
                       row[given_] >= kNothing && row[given_] < kLittle ? "only " : "",
                       Percent(row[given_])));
      return;
    }
    size_t second = given_ == 0 ? 1 : 0;
    for (size_t k = 0; k < row.size(); ++k) {
      second = k != given_ && row[k] > row[second] ? k : second;
    }
    Add(kReasonModelUnsure,
        absl::StrCat("a model that never saw this row gives ", Name(given_), " ",
                     Percent(row[given_]), ", and ", Name(second), " ", Percent(row[second])));
  }

  void AddRecheck() {
    const std::span<const float> row = Row(evidence_.recheck);
    if (!row.empty() && ArgMax(row) != given_) {
      Add(kReasonRecheckDisagrees,
          absl::StrCat("even a model trained on this row with its label answers ",
                       Name(ArgMax(row))));
    }
  }

  void AddWords() {
    const std::span<const float> complement = Row(evidence_.complement_nb);
    const std::span<const float> row =
        complement.empty() ? Row(evidence_.multinomial_nb) : complement;
    if (row.empty() || !suspect_.has_features || ArgMax(row) == given_) {
      return;
    }
    Add(kReasonWordsDisagree,
        absl::StrCat(context_.features_are_words ? "its words" : "its values", " speak for ",
                     Name(ArgMax(row)), " when the other rows are counted"));
  }

  void AddTellingFeatures() {
    if (suspect_.suggested == given_ || suspect_.telling_features.empty()) {
      return;
    }
    std::string text = absl::StrCat("what points to ", Name(suspect_.suggested), ":");
    for (size_t i = 0; i < suspect_.telling_features.size(); ++i) {
      absl::StrAppend(&text, i == 0 ? " " : ", ", Quote(suspect_.telling_features[i]));
    }
    Add(kReasonTellingFeatures, std::move(text));
  }

  void AddDuplicates() {
    if (evidence_.duplicates.empty()) {
      return;
    }
    const DuplicateLabels& labels = evidence_.duplicates[suspect_.item];
    const int64_t all = int64_t{labels.same_count} + int64_t{labels.other_count};
    if (labels.majority < 0 || static_cast<size_t>(labels.majority) == given_) {
      return;
    }
    const std::string name = Name(static_cast<size_t>(labels.majority));
    if (all == 1) {
      Add(kReasonDuplicatesConflict,
          absl::StrCat("another row that is equal or nearly so carries ", name));
      return;
    }
    Add(kReasonDuplicatesConflict,
        absl::StrCat(
            labels.majority_count == all ? "all" : Thousands(labels.majority_count) + " of", " ",
            Thousands(all), " rows that are equal or nearly so carry ", name));
  }

  void AddNeighbours() {
    const size_t suggesting = suspect_.neighbours_suggesting;
    const size_t keeping = suspect_.neighbours_keeping;
    if (suspect_.suggested != given_ && suggesting >= 2 && suggesting > keeping) {
      Add(kReasonNeighboursDisagree,
          absl::StrCat(suggesting, " of the ", suspect_.neighbour_count,
                       " most similar rows carry ", Name(suspect_.suggested), ", ",
                       keeping == 0 ? "none" : absl::StrCat(keeping), " ", Name(given_)));
    }
  }

  void AddRule() {
    const LabelRule* rule = suspect_.rule_against;
    if (rule == nullptr || suspect_.rule_terms.empty()) {
      return;
    }
    std::string terms;
    for (const std::string& term : suspect_.rule_terms) {
      absl::StrAppend(&terms, terms.empty() ? "" : " and ", Quote(term));
    }
    Add(kReasonRuleContradicts,
        absl::StrCat("of ", Thousands(rule->checked_count), " rows with ", terms, ", ",
                     Percent(static_cast<float>(rule->precision.value)), " are ",
                     Name(static_cast<size_t>(rule->class_index))));
  }

  void AddAnnotator() {
    if (suspect_.annotator_log_odds > kClearLogOdds) {
      Add(kReasonAnnotatorPattern, absl::StrCat("labels like this one are wrong about ",
                                                std::lround(std::exp(suspect_.annotator_log_odds)),
                                                " times as often when this annotator gives them"));
    }
  }

  void AddConfusion() {
    const auto given = static_cast<Eigen::Index>(given_);
    const auto suggested = static_cast<Eigen::Index>(suspect_.suggested);
    const int64_t count = context_.calibrated(given, suggested);
    const int64_t size = context_.calibrated.row(given).sum();
    const auto common =
        std::max<int64_t>(kCommonCount, std::llround(kCommonShare * static_cast<double>(size)));
    if (given != suggested && count >= common) {
      Add(kReasonCommonConfusion,
          absl::StrCat(Name(given_), " often stands where ", Name(suspect_.suggested),
                       " is right: about ", Thousands(count), " of the ", Thousands(size),
                       " rows with this label"));
    }
  }

  void AddVotes() {
    const int cast = suspect_.votes_cast;
    const int against = suspect_.votes_against;
    if (cast >= 2 && against > 0) {
      Add(kReasonSignalsAgree,
          absl::StrCat(against == cast ? "all " : absl::StrCat(against, " of "), cast,
                       " checks speak against ", Name(given_)));
    }
  }

  void AddNoLabelFits() {
    const std::span<const float> combined = Row(evidence_.combined);
    const std::span<const float> row = combined.empty() ? ModelRow() : combined;
    if (!row.empty() && row.size() > 2 && row[ArgMax(row)] < kFits) {
      Add(kReasonNoLabelFits, absl::StrCat("no label fits this row well; the best is ",
                                           Name(ArgMax(row)), " with ", Percent(row[ArgMax(row)])));
    }
  }

  void AddRareLabel() {
    const int64_t size = context_.calibrated.row(static_cast<Eigen::Index>(given_)).sum();
    if (size <= kRareClassSize) {
      Add(kReasonRareLabel,
          absl::StrCat("only ", size, size == 1 ? " row has" : " rows have", " the label ",
                       Name(given_), ", too few for a model to know it"));
    }
  }

  void AddHardToLearn() {
    if (!evidence_.mean_margin.empty() && evidence_.mean_margin[suspect_.item] < 0) {
      Add(kReasonHardToLearn, "while it was trained, the model kept preferring other labels");
    }
  }

  const ReasonContext& context_;
  const AuditEvidence& evidence_;
  const Suspect& suspect_;
  const size_t given_;
  std::vector<Reason> reasons_;
};

}  // namespace

std::vector<Reason> ExplainSuspect(const ReasonContext& context, const Suspect& suspect) {
  return Explainer(context, suspect).Explain();
}

}  // namespace assay
