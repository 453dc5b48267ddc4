#include "annotator/campaign/reinstate_annotator.h"

#include <utility>
#include <vector>

#include "annotator/campaign/campaign_listing.h"
#include "annotator/desk/await_desk.h"
#include "engine/base/status.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/resource_name.h"

namespace assay {

absl::StatusOr<v1::CampaignAnnotator> ReinstateAnnotator(Store& store, uint64_t campaign_number,
                                                         CampaignDesk& desk,
                                                         const std::string& annotator_name,
                                                         const Caller& caller, const Clock& clock) {
  ASSAY_RETURN_IF_ERROR(GetCampaignAnnotator(store, campaign_number, annotator_name).status());
  const AnnotatorRepository annotators(store);
  ASSAY_ASSIGN_OR_RETURN(
      const auto record,
      annotators.Get(ParseResourceName(kAnnotatorCollection, annotator_name).value_or("")));
  storage::v1::LogEntry entry;
  entry.set_kind(storage::v1::LogEntry::KIND_REINSTATE);
  entry.set_annotator_number(record.annotator_number());
  entry.set_submit_time_us(clock.WallMicros());
  entry.set_source(storage::v1::LogEntry::SOURCE_SUBMITTED);
  entry.set_key_number(caller.key_number);
  entry.set_peer(caller.peer);
  ASSAY_RETURN_IF_ERROR(AwaitDesk<CampaignDesk::AddedEntries>(
                            [&](CampaignDesk::Done<CampaignDesk::AddedEntries> done) {
                              desk.AddEntries({entry}, std::move(done));
                            })
                            .status());
  return GetCampaignAnnotator(store, campaign_number, annotator_name);
}

}  // namespace assay
