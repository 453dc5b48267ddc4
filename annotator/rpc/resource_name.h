#ifndef ASSAY_ANNOTATOR_RPC_RESOURCE_NAME_H_
#define ASSAY_ANNOTATOR_RPC_RESOURCE_NAME_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace assay::rpc {

// The id in "{collection}/{id}".  INVALID_ARGUMENT BAD_RESOURCE_NAME, naming the request's `field`.
absl::StatusOr<std::string> ResourceId(std::string_view collection, std::string_view name,
                                       std::string_view field);

// Of "datasets/{id}".
absl::StatusOr<std::string> DatasetId(std::string_view name, std::string_view field);
// Of "campaigns/{id}".
absl::StatusOr<std::string> CampaignId(std::string_view name, std::string_view field);

}  // namespace assay::rpc

#endif  // ASSAY_ANNOTATOR_RPC_RESOURCE_NAME_H_
