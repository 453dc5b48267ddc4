#ifndef ASSAY_ANNOTATOR_RPC_CAMPAIGN_WATCH_H_
#define ASSAY_ANNOTATOR_RPC_CAMPAIGN_WATCH_H_

#include "annotator/campaign/campaign_desks.h"
#include "annotator/rpc/call_gate.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/base/clock.h"
#include "engine/store/store.h"
#include "grpcpp/support/server_callback.h"

namespace assay::rpc {

// Sends a campaign's status when it has changed, at most once an interval, until it is closed, is
// deleted, or the client has gone.  No thread waits between two messages.  Deletes itself;
// references must outlive the stream.
//
// Errors: as CampaignDesks::Find; INVALID_ARGUMENT BAD_DURATION  the interval is negative, below
// 0.1 seconds or above a day.
grpc::ServerWriteReactor<v1::CampaignStatus>* WatchCampaign(
    grpc::CallbackServerContext* context, const v1::WatchCampaignStatusRequest& request,
    CallGate& gate, const Store& store, CampaignDesks& desks, const Clock& clock);

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_CAMPAIGN_WATCH_H_
