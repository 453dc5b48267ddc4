#ifndef ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_DESKS_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_DESKS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/campaign_desk.h"
#include "engine/base/clock.h"
#include "engine/store/store.h"

namespace assay {

// The desks of a process, one for each campaign, made when they are first asked for.  Thread-safe.
class CampaignDesks {
 public:
  // `store` and `clock` must outlive it and every job it gives to `run_job`.
  CampaignDesks(Store& store, const Clock& clock, DeskOptions options, RunJob run_job);

  // The desk of "campaigns/{campaign}".
  //
  // Errors: as Store; INVALID_ARGUMENT BAD_RESOURCE_NAME; NOT_FOUND CAMPAIGN_NOT_FOUND.
  absl::StatusOr<std::shared_ptr<CampaignDesk>> Find(std::string_view campaign_name);
  // The same by number; makes no sure that there is such a campaign.
  std::shared_ptr<CampaignDesk> Get(uint64_t campaign_number);

  // Goes on with what a process has left that died: imports that were accepted.  To be called once,
  // at the start.
  absl::Status ContinueImports();

  // Lets leases expire; called now and then.
  void Tick();

 private:
  Store& store_;
  const Clock& clock_;
  const DeskOptions options_;
  const RunJob run_job_;
  std::mutex mutex_;
  std::map<uint64_t, std::shared_ptr<CampaignDesk>> desks_;
};

// The number of "campaigns/{campaign}".  BAD_RESOURCE_NAME, CAMPAIGN_NOT_FOUND.
absl::StatusOr<uint64_t> FindCampaignNumber(const Store& store, std::string_view campaign_name);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_DESKS_H_
