#include "clients/cli/label_session.h"

#include <algorithm>
#include <chrono>

#include "absl/strings/str_split.h"
#include "clients/cli/answer_text.h"
#include "clients/cli/campaign_text.h"
#include "clients/cli/text.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPollPause{2'000};
// Who has not typed for so long has left: his items may go to others.
constexpr std::chrono::minutes kGone{15};
constexpr milliseconds kDefaultLease{30 * 60 * 1000};

milliseconds LeaseTime(const v1::Campaign& campaign) {
  const int64_t time = TimeUtil::DurationToMilliseconds(campaign.lease_duration());
  return time > 0 ? milliseconds(time) : kDefaultLease;
}

// Several lines as they are, without what could drive the terminal.
std::string Paragraph(std::string_view text, const std::string& indent) {
  std::string shown;
  for (const absl::string_view line :
       absl::StrSplit(absl::string_view(text.data(), text.size()), '\n')) {
    shown += indent + OneLine({line.data(), line.size()}, 100'000) + "\n";
  }
  return shown;
}

// Errors after which the session goes on with the next item.
bool IsLost(const absl::Status& status) {
  const std::string reason = ErrorReason(status);
  return reason == "LEASE_EXPIRED" || reason == "LEASE_NOT_FOUND" || reason == "ALREADY_ANSWERED";
}

}  // namespace

LabelSession::LabelSession(const v1::Campaign& campaign, const client::Work& work,
                           std::ostream& screen)
    : campaign_(campaign),
      work_(work),
      screen_(screen),
      input_(screen, std::max(LeaseTime(campaign) / 3, milliseconds(500)),
             [this] { KeepLeases(); }),
      last_key_(steady_clock::now()) {}

absl::StatusOr<LabelTally> LabelSession::Run() {
  screen_ << OneLine(campaign_.question(), 4096) << "\n";
  if (campaign_.guidelines().version() > 0) {
    screen_ << "(g shows the guidelines, version " << campaign_.guidelines().version() << ")\n";
  }
  absl::StatusOr<bool> go_on = HaveItem();
  while (go_on.ok() && *go_on) {
    const absl::StatusOr<Next> next = HandleItem();
    if (!next.ok()) {
      go_on = next.status();
    } else if (*next == Next::kEnd) {
      tally_.end = "quit";
      go_on = false;
    } else {
      go_on = HaveItem();
    }
  }
  if (!leases_.empty()) {
    // What fails here mends itself: leases end.
    static_cast<void>(work_.Release());
  }
  ASSAY_RETURN_IF_ERROR(go_on.status());
  return tally_;
}

void LabelSession::KeepLeases() {
  if (!leases_.empty() && steady_clock::now() - last_key_ < kGone) {
    static_cast<void>(work_.Extend());
  }
}

// Whether there is an item to show; asks for one where there is none.
absl::StatusOr<bool> LabelSession::HaveItem() {
  while (leases_.empty()) {
    ASSAY_ASSIGN_OR_RETURN(const v1::LeaseItemsResponse leased, work_.Lease(1));
    leases_.assign(leased.leases().begin(), leased.leases().end());
    if (!leases_.empty()) {
      break;
    }
    ASSAY_ASSIGN_OR_RETURN(const bool go_on, WaitForOthers(leased.state()));
    if (!go_on) {
      return false;
    }
  }
  return true;
}

absl::StatusOr<bool> LabelSession::WaitForOthers(v1::LeaseItemsResponse::State state) {
  switch (state) {
    case v1::LeaseItemsResponse::STATE_DONE:
      screen_ << "\nNothing is left for you to answer. Thank you.\n";
      tally_.end = "done";
      return false;
    case v1::LeaseItemsResponse::STATE_BUDGET_SPENT:
      screen_ << "\nThe budget is spent.\n";
      tally_.end = "budget_spent";
      return false;
    default:
      break;
  }
  screen_ << "\rOthers hold the last items; they may come back. Any key ends." << std::flush;
  if (input_.WaitForKey(kPollPause)) {
    screen_ << "\n";
    tally_.end = "wait";
    return false;
  }
  return true;
}

void LabelSession::ShowItem(const v1::Lease& lease) {
  screen_ << "\n[" << shown_count_ << "] " << OneLine(lease.item_id(), 200) << "\n";
  for (const v1::Lease::Field& field : lease.fields()) {
    screen_ << "  " << OneLine(field.column(), 80) << ":\n" << Paragraph(field.value(), "    ");
  }
  if (lease.has_earlier_value()) {
    screen_ << "  your answer was: " << OneLine(ValueText(lease.earlier_value()), 200) << "\n";
  }
  screen_ << AnswerMenu(campaign_.schema())
          << "   s skip   f flag   u undo   g guidelines   q quit\n"
          << std::flush;
}

