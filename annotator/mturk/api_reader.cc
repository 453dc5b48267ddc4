#include "annotator/mturk/api_reader.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"
#include "annotator/mturk/answer_xml.h"
#include "annotator/mturk/cell_values.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

using formats::Json;
using formats::Member;
using formats::TextOf;

constexpr int64_t kMicros = 1'000'000;
constexpr int64_t kMaxAssignmentsOfHit = 1'000'000'000;
// What ExportBatch puts before the campaign and the item.
constexpr std::string_view kOurAnnotation = "assay:campaigns/";

std::string Unexpected(std::string_view name, const Json& found, std::string_view expected) {
  return absl::StrCat(std::string(name), " is '", exchange::Excerpt(TextOf(found), 40),
                      "', expected ", std::string(expected));
}

}  // namespace

absl::StatusOr<std::unique_ptr<AssignmentReader>> ApiReader::Open(
    std::string file_name, std::unique_ptr<exchange::ByteSource> source) {
  std::unique_ptr<ApiReader> reader(new ApiReader(std::move(file_name), std::move(source)));
  ASSAY_ASSIGN_OR_RETURN(reader->has_first_, reader->Advance());
  reader->is_ahead_ = true;
  Assignment first;
  if (reader->has_first_ && reader->Fill(first).empty() && !ItemOf(first).empty()) {
    reader->input_names_ = {kItemIdColumn};
  }
  reader->repairs_ = RepairList();
  return reader;
}

absl::StatusOr<bool> ApiReader::Advance() {
  if (++at_ < count_) {
    return true;
  }
  at_ = 0;
  count_ = 0;
  while (count_ == 0) {
    ASSAY_ASSIGN_OR_RETURN(const bool has_record, records_.Next(record_));
    if (!has_record) {
      return false;
    }
    const Json& list = Member(record_, "Assignments");
    count_ = list.is_array() ? list.size() : 1;
  }
  return true;
}

const Json& ApiReader::Current() const {
  if (const Json& list = Member(record_, "Assignments"); list.is_array()) {
    return list[at_];
  }
  const Json& one = Member(record_, "Assignment");
  return one.is_object() ? one : record_;
}

const Json& ApiReader::Hit() const { return Member(record_, "HIT"); }

absl::StatusOr<AssignmentReader::Found> ApiReader::Next(Assignment& assignment,
                                                        RefusedRow& refused) {
  bool has_one = has_first_;
  if (!std::exchange(is_ahead_, false)) {
    ASSAY_ASSIGN_OR_RETURN(has_one, Advance());
  }
  if (!has_one) {
    has_first_ = false;
    return Found::kEnd;
  }
  ++row_count_;
  assignment.row = row_count_;
  assignment.line = records_.at().line;
  const std::string fault = Fill(assignment);
  if (fault.empty()) {
    return Found::kAssignment;
  }
  const std::string id = TextOf(Member(Current(), "AssignmentId"));
  refused.row = row_count_;
  refused.reason = absl::StrCat(fault, " (line ", assignment.line,
                                id.empty() ? "" : ", assignment ", exchange::Excerpt(id, 60), ")");
  return Found::kRefused;
}

std::string ApiReader::Fill(Assignment& assignment) {
  const Json& found = Current();
  if (!found.is_object() || !found.contains("AssignmentId")) {
    return "it is no assignment, expected an object with an AssignmentId, or with Assignments";
  }
  for (const auto& [name, id] :
       {std::pair{"AssignmentId", &assignment.assignment_id},
        std::pair{"WorkerId", &assignment.worker_id}, std::pair{"HITId", &assignment.hit_id}}) {
    *id = TextOf(Member(found, name));
    if (!Member(found, name).is_string() || !IsMturkId(*id)) {
      return Unexpected(name, Member(found, name), "an id");
    }
  }
  const Json& status = Member(found, "AssignmentStatus");
  assignment.status = ParseAssignmentStatus(TextOf(status));
  if (assignment.status == AssignmentStatus::kUnknown) {
    return Unexpected("AssignmentStatus", status, "Submitted, Approved or Rejected");
  }
  assignment.feedback = TextOf(Member(found, "RequesterFeedback"));
  if (std::string fault = FillTimes(assignment); !fault.empty()) {
    return fault;
  }
  if (std::string fault = FillHit(assignment); !fault.empty()) {
    return fault;
  }
  if (std::string fault = FillAnswers(assignment); !fault.empty()) {
    return fault;
  }
  assignment.inputs.assign(input_names_.size(), ItemOf(assignment));
  std::erase_if(assignment.named_answers,
                [](const auto& answer) { return answer.first == kItemIdColumn; });
  return "";
}

