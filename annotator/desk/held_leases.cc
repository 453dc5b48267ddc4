// What annotators do with the leases that they hold, but for answering.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "annotator/desk/work_calls.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"

namespace assay {
namespace {

using google::protobuf::util::TimeUtil;
using storage::v1::CampaignAnnotatorState;
using MeantLeases = std::vector<std::pair<uint64_t, std::string>>;

// More than anybody may hold.
constexpr int kMaxNamedLeases = 1000;

// The numbers of the leases that are meant: those named, or all that are held.
template <typename Ids>
absl::StatusOr<MeantLeases> Meant(const Ids& ids, const CampaignAnnotatorState& annotator,
                                  LeaseIds& lease_ids) {
  if (ids.size() > kMaxNamedLeases) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_LEASE_IDS",
        "found " + std::to_string(ids.size()) + " lease_ids, expected at most " +
            std::to_string(kMaxNamedLeases),
        {{"found", std::to_string(ids.size())}, {"expected", std::to_string(kMaxNamedLeases)}});
  }
  MeantLeases meant;
  for (const auto& id : ids) {
    if (const auto name = lease_ids.Read(id);
        name.has_value() && name->annotator_ordinal == annotator.ordinal()) {
      meant.emplace_back(name->lease_number, id);
    }
  }
  if (ids.empty()) {
    for (const auto& held : annotator.leases()) {
      meant.emplace_back(
          held.lease_number(),
          lease_ids.Make({held.item_number(), held.lease_number(), annotator.ordinal()}));
    }
  }
  return meant;
}

}  // namespace

absl::StatusOr<v1::ExtendLeasesResponse> WorkCalls::Extend(const CampaignRules& rules,
                                                           const Now& now, const Worker& worker,
                                                           const v1::ExtendLeasesRequest& request) {
  v1::ExtendLeasesResponse response;
  CampaignAnnotatorState* annotator = rows_.FindAnnotator(worker.annotator_number);
  if (annotator == nullptr) {
    return response;
  }
  ASSAY_ASSIGN_OR_RETURN(const MeantLeases meant,
                         Meant(request.lease_ids(), *annotator, lease_ids_));
  for (const auto& [number, id] : meant) {
    if (leases_.Extend(rules, *annotator, number, now.lease_us)) {
      auto& extended = *response.add_leases();
      extended.set_lease_id(id);
      *extended.mutable_expire_time() =
          TimeUtil::MicrosecondsToTimestamp(now.lease_us + rules.lease_duration_us());
    }
  }
  return response;
}

absl::StatusOr<v1::ReleaseItemsResponse> WorkCalls::Release(
    const CampaignRules& rules, const Worker& worker, const v1::ReleaseItemsRequest& request) {
  v1::ReleaseItemsResponse response;
  CampaignAnnotatorState* annotator = rows_.FindAnnotator(worker.annotator_number);
  if (annotator == nullptr) {
    return response;
  }
  ASSAY_ASSIGN_OR_RETURN(const MeantLeases meant,
                         Meant(request.lease_ids(), *annotator, lease_ids_));
  for (const auto& [number, id] : meant) {
    const int before = annotator->leases_size();
    ASSAY_RETURN_IF_ERROR(leases_.TakeBack(rules, *annotator, number));
    response.set_released_count(response.released_count() + before - annotator->leases_size());
  }
  return response;
}

}  // namespace assay
