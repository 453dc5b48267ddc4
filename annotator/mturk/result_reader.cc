#include "annotator/mturk/result_reader.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/cell_values.h"
#include "annotator/mturk/mturk_time.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

constexpr int64_t kMicros = 1'000'000;

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string Quoted(std::string_view text) {
  return absl::StrCat("'", exchange::Excerpt(text, 40), "'");
}

}  // namespace

absl::StatusOr<std::unique_ptr<ResultReader>> ResultReader::Open(
    std::unique_ptr<exchange::InputBuffer> input) {
  ASSAY_ASSIGN_OR_RETURN(RecordReader records, RecordReader::Open(std::move(input)));
  std::unique_ptr<ResultReader> reader(new ResultReader(std::move(records)));
  ASSAY_RETURN_IF_ERROR(reader->ReadHeader());
  return reader;
}

absl::Status ResultReader::ReadHeader() {
  ASSAY_RETURN_IF_ERROR(records_.Next(record_).status());
  ASSAY_ASSIGN_OR_RETURN(columns_,
                         FindResultColumns(records_.file_name(), record_.cells, repairs_));
  records_.set_usual_width(columns_.width);
  if (records_.had_byte_order_mark()) {
    repairs_.Add(Repair::kByteOrderMark);
  }
  if (records_.delimiter() != ',') {
    repairs_.Add(Repair::kDelimiter, records_.delimiter() == '\t' ? "tabs" : "semicolons");
  }
  return absl::OkStatus();
}

absl::StatusOr<ResultReader::Found> ResultReader::Next(Assignment& assignment,
                                                       RefusedRow& refused) {
  ASSAY_ASSIGN_OR_RETURN(const bool has_record, records_.Next(record_));
  if (!has_record) {
    return Found::kEnd;
  }
  ++row_count_;
  std::string fault(record_.fault);
  if (fault.empty()) {
    fault = Fill(assignment);
  }
  if (!fault.empty()) {
    refused.row = row_count_;
    refused.reason = absl::StrCat(fault, " (line ", record_.line, ")");
    return Found::kRefused;
  }
  return Found::kAssignment;
}

bool ResultReader::inputs_are_escaped() const {
  const std::vector<std::string>& names = columns_.input_names;
  return std::find(names.begin(), names.end(), kItemIdColumn) != names.end();
}

std::string ResultReader::CheckWidth() {
  const size_t found = record_.cells.size();
  const auto is_blank = [](std::string_view cell) { return Trim(cell).empty(); };
  if (found > columns_.width) {
    const auto extra = record_.cells.begin() + static_cast<std::ptrdiff_t>(columns_.width);
    if (!std::all_of(extra, record_.cells.end(), is_blank)) {
      return absl::StrCat("found ", found, " cells, expected at most ", columns_.width);
    }
    repairs_.Add(Repair::kExtraEmptyCells);
    return "";
  }
  const bool is_cut =
      record_.is_cut && (found < columns_.width_without_review ||
                         (record_.is_open && found == columns_.width_without_review));
  if (found < columns_.min_width || is_cut) {
    return absl::StrCat("it is cut off: found ", found, " cells, expected ",
                        columns_.width_without_review);
  }
  if (found < columns_.width) {
    repairs_.Add(found == columns_.width_without_review ? Repair::kReviewColumnsMissing
                                                        : Repair::kShortRow);
  }
  return "";
}

std::string ResultReader::Fill(Assignment& assignment) {
  if (!columns_.at(Field::kAssignmentId).has_value() ||
      !columns_.at(Field::kWorkerId).has_value()) {
    return "there is no column AssignmentId or no column WorkerId: this is not a result file";
  }
  trimmed_ = false;
  has_floats_ = false;
  assignment.row = row_count_;
  assignment.line = record_.line;
  using Step = std::string (ResultReader::*)(Assignment&);
  for (const Step step : {&ResultReader::FillIds, &ResultReader::FillTimes,
                          &ResultReader::FillAmounts, &ResultReader::CheckInvariants}) {
    if (std::string fault = (this->*step)(assignment); !fault.empty()) {
      return fault;
    }
  }
  if (std::string fault = CheckWidth(); !fault.empty()) {
    return fault;
  }
  if (trimmed_) {
    repairs_.Add(Repair::kSpaces);
  }
  if (has_floats_) {
    repairs_.Add(Repair::kNumberForm);
  }
  assignment.inputs.resize(columns_.inputs.size());
  for (size_t i = 0; i < columns_.inputs.size(); ++i) {
    assignment.inputs[i].assign(CellAt(columns_.inputs[i]));
  }
  assignment.answers.resize(columns_.answers.size());
  for (size_t i = 0; i < columns_.answers.size(); ++i) {
    assignment.answers[i].assign(CellAt(columns_.answers[i]));
  }
  return "";
}

std::string ResultReader::FillIds(Assignment& assignment) {
  for (const Field field : {Field::kAssignmentId, Field::kWorkerId, Field::kHitId}) {
    if (columns_.at(field).has_value() && !IsMturkId(Trimmed(field))) {
      return Unexpected(field, "an id");
    }
  }
  assignment.assignment_id.assign(Trimmed(Field::kAssignmentId));
  assignment.worker_id.assign(Trimmed(Field::kWorkerId));
  assignment.hit_id.assign(Trimmed(Field::kHitId));
  assignment.hit_type_id.assign(Trimmed(Field::kHitTypeId));
  assignment.annotation.assign(Cell(Field::kAnnotation));
  assignment.title.assign(Cell(Field::kTitle));
  assignment.feedback.assign(Cell(Field::kFeedback));
  assignment.status = ParseAssignmentStatus(Trimmed(Field::kStatus));
  if (columns_.at(Field::kStatus).has_value() && assignment.status == AssignmentStatus::kUnknown) {
    return Unexpected(Field::kStatus, "Submitted, Approved or Rejected; are the columns shifted?");
  }
  return "";
}

