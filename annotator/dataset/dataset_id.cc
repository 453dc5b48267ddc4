#include "annotator/dataset/dataset_id.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "engine/base/status.h"

namespace assay {
namespace {

constexpr size_t kMaxIdBytes = 63;
constexpr size_t kMaxStemBytes = 50;

bool IsIdCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

}  // namespace

absl::Status CheckDatasetId(std::string_view id) {
  if (!id.empty() && id.size() <= kMaxIdBytes && id.front() != '.' &&
      std::all_of(id.begin(), id.end(), IsIdCharacter)) {
    return absl::OkStatus();
  }
  const std::string found(id.substr(0, 100));
  return MakeError(
      absl::StatusCode::kInvalidArgument, "BAD_DATASET_ID",
      "found the data set id '" + found + "', expected 1-63 characters of a-z, 0-9, '-', '_', '.'",
      {{"field", "spec.dataset_id"}, {"found", found}});
}

std::string DatasetIdFromFileName(std::string_view file_name) {
  const std::string_view stem = file_name.substr(0, file_name.find('.'));
  std::string id;
  for (const char c : stem.substr(0, kMaxStemBytes)) {
    const char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
    const char kept = IsIdCharacter(lower) ? lower : '-';
    if (kept != '-' || (!id.empty() && id.back() != '-')) {
      id += kept;
    }
  }
  while (!id.empty() && id.back() == '-') {
    id.pop_back();
  }
  return id.empty() ? "dataset" : id;
}

}  // namespace assay
