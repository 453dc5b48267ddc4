#ifndef ASSAY_CLIENTS_CLI_CAMPAIGN_COMMANDS_H_
#define ASSAY_CLIENTS_CLI_CAMPAIGN_COMMANDS_H_

#include "absl/status/status.h"
#include "clients/cli/campaign_options.h"
#include "clients/cli/options.h"
#include "clients/cli/session.h"

namespace assay::cli {

// Each command does its work, prints its result on stdout, and returns what went wrong.

absl::Status RunCampaignCreate(Session& session, const CampaignOptions& options);
absl::Status RunCampaignUpdate(Session& session, const CampaignOptions& options);
absl::Status RunCampaignList(Session& session);
absl::Status RunCampaignShow(Session& session, const CampaignOptions& options);
absl::Status RunCampaignStart(Session& session, const CampaignOptions& options);
absl::Status RunCampaignPause(Session& session, const CampaignOptions& options);
absl::Status RunCampaignClose(Session& session, const CampaignOptions& options);
absl::Status RunCampaignDelete(Session& session, const CampaignOptions& options);
absl::Status RunCampaignStatus(Session& session, const CampaignOptions& options);
absl::Status RunCampaignAnnotators(Session& session, const CampaignOptions& options);
absl::Status RunCampaignItems(Session& session, const CampaignOptions& options);
absl::Status RunCampaignReinstate(Session& session, const CampaignOptions& options);
absl::Status RunCampaignLabelWith(Session& session, const CampaignOptions& options);
absl::Status RunCampaignSettle(Session& session, const CampaignOptions& options);

absl::Status RunCampaignExport(Session& session, const CampaignFileOptions& options);
absl::Status RunCampaignImport(Session& session, const CampaignFileOptions& options);
absl::Status RunCampaignRestore(Session& session, const CampaignFileOptions& options);

absl::Status RunCampaignLabel(Session& session, const WorkOptions& options);
absl::Status RunCampaignLease(Session& session, const WorkOptions& options);
absl::Status RunCampaignSubmit(Session& session, const WorkOptions& options);
absl::Status RunCampaignSkip(Session& session, const WorkOptions& options);
absl::Status RunCampaignFlag(Session& session, const WorkOptions& options);
absl::Status RunCampaignExtend(Session& session, const WorkOptions& options);
absl::Status RunCampaignRelease(Session& session, const WorkOptions& options);
absl::Status RunCampaignUndo(Session& session, const WorkOptions& options);

absl::Status RunAnnotatorAdd(Session& session, const AnnotatorOptions& options);
absl::Status RunAnnotatorList(Session& session);
absl::Status RunAnnotatorShow(Session& session, const AnnotatorOptions& options);
absl::Status RunAnnotatorUpdate(Session& session, const AnnotatorOptions& options);

absl::Status RunKeyCreate(Session& session, const KeyOptions& options);
absl::Status RunKeyList(Session& session);
absl::Status RunKeyRevoke(Session& session, const KeyOptions& options);
absl::Status RunKeyCaller(Session& session);
absl::Status RunTrail(Session& session, const KeyOptions& options);

}  // namespace assay::cli

#endif  // ASSAY_CLIENTS_CLI_CAMPAIGN_COMMANDS_H_
