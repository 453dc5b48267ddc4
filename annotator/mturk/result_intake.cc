#include "annotator/mturk/result_intake.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/hash/hash.h"
#include "annotator/dataset/fingerprint.h"
#include "annotator/mturk/html_escape.h"
#include "annotator/mturk/worker_names.h"
#include "engine/base/status.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkAssignment;

// What the mark before a row begins with in the spool file; behind it, the hash of the inputs. Then
// come the row and the assignment.
constexpr char kMayBeNew = 'n';
constexpr char kSeen = 's';
// The inputs are those of the row before, and left out.
constexpr char kSameInputs = 'i';
// Of a stored column that the file has not: answers of an earlier file.
constexpr uint32_t kNoColumn = std::numeric_limits<uint32_t>::max();

uint64_t HashOf(std::string_view text) {
  return absl::Hash<absl::string_view>()(absl::string_view(text.data(), text.size()));
}

template <typename Setter>
void SetIf(const std::optional<int64_t>& value, const Setter& set) {
  if (value.has_value()) {
    set(*value);
  }
}

}  // namespace

absl::StatusOr<ResultIntake> ResultIntake::Read(std::string file_name, exchange::ByteSource& source,
                                                const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const auto reader, OpenAssignments(std::move(file_name), source));
  ASSAY_ASSIGN_OR_RETURN(SpoolFile spool, SpoolFile::Create());
  ResultIntake intake(std::move(spool), *reader);
  Assignment assignment;
  RefusedRow refused;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const AssignmentReader::Found found, reader->Next(assignment, refused));
    if (found == AssignmentReader::Found::kEnd) {
      break;
    }
    if (found == AssignmentReader::Found::kAssignment) {
      refused.row = assignment.row;
      ASSAY_ASSIGN_OR_RETURN(refused.reason, intake.Take(assignment, options));
    }
    if (!refused.reason.empty()) {
      intake.refused_[refused.row] = refused.reason;
    }
  }
  intake.row_count_ = reader->row_count();
  intake.repairs_.Add(reader->repairs());
  if (intake.table_.has_task_answers()) {
    for (int64_t i = 0; i < intake.spooled_count_; ++i) {
      intake.repairs_.Add(Repair::kAnswersJson);
    }
  }
  return intake;
}

absl::StatusOr<std::string> ResultIntake::Take(const Assignment& assignment,
                                               const Options& options) {
  const uint64_t hash = HashOf(assignment.assignment_id);
  // The tables of hashes are too large for the caches: the answers are read while they come.
  seen_.prefetch(hash);
  if (assignment.hit_id != last_hit_) {
    hits_.prefetch(HashOf(assignment.hit_id));
  }
  std::string fault = assignment.named_answers.empty()
                          ? table_.Read(assignment.answers, answers_)
                          : table_.ReadNamed(assignment.named_answers, answers_);
  if (!seen_.insert(hash).second) {
    return "repeated: the file has the assignment " + assignment.assignment_id + " already";
  }
  row_.assignment_.Clear();
  row_.rest_.Clear();
  ASSAY_ASSIGN_OR_RETURN(const auto known, options.find_known(assignment.assignment_id));
  if (known.has_value() && known->status() == static_cast<int>(assignment.status)) {
    return "repeated: the campaign has the assignment " + assignment.assignment_id + " already";
  }
  if (!fault.empty()) {
    return fault;
  }
  table_.Count(answers_);
  const bool same_inputs = spooled_count_ > 0 && assignment.inputs == last_inputs_;
  const bool may_be_new = NoteInputs(assignment, same_inputs);
  if (!same_inputs || may_be_new) {
    FillInputs(assignment, options.may_hash_inputs && !same_inputs);
  }
  Fill(assignment, options);
  if (known.has_value()) {
    repairs_.Add(Repair::kStatusChanged);
    KeepKnown(*known);
  }
  FillAnswers(options);
  ++spooled_count_;
  ASSAY_RETURN_IF_ERROR(Spool(may_be_new, same_inputs));
  return "";
}

