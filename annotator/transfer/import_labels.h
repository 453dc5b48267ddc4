#ifndef ASSAY_ANNOTATOR_TRANSFER_IMPORT_LABELS_H_
#define ASSAY_ANNOTATOR_TRANSFER_IMPORT_LABELS_H_

#include <cstdint>
#include <mutex>
#include <set>

#include "absl/status/statusor.h"
#include "annotator/desk/caller.h"
#include "annotator/desk/campaign_desk.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/transfer/label_rows.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/base/clock.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/store.h"

namespace assay {

// Campaigns that labels are being imported into; one import at a time each.  Thread-safe.
class RunningImports {
 public:
  bool Begin(uint64_t campaign_number) {
    const std::lock_guard lock(mutex_);
    return campaigns_.insert(campaign_number).second;
  }
  void End(uint64_t campaign_number) {
    const std::lock_guard lock(mutex_);
    campaigns_.erase(campaign_number);
  }

 private:
  std::mutex mutex_;
  std::set<uint64_t> campaigns_;
};

// What a client sends: the bytes of a file or typed rows.
class LabelStream : public exchange::ByteSource, public LabelMessages {
 public:
  // Which it is; waits for the first message.
  virtual absl::StatusOr<bool> HasRows() = 0;
};

// What imports of labels work with; all references must outlive the import.
struct LabelImportStores {
  Store& store;
  CampaignRepository& campaigns;
  DatasetRepository& datasets;
  const Clock& clock;
  RunningImports& running;
};

// The use case of CampaignService.ImportLabels.  Each row is checked and staged while it comes;
// when all are there, the desk accepts them in one step and adds them.  Before that step nothing of
// the import can be seen, and a failure deletes what was staged; after it the import is done, also
// if this process dies.  New annotators are stored just before that step.  Labels without a time
// get that of the import.  Returns when all labels are on disk.
//
// Memory: about 8 MiB, and the ids of the items (item_lookup.h) where the import is large.
//
// Errors: those of the contract, and INVALID_ARGUMENT with metadata file, row, line, column, found,
// expected
//   UNKNOWN_ITEM       the campaign has no such item.
//   UNKNOWN_ANNOTATOR  there is no such annotator, and none is to be made.
//   BAD_ANNOTATOR_ID   an annotator to be made whose id is none.
absl::StatusOr<v1::ImportLabelsResponse> ImportLabels(const v1::ImportLabelsSpec& spec,
                                                      const Caller& caller, LabelStream& stream,
                                                      CampaignDesk& desk,
                                                      const LabelImportStores& stores);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_IMPORT_LABELS_H_
