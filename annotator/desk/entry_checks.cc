#include "annotator/desk/entry_checks.h"

#include <algorithm>
#include <string_view>

#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

constexpr size_t kMaxRequestIdBytes = 64;
constexpr size_t kMaxTextBytes = 1024;
constexpr int64_t kMaxSeconds = int64_t{30} * 24 * 3600;

absl::Status Bad(std::string_view reason, std::string_view field, const std::string& found,
                 const std::string& expected) {
  const std::string name(field);
  return MakeError(absl::StatusCode::kInvalidArgument, reason,
                   name + ": found " + found + ", expected " + expected,
                   {{"field", name}, {"found", found}, {"expected", expected}});
}

absl::StatusOr<int64_t> Micros(const google::protobuf::Duration& duration, std::string_view field) {
  const bool good = duration.seconds() >= 0 && duration.seconds() <= kMaxSeconds &&
                    duration.nanos() >= 0 && duration.nanos() < 1'000'000'000;
  return good ? absl::StatusOr<int64_t>(
                    google::protobuf::util::TimeUtil::DurationToMicroseconds(duration))
              : Bad("BAD_DURATION", field,
                    std::to_string(duration.seconds()) + " s and " +
                        std::to_string(duration.nanos()) + " ns",
                    "0 to 30 days");
}

}  // namespace

absl::Status CheckRequestId(const std::string& request_id) {
  return request_id.size() <= kMaxRequestIdBytes
             ? absl::OkStatus()
             : Bad("BAD_REQUEST_ID", "request_id", std::to_string(request_id.size()) + " bytes",
                   "at most 64 bytes");
}

absl::Status CheckReason(const std::string& reason) {
  return !reason.empty() && reason.size() <= kMaxTextBytes
             ? absl::OkStatus()
             : Bad("BAD_REASON", "reason", std::to_string(reason.size()) + " bytes",
                   "1 to 1024 bytes");
}

absl::StatusOr<AnswerTimes> ReadTimes(const v1::SubmitLabelRequest& request) {
  AnswerTimes times;
  ASSAY_ASSIGN_OR_RETURN(times.wall_us, Micros(request.wall_time(), "wall_time"));
  ASSAY_ASSIGN_OR_RETURN(times.active_us, Micros(request.active_time(), "active_time"));
  if (request.has_wall_time()) {
    times.active_us = std::min(times.active_us, times.wall_us);
  }
  return times;
}

absl::Status CheckSameCurrency(const std::string& annotator, const std::string& found,
                               const v1::Campaign& campaign) {
  const std::string& expected = campaign.currency_code();
  if (found.empty() || expected.empty() || found == expected) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, "CURRENCY_MISMATCH",
                   annotator + " is paid in " + found + ", expected " + expected + " as " +
                       campaign.name() + " is; amounts of two currencies are not added up",
                   {{"annotator", annotator}, {"found", found}, {"expected", expected}});
}

absl::Status CheckTokens(const char* field, int64_t count) {
  return count >= 0 && count <= kMaxTokens ? absl::OkStatus()
                                           : Bad("BAD_LABEL_VALUE", field, std::to_string(count),
                                                 "0 to " + std::to_string(kMaxTokens) + " tokens");
}

absl::Status CheckAnswer(const LabelSchema& schema, const v1::Campaign& campaign,
                         const v1::SubmitLabelRequest& request) {
  ASSAY_RETURN_IF_ERROR(schema.Check(request.value()));
  if (!(request.confidence() >= 0 && request.confidence() <= 1)) {
    return Bad("BAD_LABEL_VALUE", "confidence", std::to_string(request.confidence()),
               "above 0 and at most 1, or 0 for none");
  }
  ASSAY_RETURN_IF_ERROR(CheckTokens("input_tokens", request.input_tokens()));
  ASSAY_RETURN_IF_ERROR(CheckTokens("output_tokens", request.output_tokens()));
  if (request.comment().size() > kMaxTextBytes) {
    return Bad("BAD_LABEL_VALUE", "comment", std::to_string(request.comment().size()) + " bytes",
               "at most 1024 bytes");
  }
  const int latest = campaign.guidelines().version();
  if (request.guideline_version() < 0 || request.guideline_version() > latest) {
    return Bad("BAD_LABEL_VALUE", "guideline_version", std::to_string(request.guideline_version()),
               "0 to " + std::to_string(latest));
  }
  return absl::OkStatus();
}

}  // namespace assay