std::string ResultReader::FillTimes(Assignment& assignment) {
  std::optional<int64_t> auto_approval;
  for (const auto& [field, time] :
       {std::pair{Field::kAcceptTime, &assignment.accept_time_us},
        std::pair{Field::kSubmitTime, &assignment.submit_time_us},
        std::pair{Field::kAutoApprovalTime, &auto_approval},
        std::pair{Field::kApprovalTime, &assignment.approval_time_us},
        std::pair{Field::kRejectionTime, &assignment.rejection_time_us}}) {
    if (std::string fault = ReadTime(field, *time); !fault.empty()) {
      return fault;
    }
  }
  std::optional<int64_t> delay;
  if (std::string fault = ReadWhole(Field::kAutoApprovalDelay, delay); !fault.empty()) {
    return fault;
  }
  if (auto_approval.has_value() && delay.has_value() && assignment.submit_time_us.has_value() &&
      std::abs(*assignment.submit_time_us + *delay * kMicros - *auto_approval) > kMicros) {
    return Unexpected(Field::kAutoApprovalTime,
                      "SubmitTime + AutoApprovalDelayInSeconds; are the columns shifted?");
  }
  return "";
}

std::string ResultReader::FillAmounts(Assignment& assignment) {
  std::optional<int64_t> duration;
  for (const auto& [field, number] :
       {std::pair{Field::kMaxAssignments, &assignment.max_assignments},
        std::pair{Field::kAssignmentDuration, &duration},
        std::pair{Field::kWorkTime, &assignment.work_seconds}}) {
    if (std::string fault = ReadWhole(field, *number); !fault.empty()) {
      return fault;
    }
  }
  assignment.reward_micros.reset();
  if (const std::string_view reward = Trimmed(Field::kReward); !reward.empty()) {
    bool usual = false;
    assignment.reward_micros = ParseReward(reward, usual);
    if (!assignment.reward_micros.has_value()) {
      return Unexpected(Field::kReward, "an amount like $0.05");
    }
    if (!usual) {
      repairs_.Add(Repair::kRewardForm, std::string(reward));
    }
  }
  if (const std::string_view rate = Trimmed(Field::kApprovalRate);
      !rate.empty() && !IsApprovalRate(rate)) {
    return Unexpected(Field::kApprovalRate, "a rate like 100% (2/2); are the columns shifted?");
  }
  return "";
}

std::string ResultReader::CheckInvariants(Assignment& assignment) {
  if (!assignment.accept_time_us.has_value() || !assignment.submit_time_us.has_value()) {
    return "";
  }
  const int64_t took_us = *assignment.submit_time_us - *assignment.accept_time_us;
  if (took_us < 0) {
    return Unexpected(Field::kSubmitTime, "a time after AcceptTime");
  }
  if (!assignment.work_seconds.has_value()) {
    assignment.work_seconds = took_us / kMicros;
    if (columns_.at(Field::kWorkTime).has_value()) {
      repairs_.Add(Repair::kWorkTimeMissing);
    }
    return "";
  }
  const int64_t off_us = std::abs(*assignment.work_seconds * kMicros - took_us);
  if (off_us > kMicros) {
    return Unexpected(Field::kWorkTime,
                      absl::StrCat("SubmitTime - AcceptTime = ", took_us / kMicros,
                                   "; are the columns shifted?"));
  }
  if (off_us == kMicros) {
    repairs_.Add(Repair::kWorkTimeRounded);
  }
  return "";
}

std::string ResultReader::ReadTime(Field field, std::optional<int64_t>& time_us) const {
  time_us.reset();
  const std::string_view cell = Trim(Cell(field));
  if (cell.empty()) {
    return "";
  }
  time_us = ParseMturkTime(cell);
  return time_us.has_value()
             ? ""
             : Unexpected(field,
                          "a time like 'Sat Apr 23 13:53:54 PDT 2016'; are the columns "
                          "shifted?");
}

std::string ResultReader::ReadWhole(Field field, std::optional<int64_t>& number) {
  number.reset();
  std::string_view cell = Trimmed(field);
  if (cell.empty()) {
    return "";
  }
  if (cell.ends_with(".0")) {
    cell.remove_suffix(2);
    has_floats_ = true;
  }
  int64_t value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  constexpr int64_t kMaxWhole = 1'000'000'000;
  if (error != std::errc() || end != cell.data() + cell.size() || value < 0 || value > kMaxWhole) {
    return Unexpected(field, "a whole number; are the columns shifted?");
  }
  number = value;
  return "";
}

std::string_view ResultReader::CellAt(size_t column) const {
  return column < record_.cells.size() ? record_.cells[column] : std::string_view();
}

std::string_view ResultReader::Cell(Field field) const {
  const std::optional<size_t> column = columns_.at(field);
  return column.has_value() ? CellAt(*column) : std::string_view();
}

std::string_view ResultReader::Trimmed(Field field) {
  const std::string_view cell = Cell(field);
  const std::string_view trimmed = Trim(cell);
  trimmed_ = trimmed_ || trimmed.size() != cell.size();
  return trimmed;
}

std::string ResultReader::Unexpected(Field field, std::string_view expected) const {
  return absl::StrCat(std::string(FieldName(field)), " is ", Quoted(Cell(field)), ", expected ",
                      std::string(expected));
}

}  // namespace assay::mturk
