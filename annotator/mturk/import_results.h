#ifndef ASSAY_ANNOTATOR_MTURK_IMPORT_RESULTS_H_
#define ASSAY_ANNOTATOR_MTURK_IMPORT_RESULTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "annotator/campaign/campaign_catalog.h"
#include "annotator/campaign/campaign_desks.h"
#include "annotator/desk/caller.h"
#include "annotator/exchange/byte_source.h"
#include "annotator/transfer/import_labels.h"
#include "assay/v1/mturk.pb.h"
#include "engine/base/clock.h"
#include "engine/store/campaign_repository.h"
#include "engine/store/dataset_repository.h"
#include "engine/store/store.h"

namespace assay::mturk {

// What imports of result files work with; all references must outlive the import.
struct ResultImportParts {
  Store& store;
  CampaignCatalog& catalog;
  CampaignDesks& desks;
  CampaignRepository& campaigns;
  DatasetRepository& datasets;
  const Clock& clock;
  RunningImports& imports;
  // Key of pseudonyms.
  const std::string& secret;
};

// The use case of MturkService.ImportResults.  The rows are checked while they come, and kept in a
// file without a name; when all are there, items that are new are added, then the labels in one
// step, then the assignments.  Where that breaks off, the same file can be sent again: what is
// there is not added twice.  A campaign and a data set that were made for it go again when no label
// could be added.
//
// Time: about 2 passes over the rows.  Memory: as ResultIntake and ImportLabels.  Disk: about the
// size of the file, for the time of the import.
//
// Errors: those of the contract.
absl::StatusOr<v1::ImportResultsResponse> ImportResults(const v1::ImportResultsSpec& spec,
                                                        const Caller& caller,
                                                        exchange::ByteSource& source,
                                                        const ResultImportParts& parts);

}  // namespace assay::mturk

#endif  // ASSAY_ANNOTATOR_MTURK_IMPORT_RESULTS_H_
