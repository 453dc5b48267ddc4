#ifndef ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_EXPORT_H_
#define ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_EXPORT_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "annotator/desk/campaign_desk.h"
#include "assay/v1/campaigns.pb.h"
#include "engine/store/store.h"

namespace assay {

// The use case of CampaignService.ExportCampaign: writes the campaign piece by piece, as of its
// last commit; work goes on meanwhile.  Labels are those that count: given by people or machines,
// not superseded, not taken back.
//
//   FORMAT_LABELS_*      a row for each label in the order of the log, gold included
//   FORMAT_CONSENSUS_CSV a row for each item with labels in the order of the data set, no gold; of
//                        labels that came after the call began some may be in it
//   FORMAT_LOSSLESS      campaign_line.h
//
// Errors: as Store and CampaignDesk::Read; INVALID_ARGUMENT BAD_EXPORT_FORMAT; those of `sink`.
// O(entries + items) time; 8 bytes of memory for each label that counts, names of annotators, and a
// selection.
absl::Status ExportCampaign(Store& store, CampaignDesk& desk,
                            v1::ExportCampaignRequest::Format format,
                            const std::function<absl::Status(std::string_view)>& sink);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_CAMPAIGN_EXPORT_H_