// Shows the last lease until something has become of it.
absl::StatusOr<LabelSession::Next> LabelSession::HandleItem() {
  ++shown_count_;
  ShowItem(leases_.back());
  timer_.Start(steady_clock::now());
  while (true) {
    const std::optional<std::string> command = ReadCommand();
    if (!command.has_value()) {
      return Next::kEnd;
    }
    ASSAY_ASSIGN_OR_RETURN(const Next next, HandleCommand(*command));
    if (next != Next::kSame) {
      return next;
    }
  }
}

std::optional<std::string> LabelSession::ReadCommand() {
  std::optional<std::string> command =
      IsOneKey(campaign_.schema()) ? input_.ReadKey() : input_.ReadLine("> ");
  last_key_ = steady_clock::now();
  timer_.Touch(last_key_);
  return command;
}

absl::StatusOr<LabelSession::Next> LabelSession::HandleCommand(const std::string& command) {
  // A letter alone, or a letter and a reason: "s too short".
  const bool is_letter = command.size() == 1 || (command.size() > 1 && command[1] == ' ');
  if (command.empty() || command == "\n" || command == "\r") {
    return Next::kSame;
  }
  switch (is_letter ? command[0] : '\0') {
    case 's':
      return Skip(ReasonOf(command, "skipped"));
    case 'f':
      return Flag(ReasonOf(command, "flagged"));
    case 'u':
      return Undo();
    case 'g':
      ShowGuidelines();
      return Next::kSame;
    case 'q':
      return Next::kEnd;
    default:
      return Answer(command);
  }
}

// What follows the letter, else what is asked for on a terminal.
std::string LabelSession::ReasonOf(const std::string& command, const std::string& fallback) {
  std::string reason = command.size() > 2 ? command.substr(2) : "";
  if (reason.empty() && input_.is_terminal()) {
    reason = input_.ReadLine("why? (Enter: no reason) ").value_or("");
    last_key_ = steady_clock::now();
    timer_.Touch(last_key_);
  }
  return reason.empty() ? fallback : reason;
}

absl::StatusOr<LabelSession::Next> LabelSession::Answer(const std::string& text) {
  const absl::StatusOr<v1::LabelValue> value = ParseTypedAnswer(campaign_.schema(), text);
  if (!value.ok()) {
    screen_ << OneLine({value.status().message().data(), value.status().message().size()}, 400)
            << std::endl;
    return Next::kSame;
  }
  const v1::Lease& lease = leases_.back();
  v1::SubmitLabelRequest request;
  request.set_lease_id(lease.lease_id());
  *request.mutable_value() = *value;
  request.set_guideline_version(lease.guideline_version());
  *request.mutable_wall_time() = TimeUtil::MillisecondsToDuration(timer_.wall().count());
  *request.mutable_active_time() = TimeUtil::MillisecondsToDuration(timer_.active().count());
  const absl::Status status = work_.Submit(request).status();
  if (ErrorReason(status) == "BAD_LABEL_VALUE") {
    screen_ << OneLine({status.message().data(), status.message().size()}, 400) << std::endl;
    return Next::kSame;
  }
  if (status.ok()) {
    screen_ << "  -> " << OneLine(ValueText(*value), 200) << std::endl;
    ++tally_.answered_count;
  }
  return AfterCall(status);
}

absl::StatusOr<LabelSession::Next> LabelSession::Skip(const std::string& reason) {
  const absl::Status status = work_.Skip(leases_.back(), reason).status();
  if (status.ok()) {
    screen_ << "  skipped" << std::endl;
    ++tally_.skipped_count;
  }
  return AfterCall(status);
}

absl::StatusOr<LabelSession::Next> LabelSession::Flag(const std::string& reason) {
  const absl::Status status = work_.Flag(leases_.back(), reason).status();
  if (status.ok()) {
    screen_ << "  flagged; it can still be answered" << std::endl;
    ++tally_.flagged_count;
    return Next::kSame;
  }
  return AfterCall(status);
}

absl::StatusOr<LabelSession::Next> LabelSession::Undo() {
  absl::StatusOr<std::vector<v1::Lease>> undone = work_.Undo(1);
  if (ErrorReason(undone.status()) == "NOTHING_TO_UNDO" || (undone.ok() && undone->empty())) {
    screen_ << "There is no answer that could be changed." << std::endl;
    return Next::kSame;
  }
  ASSAY_RETURN_IF_ERROR(undone.status());
  leases_.insert(leases_.end(), undone->begin(), undone->end());
  ++tally_.undone_count;
  return Next::kItem;
}

// The item on the screen is done with, also where it is lost to somebody else.
absl::StatusOr<LabelSession::Next> LabelSession::AfterCall(const absl::Status& status) {
  if (!status.ok() && !IsLost(status)) {
    return status;
  }
  if (!status.ok()) {
    screen_ << OneLine({status.message().data(), status.message().size()}, 400) << std::endl;
  }
  leases_.pop_back();
  return Next::kItem;
}

void LabelSession::ShowGuidelines() {
  if (campaign_.guidelines().text().empty()) {
    screen_ << "There are no guidelines." << std::endl;
    return;
  }
  screen_ << Paragraph(campaign_.guidelines().text(), "  | ") << std::flush;
}

}  // namespace assay::cli
