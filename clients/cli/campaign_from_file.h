#ifndef ASSAY_CLIENTS_CLI_CAMPAIGN_FROM_FILE_H_
#define ASSAY_CLIENTS_CLI_CAMPAIGN_FROM_FILE_H_

#include "absl/status/status.h"
#include "clients/cli/campaign_options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// Makes a data set of the items of another tool's file, and a campaign over it that can hold the
// file's labels; both get the campaign's name.  The file is read twice, so it cannot be stdin.
//
// Errors: INVALID_ARGUMENT CONFLICTING_OPTIONS  no format of another tool, or stdin; those of the
// format, of DatasetService.ImportDataset and of CampaignService.CreateCampaign, after which
// neither is there.
absl::Status CreateFromFile(Session& session, const CampaignFileOptions& options);

// Takes back what CreateFromFile made.
void DeleteCreated(Session& session, const CampaignFileOptions& options);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_CAMPAIGN_FROM_FILE_H_
