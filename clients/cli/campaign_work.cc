#include <cmath>
#include <iostream>
#include <string>

#include "clients/cli/answer_text.h"
#include "clients/cli/campaign_commands.h"
#include "clients/cli/label_session.h"
#include "clients/cli/message_json.h"
#include "engine/base/status.h"
#include "google/protobuf/util/time_util.h"
#include "nlohmann/json.hpp"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;
using Json = nlohmann::ordered_json;

// Scripts read the answers of the calls below: they are JSON with and without --json.
absl::Status Print(const absl::StatusOr<Json>& json) {
  ASSAY_RETURN_IF_ERROR(json.status());
  PrintJson(*json);
  return absl::OkStatus();
}

template <typename Message>
absl::StatusOr<Json> ToJson(const absl::StatusOr<Message>& message) {
  ASSAY_RETURN_IF_ERROR(message.status());
  return MessageJson(*message);
}

absl::StatusOr<client::Work> WorkOf(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  return client.work(options.campaign, options.annotator);
}

v1::Lease LeaseOf(const WorkOptions& options) {
  v1::Lease lease;
  lease.set_lease_id(options.lease);
  return lease;
}

google::protobuf::Duration Seconds(double seconds) {
  return TimeUtil::MillisecondsToDuration(std::llround(1000 * seconds));
}

}  // namespace

absl::Status RunCampaignLabel(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::Campaign campaign, client.campaigns().Get(options.campaign));
  const client::Work work = client.work(options.campaign, options.annotator);
  const bool json = session.options().json;
  ASSAY_ASSIGN_OR_RETURN(const LabelTally tally,
                         LabelSession(campaign, work, json ? std::cerr : std::cout).Run());
  if (json) {
    PrintJson({{"answered", tally.answered_count},
               {"skipped", tally.skipped_count},
               {"flagged", tally.flagged_count},
               {"undone", tally.undone_count},
               {"end", tally.end}});
  } else {
    std::cout << "\n"
              << tally.answered_count << " answered, " << tally.skipped_count << " skipped"
              << std::endl;
  }
  return absl::OkStatus();
}

absl::Status RunCampaignLease(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Work work, WorkOf(session, options));
  return Print(ToJson(work.Lease(options.count)));
}

absl::Status RunCampaignSubmit(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Client client, session.Client());
  ASSAY_ASSIGN_OR_RETURN(const v1::Campaign campaign, client.campaigns().Get(options.campaign));
  v1::SubmitLabelRequest request;
  request.set_lease_id(options.lease);
  ASSAY_ASSIGN_OR_RETURN(*request.mutable_value(), ParseAnswer(campaign.schema(), options.label));
  if (options.wall_seconds > 0) {
    *request.mutable_wall_time() = Seconds(options.wall_seconds);
  }
  if (options.active_seconds > 0) {
    *request.mutable_active_time() = Seconds(options.active_seconds);
  }
  request.set_confidence(options.confidence);
  request.set_input_tokens(options.input_tokens);
  request.set_output_tokens(options.output_tokens);
  request.set_comment(options.comment);
  request.set_request_id(options.request_id);
  return Print(ToJson(client.work(options.campaign, options.annotator).Submit(request)));
}

absl::Status RunCampaignSkip(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Work work, WorkOf(session, options));
  return Print(ToJson(work.Skip(LeaseOf(options), options.reason)));
}

absl::Status RunCampaignFlag(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Work work, WorkOf(session, options));
  return Print(ToJson(work.Flag(LeaseOf(options), options.reason)));
}

absl::Status RunCampaignExtend(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Work work, WorkOf(session, options));
  return Print(ToJson(work.Extend(options.leases)));
}

absl::Status RunCampaignRelease(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Work work, WorkOf(session, options));
  ASSAY_ASSIGN_OR_RETURN(const int released_count, work.Release(options.leases));
  PrintJson({{"released_count", released_count}});
  return absl::OkStatus();
}

absl::Status RunCampaignUndo(Session& session, const WorkOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const client::Work work, WorkOf(session, options));
  ASSAY_ASSIGN_OR_RETURN(const auto leases, work.Undo(options.count));
  Json list = Json::array();
  for (const v1::Lease& lease : leases) {
    list.push_back(MessageJson(lease));
  }
  PrintJson({{"leases", list}});
  return absl::OkStatus();
}

}  // namespace assay::cli
