#include "annotator/mturk/spooled_labels.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "annotator/exchange/utf8.h"
#include "engine/base/status.h"
#include "engine/store/campaign_keys.h"

namespace assay::mturk {
namespace {

using storage::v1::MturkAssignment;

constexpr int kRowsAMessage = 2000;
constexpr int64_t kMaxActiveSeconds = int64_t{30} * 24 * 3600;
constexpr int64_t kMicros = 1'000'000;

}  // namespace

SpooledLabels::SpooledLabels(const Parts& parts, LabelPlan plan)
    : parts_(parts), maker_(std::move(plan)) {
  const std::string& currency = parts_.record.campaign().currency_code();
  prices_in_dollars_ = currency.empty() || currency == "USD";
}

absl::StatusOr<const v1::ImportedLabels*> SpooledLabels::NextRows() {
  if (!began_) {
    began_ = true;
    ASSAY_RETURN_IF_ERROR(parts_.intake.Rewind());
  }
  arena_.Reset();
  rows_ = google::protobuf::Arena::CreateMessage<v1::ImportedLabels>(&arena_);
  while (rows_->rows_size() < kRowsAMessage) {
    ASSAY_ASSIGN_OR_RETURN(const bool more, parts_.intake.Next(row_));
    if (!more) {
      break;
    }
    ASSAY_RETURN_IF_ERROR(Take());
  }
  return rows_->rows_size() == 0 ? nullptr : rows_;
}

absl::Status SpooledLabels::Take() {
  found_.Clear();
  found_.set_item_id(parts_.identity.IdOf(row_));
  if (row_.is_known()) {
    return TakeKnown();
  }
  parts_.intake.AnswersOf(row_, answers_);
  bool has_label = false;
  if (std::string fault = MakeLabel(value_, has_label); !fault.empty()) {
    return Refuse(std::move(fault));
  }
  found_.set_has_label(has_label);
  if (has_label) {
    found_.set_label(parts_.rules.schema().Canonical(value_));
  }
  ASSAY_ASSIGN_OR_RETURN(std::string fault, FindItem(value_));
  if (!fault.empty()) {
    return Refuse(std::move(fault));
  }
  return Keep();
}

absl::Status SpooledLabels::TakeKnown() {
  const MturkAssignment& known = row_.assignment();
  found_.set_has_label(known.has_label());
  found_.set_label(known.label());
  found_.set_gold(known.gold());
  if (known.has_label()) {
    ASSAY_ASSIGN_OR_RETURN(value_, parts_.rules.schema().Parse(known.label()));
  }
  ++status_changed_count_;
  return Keep();
}

absl::Status SpooledLabels::Keep() {
  const bool counts = row_.assignment().status() != MturkAssignment::STATUS_REJECTED ||
                      parts_.settings.include_rejected();
  if (found_.has_label() && counts && found_.gold() == MturkAssignment::GOLD_UNSPECIFIED) {
    AddLabel(value_);
  }
  ++assignment_count_;
  return parts_.assignments.Add(row_, found_);
}

std::string SpooledLabels::MakeLabel(v1::LabelValue& value, bool& has_label) {
  static const std::string kNoText;
  const std::string& text =
      parts_.text_input.has_value() ? row_.input(*parts_.text_input) : kNoText;
  const absl::StatusOr<bool> made = maker_.Make(answers_, text, value);
  absl::Status status = made.status();
  has_label = made.ok() && *made;
  if (has_label) {
    status = parts_.rules.schema().Check(value);
  }
  if (status.ok()) {
    return "";
  }
  const ErrorMetadata metadata = GetErrorMetadata(status);
  const auto part = [&](const char* name) {
    const auto found = metadata.find(name);
    return found == metadata.end() ? std::string() : found->second;
  };
  return absl::StrCat("its answer is ", part("found"), ", expected ", part("expected"));
}

absl::StatusOr<std::string> SpooledLabels::FindItem(const v1::LabelValue& value) {
  const std::string& id = found_.item_id();
  if (id.empty()) {
    return std::string("nothing says which item it is about");
  }
  if (parts_.items == nullptr) {
    return std::string();
  }
  ASSAY_ASSIGN_OR_RETURN(const auto item, parts_.items->Find(id));
  if (item.has_value()) {
    return std::string();
  }
  if (parts_.gold_items != nullptr) {
    ASSAY_ASSIGN_OR_RETURN(const auto gold, parts_.gold_items->Find(id));
    if (gold.has_value()) {
      const bool is_right =
          found_.has_label() &&
          parts_.rules.IsRightGold(kFirstGoldItem + *gold, parts_.rules.schema().Canonical(value));
      found_.set_gold(is_right ? MturkAssignment::GOLD_RIGHT : MturkAssignment::GOLD_WRONG);
      return std::string();
    }
  }
  return absl::StrCat("the campaign has no item '", exchange::Excerpt(id, 60), "'");
}

void SpooledLabels::AddLabel(const v1::LabelValue& value) {
  const MturkAssignment& assignment = row_.assignment();
  v1::ImportedLabel& label = *rows_->add_rows();
  label.set_item_id(found_.item_id());
  label.set_annotator_id(assignment.annotator_id());
  *label.mutable_value() = value;
  if (assignment.has_submit_time_us()) {
    label.mutable_submit_time()->set_seconds(assignment.submit_time_us() / kMicros);
    label.mutable_submit_time()->set_nanos(
        static_cast<int32_t>(assignment.submit_time_us() % kMicros * 1000));
  }
  if (assignment.has_work_seconds() && assignment.work_seconds() <= kMaxActiveSeconds) {
    label.mutable_active_time()->set_seconds(assignment.work_seconds());
  }
  if (assignment.has_reward_micros() && prices_in_dollars_) {
    const bool is_paid = assignment.status() != MturkAssignment::STATUS_REJECTED;
    label.set_cost_micros(is_paid ? assignment.reward_micros() : 0);
  }
}

absl::Status SpooledLabels::Refuse(std::string reason) {
  parts_.intake.refused()[row_.row()] = std::move(reason);
  return parts_.assignments.Skip();
}

}  // namespace assay::mturk
