#include "annotator/rpc/resource_name.h"

#include "engine/base/status.h"

namespace assay::rpc {

absl::StatusOr<std::string> DatasetId(std::string_view name, std::string_view field) {
  constexpr std::string_view kPrefix = "datasets/";
  if (!name.starts_with(kPrefix) || name.size() == kPrefix.size()) {
    return MakeError(
        absl::StatusCode::kInvalidArgument, "BAD_RESOURCE_NAME",
        "found the name '" + std::string(name.substr(0, 100)) + "', expected datasets/{dataset}",
        {{"field", std::string(field)}, {"found", std::string(name.substr(0, 100))}});
  }
  return std::string(name.substr(kPrefix.size()));
}

}  // namespace assay::rpc