std::string ApiReader::FillTimes(Assignment& assignment) const {
  std::optional<int64_t> auto_approval;
  for (const auto& [name, time] : {std::pair{"AcceptTime", &assignment.accept_time_us},
                                   std::pair{"SubmitTime", &assignment.submit_time_us},
                                   std::pair{"AutoApprovalTime", &auto_approval},
                                   std::pair{"ApprovalTime", &assignment.approval_time_us},
                                   std::pair{"RejectionTime", &assignment.rejection_time_us}}) {
    const Json& found = Member(Current(), name);
    *time = formats::TimeOf(found);
    if (!time->has_value() && !TextOf(found).empty()) {
      return Unexpected(name, found, "a time in ISO 8601, or seconds since 1970");
    }
  }
  assignment.work_seconds.reset();
  if (assignment.accept_time_us.has_value() && assignment.submit_time_us.has_value()) {
    const int64_t took_us = *assignment.submit_time_us - *assignment.accept_time_us;
    if (took_us < 0) {
      return Unexpected("SubmitTime", Member(Current(), "SubmitTime"), "a time after AcceptTime");
    }
    assignment.work_seconds = took_us / kMicros;
  }
  return "";
}

std::string ApiReader::FillHit(Assignment& assignment) {
  const Json& hit = Hit();
  const std::string id = TextOf(Member(hit, "HITId"));
  if (!id.empty() && id != assignment.hit_id) {
    return Unexpected("HITId", Member(Current(), "HITId"),
                      "that of the HIT beside it, " + exchange::Excerpt(id, 40));
  }
  assignment.hit_type_id = TextOf(Member(hit, "HITTypeId"));
  assignment.title = TextOf(Member(hit, "Title"));
  assignment.annotation = TextOf(Member(hit, "RequesterAnnotation"));
  assignment.reward_micros.reset();
  if (const Json& reward = Member(hit, "Reward"); !TextOf(reward).empty()) {
    bool usual = false;
    assignment.reward_micros = ParseReward(TextOf(reward), usual);
    if (!assignment.reward_micros.has_value()) {
      return Unexpected("Reward", reward, "an amount like 0.05");
    }
  }
  assignment.max_assignments.reset();
  if (const Json& most = Member(hit, "MaxAssignments"); !most.is_null()) {
    if (!most.is_number_unsigned() || most.get<uint64_t>() > kMaxAssignmentsOfHit) {
      return Unexpected("MaxAssignments", most, "a whole number");
    }
    assignment.max_assignments = most.get<int64_t>();
  }
  return "";
}

std::string ApiReader::FillAnswers(Assignment& assignment) const {
  assignment.answers.clear();
  assignment.named_answers.clear();
  const Json& answer = Member(Current(), "Answer");
  if (TextOf(answer).empty()) {
    return "";
  }
  if (!answer.is_string()) {
    return Unexpected("Answer", answer, "a text with XML");
  }
  const std::string fault = ReadAnswerXml(TextOf(answer), assignment.named_answers);
  return fault.empty() ? "" : "its Answer cannot be read: " + fault;
}

std::string ApiReader::ItemOf(const Assignment& assignment) {
  for (const auto& [name, text] : assignment.named_answers) {
    if (name == kItemIdColumn) {
      return text;
    }
  }
  const std::string_view annotation = assignment.annotation;
  const size_t colon = annotation.find(':', kOurAnnotation.size());
  return annotation.starts_with(kOurAnnotation) && colon != std::string_view::npos
             ? std::string(annotation.substr(colon + 1))
             : "";
}

}  // namespace assay::mturk
