#include "annotator/exchange/label_columns.h"

#include <algorithm>
#include <array>
#include <span>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/column_names.h"
#include "annotator/exchange/table_error.h"
#include "engine/base/status.h"

namespace assay::exchange {
namespace {

// The likeliest names first, as NormalizeColumnName gives them.
constexpr std::string_view kItemNames[] = {
    "item",      "item_id",     "task",        "task_id",     "unit",      "unit_id",
    "example",   "example_id",  "instance",    "instance_id", "document",  "document_id",
    "doc_id",    "question_id", "question",    "object",      "object_id", "record_id",
    "sample_id", "text_id",     "image_id",    "subject",     "hit_id",    "hitid",
    "input_id",  "data_id",     "orig_id",     "row_id",      "id",        "file_name",
    "filename",  "image",       "sentence_id", "tweet_id",    "key",       "uid",
};
constexpr std::string_view kAnnotatorNames[] = {
    "annotator",   "annotator_id", "worker",     "worker_id", "amt_worker_id", "rater",
    "rater_id",    "labeler",      "labeler_id", "labeller",  "labeller_id",   "coder",
    "coder_id",    "judge",        "judge_id",   "assessor",  "assessor_id",   "observer",
    "expert",      "expert_id",    "performer",  "user",      "user_id",       "labeled_by",
    "labelled_by", "annotated_by", "source",     "reviewer",  "reviewer_id",   "workerid",
};
constexpr std::string_view kLabelNames[] = {
    "label",      "labels",   "answer", "response",   "rating",        "annotation", "given_label",
    "class",      "category", "value",  "judgment",   "judgement",     "vote",       "score",
    "choice",     "code",     "tag",    "target",     "verdict",       "output",     "result",
    "true_label", "truth",    "gold",   "gold_label", "correct_label", "y",          "sentiment",
};
constexpr std::string_view kTimeNames[] = {
    "time_s",
    "seconds",
    "duration_s",
    "work_time_s",
    "work_time_in_seconds",
    "lead_time",
    "lead_time_s",
    "time_seconds",
    "elapsed_s",
    "duration_seconds",
    "worktimeinseconds",
    "active_seconds",
    "active_time_s",
};
constexpr std::string_view kMomentNames[] = {
    "submit_time", "submitted_at", "submit_date",     "created_at",  "create_time",
    "created",     "updated_at",   "annotated_at",    "labeled_at",  "labelled_at",
    "answered_at", "answer_time",  "completed_at",    "accepted_at", "timestamp",
    "time",        "date",         "datetime",        "date_time",   "created_time",
    "_created_at", "finished_at",  "submission_time",
};

struct Role {
  std::string_view name;
  std::string_view option;
  std::string_view missing_reason;
  std::span<const std::string_view> names;
  const std::string* wanted;
  bool is_needed;
};

class Finder {
 public:
  Finder(std::string_view file_name, const std::vector<std::string>& columns)
      : file_name_(file_name), columns_(columns) {}

  // The columns that the request names, before anything is guessed.
  absl::Status TakeNamed(const Role& role) {
    if (role.wanted->empty()) {
      return absl::OkStatus();
    }
    const auto found = std::find(columns_.begin(), columns_.end(), *role.wanted);
    if (found == columns_.end()) {
      return UnknownColumn(role);
    }
    const auto index = static_cast<size_t>(found - columns_.begin());
    if (IsTaken(index)) {
      return Error("ROLE_CONFLICT", role,
                   absl::StrCat("the column '", *role.wanted, "' is named for two roles, expected ",
                                "a column of its own for ", std::string(role.option)),
                   *role.wanted, "different columns");
    }
    taken_.emplace_back(role.name, index);
    named_.push_back(index);
    return absl::OkStatus();
  }

  absl::Status Guess(const Role& role) {
    if (Find(role.name).has_value()) {
      return absl::OkStatus();
    }
    for (const std::string_view likely : role.names) {
      for (size_t i = 0; i < columns_.size(); ++i) {
        if (!IsTaken(i) && NormalizeColumnName(columns_[i]) == likely) {
          taken_.emplace_back(role.name, i);
          return absl::OkStatus();
        }
      }
    }
    if (!role.is_needed) {
      return absl::OkStatus();
    }
    const std::string found = JoinNames(columns_, 12);
    return Error(role.missing_reason, role,
                 absl::StrCat("found the columns ", found, ", expected one such as '",
                              std::string(role.names.front()), "'; name the right one with ",
                              std::string(role.option)),
                 found, std::string(role.names.front()));
  }

