#include "annotator/verify/verify_store.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "annotator/campaign/campaign_name.h"
#include "annotator/verify/verify_campaign.h"
#include "engine/base/status.h"
#include "engine/store/backup.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/rocks_store.h"

namespace assay {
namespace {

using Send = std::function<absl::Status(const v1::VerifyStoreResponse&)>;

// A directory that is not there before and after.
class ScratchDir {
 public:
  explicit ScratchDir(std::string path) : path_(std::move(path)) { Remove(); }
  ~ScratchDir() { Remove(); }
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;

  const std::string& path() const { return path_; }

 private:
  void Remove() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string path_;
};

absl::StatusOr<std::vector<storage::v1::CampaignRecord>> CampaignsOf(
    const CampaignRepository& campaigns, const std::string& name) {
  if (name.empty()) {
    return campaigns.List(0, std::numeric_limits<size_t>::max() - 1);
  }
  ASSAY_ASSIGN_OR_RETURN(auto record, FindCampaign(campaigns, name, "campaign"));
  return std::vector<storage::v1::CampaignRecord>{std::move(record)};
}

absl::Status VerifyCampaigns(Store& copy, const std::string& name, v1::VerifyStoreResponse& state,
                             const Send& send) {
  const CampaignRepository campaigns(copy);
  ASSAY_ASSIGN_OR_RETURN(const auto records, CampaignsOf(campaigns, name));
  for (const storage::v1::CampaignRecord& record : records) {
    state.set_phase(record.campaign().name());
    const int64_t entries_before = state.entry_count();
    ASSAY_ASSIGN_OR_RETURN(
        const VerifyOutcome outcome,
        VerifyCampaign(copy, record.campaign_number(), [&](uint64_t entry_count) {
          state.set_entry_count(entries_before + static_cast<int64_t>(entry_count));
          return send(state);
        }));
    const int64_t told = std::min<int64_t>(state.difference_count(), kMaxDifferences);
    state.set_difference_count(state.difference_count() + outcome.difference_count);
    for (size_t i = 0; i < outcome.differences.size() &&
                       told + static_cast<int64_t>(i) < static_cast<int64_t>(kMaxDifferences);
         ++i) {
      *state.add_differences() = outcome.differences[i];
    }
    ASSAY_RETURN_IF_ERROR(send(state));
    state.clear_differences();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status VerifyStore(const Store& store, const std::string& scratch_dir,
                         const v1::VerifyStoreRequest& request, const Send& send) {
  const ScratchDir scratch(scratch_dir);
  v1::VerifyStoreResponse state;
  state.set_phase("copying");
  ASSAY_RETURN_IF_ERROR(send(state));
  ASSAY_RETURN_IF_ERROR(Backup(store, scratch.path()));
  ASSAY_ASSIGN_OR_RETURN(const std::unique_ptr<Store> copy, RocksStore::Open(scratch.path()));
  if (request.campaign().empty()) {
    state.set_phase("checksums");
    ASSAY_RETURN_IF_ERROR(send(state));
    ASSAY_RETURN_IF_ERROR(copy->Verify());
  }
  ASSAY_RETURN_IF_ERROR(VerifyCampaigns(*copy, request.campaign(), state, send));
  state.set_phase("done");
  state.set_complete(true);
  return send(state);
}

}  // namespace assay
