#include "annotator/mturk/result_columns.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/table_error.h"
#include "annotator/exchange/utf8.h"

namespace assay::mturk {
namespace {

struct KnownColumn {
  Field field;
  std::string_view name;
  // The old command line's name, if that is another one.
  std::string_view old_name;
};

constexpr std::array<KnownColumn, static_cast<size_t>(Field::kCount)> kKnown = {{
    {Field::kHitId, "HITId", ""},
    {Field::kHitTypeId, "HITTypeId", ""},
    {Field::kTitle, "Title", ""},
    {Field::kReward, "Reward", ""},
    {Field::kMaxAssignments, "MaxAssignments", "assignments"},
    {Field::kAnnotation, "RequesterAnnotation", "annotation"},
    {Field::kAssignmentDuration, "AssignmentDurationInSeconds", "assignmentduration"},
    {Field::kAutoApprovalDelay, "AutoApprovalDelayInSeconds", "autoapprovaldelay"},
    {Field::kAssignmentId, "AssignmentId", ""},
    {Field::kWorkerId, "WorkerId", ""},
    {Field::kStatus, "AssignmentStatus", ""},
    {Field::kAcceptTime, "AcceptTime", "assignmentaccepttime"},
    {Field::kSubmitTime, "SubmitTime", "assignmentsubmittime"},
    {Field::kAutoApprovalTime, "AutoApprovalTime", ""},
    {Field::kApprovalTime, "ApprovalTime", "assignmentapprovaltime"},
    {Field::kRejectionTime, "RejectionTime", "assignmentrejecttime"},
    {Field::kFeedback, "RequesterFeedback", "feedback"},
    {Field::kWorkTime, "WorkTimeInSeconds", ""},
    {Field::kApprovalRate, "LifetimeApprovalRate", ""},
}};

// Columns that say nothing about an assignment that is needed.
constexpr std::array<std::string_view, 12> kUnused = {"description",
                                                      "keywords",
                                                      "creationtime",
                                                      "expiration",
                                                      "numberofsimilarhits",
                                                      "lifetimeinseconds",
                                                      "last30daysapprovalrate",
                                                      "last7daysapprovalrate",
                                                      "approve",
                                                      "reject",
                                                      "deadline",
                                                      "turkleusername"};

std::string Fold(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') {
      folded += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      folded += c;
    }
  }
  return folded;
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<Field> KnownField(const std::string& folded) {
  for (const KnownColumn& known : kKnown) {
    if (!folded.empty() && (folded == Fold(known.name) || folded == known.old_name)) {
      return known.field;
    }
  }
  return std::nullopt;
}

bool HasPrefix(std::string_view name, std::string_view prefix) {
  return name.size() > prefix.size() && Fold(name.substr(0, prefix.size())) == Fold(prefix) &&
         name[prefix.size() - 1] == '.';
}

// Fills ResultColumns, one name after the other.
class Finder {
 public:
  Finder(std::string_view file_name, RepairList& repairs)
      : file_name_(file_name), repairs_(repairs) {}

  absl::Status Add(std::string_view raw, size_t index) {
    const std::string_view name = Trim(raw);
    if (HasPrefix(name, "Input.")) {
      columns.input_names.emplace_back(name.substr(6));
      columns.inputs.push_back(index);
      return CheckNew(name, index);
    }
    if (HasPrefix(name, "Answer.")) {
      columns.answer_names.emplace_back(name.substr(7));
      columns.answers.push_back(index);
      return CheckNew(name, index);
    }
    const std::string folded = Fold(name);
    if (const std::optional<Field> field = KnownField(folded); field.has_value()) {
      columns.fields[static_cast<size_t>(*field)] = index;
      return CheckNew(folded, index);
    }
    if (folded.empty() || name.starts_with("Unnamed: ")) {
      repairs_.Add(Repair::kUnnamedColumn);
    } else if (std::find(kUnused.begin(), kUnused.end(), folded) == kUnused.end()) {
      repairs_.Add(Repair::kUnknownColumn, exchange::Excerpt(name, 40));
    }
    return absl::OkStatus();
  }

  ResultColumns columns;

 private:
  absl::Status CheckNew(std::string_view name, size_t index) {
    if (seen_.insert(std::string(name)).second) {
      return absl::OkStatus();
    }
    const std::string shown = exchange::Excerpt(name, 60);
    return exchange::TableError(
        file_name_, {}, "DUPLICATE_COLUMN",
        absl::StrCat("two columns are named \"", shown, "\" (the second is column ", index + 1,
                     "); expected each name once"),
        {{"column", shown}, {"column_number", absl::StrCat(index + 1)}});
  }

  std::string_view file_name_;
  RepairList& repairs_;
  std::set<std::string> seen_;
};

}  // namespace

std::string_view FieldName(Field field) { return kKnown[static_cast<size_t>(field)].name; }

absl::StatusOr<ResultColumns> FindResultColumns(std::string_view file_name,
                                                const std::vector<std::string_view>& header,
                                                RepairList& repairs) {
  Finder finder(file_name, repairs);
  for (size_t i = 0; i < header.size(); ++i) {
    if (const absl::Status added = finder.Add(header[i], i); !added.ok()) {
      return added;
    }
  }
  ResultColumns& columns = finder.columns;
  columns.width = header.size();
  columns.width_without_review = header.size();
  if (header.size() >= 2 && Fold(header[header.size() - 2]) == "approve" &&
      Fold(header.back()) == "reject") {
    columns.width_without_review -= 2;
  }
  for (const auto& field : columns.fields) {
    columns.min_width = std::max(columns.min_width, field.has_value() ? *field + 1 : 0);
  }
  if (!columns.answers.empty()) {
    columns.min_width = std::max(columns.min_width, columns.answers.front() + 1);
  }
  return columns;
}

}  // namespace assay::mturk
