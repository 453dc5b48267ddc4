#include "annotator/auditing/verdict_origin.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status.h"
#include "engine/store/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::MessageDifferencer;
using google::protobuf::util::TimeUtil;
using storage::v1::VerifiedRecord;

constexpr int64_t kMaxSeconds = int64_t{30} * 24 * 3600;
constexpr int32_t kNanosASecond = 1'000'000'000;
constexpr int kMaxSuperseded = 1000;

absl::Status Bad(std::string_view reason, std::string_view field, const std::string& item_id,
                 const std::string& found, const std::string& expected) {
  const std::string name(field);
  return MakeError(
      absl::StatusCode::kInvalidArgument, reason,
      absl::StrCat(name, " of the item '", item_id, "': found ", found, ", expected ", expected),
      {{"field", name}, {"item_id", item_id}, {"found", found}, {"expected", expected}});
}

absl::Status CheckReviewer(const v1::VerifiedLabel& verdict,
                           const AnnotatorRepository& annotators) {
  const std::optional<std::string> id = ParseResourceName(kAnnotatorCollection, verdict.reviewer());
  if (!id.has_value()) {
    return Bad("BAD_RESOURCE_NAME", "reviewer", verdict.item_id(),
               "'" + verdict.reviewer().substr(0, 100) + "'", "annotators/{annotator}");
  }
  return annotators.Get(*id).status();
}

absl::Status CheckActiveTime(const v1::VerifiedLabel& verdict) {
  const auto& time = verdict.active_time();
  const bool good = time.seconds() >= 0 && time.nanos() >= 0 && time.nanos() < kNanosASecond &&
                    time.seconds() <= kMaxSeconds;
  return good ? absl::OkStatus()
              : Bad("BAD_DURATION", "active_time", verdict.item_id(),
                    absl::StrCat(time.seconds(), " s and ", time.nanos(), " ns"), "0 to 30 days");
}

}  // namespace

absl::Status CheckOrigins(const v1::VerifyAuditRequest& request,
                          const AnnotatorRepository& annotators) {
  absl::flat_hash_set<std::string_view> known;
  for (const v1::VerifiedLabel& verdict : request.labels()) {
    ASSAY_RETURN_IF_ERROR(CheckActiveTime(verdict));
    if (!verdict.reviewer().empty() && known.insert(verdict.reviewer()).second) {
      ASSAY_RETURN_IF_ERROR(CheckReviewer(verdict, annotators));
    }
  }
  return absl::OkStatus();
}

bool SameVerdict(const v1::VerifiedLabel& a, const v1::VerifiedLabel& b) {
  return a.verdict_case() == b.verdict_case() && a.true_label() == b.true_label() &&
         a.correct() == b.correct();
}

bool SetOrigin(const std::string& reviewer, const VerifiedRecord* before, VerifiedRecord& record) {
  v1::VerifiedLabel& label = *record.mutable_label();
  if (label.reviewer().empty()) {
    label.set_reviewer(reviewer);
  }
  const bool has_time = label.has_verify_time();
  FillVerifyTime(record.receive_time_us(), label);
  if (before == nullptr) {
    return true;
  }
  const v1::VerifiedLabel& old = before->label();
  if (SameVerdict(old, label) && old.reviewer() == label.reviewer() &&
      (!has_time || MessageDifferencer::Equals(old.verify_time(), label.verify_time()))) {
    return false;
  }
  const int count = before->superseded_size();
  for (int i = std::max(0, count + 1 - kMaxSuperseded); i < count; ++i) {
    *record.add_superseded() = before->superseded(i);
  }
  VerifiedRecord& last = *record.add_superseded();
  *last.mutable_label() = old;
  last.set_rank(before->rank());
  last.set_receive_time_us(before->receive_time_us());
  return true;
}

void FillVerifyTime(int64_t received_us, v1::VerifiedLabel& verdict) {
  const auto received = TimeUtil::MicrosecondsToTimestamp(received_us);
  const auto& said = verdict.verify_time();
  const bool good = verdict.has_verify_time() && said.seconds() >= 0 && said.nanos() >= 0 &&
                    said.nanos() < kNanosASecond &&
                    (said.seconds() < received.seconds() ||
                     (said.seconds() == received.seconds() && said.nanos() <= received.nanos()));
  if (!good) {
    *verdict.mutable_verify_time() = received;
  }
}

}  // namespace assay
