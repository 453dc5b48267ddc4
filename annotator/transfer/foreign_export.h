#ifndef ASSAY_ANNOTATOR_TRANSFER_FOREIGN_EXPORT_H_
#define ASSAY_ANNOTATOR_TRANSFER_FOREIGN_EXPORT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "annotator/desk/campaign_desk.h"
#include "engine/store/store.h"

namespace assay {

// What the format cannot hold: in words, with how often.
using ExportLosses = std::map<std::string, int64_t>;

// Writes a campaign's items with their labels as a file of another tool.  Labels of gold items are
// not among them.
//
// Errors: INVALID_ARGUMENT BAD_EXPORT_FORMAT  no format of this name is written.
absl::StatusOr<ExportLosses> ExportForeign(
    Store& store, CampaignDesk& desk, const std::string& format_name,
    const std::function<absl::Status(std::string_view)>& sink);

}  // namespace assay

#endif  // ASSAY_ANNOTATOR_TRANSFER_FOREIGN_EXPORT_H_
