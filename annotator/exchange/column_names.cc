#include "annotator/exchange/column_names.h"

#include <algorithm>
#include <cctype>
#include <span>

namespace assay::exchange {
namespace {

constexpr std::string_view kIdNames[] = {
    "id",        "item_id",     "item",   "example_id", "sample_id",  "record_id",
    "row_id",    "document_id", "doc_id", "task_id",    "unit_id",    "text_id",
    "image_id",  "uid",         "uuid",   "guid",       "identifier", "key",
    "file_name", "filename",    "file",   "path",       "image",
};

constexpr std::string_view kLabelNames[] = {
    "given_label",      "label",      "labels",     "class",       "class_label",    "target",
    "category",         "intent",     "y",          "noisy_label", "observed_label", "label_name",
    "class_name",       "label_text", "annotation", "tag",         "topic",          "sentiment",
    "product_category", "output",
};

constexpr std::string_view kAnnotatorNames[] = {
    "annotator", "annotator_id", "worker",   "worker_id",  "labeler",     "labeler_id",
    "labeller",  "rater",        "rater_id", "labeled_by", "labelled_by", "annotated_by",
};

constexpr std::string_view kTextNames[] = {
    "text",
    "title",
    "description",
    "body",
    "comment",
    "comments",
    "review",
    "sentence",
    "headline",
    "content",
    "question",
    "query",
    "message",
    "tweet",
    "utterance",
    "abstract",
    "summary",
    "subject",
    "review_text",
    "document",
    "post",
    "answer",
    "prompt",
    "response",
    "transcript",
    "product_title",
    "product_name",
    "item_title",
    "short_description",
    "long_description",
    "text_clean",
    "clean_text",
};

constexpr std::string_view kIdentifierPatterns[] = {
    "id",       "*_id",     "*_uuid",      "zip",   "zipcode",
    "zip_code", "postcode", "postal_code", "phone", "phone_number",
};

constexpr size_t kLongestSuggestion = 100;

constexpr std::string_view kTruth = "its name says that it holds the truth";
constexpr std::string_view kVerdict = "its name says that it tells whether the label is wrong";
constexpr std::string_view kModel = "its name says that it is a model's output";
constexpr std::string_view kOtherLabel = "its name says that it is another label of the same item";
constexpr std::string_view kBookkeeping = "its name says that it is bookkeeping of the data set";

struct LeakPattern {
  std::string_view pattern;  // '*' at its beginning or end stands for anything
  std::string_view reason;
};

constexpr LeakPattern kLeakPatterns[] = {
    {"verified", kTruth},
    {"verified_*", kTruth},
    {"true_*", kTruth},
    {"*_true", kTruth},
    {"truth", kTruth},
    {"truth_*", kTruth},
    {"*_truth", kTruth},
    {"gold*", kTruth},
    {"*_gold", kTruth},
    {"ground_truth*", kTruth},
    {"groundtruth*", kTruth},
    {"gt", kTruth},
    {"gt_*", kTruth},
    {"correct_*", kTruth},
    {"corrected*", kTruth},
    {"*_corrected", kTruth},
    {"actual*", kTruth},
    {"expert_label*", kTruth},
    {"adjudicat*", kTruth},
    {"is_error", kVerdict},
    {"is_correct", kVerdict},
    {"is_wrong", kVerdict},
    {"is_noisy", kVerdict},
    {"is_label_error", kVerdict},
    {"label_error*", kVerdict},
    {"is_mislabel*", kVerdict},
    {"mislabel*", kVerdict},
    {"noise*", kVerdict},
    {"noisy*", kVerdict},
    {"flagged", kVerdict},
    {"pred*", kModel},
    {"*_pred", kModel},
    {"*_prediction", kModel},
    {"*_predicted", kModel},
    {"prob_*", kModel},
    {"proba_*", kModel},
    {"y_prob*", kModel},
    {"y_score", kModel},
    {"suggested_*", kModel},
    {"recheck_*", kModel},
    {"label", kOtherLabel},
    {"labels", kOtherLabel},
    {"label_*", kOtherLabel},
    {"*_label", kOtherLabel},
    {"*_labels", kOtherLabel},
    {"fold", kBookkeeping},
    {"split", kBookkeeping},
    {"subset", kBookkeeping},
    {"partition", kBookkeeping},
    {"cluster", kBookkeeping},
    {"cluster_id", kBookkeeping},
    {"unnamed*", kBookkeeping},
    {"row_number", kBookkeeping},
};

bool Matches(std::string_view name, std::string_view pattern) {
  if (pattern.ends_with('*')) {
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
  }
  if (pattern.starts_with('*')) {
    return name.ends_with(pattern.substr(1));
  }
  return name == pattern;
}

std::optional<size_t> Rank(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) {
    return std::nullopt;
  }
  return static_cast<size_t>(found - names.begin());
}

// Levenshtein distance, one row of the table at a time.
size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string NormalizeColumnName(std::string_view name) {
  std::string normalized;
  bool after_lower = false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_joint = c == ' ' || c == '-' || c == '.' || c == '_';
    const bool begins_word = after_lower && std::isupper(byte) != 0;
    if ((is_joint || begins_word) && !normalized.empty() && normalized.back() != '_') {
      normalized += '_';
    }
    if (!is_joint) {
      normalized += static_cast<char>(std::tolower(byte));
    }
    after_lower = std::islower(byte) != 0;
  }
  return normalized;
}

std::optional<std::string> NearestName(std::string_view wanted,
                                       const std::vector<std::string>& names) {
  const std::string normalized = NormalizeColumnName(wanted);
  std::optional<std::string> nearest;
  if (normalized.empty() || normalized.size() > kLongestSuggestion) {
    return nearest;
  }
  const size_t most_edits =
      std::min(normalized.size() - 1, std::max<size_t>(2, normalized.size() / 3));
  size_t best = most_edits + 1;
  for (const std::string& name : names) {
    const std::string candidate = NormalizeColumnName(name);
    const size_t longer = std::max(candidate.size(), normalized.size());
    if (longer - std::min(candidate.size(), normalized.size()) >= best) {
      continue;
    }
    if (const size_t distance = EditDistance(normalized, candidate); distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::optional<size_t> IdNameRank(std::string_view name) { return Rank(kIdNames, name); }

std::optional<size_t> LabelNameRank(std::string_view name) { return Rank(kLabelNames, name); }

bool IsAnnotatorName(std::string_view name) { return Rank(kAnnotatorNames, name).has_value(); }

bool IsTextName(std::string_view name) { return Rank(kTextNames, name).has_value(); }

bool IsIdentifierName(std::string_view name) {
  return std::any_of(std::begin(kIdentifierPatterns), std::end(kIdentifierPatterns),
                     [&](std::string_view pattern) { return Matches(name, pattern); });
}

std::optional<std::string_view> LeakReason(std::string_view name) {
  for (const LeakPattern& leak : kLeakPatterns) {
    if (Matches(name, leak.pattern)) {
      return leak.reason;
    }
  }
  return std::nullopt;
}

}  // namespace assay::exchange