void ResultIntake::KeepKnown(const MturkAssignment& known) {
  row_.rest_.set_is_known(true);
  MturkAssignment& stored = row_.assignment_;
  stored.set_item_id(known.item_id());
  stored.set_has_label(known.has_label());
  stored.set_label(known.label());
  stored.set_gold(known.gold());
  // The API says less of an assignment than the files of the requester site.
  if (stored.hit_type_id().empty()) {
    stored.set_hit_type_id(known.hit_type_id());
  }
  if (stored.annotation().empty()) {
    stored.set_annotation(known.annotation());
  }
  if (!stored.has_reward_micros() && known.has_reward_micros()) {
    stored.set_reward_micros(known.reward_micros());
  }
  if (answers_.empty()) {
    *stored.mutable_answers() = known.answers();
  }
  if (!stored.has_submit_time_us() && known.has_submit_time_us()) {
    stored.set_submit_time_us(known.submit_time_us());
  }
  if (!stored.has_work_seconds() && known.has_work_seconds()) {
    stored.set_work_seconds(known.work_seconds());
  }
  if (stored.max_assignments() == 0) {
    stored.set_max_assignments(known.max_assignments());
  }
}

absl::Status ResultIntake::Spool(bool may_be_new, bool same_inputs) {
  mark_.assign(1, may_be_new ? kMayBeNew : same_inputs ? kSameInputs : kSeen);
  if (mark_.front() != kSameInputs) {
    mark_ += row_.input_hash_;
  }
  ASSAY_RETURN_IF_ERROR(spool_.Append(mark_));
  ASSAY_RETURN_IF_ERROR(spool_.Append(row_.rest_));
  return spool_.Append(row_.assignment_);
}

bool ResultIntake::NoteInputs(const Assignment& assignment, bool same_inputs) {
  for (size_t i = 0; i < assignment.inputs.size(); ++i) {
    input_bytes_[i] += static_cast<int64_t>(assignment.inputs[i].size());
  }
  if (title_.empty()) {
    title_ = assignment.title;
  }
  max_assignments_ = std::max(max_assignments_, assignment.max_assignments.value_or(0));
  if (same_inputs && assignment.hit_id == last_hit_) {
    return false;
  }
  last_hit_ = assignment.hit_id;
  const bool has_new_hit = hits_.insert(HashOf(assignment.hit_id)).second;
  return (!same_inputs && input_hashes_.insert(absl::HashOf(assignment.inputs)).second) ||
         has_new_hit;
}

void ResultIntake::FillInputs(const Assignment& assignment, bool hash) {
  last_inputs_ = assignment.inputs;
  for (const std::string& input : assignment.inputs) {
    row_.rest_.add_inputs(is_escaped_ ? UnescapeHtml(input) : input);
  }
  if (hash && !assignment.inputs.empty()) {
    row_.input_hash_ = InputHash(input_names_, row_.rest_.inputs());
  }
}

void ResultIntake::Fill(const Assignment& assignment, const Options& options) {
  MturkAssignment& stored = row_.assignment_;
  row_.rest_.set_row(assignment.row);
  stored.set_assignment_id(assignment.assignment_id);
  stored.set_hit_id(assignment.hit_id);
  stored.set_hit_type_id(assignment.hit_type_id);
  if (last_worker_ != assignment.worker_id) {
    last_worker_ = assignment.worker_id;
    last_name_ = options.pseudonym_secret.empty()
                     ? AnnotatorIdOf(last_worker_)
                     : PseudonymOf(last_worker_, options.pseudonym_secret);
  }
  stored.set_annotator_id(last_name_);
  stored.set_worker_id(options.pseudonym_secret.empty() ? last_worker_ : last_name_);
  if (options.pseudonym_secret.empty() && last_name_ != last_worker_) {
    repairs_.Add(Repair::kWorkerName);
  }
  stored.set_status(static_cast<MturkAssignment::Status>(assignment.status));
  SetIf(assignment.accept_time_us, [&](int64_t time) { stored.set_accept_time_us(time); });
  SetIf(assignment.submit_time_us, [&](int64_t time) { stored.set_submit_time_us(time); });
  SetIf(assignment.approval_time_us, [&](int64_t time) { stored.set_approval_time_us(time); });
  SetIf(assignment.rejection_time_us, [&](int64_t time) { stored.set_rejection_time_us(time); });
  SetIf(assignment.work_seconds, [&](int64_t seconds) { stored.set_work_seconds(seconds); });
  SetIf(assignment.reward_micros, [&](int64_t reward) { stored.set_reward_micros(reward); });
  stored.set_feedback(assignment.feedback);
  stored.set_annotation(assignment.annotation);
  stored.set_max_assignments(assignment.max_assignments.value_or(0));
}

