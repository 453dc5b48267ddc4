#include "annotator/rpc/resource_name.h"

#include "engine/base/status.h"
#include "engine/store/resource_name.h"

namespace assay::rpc {
namespace {

constexpr size_t kMaxShown = 100;

}  // namespace

absl::StatusOr<std::string> ResourceId(std::string_view collection, std::string_view name,
                                       std::string_view field) {
  const std::string prefix = std::string(collection) + "/";
  if (!name.starts_with(prefix) || name.size() == prefix.size()) {
    const std::string found(name.substr(0, kMaxShown));
    const std::string expected = std::string(collection) + "/{id}";
    return MakeError(absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
                     "found the name '" + found + "', expected " + expected,
                     {{"field", std::string(field)}, {"found", found}, {"expected", expected}});
  }
  return std::string(name.substr(prefix.size()));
}

absl::StatusOr<std::string> DatasetId(std::string_view name, std::string_view field) {
  return ResourceId(kDatasetCollection, name, field);
}

absl::StatusOr<std::string> CampaignId(std::string_view name, std::string_view field) {
  return ResourceId(kCampaignCollection, name, field);
}

}  // namespace assay::rpc