  std::optional<size_t> Find(std::string_view role) const {
    for (const auto& [name, index] : taken_) {
      if (name == role) {
        return index;
      }
    }
    return std::nullopt;
  }

  bool IsNamed(size_t index) const {
    return std::find(named_.begin(), named_.end(), index) != named_.end();
  }

 private:
  bool IsTaken(size_t index) const {
    return std::any_of(taken_.begin(), taken_.end(),
                       [index](const auto& taken) { return taken.second == index; });
  }

  absl::Status UnknownColumn(const Role& role) const {
    const std::optional<std::string> nearest = NearestName(*role.wanted, columns_);
    const std::string names = JoinNames(columns_, 12);
    return Error("UNKNOWN_COLUMN", role,
                 absl::StrCat("no column is named '", *role.wanted, "'",
                              nearest.has_value() ? absl::StrCat("; did you mean '", *nearest, "'?")
                                                  : std::string(),
                              " Expected one of ", names),
                 *role.wanted, names);
  }

  absl::Status Error(std::string_view reason, const Role& role, const std::string& message,
                     const std::string& found, const std::string& expected) const {
    return TableError(file_name_, {}, reason, message,
                      {{"field", std::string(role.option)},
                       {"column", *role.wanted},
                       {"found", found},
                       {"expected", expected}});
  }

  const std::string_view file_name_;
  const std::vector<std::string>& columns_;
  std::vector<std::pair<std::string_view, size_t>> taken_;
  std::vector<size_t> named_;
};

}  // namespace

absl::StatusOr<LabelColumns> FindLabelColumns(std::string_view file_name,
                                              const std::vector<std::string>& columns,
                                              const LabelColumnRequest& request) {
  // "source" or "value" may be anything, so the roles with the surest names choose first.
  std::vector<Role> roles;
  if (request.needs_annotator) {
    roles.push_back({"annotator", "--annotator", "NO_ANNOTATOR_COLUMN", kAnnotatorNames,
                     &request.annotator, true});
  }
  roles.push_back({"item", "--item", "NO_ITEM_COLUMN", kItemNames, &request.item, true});
  roles.push_back({"label", "--label", "NO_LABEL_COLUMN", kLabelNames, &request.label, true});
  if (request.needs_annotator) {
    roles.push_back({"time", "--time", "", kTimeNames, &request.time, false});
  }
  if (request.wants_moment) {
    roles.push_back({"submit_time", "--submit-time", "", kMomentNames, &request.moment, false});
  }
  roles.push_back({"cost", "--cost-column", "", {}, &request.cost, false});
  roles.push_back({"input_tokens", "--input-tokens", "", {}, &request.input_tokens, false});
  roles.push_back({"output_tokens", "--output-tokens", "", {}, &request.output_tokens, false});
  Finder finder(file_name, columns);
  for (const Role& role : roles) {
    ASSAY_RETURN_IF_ERROR(finder.TakeNamed(role));
  }
  LabelColumns found;
  for (const Role& role : roles) {
    ASSAY_RETURN_IF_ERROR(finder.Guess(role));
    if (const std::optional<size_t> index = finder.Find(role.name); index.has_value()) {
      v1::LabelTableInfo::UsedColumn& used = found.used.emplace_back();
      used.set_role(std::string(role.name));
      used.set_name(columns[*index]);
      used.set_guessed(!finder.IsNamed(*index));
    }
  }
  found.item = *finder.Find("item");
  found.label = *finder.Find("label");
  found.annotator = finder.Find("annotator").value_or(0);
  found.time = finder.Find("time");
  found.moment = finder.Find("submit_time");
  found.cost = finder.Find("cost");
  found.input_tokens = finder.Find("input_tokens");
  found.output_tokens = finder.Find("output_tokens");
  return found;
}

}  // namespace assay::exchange