void ResultIntake::FillAnswers(const Options& options) {
  for (const Answer& answer : answers_) {
    storage::v1::MturkAnswer& stored = *row_.assignment_.add_answers();
    stored.set_column(StoredColumn(answer.column, options));
    stored.set_text(answer.text.data(), answer.text.size());
  }
}

uint32_t ResultIntake::StoredColumn(uint32_t column, const Options& options) {
  while (stored_columns_.size() <= column) {
    const std::string& name = table_.columns()[stored_columns_.size()];
    std::vector<std::string>& names = *options.answer_columns;
    const auto place = std::find(names.begin(), names.end(), name);
    const auto stored = static_cast<uint32_t>(place - names.begin());
    if (place == names.end()) {
      names.push_back(name);
    }
    table_columns_.resize(std::max<size_t>(table_columns_.size(), stored + 1), kNoColumn);
    table_columns_[stored] = static_cast<uint32_t>(stored_columns_.size());
    stored_columns_.push_back(stored);
  }
  return stored_columns_[column];
}

absl::Status ResultIntake::Visit(const Visitor& visit) {
  ASSAY_RETURN_IF_ERROR(Rewind());
  SpooledRow row;
  std::vector<Answer> answers;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, Next(row));
    if (!more) {
      return absl::OkStatus();
    }
    AnswersOf(row, answers);
    ASSAY_RETURN_IF_ERROR(visit(row, answers));
  }
}

absl::StatusOr<bool> ResultIntake::Next(SpooledRow& row) {
  std::string_view mark;
  ASSAY_ASSIGN_OR_RETURN(const bool more, spool_.Next(mark));
  if (!more) {
    return false;
  }
  if (mark.front() != kSameInputs) {
    return ReadMarked(mark, row);
  }
  ASSAY_RETURN_IF_ERROR(spool_.Read(brief_).status());
  row.rest_.set_row(brief_.row());
  row.rest_.set_is_known(brief_.is_known());
  return spool_.Read(row.assignment_);
}

absl::StatusOr<bool> ResultIntake::NextBytes(std::string_view& bytes) {
  ASSAY_ASSIGN_OR_RETURN(const bool more, spool_.Next(bytes));
  if (!more) {
    return false;
  }
  ASSAY_RETURN_IF_ERROR(spool_.Next(bytes).status());
  return spool_.Next(bytes);
}

absl::StatusOr<bool> ResultIntake::NextThatMayBeNew(SpooledRow& row) {
  std::string_view record;
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, spool_.Next(record));
    if (!more) {
      return false;
    }
    if (record.front() == kMayBeNew) {
      return ReadMarked(record, row);
    }
    ASSAY_RETURN_IF_ERROR(spool_.Next(record).status());
    ASSAY_RETURN_IF_ERROR(spool_.Next(record).status());
  }
}

absl::StatusOr<bool> ResultIntake::ReadMarked(std::string_view mark, SpooledRow& row) {
  row.input_hash_ = mark.substr(1);
  ASSAY_RETURN_IF_ERROR(spool_.Read(row.rest_).status());
  return spool_.Read(row.assignment_);
}

void ResultIntake::AnswersOf(const SpooledRow& row, std::vector<Answer>& answers) const {
  answers.clear();
  for (const storage::v1::MturkAnswer& answer : row.assignment().answers()) {
    const uint32_t column =
        answer.column() < table_columns_.size() ? table_columns_[answer.column()] : kNoColumn;
    if (column != kNoColumn) {
      answers.push_back({column, answer.text()});
    }
  }
}

std::string InputHash(const std::vector<std::string>& names,
                      const google::protobuf::RepeatedPtrField<std::string>& inputs) {
  std::vector<size_t> order(names.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(),
            [&](size_t first, size_t second) { return names[first] < names[second]; });
  Fingerprint fingerprint;
  for (const size_t i : order) {
    fingerprint.Add(names[i]);
    fingerprint.Add(inputs[static_cast<int>(i)]);
  }
  return fingerprint.Finish();
}

}  // namespace assay::mturk
