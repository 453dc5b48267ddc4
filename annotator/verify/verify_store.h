#ifndef ASSAY_ANNOTATOR_VERIFY_VERIFY_STORE_H_
#define ASSAY_ANNOTATOR_VERIFY_VERIFY_STORE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "assay/v1/maintenance.pb.h"
#include "engine/store/store.h"

namespace assay {

// The use case of MaintenanceService.VerifyStore.  Looks at a copy of the store as of one moment,
// which is made in `scratch_dir` (its parent must exist; removed before and after), so the
// campaigns can be used meanwhile.  `send` gets how far it is, and the outcome at last; an error of
// it ends the work.
//
// Errors: those of the contract, as Store and VerifyCampaign (verify_campaign.h), and those of
// `send`.
absl::Status VerifyStore(const Store& store, const std::string& scratch_dir,
                         const v1::VerifyStoreRequest& request,
                         const std::function<absl::Status(const v1::VerifyStoreResponse&)>& send);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_VERIFY_VERIFY_STORE_H_
