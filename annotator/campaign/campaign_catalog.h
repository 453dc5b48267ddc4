#ifndef ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_CATALOG_H_
#define ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_CATALOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/campaign_desk.h"
#include "assay/storage/v1/campaigns.pb.h"
#include "assay/storage/v1/records.pb.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/base/clock.h"
#include "engine/store/annotator_repository.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/request_repository.h"
#include "engine/store/store.h"

namespace assay {

// The items that a campaign is made of, as indexes of its data set in their order.
using SelectionResolver = std::function<absl::StatusOr<std::vector<uint64_t>>(
    const v1::ItemSelection& selection, const storage::v1::DatasetRecord& dataset)>;

// How campaigns begin, change and end.  Thread-safe; what it is given must outlive it.  Errors as
// in proto/assay/v1/campaigns.proto.
class CampaignCatalog {
 public:
  CampaignCatalog(Store& store, const Clock& clock, SelectionResolver resolve_selection)
      : store_(store),
        clock_(clock),
        resolve_selection_(std::move(resolve_selection)),
        datasets_(store),
        campaigns_(store),
        annotators_(store),
        requests_(store) {}

  // Repeatable.
  absl::StatusOr<v1::Campaign> Create(const v1::CreateCampaignRequest& request);

  // What UpdateCampaign does to the settings, to be given to CampaignDesk::Update.
  CampaignDesk::Change Update(const v1::UpdateCampaignRequest& request);
  // The same of StartCampaign, PauseCampaign and CloseCampaign.
  CampaignDesk::Change SetState(v1::Campaign::State state);

  // CAMPAIGN_NOT_CLOSED unless it is a draft or closed.
  absl::Status Delete(std::string_view campaign_id);

 private:
  absl::StatusOr<v1::Campaign> CreateOnce(const v1::CreateCampaignRequest& request);
  // What the settings name is there, and the gold labels are answers.
  absl::Status CheckNamed(const storage::v1::CampaignRecord& record) const;
  absl::Status CheckGold(const storage::v1::CampaignRecord& record) const;
  absl::StatusOr<storage::v1::DatasetRecord> FindDataset(const std::string& name,
                                                         std::string_view field) const;

  Store& store_;
  const Clock& clock_;
  const SelectionResolver resolve_selection_;
  const DatasetRepository datasets_;
  CampaignRepository campaigns_;
  const AnnotatorRepository annotators_;
  RequestRepository requests_;
};

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_CAMPAIGN_CAMPAIGN_CATALOG_H_
